/* Prints lines to standard output: see line.h. */
#include "client/line.h"

#include "base/plain.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int line_print(const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	plain_text(text);
	return puts(text) < 0 || fflush(stdout) != 0 ? -errno : 0;
}
