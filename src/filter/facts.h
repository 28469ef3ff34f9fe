/* SPDX-License-Identifier: ISC */
/*
 * What admit asks the system before it decides. A confined process can no longer ask. Where
 * something is not known, the cause is a sentence for the log; otherwise it is NULL.
 */
#ifndef INETKIT_FILTER_FACTS_H
#define INETKIT_FILTER_FACTS_H

#include "base/admit_limits.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct facts {
	const char *text_cause;
	size_t text_size;
	const char *load_cause;
	uint64_t load; /* the average of the last minute, in millionths */
	const char *time_cause;
	struct tm local;
};

/* Reads the text for a refused peer, of up to ADMIT_TEXT_MAX bytes, from a file. */
void facts_read_text(struct facts *self, const char *path, char ret_text[ADMIT_TEXT_MAX + 1]);

void facts_read_load(struct facts *self);

/* Finds the local time in the zone of zone.h, or by default in that of TZ or /etc/localtime. Leaves
 * the environment as it is. */
void facts_read_time(struct facts *self, const char *zone);

#endif
