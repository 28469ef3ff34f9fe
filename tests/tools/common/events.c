/* SPDX-License-Identifier: ISC */
/* An event loop: see events.h. */
#include "common/events.h"

#include <err.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>

enum { SECOND = 1000000000 };

void events_begin(struct events *self)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	self->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (self->epoll < 0)
		err(1, "epoll_create1");
	self->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (self->timer < 0)
		err(1, "timerfd_create");
}

void events_set_timer(const struct events *self, int64_t due)
{
	const struct itimerspec timer = {
		.it_value = {.tv_sec = due / SECOND, .tv_nsec = due % SECOND}};

	if (timerfd_settime(self->timer, TFD_TIMER_ABSTIME, &timer, NULL) < 0)
		err(1, "timerfd_settime");
}

int events_wait(const struct events *self, struct epoll_event *ret_events, int max)
{
	int count = epoll_wait(self->epoll, ret_events, max, -1);

	if (count < 0 && errno != EINTR)
		err(1, "epoll_wait");
	return count < 0 ? 0 : count;
}
