/*
 * Connections of a server that has answered and shut down, and now throws away what their peers
 * still send, until they end: as linger_close(), for many at once, none of which delays another.
 *
 * Most peers end at once: a connection is first looked at when the next ones are accepted, and only
 * one that is still there after a while is watched by epoll(7).
 */
#ifndef INETKIT_SHARED_LINGER_LIST_H
#define INETKIT_SHARED_LINGER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINGER_LIST_MAX = 1024 }; /* connections at once; beyond that the oldest is closed */

struct linger_list_connection {
	int fd;
	uint16_t older; /* the places of its neighbours by age, or none */
	uint16_t newer;
	size_t room;   /* octets that may still come */
	int64_t since; /* in microseconds, by the clock of the caller */
};

struct linger_list {
	int epoll;
	size_t most; /* at most LINGER_LIST_MAX, or fewer where fewer descriptors can be open */
	size_t count;
	uint16_t oldest;
	uint16_t newest;
	uint16_t first_unwatched; /* those that are watched are the older ones */
	uint16_t unused;
	struct linger_list_connection connections[LINGER_LIST_MAX];
};

/* At most so many connections. 0, or a negative errno. */
int linger_list_prepare(struct linger_list *self, size_t most);

/* Take a connection, and close it later. True if the oldest was closed early to make room. */
bool linger_list_take(struct linger_list *self, int fd, int64_t now);

/* Readable when a watched connection is: call linger_list_receive(). */
int linger_list_fd(const struct linger_list *self);

bool linger_list_is_empty(const struct linger_list *self);

/* Look at those that are not watched yet, or at the oldest of them. */
void linger_list_look(struct linger_list *self);

/* Receive from those that are watched and have something. */
void linger_list_receive(struct linger_list *self);

/* Watch those that are there for long enough, and end those whose time is over. */
void linger_list_advance(struct linger_list *self, int64_t now);

/* When there will be something to advance, or INT64_MAX while there is no connection. */
int64_t linger_list_due(const struct linger_list *self);

/* Close the oldest, where descriptors are scarce. False if there is none. */
bool linger_list_drop(struct linger_list *self);

void linger_list_end(struct linger_list *self);

#endif
