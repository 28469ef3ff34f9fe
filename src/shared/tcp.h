/* SPDX-License-Identifier: ISC */
/*
 * The server over TCP: accepts a connection, sends the reply, shuts down, and leaves the
 * connection to a linger_list until the peer closes it.
 */
#ifndef INETKIT_SHARED_TCP_H
#define INETKIT_SHARED_TCP_H

#include "shared/linger_list.h"
#include "shared/responder.h"
#include "shared/socket_events.h"
#include "shared/stats.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

struct tcp {
	sd_event *event;
	struct responder *responder;
	struct stats *stats;
	struct socket_events *events;
	sd_event_source *linger_timer;
	int64_t linger_due; /* when linger_timer fires; INT64_MAX if it is not running */
	struct linger_list lingering;
};

/* 0, or a negative errno. */
int tcp_begin(struct tcp *self, sd_event *event, struct responder *responder, struct stats *stats);

/*
 * Serve a stream socket of listen_fds_examine(), whose events are among these. 0, or a negative
 * errno.
 */
int tcp_serve(struct tcp *self, struct socket_events *events, const struct listen_fd *socket);

/* True while a peer has not closed its connection yet. */
bool tcp_has_connections(const struct tcp *self);

/* Close all connections. */
void tcp_end(struct tcp *self);

#endif
