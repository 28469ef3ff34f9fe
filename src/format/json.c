/* SPDX-License-Identifier: ISC */
/* Measurements as JSON: see json.h. */
#include "format/json.h"

#include "format/fields.h"
#include "format/json_line.h"

#include <errno.h>

int json_put(FILE *file, const struct measurement *measurement)
{
	int count = measurement->has_drift ? FIELDS_WATCH : FIELDS_ONCE;
	struct json_line line;
	struct fields fields;
	const char *text;

	fields_fill(measurement, &fields);
	json_line_begin(&line);
	for (int i = 0; i < count; i++) {
		if (field_kinds[i].is_number)
			json_line_add_number(&line, field_kinds[i].name, fields.texts[i]);
		else
			json_line_add_text(&line, field_kinds[i].name, fields.texts[i]);
	}
	text = json_line_text(&line);
	if (text != NULL)
		fprintf(file, "%s\n", text);
	json_line_free(&line);
	return text != NULL ? 0 : -ENOMEM;
}
