/*
 * A bar on a terminal that shows how far a piece of work is, if that takes longer than a second. It
 * is on standard error, in the line that comes next; that must be cleared before anything else is
 * written to the terminal.
 */
#ifndef INETKIT_CLIENT_PROGRESS_H
#define INETKIT_CLIENT_PROGRESS_H

#include <stddef.h>
#include <systemd/sd-event.h>

struct progress;

/* What the bar shows: called from the event loop, some times a second. */
struct progress_count {
	size_t done;
	size_t all;
	size_t failed; /* of those done */
};
typedef struct progress_count progress_get(void *userdata);

/* Begin to show it, where standard error is a terminal that can move its cursor. 0, or a negative
 * errno. */
int progress_new(sd_event *event, progress_get *get, void *userdata, struct progress **ret);

/* The work begins anew: the bar waits for a second again. */
void progress_start(struct progress *self);

/* Take it away until it is next shown. */
void progress_clear(struct progress *self);

/* It is not shown any more. */
void progress_stop(struct progress *self);

#endif
