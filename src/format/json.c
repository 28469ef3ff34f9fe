/* SPDX-License-Identifier: ISC */
/* Measurements as JSON: see json.h. */
#include "format/json.h"

#include "base/utf8.h"
#include "format/fields.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>

/* Returns NULL if there is not enough memory. */
static json_object *new_value(const char *text, bool is_number)
{
	json_object *value;
	char *repaired;

	/* The output is this text; the number itself is never used. */
	if (is_number)
		return json_object_new_double_s(0, text);
	repaired = utf8_repair(text);
	if (repaired == NULL)
		return NULL;
	value = json_object_new_string(repaired);
	free(repaired);
	return value;
}

/* Returns 0, or -1 if there is not enough memory. */
static int add(json_object *self, const struct field_kind *kind, const char *text)
{
	json_object *value = NULL; /* JSON null */
	int result;

	if (text != NULL) {
		value = new_value(text, kind->is_number);
		if (value == NULL)
			return -1;
	}
	result = json_object_object_add_ex(self, kind->name, value,
		JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_KEY_IS_CONSTANT);
	if (result < 0)
		json_object_put(value);
	return result;
}

int json_put(FILE *file, const struct measurement *measurement)
{
	int count = measurement->has_drift ? FIELDS_WATCH : FIELDS_ONCE;
	json_object *object = json_object_new_object();
	const char *text = NULL;
	struct fields fields;
	size_t length;
	int result = object == NULL ? -1 : 0;

	fields_fill(measurement, &fields);
	for (int i = 0; result == 0 && i < count; i++)
		result = add(object, &field_kinds[i], fields.texts[i]);
	if (result == 0)
		text = json_object_to_json_string_length(
			object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
	if (text != NULL) {
		fwrite(text, 1, length, file);
		fputc('\n', file);
	}
	json_object_put(object);
	return text != NULL ? 0 : -ENOMEM;
}
