/* SPDX-License-Identifier: ISC */
/* Event loop, resolver, signals and lines of output of a command: see run.h. */
#include "commands/run.h"

#include "client/line.h"
#include "client/shown.h"
#include "commands/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int run_begin(struct run *self, unsigned lookups, interrupt_handler *on_interrupt, void *userdata)
{
	int error = sd_event_new(&self->event);

	self->output_error = 0;
	if (error >= 0 && on_interrupt != NULL)
		error = interrupt_watch(self->event, on_interrupt, userdata);
	return error < 0 ? error : resolver_new(self->event, lookups, &self->resolver);
}

int run_loop(struct run *self)
{
	return sd_event_loop(self->event);
}

void run_stop(struct run *self)
{
	sd_event_exit(self->event, 0);
}

/* Takes the result of printing. */
static bool take_printed(struct run *self, int error)
{
	self->output_error = error;
	if (error < 0)
		run_stop(self);
	return error == 0;
}

bool run_print(struct run *self, const char *format, ...)
{
	va_list arguments;
	int error;

	if (self->output_error < 0)
		return false;
	va_start(arguments, format);
	error = line_vprint(format, arguments);
	va_end(arguments);
	return take_printed(self, error);
}

/* Returns 0 or a negative errno. */
static int print_text(const char *text)
{
	if (isatty(STDOUT_FILENO))
		shown_put(stdout, text, shown_needs_ascii(STDOUT_FILENO));
	else
		fputs(text, stdout);
	return putchar('\n') == EOF || fflush(stdout) != 0 ? -errno : 0;
}

bool run_print_json(struct run *self, struct json_line *line)
{
	const char *text = json_line_text(line);
	bool is_printed = false;

	if (text == NULL)
		complain("standard output", "%s", strerror(ENOMEM));
	if (self->output_error == 0)
		is_printed = take_printed(self, text == NULL ? -ENOMEM : print_text(text));
	json_line_free(line);
	return is_printed;
}

int run_status(const struct run *self, bool has_succeeded)
{
	return has_succeeded && self->output_error == 0 ? STATUS_OK : STATUS_FAILED;
}
