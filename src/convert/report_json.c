/* SPDX-License-Identifier: ISC */
/* The report as JSON, RFC 8259: see report.h. */
#include "convert/report.h"

#include "base/utf8.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

/* An object or an array that takes no more once there was not enough memory. */
struct writer {
	bool has_failed;
};

static void add(
	struct writer *self, json_object *object, const char *key, json_object *value, bool is_null)
{
	if ((value == NULL && !is_null) || object == NULL ||
		json_object_object_add(object, key, value) < 0) {
		json_object_put(value);
		self->has_failed = true;
	}
}

static json_object *new_text(const char *text)
{
	char *repaired = utf8_repair(text);
	json_object *value = repaired == NULL ? NULL : json_object_new_string(repaired);

	free(repaired);
	return value;
}

static void add_text(struct writer *self, json_object *object, const char *key, const char *text)
{
	add(self, object, key, text == NULL ? NULL : new_text(text), text == NULL);
}

/* 0 stands for an unknown number. */
static void add_number(struct writer *self, json_object *object, const char *key, unsigned number)
{
	add(self, object, key, number == 0 ? NULL : json_object_new_int64(number), number == 0);
}

static void append(struct writer *self, json_object *array, json_object *value)
{
	if (value == NULL || array == NULL || json_object_array_add(array, value) < 0) {
		json_object_put(value);
		self->has_failed = true;
	}
}

static void add_place(struct writer *self, json_object *object, const struct place *place)
{
	add_text(self, object, "file", place->file);
	add_number(self, object, "line", place->line);
	add_number(self, object, "column", place->column);
}

static json_object *new_finding(struct writer *self, const struct finding *finding)
{
	json_object *object = json_object_new_object();

	add_text(self, object, "attribute", finding->subject);
	add_text(self, object, "verdict", verdict_names[finding->verdict]);
	add_place(self, object, &finding->place);
	add_text(self, object, "text", finding->text);
	return object;
}

static json_object *new_unit(struct writer *self, const struct unit_file *unit)
{
	json_object *object = json_object_new_object();

	add_text(self, object, "name", unit->name);
	add_text(self, object, "state", report_state_names[unit->state]);
	add_text(self, object, "error", unit->error == 0 ? NULL : strerror(-unit->error));
	return object;
}

static json_object *new_conversion(struct writer *self, const struct conversion *conversion)
{
	json_object *object = json_object_new_object();
	json_object *findings = json_object_new_array();
	json_object *units = json_object_new_array();
	enum config_disabled disabled = conversion->service->disabled;

	add_text(self, object, "service", conversion->service->name);
	add_text(self, object, "id", conversion->service->id);
	add_place(self, object, &conversion->service->place);
	add(self, object, "enabled", json_object_new_boolean(disabled == CONFIG_ENABLED), false);
	add_text(self, object, "verdict", verdict_names[conversion->verdict]);
	for (size_t i = 0; i < conversion->finding_count; i++)
		append(self, findings, new_finding(self, &conversion->findings[i]));
	add(self, object, "findings", findings, false);
	for (int i = 0; i < 2; i++)
		if (conversion->files[i].name != NULL)
			append(self, units, new_unit(self, &conversion->files[i]));
	add(self, object, "units", units, false);
	add_text(self, object, "replacement", conversion->replacement);
	return object;
}

static json_object *new_message(struct writer *self, const struct report_message *message)
{
	json_object *object = json_object_new_object();

	add_text(self, object, "severity", report_severity_names[message->severity]);
	add_place(self, object, &message->place);
	add_text(self, object, "text", message->text);
	return object;
}

static json_object *new_list(struct writer *self, const struct list *list)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < list->count; i++)
		append(self, array, new_text(list->items[i]));
	return array;
}

int report_put_json(const struct report *self, FILE *file)
{
	struct writer writer = {false};
	json_object *object = json_object_new_object();
	json_object *services = json_object_new_array();
	json_object *messages = json_object_new_array();
	const char *text = NULL;

	for (size_t i = 0; i < self->count; i++)
		append(&writer, services, new_conversion(&writer, &self->conversions[i]));
	for (size_t i = 0; i < self->message_count; i++)
		append(&writer, messages, new_message(&writer, &self->messages[i]));
	add(&writer, object, "services", services, false);
	add(&writer, object, "messages", messages, false);
	add(&writer, object, "notes", new_list(&writer, &self->notes), false);
	add(&writer, object, "commands", new_list(&writer, &self->commands), false);
	if (!writer.has_failed)
		text = json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
					JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text != NULL)
		fprintf(file, "%s\n", text);
	json_object_put(object);
	return text == NULL ? -ENOMEM : 0;
}
