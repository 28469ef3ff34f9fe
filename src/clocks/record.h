/* SPDX-License-Identifier: ISC */
/*
 * What is known of one host: the measurement of this round, the memory of its texts, and what
 * lasts from one round to the next: the address that replied, and the drift.
 */
#ifndef INETKIT_CLOCKS_RECORD_H
#define INETKIT_CLOCKS_RECORD_H

#include "clocks/drift.h"
#include "clocks/estimator.h"
#include "clocks/measurement.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/* Zero before the first round. */
struct record {
	struct measurement *measurement;
	/* The rest belongs to the module. */
	char *text;          /* of measurement.cause or measurement.lack */
	char *replied;       /* the address that replied last, or NULL */
	char *silent;        /* another one that was tried and did not reply, or NULL */
	char *previous;      /* of measurement.previous */
	struct drift *drift; /* of the clock at the address that replied, or NULL */
};

/* Forget the last round. The measurement must outlive the record; its host, port and protocol stay.
 */
void record_begin(struct record *self, struct measurement *measurement);

/* The address that replied last, in this round or before; NULL if there is none, and for a host
 * that was given by its address. */
const char *record_address(const struct record *self);

/* Note that the name does not mean that address any more: another clock, another drift. */
void record_leave_address(struct record *self);

/* Note an address that was tried, and whether it replied. */
void record_address_tried(struct record *self, const char *address, bool has_replied);

/* Add the offset to the drift. */
void record_drift(struct record *self, const struct drift_point *point);

/* Say why the offset is unknown, or known less exactly than asked for. */
__attribute__((format(printf, 2, 0))) void record_cause(
	struct record *self, const char *format, va_list arguments);
__attribute__((format(printf, 2, 3))) void record_lack(
	struct record *self, const char *format, ...);

#endif
