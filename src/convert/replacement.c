/* SPDX-License-Identifier: ISC */
/* Services that an installed unit has already. Nothing is written that could shadow it. */
#include "convert/translation.h"

#include <stdlib.h>
#include <string.h>

/* What an installed unit may do otherwise. */
static const char *const compared[] = {"bind", "cps", "instances", "max_load", "nice", "per_source",
	"port", "rate", "rlimit_as", "rlimit_cpu", "rlimit_data", "rlimit_files", "rlimit_stack",
	"server_args", "umask"};
static const char *const required[] = {"access_times", "no_access", "only_from"};

static void compare(struct translation *self, const char *unit, const char *name,
	enum verdict verdict, const char *remedy)
{
	const struct config_attribute *attribute = config_find(self->service, name);

	/* A default, such as "instances", hardly speaks of this service; a rule does. */
	if (attribute != NULL && (verdict == VERDICT_WEAKER || !attribute->is_default))
		conversion_find(self->result, verdict, name, attribute,
			"is not carried over to %s; %s", unit, remedy);
}

void translation_replace(struct translation *self, const char *unit, const char *why)
{
	free(self->result->replacement);
	self->result->replacement = strdup(unit);
	if (self->result->replacement == NULL)
		self->result->is_incomplete = true;
	conversion_find(self->result, VERDICT_CHANGED, "service", NULL,
		"use %s, which is installed with inetkit or the system: %s; nothing is written",
		unit, why);
	for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
		compare(self, unit, required[i], VERDICT_WEAKER,
			"add it to its service as ExecCondition= with admit, see "
			"inetkit-xinetd(7)");
	for (size_t i = 0; i < sizeof compared / sizeof compared[0]; i++)
		compare(self, unit, compared[i], VERDICT_CHANGED, "compare it by 'systemctl cat'");
}
