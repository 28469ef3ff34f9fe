/* Diagnostics that cannot reach the peer: see report.h. */
#include "report.h"

#include "io.h"
#include "plain.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

enum { LINE_SIZE = 512, PREFIX_SIZE = 64 };

static bool same_file(int fd, const struct stat *other)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_dev == other->st_dev && st.st_ino == other->st_ino;
}

/* systemd names the journal's end of descriptor 2 by "device:inode", systemd.exec(5). */
static bool is_journal(const struct stat *st)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char mine[PREFIX_SIZE];

	snprintf(mine, sizeof mine, "%ju:%ju", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino);
	return stream != NULL && strcmp(stream, mine) == 0;
}

/* Any Internet socket is somebody else's, even one that is not on descriptor 0 or 1. */
static bool is_internet(int fd)
{
	int domain;
	socklen_t size = sizeof domain;

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
	       (domain == AF_INET || domain == AF_INET6);
}

static enum report_channel find_channel(void)
{
	struct stat st;

	if (fstat(STDERR_FILENO, &st) < 0)
		return REPORT_SYSLOG;
	if (!S_ISSOCK(st.st_mode))
		return REPORT_STDERR;
	if (same_file(STDIN_FILENO, &st) || same_file(STDOUT_FILENO, &st) ||
		is_internet(STDERR_FILENO))
		return REPORT_SYSLOG;
	return is_journal(&st) ? REPORT_JOURNAL : REPORT_STDERR;
}

void report(struct report *self, int priority, const char *format, ...)
{
	char line[PREFIX_SIZE + LINE_SIZE];
	char *text;
	int prefix = 0;
	va_list arguments;

	if (self->channel == REPORT_UNDECIDED)
		self->channel = find_channel();
	if (self->channel == REPORT_STDERR)
		prefix = snprintf(line, PREFIX_SIZE, "%s: ", self->name);
	else if (self->channel == REPORT_JOURNAL)
		prefix = snprintf(line, PREFIX_SIZE, "<%d>", priority);

	text = line + prefix;
	va_start(arguments, format);
	vsnprintf(text, LINE_SIZE - 1, format, arguments);
	va_end(arguments);
	plain_text(text);

	if (self->channel != REPORT_SYSLOG) {
		size_t size = strlen(line);

		line[size] = '\n';
		if (io_write(STDERR_FILENO, line, size + 1) == 0)
			return;
		line[size] = '\0';
	}
	openlog(self->name, LOG_PID, LOG_DAEMON);
	syslog(priority, "%s", text);
}

void report_shield(struct report *self)
{
	int null;

	if (self->channel == REPORT_UNDECIDED)
		self->channel = find_channel();
	if (self->channel != REPORT_SYSLOG)
		return;
	null = open("/dev/null", O_WRONLY);
	if (null < 0) {
		close(STDERR_FILENO);
	} else if (null != STDERR_FILENO) {
		dup2(null, STDERR_FILENO);
		close(null);
	}
}
