/*
 * Make the filters for seccomp(2) out of services/policy, when inetkit is built: what is installed
 * needs no library for them. libseccomp knows the numbers of the system calls on each architecture,
 * and orders the comparisons.
 *
 *	policy [-m MACHINE] FILE prints a header for where programs will run: MACHINE is what the
 *	compiler that makes them says for -dumpmachine, by default the machine that runs this.
 */
#include "filter/sandbox.h"

#include <byteswap.h>
#include <endian.h>
#include <errno.h>
#include <fnmatch.h>
#include <linux/filter.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(sizeof(struct instruction) == sizeof(struct sock_filter) &&
		       offsetof(struct instruction, operand) == offsetof(struct sock_filter, k),
	"sandbox.h has another layout than the kernel");

enum { WORDS_MAX = 128, LINE_MAX_SIZE = 511 };

struct word {
	char *name;
	char *calls;
};

/* Where programs run that are made for a machine, whose name looks like this. */
struct target {
	const char *machine;
	const char *architecture; /* as libseccomp calls it */
	size_t pointer_size;
	uint32_t outq;       /* TIOCOUTQ */
	bool has_socketcall; /* where the C library may pass calls for sockets through one */
	bool is_s390;        /* big-endian, clone(2) in another order, and see add_data */
};

/* TIOCOUTQ of asm-generic, and of powerpc. EPERM, ENOSYS, AF_UNIX and PROT_EXEC are the same for
 * all of these, and are not for alpha, mips, parisc and sparc. */
enum { OUTQ = 0x5411, OUTQ_POWERPC = 0x40047473 };

static const struct target targets[] = {
	{"x86_64-*x32", "x32", 4, OUTQ, false, false},
	{"x86_64*", "x86_64", 8, OUTQ, false, false},
	{"i?86*", "x86", 4, OUTQ, true, false},
	{"aarch64-*", "aarch64", 8, OUTQ, false, false},
	{"arm[-v]*", "arm", 4, OUTQ, false, false},
	{"loongarch64*", "loongarch64", 8, OUTQ, false, false},
	{"powerpc64le*", "ppc64le", 8, OUTQ_POWERPC, true, false},
	{"riscv64*", "riscv64", 8, OUTQ, false, false},
	{"s390x*", "s390x", 8, OUTQ, true, true},
};

/* The numbers of socketcall(2), linux/net.h. */
enum { CALL_SOCKET = 1, CALL_SENDTO = 11 };

static const char *path;
static unsigned line_number;
static const struct target *target;

static void fail(const char *thing, const char *cause)
{
	fprintf(stderr, "%s:%u: %s: %s\n", path, line_number, thing, cause);
	exit(1);
}

static char *copy(const char *text)
{
	char *result = strdup(text);

	if (result == NULL)
		fail(text, strerror(errno));
	return result;
}

/* What makes new namespaces; CLONE_NEWTIME is for clone3(2) and unshare(2) alone. */
static int add_new_namespaces(scmp_filter_ctx filter, uint32_t action, int call)
{
	static const uint64_t flags[] = {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
		CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET};
	unsigned argument = target->is_s390 ? 1 : 0;
	int error = 0;

	for (size_t i = 0; i < sizeof flags / sizeof *flags && error == 0; i++)
		error = seccomp_rule_add(filter, action, call, 1,
			SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
	return error;
}

/* Memory that is not executed. The mmap(2) of x86 and s390 has a pointer to what it is asked for;
 * x86 has mmap2(2) for everybody. */
static int add_data(scmp_filter_ctx filter, uint32_t action, const char *name, int call)
{
	if (strcmp(name, "mmap") == 0) {
		if (strcmp(target->architecture, "x86") == 0)
			return 0;
		if (target->is_s390)
			return seccomp_rule_add(filter, action, call, 0);
	}
	return seccomp_rule_add(filter, action, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* A call for sockets by one argument; where it may come as socketcall(2), which has a pointer to
 * its arguments, by none. */
static int add_socket_call(scmp_filter_ctx filter, uint32_t action, int call, unsigned number,
	struct scmp_arg_cmp argument)
{
	int error = seccomp_rule_add(filter, action, call, 1, argument);

	if (error == 0 && target->has_socketcall)
		error = seccomp_rule_add(
			filter, action, SCMP_SYS(socketcall), 1, SCMP_A0(SCMP_CMP_EQ, number));
	return error;
}

static int add_detail(
	scmp_filter_ctx filter, uint32_t action, const char *name, int call, const char *detail)
{
	if (strcmp(detail, "EPERM") == 0)
		return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
	if (strcmp(detail, "ENOSYS") == 0)
		return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0);
	if (strcmp(detail, "TIOCOUTQ") == 0)
		return seccomp_rule_add(
			filter, action, call, 1, SCMP_A1(SCMP_CMP_EQ, target->outq));
	if (strcmp(detail, "UNIX") == 0)
		return add_socket_call(
			filter, action, call, CALL_SOCKET, SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
	if (strcmp(detail, "CONNECTED") == 0)
		return add_socket_call(filter, action, call, CALL_SENDTO, SCMP_A4(SCMP_CMP_EQ, 0));
	if (strcmp(detail, "DATA") == 0)
		return add_data(filter, action, name, call);
	if (strcmp(detail, "NEW") == 0)
		return add_new_namespaces(filter, action, call);
	return -ENOTSUP;
}

static void add_call(scmp_filter_ctx filter, uint32_t action, char *name)
{
	char *detail = strchr(name, ':');
	int call;
	int error;

	if (detail != NULL)
		*detail++ = '\0';
	call = seccomp_syscall_resolve_name(name);
	if (call == __NR_SCMP_ERROR)
		fail(name, "libseccomp knows no system call of this name");
	/* The number is that of the machine that runs this, or negative where it has no such call;
	 * libseccomp makes that of the target out of it, or of socketcall(2), or no rule. */
	error = detail == NULL ? seccomp_rule_add(filter, action, call, 0)
			       : add_detail(filter, action, name, call, detail);
	if (error < 0 && error != -EEXIST)
		fail(name, strerror(-error));
}

static void add_word(scmp_filter_ctx filter, uint32_t action, const char *word,
	const struct word *words, size_t count)
{
	bool is_known = false;

	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i].name, word) == 0) {
			char *calls = copy(words[i].calls);
			char *rest = calls;

			for (char *name; (name = strtok_r(rest, " \t", &rest)) != NULL;)
				add_call(filter, action, name);
			free(calls);
			is_known = true;
		}
	if (!is_known)
		fail(word, "no such word");
}

/* The instructions as libseccomp exports them: to a file, in the target's order of bytes. */
static void print_instructions(scmp_filter_ctx filter)
{
	bool is_swapped = target->is_s390 != (__BYTE_ORDER == __BIG_ENDIAN);
	struct sock_filter instruction;
	int fd = memfd_create("policy", 0);

	if (fd < 0 || seccomp_export_bpf(filter, fd) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		fail("the filter", "cannot be exported");
	while (read(fd, &instruction, sizeof instruction) == (ssize_t)sizeof instruction) {
		if (is_swapped) {
			instruction.code = bswap_16(instruction.code);
			instruction.k = bswap_32(instruction.k);
		}
		printf("\t{%#x, %u, %u, %#x},\n", instruction.code, instruction.jt, instruction.jf,
			instruction.k);
	}
	close(fd);
}

static void choose_architecture(scmp_filter_ctx filter)
{
	uint32_t architecture = seccomp_arch_resolve_name(target->architecture);

	if (architecture == 0)
		fail(target->architecture, "libseccomp is too old for this architecture");
	if (architecture == seccomp_arch_native())
		return;
	/* In this order: one filter is for one order of bytes. */
	if (seccomp_arch_remove(filter, seccomp_arch_native()) < 0 ||
		seccomp_arch_add(filter, architecture) < 0)
		fail(target->architecture, "libseccomp makes no filter for this architecture");
}

/* How a policy is said: see services/policy. */
enum form { FORM_ONLY, FORM_OPENS, FORM_BUT };

static void print_policy(
	const char *service, enum form form, char *said, const struct word *words, size_t count)
{
	bool is_but = form == FORM_BUT;
	uint32_t otherwise = is_but ? SCMP_ACT_ALLOW : SCMP_ACT_TRAP;
	uint32_t action = is_but ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_ALLOW;
	scmp_filter_ctx filter = seccomp_init(otherwise);

	if (filter == NULL)
		fail(service, "libseccomp makes no filter");
	choose_architecture(filter);
	/* A system call by the numbers of another architecture is always wrong. */
	seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	/* By a tree: the kernel tries a filter out for every call that there is when it is
	 * installed. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	printf("\n/* %s:%s */\n", service, said);
	for (char *word; (word = strtok_r(said, " \t", &said)) != NULL;)
		add_word(filter, action, word, words, count);
	printf("static const struct instruction filter_%s[] __attribute__((unused)) = {\n",
		service);
	print_instructions(filter);
	printf("};\nstatic const struct policy policy_%s __attribute__((unused)) = {\n"
	       "\tsizeof filter_%s / sizeof *filter_%s, filter_%s, %s, %s};\n",
		service, service, service, service, is_but ? "true" : "false",
		form == FORM_ONLY ? "false" : "true");
	seccomp_release(filter);
}

static const struct target *find_target(const char *machine)
{
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		if (fnmatch(targets[i].machine, machine, 0) == 0)
			return &targets[i];
	fprintf(stderr, "policy: %s: no architecture of which this is known\n", machine);
	exit(1);
}

static const struct target *find_native(void)
{
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		if (seccomp_arch_resolve_name(targets[i].architecture) == seccomp_arch_native())
			return &targets[i];
	fprintf(stderr, "policy: nothing is known of this machine's architecture\n");
	exit(1);
}

int main(int argc, char *argv[])
{
	struct word words[WORDS_MAX];
	size_t count = 0;
	char line[LINE_MAX_SIZE + 1];
	FILE *file;

	if (argc > 2 && strcmp(argv[1], "-m") == 0) {
		target = find_target(argv[2]);
		argc -= 2;
		argv += 2;
	} else {
		target = find_native();
	}
	path = argc > 1 ? argv[1] : "";
	file = fopen(path, "re");
	if (file == NULL) {
		fprintf(stderr, "policy: %s: %s\n", path, strerror(errno));
		return 1;
	}
	printf("/* Made from %s, for %s. */\n#include \"filter/sandbox.h\"\n\n"
	       "_Static_assert(sizeof(void *) == %zu, \"these policies are for %s\");\n",
		path, target->architecture, target->pointer_size, target->architecture);
	while (fgets(line, sizeof line, file) != NULL) {
		char name[LINE_MAX_SIZE + 1];
		char mark[2];
		int rest = 0;

		line_number++;
		line[strcspn(line, "#\n")] = '\0';
		if (line[strspn(line, " \t")] == '\0')
			continue;
		if (sscanf(line, "%511s = %n", name, &rest) == 1 && rest > 0) {
			if (count == WORDS_MAX)
				fail(name, "too many words");
			words[count++] = (struct word){copy(name), copy(line + rest)};
		} else if (sscanf(line, "%511s but%1[:]%n", name, mark, &rest) == 2 && rest > 0) {
			print_policy(name, FORM_BUT, line + rest, words, count);
		} else if (sscanf(line, "%511s opens%1[:]%n", name, mark, &rest) == 2 && rest > 0) {
			print_policy(name, FORM_OPENS, line + rest, words, count);
		} else if (sscanf(line, "%511[a-z]%1[:]%n", name, mark, &rest) == 2 && rest > 0) {
			print_policy(name, FORM_ONLY, line + rest, words, count);
		} else {
			fail(line, "none of WORD = CALL..., SERVICE: WORD..., SERVICE opens: "
				   "WORD... and SERVICE but: WORD...");
		}
	}
	for (size_t i = 0; i < count; i++) {
		free(words[i].name);
		free(words[i].calls);
	}
	fclose(file);
	return ferror(stdout) || fflush(stdout) != 0;
}
