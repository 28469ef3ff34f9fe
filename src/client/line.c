/* Prints lines to standard output: see line.h. */
#include "client/line.h"

#include "base/plain.h"

#include <errno.h>
#include <stdio.h>

int line_vprint(const char *format, va_list arguments)
{
	char text[1024];

	vsnprintf(text, sizeof text, format, arguments);
	plain_text(text);
	return puts(text) < 0 || fflush(stdout) != 0 ? -errno : 0;
}

int line_print(const char *format, ...)
{
	va_list arguments;
	int error;

	va_start(arguments, format);
	error = line_vprint(format, arguments);
	va_end(arguments);
	return error;
}
