/* SPDX-License-Identifier: ISC */
/* What inetkit flow prints about one measurement: lines for people, or a JSON object. */
#ifndef INETKIT_COMMANDS_FLOW_REPORT_H
#define INETKIT_COMMANDS_FLOW_REPORT_H

#include "client/endpoint.h"
#include "client/target.h"
#include "commands/run.h"
#include "commands/throughput.h"

#include <stdbool.h>
#include <stdint.h>

struct flow_report {
	struct run *run;
	bool is_json;
	enum throughput_kind kind;
	const struct target *target;
	struct endpoint endpoint; /* not set unless is_connected */
	bool is_connected;
	struct throughput_figures last; /* in the previous second */
};

/* The name of the service that is measured. */
const char *flow_report_name(enum throughput_kind kind);

/* Starts the report of a measurement. */
void flow_report_begin(struct flow_report *self, struct run *run, bool is_json,
	enum throughput_kind kind, const struct target *target);

/* Prints the head: a connection is there, and the measurement takes these microseconds. */
void flow_report_head(struct flow_report *self, int fd, uint64_t duration);

/* Prints the line of a second. */
void flow_report_second(struct flow_report *self, const struct throughput_figures *now);

/*
 * Prints the figures of the whole time. They are NULL if nothing was measured, and cause is NULL
 * unless that or something else went wrong; the messages on standard error are left to the caller.
 */
void flow_report_end(
	struct flow_report *self, const struct throughput_figures *figures, const char *cause);

#endif
