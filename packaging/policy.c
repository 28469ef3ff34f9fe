/*
 * Make the filters for seccomp(2) out of services/policy, when inetkit is built: what is installed
 * needs no library for them. libseccomp knows the numbers of the system calls on each architecture,
 * and orders the comparisons.
 *
 *	policy FILE... prints a header.
 */
#include "confine.h"

#include <errno.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(sizeof(struct instruction) == sizeof(struct sock_filter) &&
		       offsetof(struct instruction, operand) == offsetof(struct sock_filter, k),
	"confine.h has another layout than the kernel");

enum { WORDS_MAX = 128, LINE_MAX_SIZE = 511 };

struct word {
	char *name;
	char *calls;
};

static const char *path;
static unsigned line_number;

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
	if (call < 0)
		return; /* this architecture has no such call */
	if (detail == NULL)
		error = seccomp_rule_add(filter, action, call, 0);
	else if (strcmp(detail, "EPERM") == 0)
		error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
	else if (strcmp(detail, "TIOCOUTQ") == 0)
		error = seccomp_rule_add(filter, action, call, 1, SCMP_A1(SCMP_CMP_EQ, TIOCOUTQ));
	else if (strcmp(detail, "UNIX") == 0)
		error = seccomp_rule_add(filter, action, call, 1, SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
	else if (strcmp(detail, "DATA") == 0)
		error = seccomp_rule_add(
			filter, action, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	else
		error = -ENOTSUP;
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

/* The instructions as libseccomp exports them: to a file. */
static void print_instructions(scmp_filter_ctx filter)
{
	struct sock_filter instruction;
	int fd = memfd_create("policy", 0);

	if (fd < 0 || seccomp_export_bpf(filter, fd) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		fail("the filter", "cannot be exported");
	while (read(fd, &instruction, sizeof instruction) == (ssize_t)sizeof instruction)
		printf("\t{%#x, %u, %u, %#x},\n", instruction.code, instruction.jt, instruction.jf,
			instruction.k);
	close(fd);
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

int main(int argc, char *argv[])
{
	struct word words[WORDS_MAX];
	size_t count = 0;
	char line[LINE_MAX_SIZE + 1];
	FILE *file;

	path = argc > 1 ? argv[1] : "";
	file = fopen(path, "re");
	if (file == NULL) {
		fprintf(stderr, "policy: %s: %s\n", path, strerror(errno));
		return 1;
	}
	printf("/* Made from %s. */\n#include \"confine.h\"\n", path);
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
