/* SPDX-License-Identifier: ISC */
/* What a command that talks to hosts runs with: event loop, resolver, signals, lines of output. */
#ifndef INETKIT_COMMANDS_RUN_H
#define INETKIT_COMMANDS_RUN_H

#include "client/interrupt.h"
#include "client/resolver.h"
#include "format/json_line.h"

#include <stdbool.h>
#include <systemd/sd-event.h>

struct run {
	sd_event *event;
	struct resolver *resolver;
	int output_error; /* a negative errno; standard output takes no more lines */
};

/*
 * Sets up the event loop and a resolver with at most this many lookups at a time. The first SIGINT,
 * SIGTERM or SIGHUP calls on_interrupt from the loop; if that is NULL, signals keep their effect.
 * Call it before anything starts a thread. All of it lives as long as the process. Returns 0 or a
 * negative errno.
 */
int run_begin(struct run *self, unsigned lookups, interrupt_handler *on_interrupt, void *userdata);

/* Runs the event loop until run_stop(). Returns 0 or a negative errno. */
int run_loop(struct run *self);

void run_stop(struct run *self);

/*
 * Prints one line at once, as line_vprint() does. After a failed write it prints nothing more,
 * stops the loop and returns false.
 */
__attribute__((format(printf, 2, 3))) bool run_print(struct run *self, const char *format, ...);

/*
 * Prints a JSON object and a newline likewise, and frees it. Only on a terminal are its characters
 * replaced as by shown_copy().
 */
bool run_print_json(struct run *self, struct json_line *line);

/*
 * The exit status of the command: STATUS_OK if it succeeded and all its lines were written. main()
 * reports the error of a failed write.
 */
int run_status(const struct run *self, bool has_succeeded);

#endif
