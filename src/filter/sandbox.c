/* A filter confines itself: see sandbox.h. */
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

/* As in linux/seccomp.h and siginfo.h, and sock_fprog in linux/filter.h. */
enum { SENT_BY_SECCOMP = 1, SECCOMP_SET_MODE_FILTER = 1, SECCOMP_FILTER_FLAG_LOG = 2 };

struct program {
	uint16_t size;
	const struct instruction *filter;
};

/* The sanitizers need memory, files and processes for themselves. */
#ifdef __SANITIZE_ADDRESS__
static const bool is_sanitized = true;
#else
static const bool is_sanitized = false;
#endif

/* For the signal handler. */
static struct log *reporter;

static void refuse(int number, siginfo_t *info, void *context)
{
	(void)context;
	/* Else somebody has sent the signal. */
	if (info->si_code == SENT_BY_SECCOMP)
		log_explained(reporter, LOG_CRIT, MESSAGE_NOT_ALLOWED,
			"system call %d is not in the policy of this service, which ends here",
			info->si_syscall);
	/* By now the signal kills; and if this is not allowed either, that is the same signal. */
	raise(number);
	_exit(EXIT_FAILURE);
}

static void limit(int resource, rlim_t most)
{
	setrlimit(resource, &(struct rlimit){.rlim_cur = most, .rlim_max = most});
}

void sandbox_enter(const struct policy *policy, struct log *log)
{
	struct program program = {policy->size, policy->filter};

	if (is_sanitized)
		return;
	log_open(log);
	limit(RLIMIT_CORE, 0);
	if (!policy->executes) {
		struct sigaction action = {.sa_sigaction = refuse,
			.sa_flags = (int)(SA_SIGINFO | SA_RESETHAND | SA_NODEFER)};

		/* Not 0: poll(2) refuses more descriptors than may be open. */
		if (!policy->opens)
			limit(RLIMIT_NOFILE, STDERR_FILENO + 1);
		reporter = log;
		/* The idle limit would make a good end of it. */
		sigaddset(&action.sa_mask, SIGALRM);
		sigaction(SIGSYS, &action, NULL);
	}
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* To be logged by the kernel too: a call while all signals are blocked kills in silence. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG, &program) < 0)
		log_explained(log, LOG_NOTICE, MESSAGE_NO_SECCOMP,
			"serving without a seccomp filter: %s", strerror(errno));
}
