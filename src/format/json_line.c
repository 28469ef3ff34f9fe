/* SPDX-License-Identifier: ISC */
/* A JSON object in one line: see json_line.h. */
#include "format/json_line.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <json-c/json.h>
#include <stdlib.h>

void json_line_begin(struct json_line *self)
{
	self->object = json_object_new_object();
	self->has_failed = self->object == NULL;
}

/* Owns the value, even after a failure. */
static void add(struct json_line *self, const char *key, json_object *value, bool is_null)
{
	if ((value == NULL && !is_null) || self->has_failed ||
		json_object_object_add_ex(self->object, key, value,
			JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_KEY_IS_CONSTANT) < 0) {
		json_object_put(value);
		self->has_failed = true;
	}
}

void json_line_add_text(struct json_line *self, const char *key, const char *text)
{
	char *repaired = text == NULL ? NULL : utf8_repair(text);

	add(self, key, repaired == NULL ? NULL : json_object_new_string(repaired), text == NULL);
	free(repaired);
}

void json_line_add_number(struct json_line *self, const char *key, const char *number)
{
	/* The output is this text; the number itself is never used. */
	add(self, key, number == NULL ? NULL : json_object_new_double_s(0, number), number == NULL);
}

void json_line_add_count(struct json_line *self, const char *key, uint64_t count)
{
	char text[DECIMAL_SIZE];

	decimal_format_unsigned(count, 0, text);
	json_line_add_number(self, key, text);
}

const char *json_line_text(struct json_line *self)
{
	return self->has_failed ? NULL
				: json_object_to_json_string_ext(self->object,
					  JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

void json_line_free(struct json_line *self)
{
	json_object_put(self->object);
	self->object = NULL;
}
