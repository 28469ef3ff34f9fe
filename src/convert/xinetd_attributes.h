/* SPDX-License-Identifier: ISC */
/* The attributes of xinetd.conf(5) in xinetd 2.3.15.3: where each may stand, and its values. */
#ifndef INETKIT_CONVERT_XINETD_ATTRIBUTES_H
#define INETKIT_CONVERT_XINETD_ATTRIBUTES_H

#include "convert/words.h"

#include <stdbool.h>
#include <stddef.h>

enum xinetd_operator { XINETD_SET, XINETD_ADD, XINETD_REMOVE };

/* The numbers of values of an attribute, besides those above 0. */
enum {
	XINETD_NOT_HERE = 0, /* not an attribute of a service, or not of defaults */
	XINETD_ANY = -1,     /* any number, but only "=", and only once */
	XINETD_ADDS_UP = -2, /* any number; "=", "+=" and "-=", also several times */
};

/* Returns NULL or what is wrong with a value. Some checks depend on where it stands among the
 * values. */
typedef const char *xinetd_check(const char *value, size_t index);

struct xinetd_attribute {
	const char *name;
	int service_values;
	int default_values;
	xinetd_check *check; /* NULL: every value will do */
	bool needs_value;    /* if any number is allowed, at least one */
};

/* The attribute that a word names, or NULL. "interface" is "bind". */
const struct xinetd_attribute *xinetd_attribute_find(const struct word *name);

/* The name of a similar attribute, or NULL. */
const char *xinetd_attribute_suggest(const struct word *name);

#endif
