/* SPDX-License-Identifier: ISC */
/* An event loop: epoll(7) with one timer. Errors end the tool with status 1. */
#ifndef INETKIT_TESTS_COMMON_EVENTS_H
#define INETKIT_TESTS_COMMON_EVENTS_H

#include <stdint.h>
#include <sys/epoll.h>

struct events {
	int epoll;
	int timer; /* to be watched like a socket */
};

/* Also raises the limit of open files as far as the hard limit. */
void events_begin(struct events *self);

/*
 * Set the timer to a time of CLOCK_MONOTONIC in nanoseconds, or stop it with 0. The timer stays
 * readable after it has expired until it is set again.
 */
void events_set_timer(const struct events *self, int64_t due);

/* Wait for events; returns how many there are, 0 after a signal. */
int events_wait(const struct events *self, struct epoll_event *ret_events, int max);

#endif
