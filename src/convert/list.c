/* SPDX-License-Identifier: ISC */
/* A growing list of strings: see list.h. */
#include "convert/list.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void list_add(struct list *self, const char *format, ...)
{
	char **items = reallocarray(self->items, self->count + 1, sizeof *items);
	va_list arguments;
	char *item;
	int size;

	if (items == NULL) {
		self->is_incomplete = true;
		return;
	}
	self->items = items;
	va_start(arguments, format);
	size = vasprintf(&item, format, arguments);
	va_end(arguments);
	if (size < 0)
		self->is_incomplete = true;
	else
		self->items[self->count++] = item;
}

void list_free(struct list *self)
{
	for (size_t i = 0; i < self->count; i++)
		free(self->items[i]);
	free(self->items);
	*self = (struct list){0};
}
