/* SPDX-License-Identifier: ISC */
/*
 * One-shot timers of an sd-event loop, by CLOCK_MONOTONIC in microseconds, accurate to one
 * millisecond.
 */
#ifndef INETKIT_SHARED_EVENT_TIMER_H
#define INETKIT_SHARED_EVENT_TIMER_H

#include <stdint.h>
#include <systemd/sd-event.h>

/* Create a timer that is not running. 0, or a negative errno. */
int event_timer_new(sd_event *event, sd_event_time_handler_t on_due, void *userdata,
	sd_event_source **ret_timer);

/* Call the handler once, at this time or as soon as the loop runs after it. */
void event_timer_start(sd_event_source *self, uint64_t due);

/* When the loop last woke up. Costs no system call. */
uint64_t event_timer_now(sd_event *event);

#endif
