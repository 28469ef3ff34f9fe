/* SPDX-License-Identifier: ISC */
/* What becomes of a service: see conversion.h. */
#include "convert/conversion.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *const verdict_names[] = {
	[VERDICT_SAME] = "same",
	[VERDICT_STRICTER] = "stricter",
	[VERDICT_CHANGED] = "changed",
	[VERDICT_WEAKER] = "weaker",
	[VERDICT_REFUSED] = "refused",
};

void conversion_find(struct conversion *self, enum verdict verdict, const char *subject,
	const struct config_attribute *attribute, const char *format, ...)
{
	struct finding *findings =
		reallocarray(self->findings, self->finding_count + 1, sizeof *findings);
	va_list arguments;
	char *text;
	int size;

	if (verdict > self->verdict)
		self->verdict = verdict;
	if (findings == NULL) {
		self->is_incomplete = true;
		return;
	}
	self->findings = findings;
	va_start(arguments, format);
	size = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (size < 0) {
		self->is_incomplete = true;
		return;
	}
	findings[self->finding_count++] = (struct finding){
		.verdict = verdict,
		.subject = subject,
		.place = attribute != NULL ? attribute->place : self->service->place,
		.text = text,
	};
}

bool conversion_has_units(const struct conversion *self)
{
	return self->files[0].name != NULL;
}

bool conversion_is_off(const struct conversion *self)
{
	switch (self->service->disabled) {
	case CONFIG_ENABLED:
	case CONFIG_BAD_VALUE:
	case CONFIG_MISTAKE:
		return false;
	case CONFIG_DISABLE_YES:
	case CONFIG_DISABLED_IDS:
	case CONFIG_NOT_ENABLED:
	case CONFIG_COMMENT:
		return true;
	}
	return false;
}

void conversion_free(struct conversion *self)
{
	for (size_t i = 0; i < self->finding_count; i++)
		free(self->findings[i].text);
	free(self->findings);
	for (size_t i = 0; i < 2; i++) {
		free(self->files[i].name);
		free(self->files[i].text);
	}
	free(self->name);
	free(self->replacement);
}
