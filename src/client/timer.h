/* SPDX-License-Identifier: ISC */
/* Restartable one-shot timers of an sd-event loop, on CLOCK_MONOTONIC. */
#ifndef INETKIT_CLIENT_TIMER_H
#define INETKIT_CLIENT_TIMER_H

#include <stdint.h>
#include <systemd/sd-event.h>

/*
 * Create a stopped timer; free it with sd_event_source_disable_unref(3). Returns 0 or a negative
 * errno.
 */
int timer_new(sd_event *event, sd_event_time_handler_t on_timeout, void *userdata,
	sd_event_source **ret_timer);

/*
 * As timer_new(), for the limit of a wait: the timer expires only after the events of all
 * descriptors are handled. So a reply that arrived in time is read before the limit expires, even
 * if the process was stopped, or blocked on its output, until the limit was over.
 */
int timer_new_limit(sd_event *event, sd_event_time_handler_t on_timeout, void *userdata,
	sd_event_source **ret_timer);

/* Expire in this many microseconds from now. Restarts a timer that is running. */
void timer_start(sd_event_source *self, uint64_t microseconds);

void timer_stop(sd_event_source *self);

#endif
