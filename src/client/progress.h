/* SPDX-License-Identifier: ISC */
/*
 * A progress bar on standard error for work that takes longer than a second. It occupies the line
 * of the cursor: clear it with progress_clear() before writing anything else to the terminal.
 */
#ifndef INETKIT_CLIENT_PROGRESS_H
#define INETKIT_CLIENT_PROGRESS_H

#include <stddef.h>
#include <systemd/sd-event.h>

struct progress;

/* The state of the work, in hosts. progress_get is called from the event loop, 5 times a second. */
struct progress_count {
	size_t done;
	size_t all;
	size_t failed; /* the part of done that failed */
};
typedef struct progress_count progress_get(void *userdata);

/*
 * Create a bar, not running. It stays invisible unless terminal_can_move() is true for standard
 * error. It lives until the process ends. Returns 0 or a negative errno.
 */
int progress_new(
	sd_event *event, progress_get *on_get, void *userdata, struct progress **ret_progress);

/* Show the bar in a second from now, unless progress_stop() comes first. */
void progress_start(struct progress *self);

/* Erase the bar until its next update. */
void progress_clear(struct progress *self);

/* Erase the bar and stop updating it. */
void progress_stop(struct progress *self);

#endif
