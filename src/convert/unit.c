/* SPDX-License-Identifier: ISC */
/* The text of a unit file: see unit.h. */
#include "convert/unit.h"

#include "base/plain.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void unit_begin(struct unit_text *self, const char *own)
{
	*self = (struct unit_text){.own = own};
	for (int i = 0; i < UNIT_SECTIONS; i++)
		self->files[i] = open_memstream(&self->texts[i], &self->sizes[i]);
}

__attribute__((format(printf, 4, 0))) static void put_line(struct unit_text *self,
	enum unit_section section, const char *start, const char *format, va_list arguments)
{
	FILE *file = self->files[section];
	char *text;
	size_t size;

	if (file == NULL || vasprintf(&text, format, arguments) < 0) {
		self->is_incomplete = true;
		return;
	}
	for (char *tab = text; (tab = strchr(tab, '\t')) != NULL;)
		*tab = ' ';
	plain_text(text);
	size = strlen(text);
	self->swallows_line |= start[0] != '#' && size > 0 && text[size - 1] == '\\';
	fprintf(file, "%s%s\n", start, text);
	free(text);
}

void unit_add(
	struct unit_text *self, enum unit_section section, const char *key, const char *format, ...)
{
	char start[64];
	va_list arguments;

	snprintf(start, sizeof start, "%s=", key);
	va_start(arguments, format);
	put_line(self, section, start, format, arguments);
	va_end(arguments);
}

void unit_comment(struct unit_text *self, enum unit_section section, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_line(self, section, "# ", format, arguments);
	va_end(arguments);
}

/* Completes the text of a section. False if a part of it is missing. */
static bool end_section(struct unit_text *self, enum unit_section section)
{
	FILE *file = self->files[section];
	bool has_failed = file == NULL || ferror(file);

	if (file != NULL && fclose(file) != 0)
		has_failed = true;
	self->files[section] = NULL;
	return !has_failed;
}

static void put_section(const struct unit_text *self, enum unit_section section, FILE *file)
{
	const char *names[UNIT_SECTIONS] = {NULL, "Unit", self->own, "Install"};

	if (self->sizes[section] == 0)
		return;
	if (names[section] != NULL)
		fprintf(file, "\n[%s]\n", names[section]);
	fputs(self->texts[section], file);
}

char *unit_end(struct unit_text *self)
{
	char *text = NULL;
	size_t size;
	bool is_complete = !self->is_incomplete;
	FILE *file = open_memstream(&text, &size);

	for (int i = 0; i < UNIT_SECTIONS; i++)
		is_complete = end_section(self, (enum unit_section)i) && is_complete;
	if (file != NULL) {
		for (int i = 0; is_complete && i < UNIT_SECTIONS; i++)
			put_section(self, (enum unit_section)i, file);
		is_complete = !ferror(file) && is_complete;
	}
	if (file == NULL || fclose(file) != 0 || !is_complete) {
		free(text);
		text = NULL;
	}
	for (int i = 0; i < UNIT_SECTIONS; i++)
		free(self->texts[i]);
	*self = (struct unit_text){0};
	return text;
}

char *unit_literal(const char *text)
{
	char *copy = malloc(2 * strlen(text) + 1);
	char *end = copy;

	if (copy == NULL)
		return NULL;
	for (; *text != '\0'; text++) {
		if (*text == '%')
			*end++ = '%';
		*end++ = *text;
	}
	*end = '\0';
	return copy;
}

void unit_add_literal(
	struct unit_text *self, enum unit_section section, const char *key, const char *text)
{
	char *literal = unit_literal(text);

	if (literal == NULL)
		self->is_incomplete = true;
	else
		unit_add(self, section, key, "%s", literal);
	free(literal);
}
