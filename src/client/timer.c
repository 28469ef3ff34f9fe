/* SPDX-License-Identifier: ISC */
/* Restartable one-shot timers: see timer.h. */
#include "client/timer.h"

#include "base/now.h"

#include <time.h>

/* In microseconds. By default, sd-event delays timers by up to 250 ms. */
enum { ACCURACY = 1 };

int timer_new(sd_event *event, sd_event_time_handler_t on_timeout, void *userdata,
	sd_event_source **ret_timer)
{
	int error = sd_event_add_time_relative(
		event, ret_timer, CLOCK_MONOTONIC, 0, ACCURACY, on_timeout, userdata);

	if (error < 0)
		return error;
	error = sd_event_source_set_enabled(*ret_timer, SD_EVENT_OFF);
	if (error < 0)
		*ret_timer = sd_event_source_disable_unref(*ret_timer);
	return error;
}

int timer_new_limit(sd_event *event, sd_event_time_handler_t on_timeout, void *userdata,
	sd_event_source **ret_timer)
{
	int error = timer_new(event, on_timeout, userdata, ret_timer);

	/* sd-event looks for events of descriptors again before each event of lower priority. */
	if (error >= 0)
		sd_event_source_set_priority(*ret_timer, SD_EVENT_PRIORITY_IDLE);
	return error;
}

void timer_start(sd_event_source *self, uint64_t microseconds)
{
	/* sd-event's own notion of now can be seconds old, if a callback blocked on a pipe. */
	sd_event_source_set_time(self, (uint64_t)now_monotonic() / 1000 + microseconds);
	sd_event_source_set_enabled(self, SD_EVENT_ONESHOT);
}

void timer_stop(sd_event_source *self)
{
	sd_event_source_set_enabled(self, SD_EVENT_OFF);
}
