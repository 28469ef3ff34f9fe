/* SPDX-License-Identifier: ISC */
/* A progress bar: see progress.h. */
#include "client/progress.h"

#include "client/terminal.h"
#include "client/timer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Time before the bar appears, and between two updates, in microseconds. */
enum { DELAY = 1000 * 1000, PERIOD = 200 * 1000 };

/* The maximum width of the bar, and of the brackets and spaces around it, in columns. */
enum { WIDTH = 40, MARGIN = 4 };

struct progress {
	progress_get *on_get;
	void *userdata;
	sd_event_source *timer; /* NULL if standard error is not a terminal */
	bool is_shown;
};

static void show(struct progress *self)
{
	static const char marks[] = "########################################";
	struct progress_count count = self->on_get(self->userdata);
	int columns = (int)terminal_size(STDERR_FILENO).columns;
	char text[128];
	int size = snprintf(text, sizeof text, "%zu of %zu host%s", count.done, count.all,
		count.all == 1 ? "" : "s");
	int width;
	int part;

	if (count.failed > 0)
		size += snprintf(
			text + size, sizeof text - (size_t)size, ", %zu failed", count.failed);
	/* The bar must not wrap, as only one line is cleared. Leave a column for the cursor. */
	width = columns - size - MARGIN < WIDTH ? columns - size - MARGIN : WIDTH;
	fputs(TERMINAL_CLEAR_LINE, stderr);
	if (width > 0) {
		part = count.all > 0 ? (int)(count.done * (size_t)width / count.all) : 0;
		fprintf(stderr, "[%-*.*s] ", width, part, marks);
	}
	fprintf(stderr, "%.*s", columns - 1, text);
	fflush(stderr);
	self->is_shown = true;
}

static int on_period(sd_event_source *source, uint64_t now __attribute__((unused)), void *userdata)
{
	struct progress *self = userdata;

	fflush(stdout);
	show(self);
	timer_start(source, PERIOD);
	return 0;
}

int progress_new(
	sd_event *event, progress_get *on_get, void *userdata, struct progress **ret_progress)
{
	struct progress *self = calloc(1, sizeof *self);
	int error = 0;

	if (self == NULL)
		return -ENOMEM;
	self->on_get = on_get;
	self->userdata = userdata;
	if (terminal_can_move(STDERR_FILENO))
		error = timer_new(event, on_period, self, &self->timer);
	if (error < 0) {
		free(self);
		return error;
	}
	*ret_progress = self;
	return 0;
}

void progress_start(struct progress *self)
{
	if (self->timer != NULL)
		timer_start(self->timer, DELAY);
}

void progress_clear(struct progress *self)
{
	if (!self->is_shown)
		return;
	fputs(TERMINAL_CLEAR_LINE, stderr);
	fflush(stderr);
	self->is_shown = false;
}

void progress_stop(struct progress *self)
{
	progress_clear(self);
	if (self->timer != NULL)
		timer_stop(self->timer);
}
