/*
 * Connections of a server that has answered and shut down, and now throws away what their peers
 * still send, until they end: as io_end(), for many at once, none of which delays another.
 *
 * Most peers end at once: a connection is first looked at when the next ones are accepted, and only
 * one that is still there after a while is watched by epoll(7).
 */
#ifndef INETKIT_DRAIN_H
#define INETKIT_DRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DRAIN_MOST = 1024 }; /* connections at once; beyond that the oldest is closed */

struct drain_connection {
	int fd;
	uint16_t older; /* the places of its neighbours by age, or none */
	uint16_t newer;
	size_t room;   /* octets that may still come */
	int64_t since; /* in microseconds, by the clock of the caller */
};

struct drain {
	int epoll;   /* readable when something has come: call drain_receive() */
	size_t most; /* at most DRAIN_MOST, or fewer where fewer descriptors can be open */
	size_t count;
	size_t dropped; /* so many were closed before their end */
	uint16_t oldest;
	uint16_t newest;
	uint16_t first_unwatched; /* those that are watched are the older ones */
	uint16_t unused;
	struct drain_connection connections[DRAIN_MOST];
};

/* At most so many connections. 0, or a negative errno. */
int drain_prepare(struct drain *self, size_t most);

/* Take a connection; it is closed here. */
void drain_take(struct drain *self, int fd, int64_t now);

/* Look at those that are not watched yet, or at the oldest of them. */
void drain_look(struct drain *self);

/* Receive from those that are watched and have something. */
void drain_receive(struct drain *self);

/* Watch those that are there for long enough, and end those whose time is over. */
void drain_advance(struct drain *self, int64_t now);

/* When there will be something to advance, or INT64_MAX while there is no connection. */
int64_t drain_due(const struct drain *self);

/* Close the oldest, where descriptors are scarce. False if there is none. */
bool drain_drop(struct drain *self);

void drain_end(struct drain *self);

#endif
