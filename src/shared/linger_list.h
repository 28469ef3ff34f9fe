/* SPDX-License-Identifier: ISC */
/*
 * Lingering close, as linger_close(), for many connections at once and without waiting: each one
 * has got its reply and is shut down, and what its peer still sends is thrown away until the peer
 * closes its side, LINGER_BYTES have arrived, LINGER_MILLISECONDS have passed, or
 * LINGER_CHECK_MILLISECONDS have passed and the peer's kernel has acknowledged everything.
 *
 * Most peers close at once. So a new connection is not watched: linger_list_sweep(), called when
 * the next connections are accepted, finds it closed. Only one that stays open for longer is
 * registered with epoll(7).
 */
#ifndef INETKIT_SHARED_LINGER_LIST_H
#define INETKIT_SHARED_LINGER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* Connections at once. To add another one closes the oldest. */
	LINGER_LIST_MAX = 1024,
	/* The same for one network, so that none can make the list close those of the others. */
	LINGER_LIST_NETWORK_MAX = 64,
	/* Networks are counted by a hash of so few bits that some share a count. */
	LINGER_LIST_NETWORK_BITS = 12,
};

struct linger_list_connection {
	int fd;
	uint16_t older; /* the places of its neighbours by age, or no place */
	uint16_t newer;
	uint16_t network; /* where it is counted */
	size_t room;      /* bytes that may still arrive */
	int64_t added;    /* microseconds */
};

struct linger_list {
	int epoll;
	size_t max; /* connections at once, at most LINGER_LIST_MAX */
	size_t count;
	uint16_t oldest;
	uint16_t newest;
	uint16_t first_unwatched; /* all older ones are watched */
	uint16_t next_swept;      /* an unwatched one, or no place: then the first of them */
	uint16_t unused;          /* the first of a list linked by newer */
	int64_t checked;          /* when acknowledgements were checked */
	uint16_t of_network[1 << LINGER_LIST_NETWORK_BITS];
	struct linger_list_connection connections[LINGER_LIST_MAX];
};

/* Of at most max connections; LINGER_LIST_MAX if max is larger. 0, or a negative errno. */
int linger_list_open(struct linger_list *self, size_t max);

/* Close all connections. */
void linger_list_close(struct linger_list *self);

/*
 * Take over a connection from a network, see network_prefix(). Now is in microseconds of a
 * monotonic clock, the same for all calls. True if the oldest connection, or the oldest of the
 * network, was closed early to make room.
 */
bool linger_list_add(struct linger_list *self, int fd, uint64_t network, int64_t now);

/*
 * Drain connections that are not watched, in turn, until one is still open; at most 64. Peers close
 * about in the order in which they were served, so the next ones are mostly open too. To try them
 * all for each new connection would take longer than to serve it.
 */
void linger_list_sweep(struct linger_list *self);

/* Readable when a watched connection is: then call linger_list_drain(). */
int linger_list_fd(const struct linger_list *self);

/* Drain the watched connections that are readable, at most 64 of them. 0, or a negative errno. */
int linger_list_drain(struct linger_list *self);

/* When linger_list_advance() has something to do; INT64_MAX if there is no connection. */
int64_t linger_list_due(const struct linger_list *self);

/* Close the connections whose time is over or that are acknowledged, and watch the others. */
void linger_list_advance(struct linger_list *self, int64_t now);

/* Close the oldest connection early. False if there is no connection. */
bool linger_list_drop_oldest(struct linger_list *self);

bool linger_list_is_empty(const struct linger_list *self);

#endif
