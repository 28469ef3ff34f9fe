/* SPDX-License-Identifier: ISC */
/* What admit and proxy have in common: see chained.h. */
#include "filter/chained.h"

#include "base/linger.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

bool chained_refuse(struct chained_refusal *ret_refusal, int priority, const char *reason,
	const char *format, ...)
{
	va_list arguments;

	ret_refusal->priority = priority;
	ret_refusal->reason = reason;
	va_start(arguments, format);
	vsnprintf(ret_refusal->detail, sizeof ret_refusal->detail, format, arguments);
	va_end(arguments);
	return false;
}

void chained_log(struct filter *filter, const struct peer *peer, const char *program,
	const struct chained_refusal *refusal)
{
	char port[sizeof "unknown"] = "unknown";

	if (peer->port != 0)
		snprintf(port, sizeof port, "%u", peer->port);
	if (refusal == NULL)
		log_message(&filter->log, LOG_NOTICE, "admitted peer=%s port=%s%s%.100s",
			peer->text, port,
			program == NULL ? "" : " program=", program == NULL ? "" : program);
	else
		log_message(&filter->log, refusal->priority,
			"refused peer=%s port=%s reason=%s%s%.100s detail=\"%s\"", peer->text, port,
			refusal->reason,
			program == NULL ? "" : " program=", program == NULL ? "" : program,
			refusal->detail);
}

void chained_hang_up(int fd)
{
	size_t room = LINGER_BYTES;

	/* A close with unread input would reset the connection. Do not wait for more input. */
	if (shutdown(fd, SHUT_WR) == 0)
		linger_drain_ready(fd, &room);
}

int chained_execute(struct filter *filter, char *program[])
{
	int error;

	signal(SIGALRM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	execvp(program[0], program);
	error = errno;
	signal(SIGPIPE, SIG_IGN);
	log_message(&filter->log, LOG_ERR, "cannot execute %s: %s", program[0], strerror(error));
	return FILTER_FAILED;
}
