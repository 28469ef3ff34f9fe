/* SPDX-License-Identifier: ISC */
/* Messages of inetkit: see command.h. */
#include "commands/command.h"

#include "client/shown.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void complain(const char *subject, const char *format, ...)
{
	char text[1024];
	char shown[SHOWN_SIZE(sizeof text)];
	int size = snprintf(
		text, sizeof text, "inetkit: %.400s: ", subject[0] == '\0' ? "''" : subject);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + size, sizeof text - (size_t)size, format, arguments);
	va_end(arguments);
	shown_copy(text, shown_needs_ascii(STDERR_FILENO), shown, sizeof shown);
	/* On a terminal the message comes after what was printed before it. */
	fflush(stdout);
	fprintf(stderr, "%s\n", shown);
}

int command_refuse(const struct command *self, const char *format, ...)
{
	char cause[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(cause, sizeof cause, format, arguments);
	va_end(arguments);
	if (self->refuse != NULL)
		return self->refuse(self, cause);
	complain(self->name, "%s; see 'inetkit help %s'", cause, self->name);
	return STATUS_USAGE;
}
