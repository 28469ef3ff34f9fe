/* SPDX-License-Identifier: ISC */
/*
 * Measurements from standard input, one per line, with tabs between the fields of struct
 * measurement, of which the protocol is a name:
 *
 *     host address port cause low high rtt probes time drift-low drift-high [protocol measured
 *         stratum root-distance]
 *     host low high [remark]
 *     host - cause
 *
 * A field "-" is NULL or unknown. \t, \n, \\ and \xHH are bytes, so that a host's name can be
 * anything.
 */
#ifndef INETKIT_TESTS_READINGS_INPUT_H
#define INETKIT_TESTS_READINGS_INPUT_H

#include "clocks/measurement.h"

struct measurements {
	struct measurement *list;
	size_t count;
	size_t room;
	char **lines; /* the memory that the texts are in */
};

/* Read all lines. Aborts if one is invalid. */
void measurements_read(struct measurements *self);
void measurements_free(struct measurements *self);

#endif
