/* SPDX-License-Identifier: ISC */
/* A piece of the line of a monitoring plugin: see nagios_line.h. */
#include "format/nagios_line.h"

#include "base/utf8.h"
#include "client/shown.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool nagios_line_add(struct nagios_line *self, const char *format, ...)
{
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(self->text + self->size, self->max + 1 - self->size, format, arguments);
	va_end(arguments);
	if (size < 0 || (size_t)size > self->max - self->size) {
		self->text[self->size] = '\0';
		return false;
	}
	self->size += (size_t)size;
	return true;
}

/* Shows the first character. Returns where the next one begins. */
static const char *show_character(const char *text, char ret_shown[SHOWN_SIZE(4)])
{
	char character[sizeof "\U0010ffff"] = "";
	size_t size = utf8_measure(text);

	memcpy(character, text, size > 0 ? size : 1);
	shown_copy(strcmp(character, "|") == 0 ? "?" : character, false, ret_shown, SHOWN_SIZE(4));
	return text + (size > 0 ? size : 1);
}

bool nagios_line_add_text(struct nagios_line *self, const char *text, size_t max)
{
	bool fits = true;

	for (size_t length = 0; *text != '\0' && fits;) {
		char shown[SHOWN_SIZE(4)];

		text = show_character(text, shown);
		length += strlen(shown);
		if (length > max)
			return nagios_line_add(self, "...");
		fits = nagios_line_add(self, "%s", shown);
	}
	return fits;
}
