/* One-shot timers of an sd-event loop that are set, and set again. */
#ifndef INETKIT_CLIENT_TIMER_H
#define INETKIT_CLIENT_TIMER_H

#include <stdint.h>
#include <systemd/sd-event.h>

/* A timer that does not run yet. 0, or a negative errno. */
int timer_new(
	sd_event *event, sd_event_time_handler_t handler, void *userdata, sd_event_source **ret);

/* Let it run out so many microseconds from now, whether it runs already or not. */
void timer_start(sd_event_source *self, uint64_t microseconds);

void timer_stop(sd_event_source *self);

#endif
