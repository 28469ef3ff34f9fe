/* SPDX-License-Identifier: ISC */
/* Events that pause: see socket_events.h. */
#include "shared/socket_events.h"

#include "shared/event_timer.h"

#include <errno.h>
#include <sys/epoll.h>

/* A socket is paused at this many failures in a row. */
enum { FAILURES_MAX = 16 };

#define PAUSE_MICROSECONDS UINT64_C(100000)

static int on_resume(sd_event_source *source __attribute__((unused)),
	uint64_t due __attribute__((unused)), void *userdata)
{
	struct socket_events *self = userdata;

	for (size_t i = 0; i < self->count; i++)
		sd_event_source_set_enabled(self->sockets[i].source, SD_EVENT_ON);
	return 0;
}

int socket_events_begin(struct socket_events *self, sd_event *event, struct stats *stats)
{
	*self = (struct socket_events){.event = event, .stats = stats};
	return event_timer_new(event, on_resume, self, &self->resume_timer);
}

int socket_events_add(struct socket_events *self, const struct listen_fd *socket,
	sd_event_io_handler_t on_requests, void *userdata)
{
	struct socket_events_socket *added = &self->sockets[self->count];
	int error = sd_event_add_io(
		self->event, &added->source, socket->fd, EPOLLIN, on_requests, userdata);

	if (error < 0)
		return error;
	added->port = socket->port;
	self->count++;
	return 0;
}

static void pause_socket(struct socket_events *self, sd_event_source *source)
{
	sd_event_source_set_enabled(source, SD_EVENT_OFF);
	/* A timer that runs already must not be put off by each socket that fails. */
	if (sd_event_source_get_enabled(self->resume_timer, NULL) == 0)
		event_timer_start(
			self->resume_timer, event_timer_now(self->event) + PAUSE_MICROSECONDS);
}

void socket_events_note(struct socket_events *self, sd_event_source *source, int result)
{
	struct socket_events_socket *socket = self->sockets;

	while (socket->source != source)
		socket++;
	if (result >= 0) {
		socket->failures = 0;
		stats_note_activity(self->stats);
	} else if (result != -EAGAIN && ++socket->failures >= FAILURES_MAX) {
		stats_note_failure(self->stats, socket->port, result);
		pause_socket(self, source);
	}
}
