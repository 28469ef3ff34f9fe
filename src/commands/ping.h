/* SPDX-License-Identifier: ISC */
/* The parts of inetkit ping: one run, its transport over TCP or UDP, and its report. */
#ifndef INETKIT_COMMANDS_PING_H
#define INETKIT_COMMANDS_PING_H

#include "client/dial.h"
#include "client/endpoint.h"
#include "client/target.h"
#include "commands/echo_request.h"
#include "commands/rtt.h"
#include "commands/run.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

/* Microseconds become nanoseconds by this factor. */
enum { PING_NANOSECONDS = 1000 };

struct ping {
	struct target target;
	struct request request;
	uint64_t count;    /* probes to send; 0: until interrupted */
	uint64_t interval; /* between two probes, in microseconds */
	struct endpoint endpoint;
	struct run run;
	sd_event_source *next_probe;
	sd_event_source *timeout; /* of each reply over TCP, of the last ones over UDP */
	sd_event_source *turn;    /* of an address that has not replied, if there are others */
	struct dial *dial;
	int fd; /* the connection, or -1 */
	sd_event_source *connection;
	int64_t began; /* when the first probe was due, in nanoseconds */
	int64_t due;   /* the same of the latest probe */
	struct echo_requests probes;
	uint8_t probe[ECHO_REQUEST_SIZE]; /* the latest one */
	size_t reply_size;                /* TCP: bytes of the reply that have arrived */
	/* What the summary counts, in packets. */
	uint64_t received;
	uint64_t duplicates;
	uint64_t altered;
	uint64_t late;
	uint64_t foreign;
	uint64_t errors;
	struct rtt rtt;
	bool has_failed; /* an error has ended the run */
};

/* --- ping.c: the run -------------------------------------------------------------------------- */

/* Prints a message about the host, and ends the run or tries the next address. */
void ping_fail(struct ping *self, const char *cause);

/* The same, because no reply arrived in time. */
void ping_fail_silent(struct ping *self);

/*
 * Before the first reply, and if there is another address: prints why this one is given up, and
 * starts from the beginning with the next one. Otherwise returns false. next is a function of
 * client/dial.h.
 */
bool ping_leave(struct ping *self, void (*next)(struct dial *, const char *), const char *cause);

bool ping_is_udp(const struct ping *self);

/* Whether all probes of -c are sent. */
bool ping_is_all_sent(const struct ping *self);

/* Schedules the next probe at the interval after the latest one was due, or at once if that time
 * has passed. */
void ping_schedule(struct ping *self);

/* --- ping_tcp.c, ping_udp.c: the transports --------------------------------------------------- */

/* Send the latest probe. Over TCP one that is not sent ends the run; over UDP it counts as an
 * error. */
void ping_tcp_send(struct ping *self);
void ping_udp_send(struct ping *self);

/* Read the replies that have arrived. */
int ping_tcp_on_readable(sd_event_source *source, int fd, uint32_t events, void *userdata);
int ping_udp_on_readable(sd_event_source *source, int fd, uint32_t events, void *userdata);

/* Reads the replies that have arrived until the limit of time. This can end the run, or the turn of
 * the address. */
void ping_udp_read_last(struct ping *self);

/* --- ping_report.c: lines of output ----------------------------------------------------------- */

/* Counts a reply of this many bytes and prints its line. Ends the turn of the address. */
void ping_report_reply(struct ping *self, const struct echo_reply *reply, size_t size);

/* At least one probe must be sent. */
void ping_report_summary(struct ping *self);

/* Prints the figures so far on standard error, in one line. */
void ping_report_status(const struct ping *self);

#endif
