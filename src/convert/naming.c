/* SPDX-License-Identifier: ISC */
/* Names of units: see naming.h. */
#include "convert/naming.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* systemd.unit(5): a name has at most 255 bytes, with its suffix and that of an instance, and those
 * of addresses are long. */
enum { ID_MAX = 100 };

static bool is_taken(const char *name, const struct conversion *conversions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (conversions[i].name != NULL && strcmp(conversions[i].name, name) == 0)
			return true;
	return false;
}

/* '@' would begin the name of an instance. */
static void clean(char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789:_.-";

	for (; *name != '\0'; name++)
		if (strchr(allowed, *name) == NULL)
			*name = '_';
}

char *naming_find(
	const struct config_service *service, const struct conversion *conversions, size_t count)
{
	const char *protocol = config_text(service, "protocol");
	char suffix[32] = "";

	/* From its position on, so that many services of one id do not take long. */
	for (size_t number = count;; number++) {
		char *name;

		if (asprintf(&name, "xinetd-%.*s%s", ID_MAX, service->id, suffix) < 0)
			return NULL;
		clean(name);
		if (!is_taken(name, conversions, count))
			return name;
		free(name);
		if (suffix[0] == '\0' && protocol != NULL)
			snprintf(suffix, sizeof suffix, "-%.20s", protocol);
		else
			snprintf(suffix, sizeof suffix, "-%zu", number + 1);
	}
}
