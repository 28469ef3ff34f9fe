/* SPDX-License-Identifier: ISC */
/* Measurements as comma-separated values: see csv.h. */
#include "format/csv.h"

#include "format/fields.h"

#include <string.h>

static void put_field(FILE *file, const char *text)
{
	if (strpbrk(text, ",\"\r\n") == NULL) {
		fputs(text, file);
		return;
	}
	fputc('"', file);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', file);
		fputc(*text, file);
	}
	fputc('"', file);
}

static void put_end(FILE *file, int field, int count)
{
	fputs(field + 1 < count ? "," : "\r\n", file);
}

static int count_fields(bool is_watch)
{
	return is_watch ? FIELDS_WATCH : FIELDS_ONCE;
}

void csv_begin(FILE *file, bool is_watch)
{
	int count = count_fields(is_watch);

	for (int i = 0; i < count; i++) {
		put_field(file, field_kinds[i].name);
		put_end(file, i, count);
	}
}

void csv_put(FILE *file, const struct measurement *measurement, bool is_watch)
{
	int count = count_fields(is_watch);
	struct fields fields;

	fields_fill(measurement, &fields);
	for (int i = 0; i < count; i++) {
		if (fields.texts[i] != NULL)
			put_field(file, fields.texts[i]);
		put_end(file, i, count);
	}
}
