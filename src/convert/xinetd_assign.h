/* SPDX-License-Identifier: ISC */
/* A line of an entry in xinetd.conf: ATTRIBUTE OPERATOR VALUE... */
#ifndef INETKIT_CONVERT_XINETD_ASSIGN_H
#define INETKIT_CONVERT_XINETD_ASSIGN_H

#include "convert/reader.h"

struct xinetd_line {
	const char *file; /* the name of the file, one of those of the config */
	unsigned number;
	const char *text; /* not terminated; has another character than spaces */
	size_t size;
};

/*
 * Applies a line to a service, or to reader->defaults, as xinetd does it: it ignores some mistakes,
 * and others disable the service. Reports each. False if the form of the line makes xinetd give up
 * the whole entry.
 */
bool xinetd_assign(struct reader *reader, struct config_service *service, bool is_defaults,
	const struct xinetd_line *line);

#endif
