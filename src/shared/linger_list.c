/* SPDX-License-Identifier: ISC */
/* Lingering close of many connections: see linger_list.h. */
#include "shared/linger_list.h"

#include "base/linger.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { NO_PLACE = UINT16_MAX };
_Static_assert(LINGER_LIST_MAX < UINT16_MAX, "a place has 16 bits");

/* A connection is watched once it has been open for this time. */
enum { UNWATCHED_MICROSECONDS = 5000 };

enum { CHECK_MICROSECONDS = LINGER_CHECK_MILLISECONDS * 1000 };

/* Connections that one call drains. */
enum { DRAIN_MAX = 64 };

int linger_list_open(struct linger_list *self, size_t max)
{
	self->count = 0;
	self->max = max < LINGER_LIST_MAX ? max : LINGER_LIST_MAX;
	self->oldest = NO_PLACE;
	self->newest = NO_PLACE;
	self->first_unwatched = NO_PLACE;
	self->next_swept = NO_PLACE;
	self->unused = 0;
	self->checked = 0;
	memset(self->of_network, 0, sizeof self->of_network);
	for (int i = 0; i < LINGER_LIST_MAX; i++)
		self->connections[i].newer = (uint16_t)(i + 1 < LINGER_LIST_MAX ? i + 1 : NO_PLACE);
	self->epoll = epoll_create1(EPOLL_CLOEXEC);
	return self->epoll < 0 ? -errno : 0;
}

static void remove_and_close(struct linger_list *self, uint16_t place)
{
	struct linger_list_connection *connection = &self->connections[place];

	close(connection->fd); /* also removes it from epoll(7) */
	if (self->first_unwatched == place)
		self->first_unwatched = connection->newer;
	if (self->next_swept == place)
		self->next_swept = connection->newer;
	if (connection->older == NO_PLACE)
		self->oldest = connection->newer;
	else
		self->connections[connection->older].newer = connection->newer;
	if (connection->newer == NO_PLACE)
		self->newest = connection->older;
	else
		self->connections[connection->newer].older = connection->older;
	connection->newer = self->unused;
	self->unused = place;
	self->of_network[connection->network]--;
	self->count--;
}

/*
 * Multiplicative hashing (Knuth, volume 3, section 6.4). The hash needs no secret key: whoever
 * shares a count with a victim makes at most connections end early that have their reply.
 */
static uint16_t count_of(uint64_t network)
{
	return (uint16_t)(network * UINT64_C(0x9e3779b97f4a7c15) >>
			  (64 - LINGER_LIST_NETWORK_BITS));
}

static void drop_oldest_of(struct linger_list *self, uint16_t network)
{
	uint16_t place = self->oldest;

	while (self->connections[place].network != network)
		place = self->connections[place].newer;
	remove_and_close(self, place);
}

bool linger_list_drop_oldest(struct linger_list *self)
{
	if (self->oldest == NO_PLACE)
		return false;
	remove_and_close(self, self->oldest);
	return true;
}

/* Drains the next unwatched connection, and after the last the first one. True if it is over. */
static bool drain_next(struct linger_list *self)
{
	uint16_t place = self->next_swept != NO_PLACE ? self->next_swept : self->first_unwatched;
	struct linger_list_connection *connection;

	if (place == NO_PLACE)
		return false;
	connection = &self->connections[place];
	self->next_swept = connection->newer;
	if (!linger_drain_ready(connection->fd, &connection->room))
		return false;
	remove_and_close(self, place);
	return true;
}

static bool has_room(const struct linger_list *self, uint16_t network)
{
	return self->count < self->max && self->of_network[network] < LINGER_LIST_NETWORK_MAX;
}

/* Closes a connection early if there is no room for another. Returns true if one was closed. */
static bool make_room(struct linger_list *self, uint16_t network)
{
	/* Once through all that are not watched, if there are no more than that. */
	self->next_swept = NO_PLACE;
	for (int i = 0; i < DRAIN_MAX && !has_room(self, network); i++)
		if (!drain_next(self) && self->next_swept == NO_PLACE)
			break;
	if (has_room(self, network))
		return false;
	if (self->of_network[network] >= LINGER_LIST_NETWORK_MAX)
		drop_oldest_of(self, network);
	else if (!linger_list_drop_oldest(self))
		return false;
	return true;
}

bool linger_list_add(struct linger_list *self, int fd, uint64_t network, int64_t now)
{
	uint16_t counted = count_of(network);
	bool has_closed = make_room(self, counted);
	uint16_t place = self->unused;
	struct linger_list_connection *connection;

	if (self->count >= self->max) {
		close(fd);
		return has_closed;
	}
	connection = &self->connections[place];
	self->unused = connection->newer;
	*connection = (struct linger_list_connection){.fd = fd,
		.older = self->newest,
		.newer = NO_PLACE,
		.network = counted,
		.room = LINGER_BYTES,
		.added = now};
	if (self->newest == NO_PLACE)
		self->oldest = place;
	else
		self->connections[self->newest].newer = place;
	self->newest = place;
	if (self->first_unwatched == NO_PLACE)
		self->first_unwatched = place;
	self->of_network[counted]++;
	self->count++;
	return has_closed;
}

int linger_list_fd(const struct linger_list *self)
{
	return self->epoll;
}

bool linger_list_is_empty(const struct linger_list *self)
{
	return self->count == 0;
}

void linger_list_sweep(struct linger_list *self)
{
	for (int i = 0; i < DRAIN_MAX && drain_next(self); i++)
		;
}

int linger_list_drain(struct linger_list *self)
{
	struct epoll_event events[DRAIN_MAX];
	int count = epoll_wait(self->epoll, events, DRAIN_MAX, 0);
	int error = count < 0 && errno != EINTR ? -errno : 0;

	for (int i = 0; i < count; i++) {
		struct linger_list_connection *connection = &self->connections[events[i].data.u32];

		if (linger_drain_ready(connection->fd, &connection->room))
			remove_and_close(self, (uint16_t)events[i].data.u32);
	}
	return error;
}

/* The time when the oldest connection is closed even if its peer keeps it open. */
static int64_t oldest_end(const struct linger_list *self)
{
	return self->connections[self->oldest].added + LINGER_MILLISECONDS * INT64_C(1000);
}

static bool watch(struct linger_list *self, uint16_t place)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.u32 = place};

	return epoll_ctl(self->epoll, EPOLL_CTL_ADD, self->connections[place].fd, &event) == 0;
}

/* Watch the oldest unwatched connection, unless it is over. */
static void watch_first(struct linger_list *self)
{
	uint16_t place = self->first_unwatched;

	self->next_swept = place;
	if (drain_next(self))
		return;
	self->first_unwatched = self->connections[place].newer;
	if (!watch(self, place))
		remove_and_close(self, place);
}

/* When the oldest unwatched connection is to be watched. */
static int64_t watch_due(const struct linger_list *self)
{
	return self->first_unwatched == NO_PLACE
		       ? INT64_MAX
		       : self->connections[self->first_unwatched].added + UNWATCHED_MICROSECONDS;
}

int64_t linger_list_due(const struct linger_list *self)
{
	int64_t check;
	int64_t watching;

	if (self->oldest == NO_PLACE)
		return INT64_MAX;
	check = self->connections[self->oldest].added;
	check = (check > self->checked ? check : self->checked) + CHECK_MICROSECONDS;
	watching = watch_due(self);
	return watching < check ? watching : check;
}

/* Close those that have the whole reply, although they keep their side open. */
static void close_acknowledged(struct linger_list *self, int64_t now)
{
	uint16_t place = self->oldest;

	while (place != NO_PLACE && self->connections[place].added + CHECK_MICROSECONDS <= now) {
		struct linger_list_connection *connection = &self->connections[place];
		uint16_t newer = connection->newer;

		if (linger_drain_ready(connection->fd, &connection->room) ||
			linger_is_acknowledged(connection->fd))
			remove_and_close(self, place);
		place = newer;
	}
	self->checked = now;
}

void linger_list_advance(struct linger_list *self, int64_t now)
{
	while (self->oldest != NO_PLACE && oldest_end(self) <= now)
		remove_and_close(self, self->oldest);
	while (watch_due(self) <= now)
		watch_first(self);
	linger_list_sweep(self);
	if (now - self->checked >= CHECK_MICROSECONDS)
		close_acknowledged(self, now);
}

void linger_list_close(struct linger_list *self)
{
	while (self->oldest != NO_PLACE)
		remove_and_close(self, self->oldest);
	close(self->epoll);
}
