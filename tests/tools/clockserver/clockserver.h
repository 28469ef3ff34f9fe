/* SPDX-License-Identifier: ISC */
/*
 * A server of the Time Protocol, RFC 868, over TCP and UDP on one port, or of NTP, RFC 5905, over
 * UDP, whose clock and manners are wrong on demand. It replies to a datagram from the address that
 * the datagram was sent to, so one server on 0.0.0.0 acts as every host of 127.0.0.0/8.
 */
#ifndef INETKIT_TESTS_CLOCKSERVER_CLOCKSERVER_H
#define INETKIT_TESTS_CLOCKSERVER_CLOCKSERVER_H

#include "common/address.h"
#include "common/events.h"

#include <stddef.h>
#include <stdint.h>

#define SECOND INT64_C(1000000000)

/* Both protocols count seconds from 1900. */
#define UNIX_EPOCH INT64_C(2208988800)

enum { NTP_SIZE = 48, REPLY_MAX = NTP_SIZE, CONTROL_SIZE = 64 };

/* A request that waits for its reply, or a connection for the next byte of it. */
struct job {
	struct job *next;
	int64_t due; /* now_monotonic() */
	int fd;      /* of the connection; -1 for a datagram */
	uint8_t reply[REPLY_MAX];
	size_t size; /* bytes of the reply; 0 until it is made */
	size_t sent;
	uint8_t request[NTP_SIZE];
	int64_t received; /* clock_read() when the request arrived */
	struct address peer;
	char control[CONTROL_SIZE]; /* IP_PKTINFO: the address that was asked */
	size_t control_size;
};

/* What comes before each reply of NTP, with another time. */
enum forgery {
	FORGED_NOTHING,
	FORGED_KISS,   /* a kiss-o'-death to another request */
	FORGED_MODE,   /* the mode of a broadcast */
	FORGED_ORIGIN, /* a reply to another request */
	FORGED_PORT,   /* from another port */
	FORGED_REPLAY, /* the reply before, again */
	FORGED_SHORT,  /* 47 bytes */
};

struct ntp {
	bool is_on;
	int64_t leap, version, stratum, precision; /* the version is 0: that of the request */
	const char *code;                          /* of a kiss-o'-death, or NULL */
	int64_t code_after;                        /* replies */
	bool is_twice;
	enum forgery forgery;
	uint8_t last[NTP_SIZE]; /* reply */
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
	struct ntp ntp;
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

/* What the clock shows, in nanoseconds of Unix time. */
int64_t clock_read(const struct server *self);

/* Write the reply into the job, by the clock as it is now. */
void reply_make(struct server *self, struct job *job);

/* --- ntp.c --- */

/* Set what one -m option says of NTP. Returns false if it is invalid. */
bool ntp_parse(struct ntp *self, const char *text);

/* Write the reply to the request of the job into the job. */
void ntp_make(struct server *self, struct job *job);

/* Make a forged reply of a job with its reply. Returns false if there is none. */
bool ntp_forge(struct server *self, const struct job *job, struct job *ret_forged);

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
