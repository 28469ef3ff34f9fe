/* Connections that only have to end: see linger_list.h. */
#include "shared/linger_list.h"

#include "base/linger.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { NONE = UINT16_MAX };
_Static_assert(LINGER_LIST_MAX < UINT16_MAX, "a place has 16 bits");

/* For so long a connection is only looked at. */
enum { UNWATCHED_MICROSECONDS = 5000 };

/* So many are received from, or looked at, in one call. */
enum { EVENTS = 64, LOOKS = 128 };

int linger_list_prepare(struct linger_list *self, size_t most)
{
	self->count = 0;
	self->dropped = 0;
	self->most = most < LINGER_LIST_MAX ? most : LINGER_LIST_MAX;
	self->oldest = NONE;
	self->newest = NONE;
	self->first_unwatched = NONE;
	self->unused = 0;
	for (int i = 0; i < LINGER_LIST_MAX; i++)
		self->connections[i].newer = (uint16_t)(i + 1 < LINGER_LIST_MAX ? i + 1 : NONE);
	self->epoll = epoll_create1(EPOLL_CLOEXEC);
	return self->epoll < 0 ? -errno : 0;
}

static void forget(struct linger_list *self, uint16_t place)
{
	struct linger_list_connection *connection = &self->connections[place];

	close(connection->fd); /* epoll(7) forgets it too */
	if (self->first_unwatched == place)
		self->first_unwatched = connection->newer;
	if (connection->older == NONE)
		self->oldest = connection->newer;
	else
		self->connections[connection->older].newer = connection->newer;
	if (connection->newer == NONE)
		self->newest = connection->older;
	else
		self->connections[connection->newer].older = connection->older;
	connection->newer = self->unused;
	self->unused = place;
	self->count--;
}

bool linger_list_drop(struct linger_list *self)
{
	if (self->oldest == NONE)
		return false;
	forget(self, self->oldest);
	self->dropped++;
	return true;
}

void linger_list_take(struct linger_list *self, int fd, int64_t now)
{
	uint16_t place;
	struct linger_list_connection *connection;

	if (self->count >= self->most)
		linger_list_look(self);
	if (self->count >= self->most && !linger_list_drop(self)) {
		close(fd);
		return;
	}
	place = self->unused;
	connection = &self->connections[place];
	self->unused = connection->newer;
	*connection = (struct linger_list_connection){
		.fd = fd, .older = self->newest, .newer = NONE, .room = LINGER_BYTES, .since = now};
	if (self->newest == NONE)
		self->oldest = place;
	else
		self->connections[self->newest].newer = place;
	self->newest = place;
	if (self->first_unwatched == NONE)
		self->first_unwatched = place;
	self->count++;
}

void linger_list_look(struct linger_list *self)
{
	uint16_t place = self->first_unwatched;

	for (int i = 0; i < LOOKS && place != NONE; i++) {
		struct linger_list_connection *connection = &self->connections[place];
		uint16_t newer = connection->newer;

		if (linger_drain_ready(connection->fd, &connection->room))
			forget(self, place);
		place = newer;
	}
}

void linger_list_receive(struct linger_list *self)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(self->epoll, events, EVENTS, 0);

	for (int i = 0; i < count; i++) {
		struct linger_list_connection *connection = &self->connections[events[i].data.u32];

		if (linger_drain_ready(connection->fd, &connection->room))
			forget(self, (uint16_t)events[i].data.u32);
	}
}

/* When the oldest must have ended. */
static int64_t end_of(const struct linger_list *self)
{
	return self->connections[self->oldest].since + LINGER_MILLISECONDS * INT64_C(1000);
}

static bool watch(struct linger_list *self, uint16_t place)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.u32 = place};

	return epoll_ctl(self->epoll, EPOLL_CTL_ADD, self->connections[place].fd, &event) == 0;
}

int64_t linger_list_due(const struct linger_list *self)
{
	if (self->first_unwatched != NONE)
		return self->connections[self->first_unwatched].since + UNWATCHED_MICROSECONDS;
	return self->oldest == NONE ? INT64_MAX : end_of(self);
}

void linger_list_advance(struct linger_list *self, int64_t now)
{
	while (self->oldest != NONE && end_of(self) <= now)
		forget(self, self->oldest);
	linger_list_look(self);
	while (self->first_unwatched != NONE && linger_list_due(self) <= now) {
		uint16_t place = self->first_unwatched;

		self->first_unwatched = self->connections[place].newer;
		if (!watch(self, place))
			forget(self, place);
	}
}

void linger_list_end(struct linger_list *self)
{
	while (self->oldest != NONE)
		forget(self, self->oldest);
	close(self->epoll);
}
