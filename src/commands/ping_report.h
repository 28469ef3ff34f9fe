/* SPDX-License-Identifier: ISC */
/* What inetkit ping prints, as lines in the form of ping(8) of iputils or as JSON. */
#ifndef INETKIT_COMMANDS_PING_REPORT_H
#define INETKIT_COMMANDS_PING_REPORT_H

#include "commands/echo_request.h"
#include "commands/ping_host.h"

#include <stddef.h>
#include <stdint.h>

/* --- ping_report.c: what is printed, in the form that the options ask for --------------------- */

/* A connection is there. */
void ping_report_head(struct ping_host *self);

/* A reply of this many bytes was counted. */
void ping_report_reply(struct ping_host *self, const struct echo_reply *reply, size_t size);

/* Probes older than the limit, in nanoseconds, have no reply; those of all ages if it is negative.
 */
void ping_report_lost(struct ping_host *self, int64_t limit);

void ping_report_summary(struct ping_host *self);

/* --- ping_text.c: lines in the form of ping(8) of iputils ------------------------------------- */

void ping_text_head(struct ping_host *self);
void ping_text_reply(struct ping_host *self, const struct echo_reply *reply, size_t size);
void ping_text_summary(struct ping_host *self);

/* The figures so far on standard error, in one line. */
void ping_text_status(const struct ping_host *self);

/* --- ping_json.c: one object a line ----------------------------------------------------------- */

void ping_json_reply(struct ping_host *self, const struct echo_reply *reply, size_t size);
void ping_json_lost(struct ping_host *self, uint64_t number);
void ping_json_summary(struct ping_host *self);

#endif
