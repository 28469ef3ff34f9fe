/* SPDX-License-Identifier: ISC */
/*
 * Diagnostics that never reach the peer. Descriptor 2 depends on the supervisor: xinetd and inetd
 * make it the connection, systemd makes it the journal, tcpserver its log, and a shell the
 * terminal.
 */
#ifndef INETKIT_FILTER_LOG_H
#define INETKIT_FILTER_LOG_H

#include <stdbool.h>
#include <sys/types.h>

enum log_channel {
	LOG_CHANNEL_UNDECIDED, /* before the first message, log_choose() or log_open() */
	LOG_CHANNEL_STDERR,    /* "NAME: text" */
	LOG_CHANNEL_JOURNAL,   /* "<priority>text", sd-daemon(3) */
	LOG_CHANNEL_SYSLOG,    /* descriptor 2 leads to the peer: use syslog, LOG_DAEMON */
};

struct log {
	const char *name; /* of the program */
	enum log_channel channel;
	int journal;    /* a connected socket, or 0 */
	int syslog;     /* a connected socket, or 0 */
	pid_t process;  /* this process, for syslog */
	bool is_open;   /* the channel was connected, if it is a socket */
	bool is_sealed; /* log_open() was called: make no more sockets */
	/* The process may live longer than the syslog daemon. Its policy must allow sendmsg(2). */
	bool outlives_syslog;
};

/*
 * Logs one line at a priority of syslog(3). The format has no newline at its end. Lines are cut
 * after 510 bytes, and control characters become '?': see plain_text(). If descriptor 2 cannot be
 * written, the line goes to syslog.
 */
__attribute__((format(printf, 3, 4))) void log_message(
	struct log *self, int priority, const char *format, ...);

/*
 * The same, with a message ID from messages.h for the journal. journalctl -x then shows the
 * explanation in units/inetkit.catalog.
 */
__attribute__((format(printf, 4, 5))) void log_explained(
	struct log *self, int priority, const char *message_id, const char *format, ...);

/* Chooses the channel now. Call this before io_hold_standard(), which hides that a descriptor was
 * closed. */
void log_choose(struct log *self);

/* Connects the channel now. Call this before the process gives up the right to make sockets. */
void log_open(struct log *self);

/* True if descriptor 2 leads to the peer. */
bool log_reaches_peer(struct log *self);

/*
 * If descriptor 2 leads to the peer, connects to syslog and makes descriptor 2 /dev/null. Then the
 * C library's message before abort(3) does not reach the peer either, nor that of a program which
 * this process executes.
 */
void log_shield(struct log *self);

#endif
