/* SPDX-License-Identifier: ISC */
/* A piece of the line of a monitoring plugin, which is bounded. */
#ifndef INETKIT_FORMAT_NAGIOS_LINE_H
#define INETKIT_FORMAT_NAGIOS_LINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The longest line in bytes, with its newline. NRPE 2 sends at most these, MAX_PACKETBUFFER_LENGTH
 * of its common.h without the NUL; Nagios keeps 8 KiB, MAX_PLUGIN_OUTPUT_LENGTH of its nagios.h. A
 * number that is cut off would be another number.
 */
enum { NAGIOS_LINE_MAX = 1023 };

struct nagios_line {
	size_t max; /* bytes that it may have, at most NAGIOS_LINE_MAX */
	size_t size;
	char text[NAGIOS_LINE_MAX + 1]; /* ends with a NUL once something was added */
};

/* Adds text, or nothing and returns false if it does not fit. */
__attribute__((format(printf, 2, 3))) bool nagios_line_add(
	struct nagios_line *self, const char *format, ...);

/* Adds the text as shown_copy() shows it, with '?' for '|'. Longer text than max bytes ends with
 * "...". */
bool nagios_line_add_text(struct nagios_line *self, const char *text, size_t max);

#endif
