/* SPDX-License-Identifier: ISC */
/*
 * The events of the sockets that the server serves. epoll(7) reports a socket again and again while
 * anything waits there, so the event loop would spin if the call that takes it failed for ever. A
 * socket whose calls fail is paused instead, and tried again ten times a second.
 */
#ifndef INETKIT_SHARED_SOCKET_EVENTS_H
#define INETKIT_SHARED_SOCKET_EVENTS_H

#include "shared/listen_fds.h"
#include "shared/stats.h"

#include <stddef.h>
#include <systemd/sd-event.h>

struct socket_events {
	sd_event *event;
	struct stats *stats;
	struct socket_events_socket {
		sd_event_source *source;
		uint16_t port;     /* 0 for a Unix socket */
		unsigned failures; /* since the last request */
	} sockets[LISTEN_FDS_MAX];
	size_t count;
	sd_event_source *resume_timer; /* ends the pause of all sockets */
};

/* 0, or a negative errno. */
int socket_events_begin(struct socket_events *self, sd_event *event, struct stats *stats);

/*
 * Call the handler when requests arrive on a socket of listen_fds_examine(), of which there are at
 * most LISTEN_FDS_MAX. It must end with socket_events_note(). 0, or a negative errno.
 */
int socket_events_add(struct socket_events *self, const struct listen_fd *socket,
	sd_event_io_handler_t on_requests, void *userdata);

/*
 * What came of an event: 0 or more if it brought a request, which counts as activity; otherwise the
 * negative errno of the call that failed. Pauses the socket after several failures. -EAGAIN is
 * none: another process has taken the request, or a datagram had a wrong checksum.
 */
void socket_events_note(struct socket_events *self, sd_event_source *source, int result);

#endif
