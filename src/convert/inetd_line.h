/* SPDX-License-Identifier: ISC */
/* A line of inetd.conf, as inetd of OpenBSD, GNU inetutils and FreeBSD have it:
 *
 *     [ADDRESS[,ADDRESS]:]SERVICE TYPE PROTOCOL wait|nowait USER SERVER [ARGV0 [ARGUMENT...]]
 */
#ifndef INETKIT_CONVERT_INETD_LINE_H
#define INETKIT_CONVERT_INETD_LINE_H

#include "convert/reader.h"

/* A field. A line that begins with a space continues the one before, so fields of a service can
 * stand in several lines. */
struct inetd_field {
	struct word word;
	unsigned line;
};

struct inetd_line {
	const char *file;
	struct inetd_field *fields; /* at least one */
	size_t count;
	bool is_cut;             /* it has more fields than the limit */
	bool is_comment;         /* behind the mark of inetd_line_comment() */
	struct word hosts;       /* the addresses of lines without one; empty for all */
	struct place host_place; /* where they stand */
};

/* The bytes of a mark with which update-inetd(8) of Debian disables the rest of a line, such as
 * "#<off># "; 0 without one. */
size_t inetd_line_comment(const char *line, size_t size);

/* True for a type of socket, which is always the second field. */
bool inetd_line_is_type(const struct word *word);

/* True if the line is only "ADDRESS:", which sets the addresses of the following lines. Returns
 * them. */
bool inetd_line_sets_hosts(const struct inetd_line *self, struct word *ret_hosts);

/* Adds the service of a line. Mistakes are reported; the service is then there, but disabled. NULL
 * if there are too many services, or without memory. */
struct config_service *inetd_line_add(struct reader *reader, const struct inetd_line *line);

#endif
