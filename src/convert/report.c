/* SPDX-License-Identifier: ISC */
/* What a conversion found: see report.h. */
#include "convert/report.h"

#include <stdlib.h>
#include <string.h>

const char *const report_state_names[] = {
	[UNIT_SHOWN] = "shown",
	[UNIT_WOULD_WRITE] = "would be written",
	[UNIT_WRITTEN] = "written",
	[UNIT_UNCHANGED] = "unchanged",
	[UNIT_DIFFERS] = "differs",
	[UNIT_FAILED] = "failed",
	[UNIT_LEFT_OUT] = "left out",
};

const char *const report_severity_names[] = {
	[CONFIG_NOTE] = "note",
	[CONFIG_WARNING] = "warning",
	[CONFIG_ERROR] = "error",
};

void report_add_message(
	const struct place *place, enum config_severity severity, const char *text, void *userdata)
{
	struct report *self = userdata;
	struct report_message *messages =
		reallocarray(self->messages, self->message_count + 1, sizeof *messages);
	struct report_message *added;

	if (messages == NULL) {
		self->is_incomplete = true;
		return;
	}
	self->messages = messages;
	added = &messages[self->message_count++];
	*added = (struct report_message){severity, *place, strdup(text)};
	added->place.file = place->file == NULL ? NULL : strdup(place->file);
	if (added->text == NULL || (place->file != NULL && added->place.file == NULL))
		self->is_incomplete = true;
}

static bool is_good(const struct conversion *conversion)
{
	if (conversion->is_incomplete)
		return false;
	for (int i = 0; i < 2; i++)
		if (conversion->files[i].name != NULL &&
			(conversion->files[i].state == UNIT_DIFFERS ||
				conversion->files[i].state == UNIT_FAILED))
			return false;
	/* What did not run before loses nothing. */
	return conversion->verdict < VERDICT_WEAKER || conversion_is_off(conversion);
}

bool report_is_good(const struct report *self)
{
	if (self->is_incomplete || self->notes.is_incomplete || self->commands.is_incomplete)
		return false;
	for (size_t i = 0; i < self->message_count; i++)
		if (self->messages[i].severity == CONFIG_ERROR)
			return false;
	for (size_t i = 0; i < self->count; i++)
		if (!is_good(&self->conversions[i]))
			return false;
	return true;
}

void report_free(struct report *self)
{
	for (size_t i = 0; i < self->count; i++)
		conversion_free(&self->conversions[i]);
	free(self->conversions);
	for (size_t i = 0; i < self->message_count; i++) {
		free((char *)self->messages[i].place.file);
		free(self->messages[i].text);
	}
	free(self->messages);
	list_free(&self->notes);
	list_free(&self->commands);
}
