/* SPDX-License-Identifier: ISC */
/*
 * Measures the throughput of one connection to a discard, chargen or echo service: RFC 863, 864 and
 * 862.
 */
#ifndef INETKIT_COMMANDS_THROUGHPUT_H
#define INETKIT_COMMANDS_THROUGHPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

enum throughput_kind { THROUGHPUT_DISCARD, THROUGHPUT_CHARGEN, THROUGHPUT_ECHO };

/* Since the start. */
struct throughput_figures {
	int64_t duration; /* in nanoseconds */
	/*
	 * discard: bytes that the host's kernel has acknowledged; over a UNIX socket, at least
	 * those that the server has read. chargen: bytes received. echo: bytes that have returned.
	 */
	uint64_t bytes;
	/* discard and echo: bytes that the local kernel has accepted, beyond those above. */
	uint64_t in_flight;
};

struct throughput;

/* Called every second, but not at the end. */
typedef void throughput_progress(struct throughput *self, void *userdata);

/* Called once from the event loop, with NULL or with the cause of an early end. May free self. */
typedef void throughput_done(struct throughput *self, const char *cause, void *userdata);

/*
 * Starts on a connected socket, and owns it from then on, even after a failure. Ends after the
 * duration, or early with a cause: if nothing moves for the time of the limit, or if nothing moved
 * at all. Both are in microseconds. Returns 0 or a negative errno.
 */
int throughput_new(sd_event *event, int fd, enum throughput_kind kind, uint64_t duration,
	uint64_t limit, throughput_progress *on_progress, throughput_done *on_done, void *userdata,
	struct throughput **ret_throughput);

/* The figures now, or those at the end. */
struct throughput_figures throughput_figures(const struct throughput *self);

/* Ends the measurement as if its time were over; calls on_done. */
void throughput_stop(struct throughput *self);

/* Closes the connection. Accepts NULL. */
void throughput_free(struct throughput *self);

#endif
