/* SPDX-License-Identifier: ISC */
/* The text of a unit file while it grows: directives by section, in the order in which they come.
 */
#ifndef INETKIT_CONVERT_UNIT_H
#define INETKIT_CONVERT_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum unit_section {
	UNIT_HEADER,  /* comments before the first section */
	UNIT_GENERAL, /* [Unit] */
	UNIT_OWN,     /* [Socket] or [Service] */
	UNIT_INSTALL, /* [Install] */
	UNIT_SECTIONS,
};

struct unit_text {
	const char *own; /* "Socket" or "Service" */
	FILE *files[UNIT_SECTIONS];
	char *texts[UNIT_SECTIONS];
	size_t sizes[UNIT_SECTIONS];
	bool is_incomplete; /* there was no memory for a line */
	bool swallows_line; /* a value ends with a backslash: systemd takes the next line for a part
			     */
};

void unit_begin(struct unit_text *self, const char *own);

/*
 * Adds KEY=VALUE. Control characters of the value, which could begin a line, become '?'. The value
 * must already be quoted as this key needs it. Nothing can quote a backslash at its end: then the
 * unit must not be used.
 */
__attribute__((format(printf, 4, 5))) void unit_add(struct unit_text *self,
	enum unit_section section, const char *key, const char *format, ...);

/* Adds KEY=VALUE for a text in which no specifier of systemd.unit(5) is expanded. */
void unit_add_literal(
	struct unit_text *self, enum unit_section section, const char *key, const char *text);

/* Adds a comment of one line. Tabs become blanks. */
__attribute__((format(printf, 3, 4))) void unit_comment(
	struct unit_text *self, enum unit_section section, const char *format, ...);

/*
 * Ends the unit and returns its text, without empty sections. Release it with free(3). NULL if
 * there was not enough memory for any part.
 */
char *unit_end(struct unit_text *self);

/* A copy in which specifiers of systemd.unit(5) are not expanded: each % is doubled. Release it
 * with free(3). NULL without memory. */
char *unit_literal(const char *text);

#endif
