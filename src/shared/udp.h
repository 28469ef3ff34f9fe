/* SPDX-License-Identifier: ISC */
/*
 * The server over UDP: receives datagrams in batches and answers those that may be answered.
 *
 * Nothing in a datagram is authenticated: a spoofed source address would make us a reflector.
 * It refuses a datagram from a port of servers, one whose source or destination is a broadcast,
 * multicast or unspecified address, one that exceeds the rate limit of its network, and one that
 * may be part of a loop.
 */
#ifndef INETKIT_SHARED_UDP_H
#define INETKIT_SHARED_UDP_H

#include "shared/listen_fds.h"
#include "shared/loop_guard.h"
#include "shared/ratelimit.h"
#include "shared/responder.h"
#include "shared/socket_events.h"
#include "shared/stats.h"
#include "shared/udp_batch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct udp_settings {
	int64_t rate;  /* packets per second to one network, 0 to RATELIMIT_MAX; 0: no limit */
	int64_t burst; /* packets at once after a pause, 1 to RATELIMIT_MAX */
	bool is_full;  /* a reply may be longer than its request */
};

struct udp {
	struct responder *responder;
	struct stats *stats;
	struct socket_events *events;
	bool is_full;
	size_t request_max; /* bytes to receive of a request */
	uint16_t own_ports[LISTEN_FDS_MAX];
	size_t own_port_count;
	struct ratelimit ratelimit;
	struct loop_guard loop_guard;
	struct udp_batch batch;
};

/* 0, or a negative errno. All memory that serving needs is in use from then on. */
int udp_begin(struct udp *self, const struct udp_settings *settings, struct responder *responder,
	struct stats *stats);

/*
 * Serve a datagram socket of listen_fds_examine(), whose events are among these. 0, or a negative
 * errno.
 */
int udp_serve(struct udp *self, struct socket_events *events, const struct listen_fd *socket);

/*
 * Refuse datagrams from this port, a port of the server's own sockets over UDP or TCP. At most
 * LISTEN_FDS_MAX ports.
 */
void udp_add_own_port(struct udp *self, uint16_t port);

#endif
