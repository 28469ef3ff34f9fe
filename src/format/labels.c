/* SPDX-License-Identifier: ISC */
/* Labels of hosts: see labels.h. */
#include "format/labels.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static int compare_positions(const void *a, const void *b)
{
	const struct label *left = a;
	const struct label *right = b;

	return left->position < right->position ? -1 : 1;
}

static int compare_texts(const void *a, const void *b)
{
	const struct label *left = a;
	const struct label *right = b;
	int order = strcmp(left->text, right->text);

	return order != 0 ? order : compare_positions(a, b);
}

struct label *labels_new(const struct measurement *measurements, size_t count)
{
	struct label *self = calloc(count > 0 ? count : 1, sizeof *self);

	for (size_t i = 0; self != NULL && i < count; i++) {
		self[i].measurement = &measurements[i];
		self[i].text = utf8_repair(measurements[i].host);
		if (self[i].text == NULL) {
			labels_free(self, i);
			return NULL;
		}
	}
	return self;
}

/* Sorting by text brings equal labels together, in their order. */
void labels_drop_repeated(struct label *self, size_t count)
{
	const char *last = NULL;

	for (size_t i = 0; i < count; i++)
		self[i].position = i;
	qsort(self, count, sizeof *self, compare_texts);
	for (size_t i = 0; i < count; i++) {
		if (last == NULL || strcmp(last, self[i].text) != 0) {
			last = self[i].text;
			continue;
		}
		free(self[i].text);
		self[i].text = NULL;
	}
	qsort(self, count, sizeof *self, compare_positions);
}

void labels_free(struct label *self, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(self[i].text);
	free(self);
}
