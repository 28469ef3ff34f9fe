/* SPDX-License-Identifier: ISC */
/*
 * A server of the Time Protocol, RFC 868, over TCP and UDP on one port, whose clock and manners are
 * wrong on demand. It replies to a datagram from the address that the datagram was sent to, so one
 * server on 0.0.0.0 acts as every host of 127.0.0.0/8.
 */
#ifndef INETKIT_TESTS_CLOCKSERVER_CLOCKSERVER_H
#define INETKIT_TESTS_CLOCKSERVER_CLOCKSERVER_H

#include "common/address.h"
#include "common/events.h"

#include <stddef.h>
#include <stdint.h>

#define SECOND INT64_C(1000000000)

enum { REPLY_MAX = 8, CONTROL_SIZE = 64 };

/* A request that waits for its reply, or a connection for the next byte of it. */
struct job {
	struct job *next;
	int64_t due; /* now_monotonic() */
	int fd;      /* of the connection; -1 for a datagram */
	uint8_t reply[REPLY_MAX];
	size_t size; /* bytes of the reply; 0 until it is made */
	size_t sent;
	struct address peer;
	char control[CONTROL_SIZE]; /* IP_PKTINFO: the address that was asked */
	size_t control_size;
};

/* Times are in nanoseconds. */
struct server {
	int64_t offset;
	int64_t start;      /* now_monotonic() */
	double drift;       /* seconds per second */
	int64_t step_after; /* replies; -1: never */
	int64_t step;
	int64_t pause; /* before a reply, or between the bytes of a slow one */
	size_t size;   /* bytes of a reply */
	bool is_round, is_even, is_silent, is_slow, is_reset, is_lie, is_verbose;
	bool has_tcp;
	struct events events;
	int tcp, udp;
	int64_t replies;  /* made so far */
	unsigned waiting; /* requests whose reply is not made yet */
	/* The pause is the same for all jobs, so they are due in the order of the list. */
	struct job *first;
	struct job **end;
};

/* --- mode.c --- */

/* Set what one -m option says. Returns false if it is invalid. */
bool mode_parse(struct server *self, const char *text);

/* A decimal number of units of this many nanoseconds each. Returns false if it is invalid. */
bool mode_parse_time(const char *text, long double unit, int64_t *ret_time);

/* --- reply.c --- */

/* Write the reply into the job, by the clock as it is now. */
void reply_make(struct server *self, struct job *job);

/* --- job.c --- */

/* Copy a job, and reply at once or after the pause. */
void job_start(struct server *self, const struct job *job);

/* Do the jobs that are due, and set the timer for the next one. */
void job_do_due(struct server *self);

/* --- sockets.c --- */

/* Open both sockets at one port, and print it. Port 0: one that is free for both. */
void sockets_open(struct server *self, const struct address *address);

/* Report input on a descriptor, in the event's data.fd. */
void sockets_watch(const struct server *self, int fd);

void sockets_accept(struct server *self);
void sockets_receive(struct server *self);

/* Discard what the peer sends, and close once the peer has closed. */
void sockets_discard(int fd);

#endif
