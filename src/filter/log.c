/* SPDX-License-Identifier: ISC */
/* Diagnostics that never reach the peer: see log.h. */
#include "filter/log.h"

#include "base/io.h"
#include "base/plain.h"

#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

/* Bytes. */
enum { LINE_SIZE = 512, PREFIX_SIZE = 64, ENTRY_SIZE = LINE_SIZE + 256 };

/* How long to wait for the journal to read an entry. */
enum { ENTRY_WAIT_MILLISECONDS = 500 };

/* Also true if the descriptor is not open: then nothing else shows that the other is not the
 * connection. */
static bool may_be_same_file(int fd, const struct stat *other)
{
	struct stat st;

	return fstat(fd, &st) < 0 || (st.st_dev == other->st_dev && st.st_ino == other->st_ino);
}

/* systemd sets JOURNAL_STREAM to the "device:inode" of the journal's socket: systemd.exec(5). */
static bool is_journal(const struct stat *st)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char mine[PREFIX_SIZE];

	snprintf(mine, sizeof mine, "%ju:%ju", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino);
	return stream != NULL && strcmp(stream, mine) == 0;
}

static enum log_channel find_channel(void)
{
	int domain;
	socklen_t size = sizeof domain;
	struct stat st;

	if (getsockopt(STDERR_FILENO, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0)
		return errno == ENOTSOCK ? LOG_CHANNEL_STDERR : LOG_CHANNEL_SYSLOG;
	/* An Internet socket leads to a peer, even if it is not also descriptor 0 or 1. */
	if (domain == AF_INET || domain == AF_INET6 || fstat(STDERR_FILENO, &st) < 0)
		return LOG_CHANNEL_SYSLOG;
	/* Descriptor 0 is never the journal, although the environment may say so; 1 can be. */
	if (may_be_same_file(STDIN_FILENO, &st))
		return LOG_CHANNEL_SYSLOG;
	if (is_journal(&st))
		return LOG_CHANNEL_JOURNAL;
	return may_be_same_file(STDOUT_FILENO, &st) ? LOG_CHANNEL_SYSLOG : LOG_CHANNEL_STDERR;
}

/* See https://systemd.io/JOURNAL_NATIVE_PROTOCOL. */
static const struct sockaddr_un journal_address = {
	.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};

static const struct sockaddr_un syslog_address = {.sun_family = AF_UNIX, .sun_path = _PATH_LOG};

/* Returns a connected socket, or 0. */
static int connect_to(const struct sockaddr_un *address)
{
	int fd;

	/* The socket must not become descriptor 0, 1 or 2: the reply would go to it. */
	io_hold_standard(0);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd > STDERR_FILENO &&
		connect(fd, (const struct sockaddr *)address, sizeof *address) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return 0;
}

void log_choose(struct log *self)
{
	if (self->channel == LOG_CHANNEL_UNDECIDED)
		self->channel = find_channel();
}

static void open_channel(struct log *self)
{
	if (self->is_open)
		return;
	self->is_open = true;
	log_choose(self);
	if (self->channel == LOG_CHANNEL_JOURNAL) {
		self->journal = connect_to(&journal_address);
	} else if (self->channel == LOG_CHANNEL_SYSLOG) {
		self->syslog = connect_to(&syslog_address);
		self->process = getpid();
	}
}

void log_open(struct log *self)
{
	open_channel(self);
	self->is_sealed = true;
}

/* The native protocol can carry a message ID, unlike a line on descriptor 2. */
static bool write_entry(
	const struct log *self, int priority, const char *message_id, const char *text)
{
	char entry[ENTRY_SIZE];
	int size = snprintf(entry, sizeof entry,
		"MESSAGE=%s\nPRIORITY=%d\nMESSAGE_ID=%s\nSYSLOG_IDENTIFIER=inetkit-%s\n", text,
		priority, message_id, self->name);
	int unread;

	if (send(self->journal, entry, (size_t)size, MSG_NOSIGNAL) < 0)
		return false;
	/*
	 * The journal finds the unit of an entry by the sender's process, so the process must not
	 * exit yet. The journal ignores an empty entry; once it has read that, it has processed the
	 * first one.
	 */
	send(self->journal, "", 0, MSG_NOSIGNAL);
	for (int i = 0; i < ENTRY_WAIT_MILLISECONDS; i++) {
		if (ioctl(self->journal, TIOCOUTQ, &unread) < 0 || unread == 0)
			break;
		/* A policy may forbid it: without the pause, the loop would only burn time. */
		if (poll(NULL, 0, 1) < 0 && errno != EINTR)
			break;
	}
	return true;
}

/* The daemon has restarted: the socket is not connected any more, but its path works again. */
static void send_to_syslog(const struct log *self, char *line, size_t size)
{
	struct sockaddr_un address = syslog_address;
	struct iovec part = {.iov_base = line, .iov_len = size};
	struct msghdr message = {.msg_name = &address,
		.msg_namelen = sizeof address,
		.msg_iov = &part,
		.msg_iovlen = 1};

	sendmsg(self->syslog, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/*
 * syslog(3) is no alternative: it reads the time and may open another socket, which the sandbox
 * forbids, and it must not be called in a signal handler. A message without a time gets the time
 * at which the daemon receives it (RFC 3164).
 */
static void write_syslog(struct log *self, int priority, const char *text)
{
	char line[PREFIX_SIZE + LINE_SIZE];
	int size;

	if (self->syslog == 0 && !self->is_sealed) {
		self->syslog = connect_to(&syslog_address);
		self->process = getpid();
	}
	if (self->syslog == 0)
		return;
	size = snprintf(line, sizeof line, "<%d>%s[%d]: %s", LOG_DAEMON | priority, self->name,
		(int)self->process, text);
	if (send(self->syslog, line, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 &&
		self->outlives_syslog)
		send_to_syslog(self, line, (size_t)size);
}

static void write_line(struct log *self, int priority, const char *message_id, const char *text)
{
	char line[PREFIX_SIZE + LINE_SIZE];
	int size;

	if (message_id != NULL && self->journal != 0 &&
		write_entry(self, priority, message_id, text))
		return;
	if (self->channel == LOG_CHANNEL_STDERR)
		size = snprintf(line, sizeof line, "%s: %s\n", self->name, text);
	else
		size = snprintf(line, sizeof line, "<%d>%s\n", priority, text);
	if (self->channel == LOG_CHANNEL_SYSLOG || io_write(STDERR_FILENO, line, (size_t)size) < 0)
		write_syslog(self, priority, text);
}

static void log_arguments(struct log *self, int priority, const char *message_id,
	const char *format, va_list arguments)
{
	char text[LINE_SIZE - 1];

	open_channel(self);
	vsnprintf(text, sizeof text, format, arguments);
	plain_text(text);
	write_line(self, priority, message_id, text);
}

void log_message(struct log *self, int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	log_arguments(self, priority, NULL, format, arguments);
	va_end(arguments);
}

void log_explained(struct log *self, int priority, const char *message_id, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	log_arguments(self, priority, message_id, format, arguments);
	va_end(arguments);
}

bool log_reaches_peer(struct log *self)
{
	open_channel(self);
	return self->channel == LOG_CHANNEL_SYSLOG;
}

void log_shield(struct log *self)
{
	int null;

	if (!log_reaches_peer(self))
		return;
	null = open("/dev/null", O_WRONLY);
	if (null < 0) {
		close(STDERR_FILENO);
	} else if (null != STDERR_FILENO) {
		if (dup2(null, STDERR_FILENO) < 0)
			close(STDERR_FILENO);
		close(null);
	}
}
