/* SPDX-License-Identifier: ISC */
/* The report for people: see report.h. */
#include "convert/report.h"

#include "client/shown.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct writer {
	FILE *file;
	bool is_ascii;
};

/* Writes a line in which text from files is harmless. */
__attribute__((format(printf, 2, 3))) static void put(
	const struct writer *self, const char *format, ...)
{
	va_list arguments;
	char *line;
	int size;

	va_start(arguments, format);
	size = vasprintf(&line, format, arguments);
	va_end(arguments);
	if (size < 0)
		return;
	shown_put(self->file, line, self->is_ascii);
	fputc('\n', self->file);
	free(line);
}

/* "FILE:LINE:COLUMN", as far as these are known. */
static void format_place(const struct place *place, char ret_text[], size_t size)
{
	int used = snprintf(ret_text, size, "%.*s", (int)size - 32, place->file);

	if (place->line > 0)
		used += snprintf(ret_text + used, size - (size_t)used, ":%u", place->line);
	if (place->line > 0 && place->column > 0)
		snprintf(ret_text + used, size - (size_t)used, ":%u", place->column);
}

enum { PLACE_SIZE = 1024 };

static void put_messages(const struct writer *self, const struct report *report)
{
	char place[PLACE_SIZE];

	for (size_t i = 0; i < report->message_count; i++) {
		const struct report_message *message = &report->messages[i];

		format_place(&message->place, place, sizeof place);
		put(self, "inetkit: %s: %s%s%s", place,
			message->severity == CONFIG_ERROR
				? ""
				: report_severity_names[message->severity],
			message->severity == CONFIG_ERROR ? "" : ": ", message->text);
	}
}

static void put_state(
	const struct writer *self, const struct unit_file *unit, const char *directory)
{
	switch (unit->state) {
	case UNIT_SHOWN:
		break;
	case UNIT_DIFFERS:
		put(self, "  %s/%s: differs, and is kept; remove it to get a new one", directory,
			unit->name);
		break;
	case UNIT_FAILED:
		put(self, "  %s/%s: not written: %s", directory, unit->name,
			strerror(-unit->error));
		break;
	case UNIT_LEFT_OUT:
		put(self, "  %s/%s: not written, because of its other half", directory, unit->name);
		break;
	case UNIT_WOULD_WRITE:
	case UNIT_WRITTEN:
	case UNIT_UNCHANGED:
		put(self, "  %s/%s: %s", directory, unit->name, report_state_names[unit->state]);
		break;
	}
}

static void put_conversion(
	const struct writer *self, const struct conversion *conversion, const char *directory)
{
	const struct config_service *service = conversion->service;
	char place[PLACE_SIZE];

	format_place(
		&(struct place){service->place.file, service->place.line, 0}, place, sizeof place);
	put(self, "%s (%s): %s%s", service->id, place, verdict_names[conversion->verdict],
		conversion_is_off(conversion) ? ", disabled" : "");
	for (size_t i = 0; i < conversion->finding_count; i++) {
		const struct finding *finding = &conversion->findings[i];

		format_place(&finding->place, place, sizeof place);
		put(self, "  %s: %s: %s: %s", place,
			finding->verdict == VERDICT_SAME ? "note" : verdict_names[finding->verdict],
			finding->subject, finding->text);
	}
	for (int i = 0; i < 2; i++)
		if (conversion->files[i].name != NULL)
			put_state(self, &conversion->files[i], directory);
}

static void put_list(const struct writer *self, const char *title, const struct list *list)
{
	if (list->count == 0)
		return;
	put(self, "%s:", title);
	for (size_t i = 0; i < list->count; i++)
		put(self, "  %s", list->items[i]);
}

void report_put_text(const struct report *self, FILE *file, bool is_ascii)
{
	const struct writer writer = {file, is_ascii};

	put_messages(&writer, self);
	for (size_t i = 0; i < self->count; i++)
		put_conversion(&writer, &self->conversions[i], self->directory);
	put_list(&writer, "all services", &self->notes);
	put_list(&writer, "to switch over", &self->commands);
}
