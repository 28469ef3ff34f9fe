/* SPDX-License-Identifier: ISC */
/* A filter gives up what it does not need: see sandbox.h. */
#include "filter/sandbox.h"

#include "generated/messages.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <syslog.h>
#include <unistd.h>

/* SYS_SECCOMP in asm-generic/siginfo.h, and constants in linux/seccomp.h. */
enum {
	SENT_BY_SECCOMP = 1,
	SECCOMP_SET_MODE_STRICT = 0,
	SECCOMP_SET_MODE_FILTER = 1,
	SECCOMP_FILTER_FLAG_LOG = 2
};

/* sock_fprog in linux/filter.h. */
struct program {
	uint16_t size;
	const struct instruction *filter;
};

/* The sanitizers make additional system calls. */
#ifdef __SANITIZE_ADDRESS__
static const bool is_sanitized = true;
#else
static const bool is_sanitized = false;
#endif

/* This process, or its parent, has logged that there is no seccomp: once is enough for a
 * connection. */
static bool has_reported;

/* For the signal handler. */
static struct log *reporter;

static void on_sigsys(int number, siginfo_t *info, __attribute__((unused)) void *context)
{
	/* Not if another process sent the signal. */
	if (info->si_code == SENT_BY_SECCOMP)
		log_explained(reporter, LOG_CRIT, MESSAGE_NOT_ALLOWED,
			"system call %d is not in the policy of this service: terminating",
			info->si_syscall);
	/* SA_RESETHAND: now the signal kills, even if raise(3) is not allowed either. */
	raise(number);
	_exit(EXIT_FAILURE);
}

static void limit(int resource, rlim_t most)
{
	setrlimit(resource, &(struct rlimit){.rlim_cur = most, .rlim_max = most});
}

/* What works without seccomp. Connects the log first: afterwards there can be no new descriptor. */
static void set_limits(const struct policy *policy, struct log *log)
{
	log_open(log);
	limit(RLIMIT_CORE, 0);
	/* Not 0: poll(2) fails if it gets more descriptors than the limit. */
	if (!policy->executes && !policy->opens)
		limit(RLIMIT_NOFILE, STDERR_FILENO + 1);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

void sandbox_enter(const struct policy *policy, struct log *log)
{
	struct program program = {policy->size, policy->filter};

	if (is_sanitized)
		return;
	set_limits(policy, log);
	if (!policy->executes) {
		struct sigaction action = {.sa_sigaction = on_sigsys,
			.sa_flags = (int)(SA_SIGINFO | SA_RESETHAND | SA_NODEFER)};

		reporter = log;
		/* During the handler, the idle limit must not end the process with status 0. */
		sigaddset(&action.sa_mask, SIGALRM);
		sigaction(SIGSYS, &action, NULL);
	}
	/* The kernel logs too: if the signal is blocked, the handler does not run. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG, &program) == 0 ||
		has_reported)
		return;
	has_reported = true;
	log_explained(log, LOG_NOTICE, MESSAGE_NO_SECCOMP, "serving without a seccomp filter: %s",
		strerror(errno));
}

void sandbox_enter_strict(const struct policy *policy, struct log *log)
{
	if (is_sanitized)
		return;
	set_limits(policy, log);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL) < 0)
		sandbox_enter(policy, log);
}
