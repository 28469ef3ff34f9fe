/* SPDX-License-Identifier: ISC */
/* A limit on time that can be paused, of an sd-event loop. */
#ifndef INETKIT_CLOCKS_COUNTDOWN_H
#define INETKIT_CLOCKS_COUNTDOWN_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

/* Zero before countdown_begin(); then nothing has an effect. Times are in nanoseconds. */
struct countdown {
	sd_event_source *timer; /* NULL: unlimited */
	int64_t end;            /* now_monotonic(); 0 while paused */
	int64_t left;           /* while paused */
};

/* Set up a paused limit; 0 microseconds: unlimited. Returns 0 or a negative errno. */
int countdown_begin(struct countdown *self, sd_event *event, uint64_t microseconds,
	sd_event_time_handler_t on_over, void *userdata);

/* Let the time run. No effect while it runs. */
void countdown_resume(struct countdown *self);

/* Stop the time. No effect while it is stopped. */
void countdown_pause(struct countdown *self);

/* True if this moment, of now_monotonic(), is beyond the end. Never while paused. */
bool countdown_is_over(const struct countdown *self, int64_t moment);

/* Free everything: unlimited again. */
void countdown_end(struct countdown *self);

#endif
