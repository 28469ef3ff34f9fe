/* SPDX-License-Identifier: ISC */
/* The environment of the server. */
#include "convert/translation.h"

#include "convert/quote.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the name at the start ends, or NULL if systemd takes no such name: it has letters, digits
 * and '_'. */
static const char *find_name_end(const char *text)
{
	const char *end = text;

	while (isalnum((unsigned char)*end) || *end == '_')
		end++;
	return end > text && !isdigit((unsigned char)*text) ? end : NULL;
}

void map_env(struct translation *self, const struct config_attribute *attribute)
{
	for (size_t i = 0; attribute != NULL && i < attribute->count; i++) {
		const char *variable = attribute->values[i].text;
		const char *end = find_name_end(variable);
		char *text = NULL;
		size_t size;
		FILE *file;

		if (end == NULL || *end != '=') {
			conversion_find(self->result, VERDICT_CHANGED, "env", attribute,
				"systemd sets no variable like '%s'", variable);
			continue;
		}
		file = open_memstream(&text, &size);
		if (file != NULL)
			quote_variable(file, variable);
		if (file == NULL || fclose(file) != 0)
			self->result->is_incomplete = true;
		else
			unit_add(&self->unit, UNIT_OWN, "Environment", "%s", text);
		free(text);
	}
}

/* Without it the general notes speak of the whole environment. */
void map_passenv(struct translation *self, const struct config_attribute *attribute)
{
	for (size_t i = 0; attribute != NULL && i < attribute->count; i++) {
		const char *name = attribute->values[i].text;
		const char *end = find_name_end(name);

		if (end != NULL && *end == '\0')
			unit_add(&self->unit, UNIT_OWN, "PassEnvironment", "%s", name);
		else
			conversion_find(self->result, VERDICT_CHANGED, "passenv", attribute,
				"systemd passes no variable like '%s'", name);
	}
	if (attribute != NULL && attribute->count > 0)
		conversion_find(self->result, VERDICT_CHANGED, "passenv", attribute,
			"the values come from the environment of systemd, which hardly has any; "
			"set them with Environment=");
}
