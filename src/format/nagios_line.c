/* A piece of the line of a monitoring plugin: see nagios_line.h. */
#include "format/nagios_line.h"

#include "base/plain.h"
#include "base/utf8.h"

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

/* Copies the first character. Returns where the next one begins. */
static const char *take_character(const char *text, char ret_character[sizeof "\U0010ffff"])
{
	size_t size = utf8_measure(text);

	if (size == 0) {
		strcpy(ret_character, UTF8_REPLACEMENT);
		return text + 1;
	}
	memcpy(ret_character, text, size);
	ret_character[size] = '\0';
	plain_text(ret_character);
	if (strcmp(ret_character, "|") == 0)
		strcpy(ret_character, "?");
	return text + size;
}

bool nagios_line_add_text(struct nagios_line *self, const char *text, size_t max)
{
	bool fits = true;

	for (size_t length = 0; *text != '\0' && fits;) {
		char character[sizeof "\U0010ffff"];

		text = take_character(text, character);
		length += strlen(character);
		if (length > max)
			return nagios_line_add(self, "...");
		fits = nagios_line_add(self, "%s", character);
	}
	return fits;
}
