/* SPDX-License-Identifier: ISC */
/* Asks one host for the time, once, by any protocol. */
#ifndef INETKIT_CLOCKS_TIME_QUERY_H
#define INETKIT_CLOCKS_TIME_QUERY_H

#include "client/resolver.h"
#include "client/target.h"
#include "clocks/icmp_socket.h"
#include "clocks/time_reply.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

struct time_query_settings {
	struct request request; /* type SOCK_RAW: ask through icmp */
	struct icmp_socket *icmp;
	enum protocol protocol;
	const char *path; /* see host_spec.h; must outlive the query */
	uint64_t repeat;  /* UDP: time before the first retransmission, in microseconds; doubles
			     each time; 0: never retransmit */
	bool keeps;       /* pass the connection to on_done if it can take another request */
	bool has_pivot;   /* resolve what a time leaves open towards pivot, not the local clock */
	int64_t pivot;    /* Unix time in seconds */
};

/* The default for repeat, in microseconds. */
enum { TIME_QUERY_REPEAT = 500 * 1000 };

/* Fits the longest numeric address with its scope. */
enum { TIME_QUERY_ADDRESS_SIZE = INET6_ADDRSTRLEN + 1 + 16 };

struct time_query;

struct time_query_result {
	const char *cause; /* NULL on success; else why it failed, valid during the call */
	bool is_refused;   /* it failed because the server asks to be left alone */
	/* The numeric address that was tried last; empty for unix:PATH or without one. */
	char address[TIME_QUERY_ADDRESS_SIZE];
	struct clock_reading reading;
	int64_t asked;     /* local time before the request, in nanoseconds since 1970 */
	int64_t answered;  /* local time when the reply arrived, likewise */
	int64_t arrived;   /* the same as now_monotonic(), for limits; 0: not known */
	int64_t connected; /* how long it took to connect before the request, in nanoseconds; 0 if
			      the connection is the request, or was there already */
	int connection;    /* an open one, which on_done must close, for time_query_use(); or -1 */
};

/* Called once from the event loop; may free the query. */
typedef void time_query_done(const struct time_query_result *result, void *userdata);

/* Start a query. The target must outlive it. Returns 0 or a negative errno. */
int time_query_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct time_query_settings *settings, time_query_done *on_done, void *userdata,
	struct time_query **ret_query);

/*
 * Ask on this connection, which another query has kept, instead of a new one. If that fails, the
 * server may have closed it meanwhile, so the query connects and asks again. Must be called
 * directly after time_query_new(), of a target that needs no lookup. The query closes the
 * connection.
 */
void time_query_use(struct time_query *self, int connection);

/*
 * As dial_hold() and dial_go(): hold pauses after the lookup, which needs no connection, and calls
 * on_ready; go connects.
 */
typedef void time_query_ready(void *userdata);
void time_query_hold(struct time_query *self, time_query_ready *on_ready);
void time_query_go(struct time_query *self);

/* As dial_prefer(): while the query is paused, choose the address to ask first. */
bool time_query_prefer(struct time_query *self, const char *address);

/*
 * Look into the socket once more before the query is freed. If the time has arrived, on_done is
 * called from here, even though more bytes could follow.
 */
void time_query_end(struct time_query *self);

/* Cancel and free. Accepts NULL. */
void time_query_free(struct time_query *self);

#endif
