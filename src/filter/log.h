/*
 * Diagnostics that cannot reach the peer, whatever descriptor 2 is: xinetd and inetd make it the
 * connection, systemd the journal, tcpserver its own log, a shell the terminal.
 */
#ifndef INETKIT_FILTER_LOG_H
#define INETKIT_FILTER_LOG_H

#include <stdbool.h>
#include <sys/types.h>

enum log_channel {
	LOG_CHANNEL_UNDECIDED, /* until the first message: without one it costs nothing */
	LOG_CHANNEL_STDERR,    /* "NAME: text" */
	LOG_CHANNEL_JOURNAL,   /* "<priority>text", sd-daemon(3) */
	LOG_CHANNEL_SYSLOG,    /* descriptor 2 leads to the peer: syslog, LOG_DAEMON */
};

struct log {
	const char *name; /* of the program */
	enum log_channel channel;
	int journal;    /* a socket that leads there, or 0 */
	int syslog;     /* the same */
	pid_t process;  /* this one, for syslog */
	bool is_sealed; /* no socket can be made any more */
	/* The process may outlive the other end of that socket, and is allowed sendmsg(2). */
	bool outlives_syslog;
};

/*
 * One line at a priority of syslog(3), without a newline at its end. What is longer than 510
 * octets is cut, and control characters become '?'. What cannot be written goes to
 * syslog.
 */
__attribute__((format(printf, 3, 4))) void log_message(
	struct log *self, int priority, const char *format, ...);

/*
 * The same for a failure that units/inetkit.catalog explains, under one of the identifiers of
 * messages.h: with it, journalctl -x says what to do.
 */
__attribute__((format(printf, 4, 5))) void log_explained(
	struct log *self, int priority, const char *message_id, const char *format, ...);

/* Before sockets can no longer be made: find the channel, and connect to it if it is one. */
void log_open(struct log *self);

/* Before another program is executed: if descriptor 2 leads to the peer, make it /dev/null. */
void log_shield(struct log *self);

#endif
