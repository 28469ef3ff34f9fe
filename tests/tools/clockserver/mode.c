/* SPDX-License-Identifier: ISC */
/* What the clockserver does wrong: see clockserver.h. */
#include "clockserver/clockserver.h"

#include <stdlib.h>
#include <string.h>

bool mode_parse_time(const char *text, long double unit, int64_t *ret_time)
{
	char *end;
	long double number = strtold(text, &end) * unit;

	if (end == text || *end != '\0' || !(number > -4e18L && number < 4e18L))
		return false;
	*ret_time = (int64_t)(number + (number < 0 ? -0.5L : 0.5L));
	return true;
}

static bool parse_step(struct server *self, const char *text)
{
	char *end;

	self->step_after = strtoll(text, &end, 10);
	return self->step_after >= 0 && *end == ',' &&
	       mode_parse_time(end + 1, SECOND, &self->step);
}

static bool parse_delay(struct server *self, const char *text)
{
	return mode_parse_time(text, 1e6L, &self->pause) && self->pause >= 0;
}

static bool parse_drift(struct server *self, const char *text)
{
	int64_t number; /* millionths of a ppm */

	if (!mode_parse_time(text, 1e6L, &number))
		return false;
	self->drift = (double)number / 1e12;
	return true;
}

static bool set_flag(struct server *self, const char *name)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{"even", &self->is_even},
		{"lie", &self->is_lie},
		{"reset", &self->is_reset},
		{"round", &self->is_round},
		{"silent", &self->is_silent},
	};

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (strcmp(name, flags[i].name) == 0) {
			*flags[i].flag = true;
			return true;
		}
	return false;
}

bool mode_parse(struct server *self, const char *text)
{
	static const struct {
		const char *prefix;
		bool (*parse)(struct server *self, const char *text);
	} values[] = {
		{"delay=", parse_delay},
		{"drift=", parse_drift},
		{"step=", parse_step},
	};

	if (ntp_parse(&self->ntp, text))
		return true;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (strncmp(text, values[i].prefix, strlen(values[i].prefix)) == 0)
			return values[i].parse(self, text + strlen(values[i].prefix));
	if (strcmp(text, "slow") == 0) {
		self->is_slow = true;
		self->pause = SECOND;
	} else if (strcmp(text, "eight") == 0) {
		self->size = 8;
	} else if (strcmp(text, "short") == 0) {
		self->size = 3;
	} else if (strcmp(text, "truncate") != 0) {
		return set_flag(self, text);
	}
	return true;
}
