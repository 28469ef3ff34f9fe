/* SPDX-License-Identifier: ISC */
/* Measurements from standard input: see input.h. */
#include "readings/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 15, USUAL_FIELDS = 11, SHORT_FIELDS = 3 };

/* In place. */
static void unescape(char *text)
{
	char *to = text;

	while (*text != '\0') {
		unsigned byte;

		if (*text != '\\') {
			*to++ = *text++;
			continue;
		}
		text++;
		switch (*text++) {
		case 't':
			*to++ = '\t';
			break;
		case 'n':
			*to++ = '\n';
			break;
		case 'x':
			if (sscanf(text, "%2x", &byte) != 1)
				abort();
			*to++ = (char)byte;
			text += 2;
			break;
		default:
			*to++ = '\\';
		}
	}
	*to = '\0';
}

/* Split a line, and set the fields that it does not have to NULL. Returns the number of fields. */
static int split(char *line, char *ret_fields[FIELDS])
{
	int count = 0;

	memset(ret_fields, 0, FIELDS * sizeof *ret_fields);
	for (char *field; (field = strsep(&line, "\t")) != NULL; count++) {
		if (count == FIELDS)
			abort();
		if (strcmp(field, "-") == 0)
			continue;
		unescape(field);
		ret_fields[count] = field;
	}
	return count;
}

static int64_t number(const char *text, int64_t unknown)
{
	return text == NULL ? unknown : strtoll(text, NULL, 10);
}

static struct measurement parse_short(char *fields[])
{
	struct measurement measurement = {.host = fields[0],
		.remark = fields[3],
		.rtt = -1,
		.stratum = -1,
		.root_distance = -1};

	if (fields[1] == NULL)
		measurement.cause = fields[2];
	else
		measurement.offset = (struct interval){
			.low = number(fields[1], 0), .high = number(fields[2], 0)};
	return measurement;
}

static struct measurement parse(char *line)
{
	char *fields[FIELDS];
	int count = split(line, fields);
	enum protocol protocol = PROTOCOL_TIME;

	if (count == SHORT_FIELDS || count == SHORT_FIELDS + 1)
		return parse_short(fields);
	if (count != FIELDS && count != USUAL_FIELDS)
		abort();
	if (fields[11] != NULL && !protocol_find(fields[11], strlen(fields[11]), &protocol))
		abort();
	return (struct measurement){
		.host = fields[0],
		.address = fields[1],
		.port = (uint16_t)number(fields[2], 0),
		.cause = fields[3],
		.offset = {.low = number(fields[4], 0), .high = number(fields[5], 0)},
		.rtt = number(fields[6], -1),
		.probes = (unsigned)number(fields[7], 0),
		.time = number(fields[8], 0),
		.protocol = protocol,
		.measured = number(fields[12], 0),
		.stratum = (int)number(fields[13], -1),
		.root_distance = number(fields[14], -1),
		.has_drift = fields[9] != NULL,
		.drift_low = fields[9] == NULL ? 0 : strtod(fields[9], NULL),
		.drift_high = fields[10] == NULL ? 0 : strtod(fields[10], NULL),
	};
}

static void add(struct measurements *self, char *line)
{
	if (self->count == self->room) {
		self->room = self->room * 2 + 16;
		self->list = reallocarray(self->list, self->room, sizeof *self->list);
		self->lines = reallocarray(self->lines, self->room, sizeof *self->lines);
		if (self->list == NULL || self->lines == NULL)
			abort();
	}
	self->lines[self->count] = line;
	self->list[self->count++] = parse(line);
}

void measurements_read(struct measurements *self)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	*self = (struct measurements){.count = 0};
	while ((length = getline(&line, &size, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		add(self, line);
		line = NULL;
		size = 0;
	}
	free(line);
}

void measurements_free(struct measurements *self)
{
	for (size_t i = 0; i < self->count; i++)
		free(self->lines[i]);
	free(self->lines);
	free(self->list);
}
