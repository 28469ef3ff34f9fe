/* SPDX-License-Identifier: ISC */
/* What is known of one host: see record.h. */
#include "clocks/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void record_begin(struct record *self, struct measurement *measurement)
{
	self->measurement = measurement;
	*measurement = (struct measurement){.host = measurement->host,
		.port = measurement->port,
		.protocol = measurement->protocol,
		.rtt = -1,
		.stratum = -1,
		.root_distance = -1};
}

const char *record_address(const struct record *self)
{
	return self->replied;
}

void record_leave_address(struct record *self)
{
	free(self->previous);
	self->previous = self->replied;
	self->measurement->previous = self->previous;
	self->replied = NULL;
	free(self->drift);
	self->drift = NULL;
}

void record_address_tried(struct record *self, const char *address, bool has_replied)
{
	char **place = has_replied ? &self->replied : &self->silent;

	if (address[0] == '\0')
		return;
	if (strcmp(self->measurement->host, address) == 0) {
		/* A host given by its address has no other: no memory for another text. */
		self->measurement->address = self->measurement->host;
		return;
	}
	if (self->replied != NULL && strcmp(self->replied, address) == 0) {
		self->measurement->address = self->replied;
		return;
	}
	if (has_replied && self->replied != NULL)
		record_leave_address(self);
	free(*place);
	*place = strdup(address);
	self->measurement->address = *place;
}

void record_drift(struct record *self, const struct drift_point *point)
{
	struct measurement *measurement = self->measurement;

	if (self->drift == NULL) {
		self->drift = malloc(sizeof *self->drift);
		if (self->drift == NULL)
			return;
		drift_begin(self->drift);
	}
	measurement->is_unsteady = !drift_take(self->drift, point);
	measurement->has_drift = drift_is_known(self->drift);
	measurement->drift_low = self->drift->low;
	measurement->drift_high = self->drift->high;
}

/* Without memory for the text, the lack of memory is the reason. */
__attribute__((format(printf, 2, 0))) static const char *set_text(
	struct record *self, const char *format, va_list arguments)
{
	free(self->text);
	if (vasprintf(&self->text, format, arguments) < 0)
		self->text = NULL;
	return self->text != NULL ? self->text : "out of memory";
}

void record_cause(struct record *self, const char *format, va_list arguments)
{
	self->measurement->cause = set_text(self, format, arguments);
}

void record_lack(struct record *self, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	self->measurement->lack = set_text(self, format, arguments);
	va_end(arguments);
}
