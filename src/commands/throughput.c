/* How fast a connection is: see throughput.h. */
#include "commands/throughput.h"

#include "base/io.h"
#include "base/io_ready.h"
#include "base/now.h"
#include "base/prng.h"
#include "client/timer.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/*
	 * What is sent is this many random octets, again and again: a prime, so that octets that
	 * were lost or doubled in units of anybody's buffer are not replaced by the same ones; and
	 * few enough to stay in the processor's cache.
	 */
	BLOCK_SIZE = 65521,
	/* So many octets one way before the other way, and timers, get their turn. */
	PORTION = 16 * 1024 * 1024,
	CAUSE_SIZE = 120,
};

#define SECOND INT64_C(1000000000)

struct throughput {
	enum throughput_kind kind;
	uint64_t limit;
	throughput_progress *progress;
	throughput_done *done;
	void *userdata;
	int fd;
	sd_event_source *connection;
	sd_event_source *clock;   /* the next second, or the end */
	sd_event_source *silence; /* checks for progress, and not at each of it */
	int64_t began;
	int64_t duration;
	int64_t seconds;  /* whole ones that have passed */
	int64_t moved_at; /* when something got on */
	uint64_t sent;
	uint64_t received;
	bool has_ended;
	struct throughput_figures figures; /* then */
	uint8_t block[BLOCK_SIZE];
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
	figures.octets = self->received;
	if (self->kind == THROUGHPUT_ECHO)
		figures.under_way = self->sent - self->received;
	if (self->kind != THROUGHPUT_DISCARD)
		return figures;
	/*
	 * What a write has taken is only in the queue. This is what of it was not acknowledged,
	 * even after a reset (tcp(7)); of a UNIX socket it is the memory that it takes, which is
	 * more than its octets.
	 */
	ioctl(self->fd, SIOCOUTQ, &queued);
	figures.under_way = (uint64_t)queued < self->sent ? (uint64_t)queued : self->sent;
	figures.octets = self->sent - figures.under_way;
	return figures;
}

/* Last of all that is done with the stream. */
static void end(struct throughput *self, const char *cause)
{
	self->figures = throughput_figures(self);
	self->has_ended = true;
	self->connection = sd_event_source_disable_unref(self->connection);
	timer_stop(self->clock);
	timer_stop(self->silence);
	if (cause == NULL && self->figures.octets == 0)
		cause = self->kind == THROUGHPUT_DISCARD ? "the host has taken nothing"
							 : "nothing came";
	self->done(self, cause, self->userdata);
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

static int on_clock(sd_event_source *source, uint64_t now, void *userdata)
{
	struct throughput *self = userdata;
	int64_t passed = now_monotonic() - self->began;

	(void)source;
	(void)now;
	if (passed >= self->duration) {
		end(self, NULL);
		return 0;
	}
	if (passed / SECOND > self->seconds) {
		self->seconds = passed / SECOND;
		self->progress(self, self->userdata);
	}
	start_clock(self);
	return 0;
}

static int on_silence(sd_event_source *source, uint64_t now, void *userdata)
{
	struct throughput *self = userdata;
	uint64_t silent = (uint64_t)(now_monotonic() - self->moved_at) / 1000;
	char cause[CAUSE_SIZE];

	(void)source;
	(void)now;
	if (silent < self->limit) {
		timer_start(self->silence, self->limit - silent);
		return 0;
	}
	snprintf(cause, sizeof cause, "%s for %g s; -w allows more time",
		self->kind == THROUGHPUT_DISCARD ? "the host took nothing" : "nothing came",
		(double)self->limit / 1e6);
	end(self, cause);
	return 0;
}

/* NULL to go on, or what ends it. */
static const char *send_portion(struct throughput *self)
{
	size_t phase = (size_t)(self->sent % BLOCK_SIZE);
	int error;
	size_t n =
		io_send_repeated_ready(self->fd, self->block, BLOCK_SIZE, phase, PORTION, &error);

	self->sent += n;
	if (n > 0 && self->kind == THROUGHPUT_DISCARD)
		self->moved_at = now_monotonic();
	return error < 0 ? strerror(-error) : NULL;
}

/* Whether these octets are the next of those that were sent. */
static bool is_as_sent(const struct throughput *self, const uint8_t *data, size_t size)
{
	size_t phase = (size_t)(self->received % BLOCK_SIZE);

	while (size > 0) {
		size_t part = BLOCK_SIZE - phase < size ? BLOCK_SIZE - phase : size;

		if (memcmp(data, self->block + phase, part) != 0)
			return false;
		data += part;
		size -= part;
		phase = 0;
	}
	return true;
}

static const char *take_echo(struct throughput *self, const uint8_t *data, size_t size)
{
	if (size > self->sent - self->received)
		return "the server is no echo service: more came back than was sent";
	if (!is_as_sent(self, data, size))
		return "the server is no echo service: what came back is not what was sent";
	return NULL;
}

/* One piece of what comes: NULL to go on, or what ends it. */
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
		return "the server ended the connection before the time was over";
	if (self->kind == THROUGHPUT_DISCARD)
		return "the server is no discard service: it answers";
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

static int on_connection(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct throughput *self = userdata;
	const char *cause = NULL;

	(void)source;
	(void)fd;
	/* What came is taken first: after a reset, that is what tells most. */
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		cause = receive_portion(self);
	if (cause == NULL && events & EPOLLOUT && is_sending(self))
		cause = send_portion(self);
	if (cause != NULL)
		end(self, cause);
	return 0;
}

/* Random octets, so that what comes back by chance is not taken for what was sent. */
static int fill_block(struct throughput *self)
{
	struct prng prng;

	if (getrandom(&prng.state, sizeof prng.state, 0) < 0)
		return -errno;
	for (size_t i = 0; i < BLOCK_SIZE; i++)
		self->block[i] = (uint8_t)prng_below(&prng, 256);
	return 0;
}

int throughput_new(sd_event *event, int fd, enum throughput_kind kind, uint64_t duration,
	uint64_t limit, throughput_progress *progress, throughput_done *done, void *userdata,
	struct throughput **ret)
{
	struct throughput *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL) {
		close(fd);
		return -ENOMEM;
	}
	self->kind = kind;
	self->limit = limit;
	self->progress = progress;
	self->done = done;
	self->userdata = userdata;
	self->fd = fd;
	self->duration = (int64_t)duration * 1000;
	error = fill_block(self);
	if (error >= 0)
		error = timer_new(event, on_clock, self, &self->clock);
	if (error >= 0)
		error = timer_new(event, on_silence, self, &self->silence);
	if (error >= 0)
		error = sd_event_add_io(event, &self->connection, fd,
			EPOLLIN | (is_sending(self) ? EPOLLOUT : 0), on_connection, self);
	if (error < 0) {
		throughput_free(self);
		return error;
	}
	self->began = now_monotonic();
	self->moved_at = self->began;
	timer_start(self->silence, limit);
	start_clock(self);
	*ret = self;
	return 0;
}

void throughput_free(struct throughput *self)
{
	if (self == NULL)
		return;
	sd_event_source_disable_unref(self->connection);
	sd_event_source_disable_unref(self->clock);
	sd_event_source_disable_unref(self->silence);
	close(self->fd);
	free(self);
}
