/* SPDX-License-Identifier: ISC */
/* The names of hosts as labels of metrics and of performance data: each label stands once. */
#ifndef INETKIT_FORMAT_LABELS_H
#define INETKIT_FORMAT_LABELS_H

#include "clocks/measurement.h"

#include <stddef.h>

struct label {
	char *text; /* UTF-8; NULL if an earlier host has the same label */
	const struct measurement *measurement;
	size_t position; /* in the order of the labels */
};

/*
 * Returns a label for each measurement, in their order: the name of the host, with U+FFFD for bytes
 * that are not UTF-8. Release them with labels_free(). NULL if there is not enough memory.
 */
struct label *labels_new(const struct measurement *measurements, size_t count);

/* Of labels with the same text, keeps the first in the array, and sets the others to NULL. */
void labels_drop_repeated(struct label *self, size_t count);

void labels_free(struct label *self, size_t count);

#endif
