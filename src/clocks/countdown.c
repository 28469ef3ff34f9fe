/* SPDX-License-Identifier: ISC */
/* A limit on time that can be paused: see countdown.h. */
#include "clocks/countdown.h"

#include "base/now.h"
#include "client/timer.h"

int countdown_begin(struct countdown *self, sd_event *event, uint64_t microseconds,
	sd_event_time_handler_t on_over, void *userdata)
{
	*self = (struct countdown){.left = (int64_t)microseconds * 1000};
	if (microseconds == 0)
		return 0;
	return timer_new_limit(event, on_over, userdata, &self->timer);
}

void countdown_resume(struct countdown *self)
{
	if (self->timer == NULL || self->end != 0)
		return;
	self->end = now_monotonic() + self->left;
	timer_start(self->timer, (uint64_t)self->left / 1000);
}

void countdown_pause(struct countdown *self)
{
	if (self->timer == NULL || self->end == 0)
		return;
	self->left = self->end - now_monotonic();
	if (self->left < 0)
		self->left = 0;
	self->end = 0;
	timer_stop(self->timer);
}

bool countdown_is_over(const struct countdown *self, int64_t moment)
{
	return self->timer != NULL && self->end != 0 && moment > self->end;
}

void countdown_end(struct countdown *self)
{
	self->timer = sd_event_source_disable_unref(self->timer);
}
