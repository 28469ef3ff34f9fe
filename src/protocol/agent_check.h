/* SPDX-License-Identifier: ISC */
/*
 * The reply to an agent check of HAProxy: a line with the state of this host and its weight. See
 * agent-check in the manual of HAProxy 2.6, section 5.2.
 */
#ifndef INETKIT_PROTOCOL_AGENT_CHECK_H
#define INETKIT_PROTOCOL_AGENT_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AGENT_CHECK_SIZE = 32 }; /* bytes of any reply, with a NUL */

/* The weight that does not change that of HAProxy's configuration, in percent. */
enum { AGENT_CHECK_FULL = 100 };

struct agent_check {
	const char *state; /* words of the reply; NULL for those of a host that is ready */
	unsigned weight;   /* in percent, 0 to 100 */
};

/*
 * Parses what an administrator has written: "ready" or "up", "drain", "maint", "down", or a weight
 * such as "50%", with white space around it. Only a weight changes ret_check->weight. False if it
 * is something else.
 */
bool agent_check_parse(const char *text, size_t size, struct agent_check *ret_check);

/*
 * The weight of a host with this load average, in percent: full if it is idle, and less in
 * proportion, but at least 1 from the load busy on. Both loads are in millionths; busy is not 0.
 */
unsigned agent_check_weigh(uint64_t load, uint64_t busy);

/* Formats the reply, a line. HAProxy keeps what a reply leaves out, so it leaves out nothing that
 * an earlier reply could have changed. Returns its size in bytes. */
size_t agent_check_format(const struct agent_check *self, char ret_line[AGENT_CHECK_SIZE]);

#endif
