/* SPDX-License-Identifier: ISC */
/* A growing list of strings, such as the words of a command. */
#ifndef INETKIT_CONVERT_LIST_H
#define INETKIT_CONVERT_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* All members are zero in an empty list. */
struct list {
	char **items; /* owned */
	size_t count;
	bool is_incomplete; /* there was no memory for an item */
};

/* Adds a string. Without memory the list is marked as incomplete and loses it. */
__attribute__((format(printf, 2, 3))) void list_add(struct list *self, const char *format, ...);

void list_free(struct list *self);

#endif
