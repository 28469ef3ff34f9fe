/* SPDX-License-Identifier: ISC */
/* Quotations in memory: see quotes.h. */
#include "shared/quotes.h"

#include "protocol/fortune.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Make room for more elements, of a size in bytes. The array, or NULL if there is no memory. */
static void *grow(void *array, size_t element, size_t used, size_t more, size_t *capacity)
{
	size_t wanted = *capacity > 0 ? *capacity : 1024;

	if (used + more <= *capacity)
		return array;
	while (wanted < used + more)
		wanted *= 2;
	array = reallocarray(array, wanted, element);
	if (array != NULL)
		*capacity = wanted;
	return array;
}

static void on_message(void *userdata, const char *message, size_t size)
{
	struct quotes *self = userdata;
	char *text;
	size_t *ends;

	if (self->error < 0)
		return;
	if (self->size + size + (self->count + 1) * sizeof *ends > QUOTES_MAX) {
		self->error = -E2BIG;
		return;
	}
	text = grow(self->text, 1, self->size, size, &self->text_capacity);
	if (text != NULL)
		self->text = text;
	ends = grow(self->ends, sizeof *ends, self->count, 1, &self->ends_capacity);
	if (ends != NULL)
		self->ends = ends;
	if (text == NULL || ends == NULL) {
		self->error = -ENOMEM;
		return;
	}
	memcpy(text + self->size, message, size);
	self->size += size;
	ends[self->count++] = self->size;
}

int quotes_add(struct quotes *self, const char *path)
{
	size_t before = self->count;
	int error;

	self->error = 0;
	error = fortune_read(path, on_message, self);
	if (error == 0)
		error = self->error;
	return error == 0 && self->count == before ? -ENODATA : error;
}

const char *quotes_pick(const struct quotes *self, struct prng *prng, size_t *ret_size)
{
	size_t i;
	size_t begin;

	if (self->count == 0)
		return NULL;
	i = prng_below(prng, self->count);
	begin = i > 0 ? self->ends[i - 1] : 0;
	*ret_size = self->ends[i] - begin;
	return self->text + begin;
}

void quotes_free(struct quotes *self)
{
	free(self->text);
	free(self->ends);
}
