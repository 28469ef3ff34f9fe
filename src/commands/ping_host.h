/* SPDX-License-Identifier: ISC */
/* One host that inetkit ping sends probes to. */
#ifndef INETKIT_COMMANDS_PING_HOST_H
#define INETKIT_COMMANDS_PING_HOST_H

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

/* One run of the command. */
struct ping {
	struct request request;
	uint64_t count;    /* probes to send to each host; 0: until interrupted */
	uint64_t interval; /* between two probes to a host, in microseconds */
	size_t size;       /* of each probe, in bytes */
	bool is_quiet;     /* prints only the summaries */
	bool is_json;
	struct run run;
	struct ping_host *hosts;
	size_t host_count;
	size_t pinged;    /* hosts that have not ended */
	bool has_printed; /* a line in front of the summaries */
};

struct ping_host {
	struct ping *ping;
	struct target target;
	struct endpoint endpoint;
	sd_event_source *next_probe;
	sd_event_source *timeout; /* of each reply over TCP, of the last ones over UDP */
	sd_event_source *turn;    /* of an address that has not replied, if there are others */
	struct dial *dial;
	int fd; /* the connection, or -1 */
	sd_event_source *connection;
	int64_t began; /* when the first probe was due, in nanoseconds */
	int64_t due;   /* the same of the latest probe */
	int64_t ended; /* when has_ended was set */
	struct echo_requests probes;
	uint8_t *probe; /* the latest one */
	/* TCP: bytes of the latest probe that are sent, and of its reply that have arrived. */
	size_t probe_sent;
	size_t reply_size;
	/* What the summary counts, in packets. */
	uint64_t received;
	uint64_t duplicates;
	uint64_t altered;
	uint64_t late;
	uint64_t foreign;
	uint64_t errors;
	struct rtt rtt;
	bool has_ended;
	bool has_failed;  /* an error has ended it */
	char error[1024]; /* that error; else empty */
};

/* Starts to connect and to send probes. ping and target must be set, and all else zero. */
void ping_host_begin(struct ping_host *self);

/* Sends and reads no more. The last host to end ends the run. */
void ping_host_end(struct ping_host *self);

/* Prints a message about the host, and ends it or tries the next address. */
void ping_host_fail(struct ping_host *self, const char *cause);

/* The same, because no reply arrived in time. */
void ping_host_fail_silent(struct ping_host *self);

/*
 * Before the first reply, and if there is another address: prints why this one is given up, and
 * starts from the beginning with the next one. Otherwise returns false. next is a function of
 * client/dial.h.
 */
bool ping_host_leave(
	struct ping_host *self, void (*next)(struct dial *, const char *), const char *cause);

/* Counts a reply of this many bytes and reports it. Ends the turn of the address. */
void ping_host_take(struct ping_host *self, const struct echo_reply *reply, size_t size);

bool ping_host_is_udp(const struct ping_host *self);

/* Whether all probes of -c are sent. */
bool ping_host_is_all_sent(const struct ping_host *self);

/* Schedules the next probe at the interval after the latest one was due, or at once if that time
 * has passed. */
void ping_host_schedule(struct ping_host *self);

/* The limit of a round trip, in nanoseconds. */
int64_t ping_host_limit(const struct ping_host *self);

/* From the first probe until the end or now, in nanoseconds; 0 without a probe. */
int64_t ping_host_duration(const struct ping_host *self);

#endif
