/* SPDX-License-Identifier: ISC */
/* Prints lines to standard output: see line.h. */
#include "client/line.h"

#include "client/shown.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int line_vprint(const char *format, va_list arguments)
{
	char text[1024];
	char shown[SHOWN_SIZE(sizeof text)];

	vsnprintf(text, sizeof text, format, arguments);
	shown_copy(text, shown_needs_ascii(STDOUT_FILENO), shown, sizeof shown);
	return puts(shown) < 0 || fflush(stdout) != 0 ? -errno : 0;
}
