/* SPDX-License-Identifier: ISC */
/* Measures the throughput of one connection: see throughput.h. */
#include "commands/throughput.h"

#include "base/io.h"
#include "base/io_ready.h"
#include "base/now.h"
#include "client/timer.h"
#include "commands/throughput_pattern.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* Bytes moved one way before the other way and the timers get their turn. */
	PORTION = 16 * 1024 * 1024,
	CAUSE_SIZE = 120,
};

#define SECOND INT64_C(1000000000)

struct throughput {
	enum throughput_kind kind;
	uint64_t limit;
	throughput_progress *on_progress;
	throughput_done *on_done;
	void *userdata;
	int fd;
	sd_event_source *connection;
	sd_event_source *clock; /* the next second, or the end */
	sd_event_source *stall; /* checks moved_at; restarted once per limit, not per read */
	int64_t began;
	int64_t duration;
	int64_t seconds;  /* whole seconds that have passed */
	int64_t moved_at; /* when data last moved */
	uint64_t sent;
	uint64_t received;
	bool has_ended;
	struct throughput_figures figures; /* at the end */
	struct throughput_pattern pattern;
};

static bool is_sending(const struct throughput *self)
{
	return self->kind != THROUGHPUT_CHARGEN;
}

struct throughput_figures throughput_figures(const struct throughput *self)
{
	struct throughput_figures figures = {.duration = now_monotonic() - self->began};
	int queued = 0;

	if (self->has_ended)
		return self->figures;
	figures.bytes = self->received;
	if (self->kind == THROUGHPUT_ECHO)
		figures.in_flight = self->sent - self->received;
	if (self->kind != THROUGHPUT_DISCARD)
		return figures;
	/*
	 * A write only fills the queue. SIOCOUTQ is the part that is not acknowledged, even after a
	 * reset (tcp(7)); for a UNIX socket it is the memory of the queue, which is larger.
	 */
	ioctl(self->fd, SIOCOUTQ, &queued);
	figures.in_flight = (uint64_t)queued < self->sent ? (uint64_t)queued : self->sent;
	figures.bytes = self->sent - figures.in_flight;
	return figures;
}

/* on_done() may free self: do nothing after it. */
static void end(struct throughput *self, const char *cause)
{
	self->figures = throughput_figures(self);
	self->has_ended = true;
	self->connection = sd_event_source_disable_unref(self->connection);
	timer_stop(self->clock);
	timer_stop(self->stall);
	if (cause == NULL && self->figures.bytes == 0)
		cause = self->kind == THROUGHPUT_DISCARD ? "the host accepted no data"
							 : "no data arrived";
	self->on_done(self, cause, self->userdata);
}

void throughput_stop(struct throughput *self)
{
	end(self, NULL);
}

static void start_clock(struct throughput *self)
{
	int64_t next = (self->seconds + 1) * SECOND;
	int64_t passed = now_monotonic() - self->began;

	if (next > self->duration)
		next = self->duration;
	timer_start(self->clock, next > passed ? (uint64_t)(next - passed) / 1000 : 0);
}

static int on_clock(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct throughput *self = userdata;
	int64_t passed = now_monotonic() - self->began;

	if (passed >= self->duration) {
		end(self, NULL);
		return 0;
	}
	if (passed / SECOND > self->seconds) {
		self->seconds = passed / SECOND;
		self->on_progress(self, self->userdata);
	}
	start_clock(self);
	return 0;
}

static int on_stall(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct throughput *self = userdata;
	uint64_t silent = (uint64_t)(now_monotonic() - self->moved_at) / 1000;
	char cause[CAUSE_SIZE];

	if (silent < self->limit) {
		timer_start(self->stall, self->limit - silent);
		return 0;
	}
	snprintf(cause, sizeof cause, "%s for %g s; -w allows more time",
		self->kind == THROUGHPUT_DISCARD ? "the host accepted no data" : "no data arrived",
		(double)self->limit / 1e6);
	end(self, cause);
	return 0;
}

/* Returns NULL to go on, or the cause of an early end, as do the next functions. */
static const char *send_portion(struct throughput *self)
{
	size_t phase = throughput_pattern_phase(self->sent);
	int error;
	size_t n = io_send_repeated_ready(
		self->fd, self->pattern.block, THROUGHPUT_PATTERN_SIZE, phase, PORTION, &error);

	self->sent += n;
	if (n > 0 && self->kind == THROUGHPUT_DISCARD)
		self->moved_at = now_monotonic();
	return error < 0 ? strerror(-error) : NULL;
}

static const char *take_echo(struct throughput *self, const uint8_t *data, size_t size)
{
	if (size > self->sent - self->received)
		return "not an echo service: more bytes returned than were sent";
	if (!throughput_pattern_matches(&self->pattern, self->received, data, size))
		return "not an echo service: the bytes returned differ from the bytes sent";
	return NULL;
}

static const char *receive_piece(struct throughput *self, ssize_t *ret_size)
{
	static uint8_t data[IO_SIZE];
	ssize_t n = self->kind == THROUGHPUT_ECHO ? io_receive_ready(self->fd, data, sizeof data)
						  : io_discard_ready(self->fd);
	const char *cause = NULL;

	*ret_size = n;
	if (n == -EAGAIN)
		return NULL;
	if (n < 0)
		return strerror((int)-n);
	if (n == 0)
		return "the server closed the connection before the time was over";
	if (self->kind == THROUGHPUT_DISCARD)
		return "not a discard service: the server replies";
	if (self->kind == THROUGHPUT_ECHO)
		cause = take_echo(self, data, (size_t)n);
	if (cause == NULL)
		self->received += (uint64_t)n;
	return cause;
}

static const char *receive_portion(struct throughput *self)
{
	uint64_t before = self->received;
	const char *cause = NULL;
	ssize_t n = 1;

	while (cause == NULL && n > 0 && self->received - before < PORTION)
		cause = receive_piece(self, &n);
	if (self->received > before)
		self->moved_at = now_monotonic();
	return cause;
}

static int on_connection(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events, void *userdata)
{
	struct throughput *self = userdata;
	const char *cause = NULL;

	/* Read first: data that arrived before a reset explains more than the reset. */
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		cause = receive_portion(self);
	if (cause == NULL && events & EPOLLOUT && is_sending(self))
		cause = send_portion(self);
	if (cause != NULL)
		end(self, cause);
	return 0;
}

int throughput_new(sd_event *event, int fd, enum throughput_kind kind, uint64_t duration,
	uint64_t limit, throughput_progress *on_progress, throughput_done *on_done, void *userdata,
	struct throughput **ret_throughput)
{
	struct throughput *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL) {
		close(fd);
		return -ENOMEM;
	}
	self->kind = kind;
	self->limit = limit;
	self->on_progress = on_progress;
	self->on_done = on_done;
	self->userdata = userdata;
	self->fd = fd;
	self->duration = (int64_t)duration * 1000;
	error = throughput_pattern_begin(&self->pattern);
	if (error >= 0)
		error = timer_new(event, on_clock, self, &self->clock);
	if (error >= 0)
		error = timer_new_limit(event, on_stall, self, &self->stall);
	if (error >= 0)
		error = sd_event_add_io(event, &self->connection, fd,
			EPOLLIN | (is_sending(self) ? EPOLLOUT : 0), on_connection, self);
	if (error < 0) {
		throughput_free(self);
		return error;
	}
	self->began = now_monotonic();
	self->moved_at = self->began;
	timer_start(self->stall, limit);
	start_clock(self);
	*ret_throughput = self;
	return 0;
}

void throughput_free(struct throughput *self)
{
	if (self == NULL)
		return;
	sd_event_source_disable_unref(self->connection);
	sd_event_source_disable_unref(self->clock);
	sd_event_source_disable_unref(self->stall);
	close(self->fd);
	free(self);
}
