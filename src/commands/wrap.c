/* SPDX-License-Identifier: ISC */
/* Wrapped lines of output: see wrap.h. */
#include "commands/wrap.h"

#include "client/line.h"
#include "client/shown.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char indent[] = "    ";

void wrap_begin(struct wrap *self, struct run *run)
{
	self->run = run;
	self->columns = 0;
	self->line[0] = '\0';
}

static void append(struct wrap *self, const char *text)
{
	size_t length = strlen(self->line);

	snprintf(self->line + length, sizeof self->line - length, "%s", text);
}

void wrap_add(struct wrap *self, const char *format, ...)
{
	char part[512];
	char shown[SHOWN_SIZE(sizeof part)];
	va_list arguments;
	int width;

	va_start(arguments, format);
	vsnprintf(part, sizeof part, format, arguments);
	va_end(arguments);
	shown_copy(part, shown_needs_ascii(STDOUT_FILENO), shown, sizeof shown);
	width = shown_width(shown);
	if (self->columns > 0 && self->columns + 1 + width <= LINE_COLUMNS) {
		append(self, " ");
		self->columns += 1;
	} else if (self->columns > 0) {
		wrap_end(self);
		append(self, indent);
		self->columns = (int)strlen(indent);
	}
	append(self, part);
	self->columns += width;
}

bool wrap_end(struct wrap *self)
{
	bool is_printed = run_print(self->run, "%s", self->line);

	self->line[0] = '\0';
	self->columns = 0;
	return is_printed;
}
