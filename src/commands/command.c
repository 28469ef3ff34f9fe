/* Messages of inetkit: see command.h. */
#include "commands/command.h"

#include "base/plain.h"

#include <stdarg.h>
#include <stdio.h>

void complain(const char *subject, const char *format, ...)
{
	char text[1024];
	int size = snprintf(
		text, sizeof text, "inetkit: %.400s: ", subject[0] == '\0' ? "''" : subject);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + size, sizeof text - (size_t)size, format, arguments);
	va_end(arguments);
	plain_text(text);
	/* On a terminal the message comes after what was printed before it. */
	fflush(stdout);
	fprintf(stderr, "%s\n", text);
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
