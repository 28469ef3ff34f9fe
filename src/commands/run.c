/* SPDX-License-Identifier: ISC */
/* Event loop, resolver, signals and lines of output of a command: see run.h. */
#include "commands/run.h"

#include "client/line.h"
#include "commands/command.h"

#include <stdarg.h>

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

bool run_print(struct run *self, const char *format, ...)
{
	va_list arguments;

	if (self->output_error < 0)
		return false;
	va_start(arguments, format);
	self->output_error = line_vprint(format, arguments);
	va_end(arguments);
	if (self->output_error < 0)
		run_stop(self);
	return self->output_error == 0;
}

int run_status(const struct run *self, bool has_succeeded)
{
	return has_succeeded && self->output_error == 0 ? STATUS_OK : STATUS_FAILED;
}
