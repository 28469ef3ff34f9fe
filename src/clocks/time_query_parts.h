/* SPDX-License-Identifier: ISC */
/* The parts of a query, which time_query.c, time_query_receive.c and time_query_end.c share. For
 * these files only. */
#ifndef INETKIT_CLOCKS_TIME_QUERY_PARTS_H
#define INETKIT_CLOCKS_TIME_QUERY_PARTS_H

#include "client/dial.h"
#include "clocks/time_query.h"

#include <sys/socket.h>

/* The most requests of one query: with the intervals doubled, the last follows after minutes. */
enum { TIME_QUERY_SENDS_MAX = 9 };

struct time_query {
	struct time_query_settings settings;
	time_query_done *on_done;
	time_query_ready *on_ready;
	void *userdata;
	struct dial *dial;
	int fd;       /* the connection, or -1; by ICMP always -1 */
	int kept;     /* of time_query_use(), before the request; or -1 */
	bool is_kept; /* fd is that connection */
	bool is_icmp;
	bool is_listening;
	struct icmp_listener listener; /* by ICMP, if is_listening */
	sd_event *event;
	sd_event_source *readable;
	sd_event_source *limit;              /* timeout for one address */
	uint64_t patience;                   /* for its first byte: dial_patience() */
	sd_event_source *retry;              /* UDP: the next retransmission, or: */
	uint64_t pause;                      /* until a request finds room, in microseconds */
	unsigned sends;                      /* requests sent so far */
	int64_t deadline;                    /* of the reply: now_monotonic() */
	int64_t asked[TIME_QUERY_SENDS_MAX]; /* of each of them */
	int64_t connected; /* how long it took to connect before the first of them */
	int64_t answered;  /* when the reply was complete enough to read the time */
	int64_t arrived;   /* the same as now_monotonic(); 0: the kernel did not note it */
	char address[TIME_QUERY_ADDRESS_SIZE];
	struct time_reply reply;
	enum time_reply_state state;
	bool had_foreign; /* a datagram came that is no reply */
};

/* --- time_query_receive.c: -------------------------------------------------------------------- */

/* Wait for the reply on a connection, or by ICMP from an address. Returns 0 or a negative errno. */
int time_query_watch(struct time_query *self, int fd);
int time_query_listen(struct time_query *self, const struct sockaddr *address);

/* Read until EAGAIN, because EPOLLET reports only new data, or until the event loop is to have a
 * turn. Returns false if the connection is over; the query can then be freed already. */
bool time_query_receive(struct time_query *self);

/* --- time_query_end.c: all but the first can free the query ----------------------------------- */

void time_query_disconnect(struct time_query *self);

/* Report that the query has failed. */
void time_query_fail(struct time_query *self, const char *cause);

/* The reply is complete, or no more of it is expected. */
void time_query_take_reply(struct time_query *self);

/* The limit is over. Uses what has arrived, or else tries the next address. */
void time_query_expire(struct time_query *self);

/* This address failed with an errno: try the next one. */
void time_query_give_up(struct time_query *self, int error);

#endif
