/* SPDX-License-Identifier: ISC */
/* One-shot timers: see event_timer.h. */
#include "shared/event_timer.h"

#include <time.h>

enum { ACCURACY_MICROSECONDS = 1000 };

int event_timer_new(sd_event *event, sd_event_time_handler_t on_due, void *userdata,
	sd_event_source **ret_timer)
{
	int error = sd_event_add_time(
		event, ret_timer, CLOCK_MONOTONIC, 0, ACCURACY_MICROSECONDS, on_due, userdata);

	return error < 0 ? error : sd_event_source_set_enabled(*ret_timer, SD_EVENT_OFF);
}

void event_timer_start(sd_event_source *self, uint64_t due)
{
	sd_event_source_set_time(self, due);
	sd_event_source_set_enabled(self, SD_EVENT_ONESHOT);
}

uint64_t event_timer_now(sd_event *event)
{
	uint64_t now = 0;

	sd_event_now(event, CLOCK_MONOTONIC, &now);
	return now;
}
