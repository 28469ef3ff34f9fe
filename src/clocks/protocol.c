/* SPDX-License-Identifier: ISC */
/* The protocols by which a host tells the time of its clock: see protocol.h. */
#include "clocks/protocol.h"

#include "client/target.h"
#include "clocks/interval.h"
#include "generated/services.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

/*
 * The spacings are those that operators of public servers ask for. NIST: "all users should ensure
 * that their software NEVER queries a server more frequently than once every 4 seconds",
 * https://tf.nist.gov/tf-cgi/servers.cgi
 * NTP: a server with a rate limit replies once in 8 seconds on average by default, see ratelimit in
 * chrony.conf(5). Public servers allow a burst at the start, and then a request every 64 seconds:
 * http://support.ntp.org/bin/view/Servers/AccessPolicy
 * Those of pool.ntp.org allow a simple client one request in 30 minutes:
 * https://www.pool.ntp.org/tos.html
 * Web servers have no such rule; their Date changes once a second.
 * ICMP: what ping(8) does by default.
 */
const struct protocol_kind protocol_kinds[PROTOCOLS] = {
	[PROTOCOL_TIME] = {.name = "time",
		.port = SERVICE_TIME_PORT,
		.type = SOCK_STREAM,
		.has_udp = true,
		.spacing = 4 * INTERVAL_SECOND},
	[PROTOCOL_DAYTIME] = {.name = "daytime",
		.port = SERVICE_DAYTIME_PORT,
		.type = SOCK_STREAM,
		.has_udp = true,
		.spacing = 4 * INTERVAL_SECOND},
	[PROTOCOL_NTP] = {.name = "ntp",
		.port = "123",
		.type = SOCK_DGRAM,
		.is_exact = true,
		.spacing = 8 * INTERVAL_SECOND},
	[PROTOCOL_HTTP] = {.name = "http",
		.port = "80",
		.type = SOCK_STREAM,
		.has_path = true,
		.spacing = INTERVAL_SECOND},
	[PROTOCOL_ICMP] = {.name = "icmp",
		.port = TARGET_NO_PORT,
		.family = AF_INET,
		.type = SOCK_RAW,
		.is_exact = true,
		.spacing = INTERVAL_SECOND},
};

bool protocol_find(const char *name, size_t size, enum protocol *ret_protocol)
{
	for (int i = 0; i < PROTOCOLS; i++) {
		const char *known = protocol_kinds[i].name;

		if (strlen(known) == size && strncasecmp(known, name, size) == 0) {
			*ret_protocol = (enum protocol)i;
			return true;
		}
	}
	return false;
}
