/*
 * How fast a connection is: one measurement with a discard, chargen or echo service, RFC 863, 864
 * and 862.
 */
#ifndef INETKIT_COMMANDS_THROUGHPUT_H
#define INETKIT_COMMANDS_THROUGHPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

enum throughput_kind { THROUGHPUT_DISCARD, THROUGHPUT_CHARGEN, THROUGHPUT_ECHO };

/* In octets and nanoseconds, from the start. */
struct throughput_figures {
	int64_t duration;
	/*
	 * discard: those that the host's kernel has acknowledged; over a UNIX socket, those that
	 * the server has read, or more. chargen: received. echo: that came back as they were sent.
	 */
	uint64_t octets;
	/* discard and echo: those that our own kernel has taken, but that are not among these. */
	uint64_t under_way;
};

struct throughput;

/* Called every second but the last. */
typedef void throughput_progress(struct throughput *self, void *userdata);

/* Called once from the event loop, with NULL or with what has ended the measurement before its
 * time. The stream may be freed in it. */
typedef void throughput_done(struct throughput *self, const char *cause, void *userdata);

/*
 * Start, on a connected socket, which is the stream's from now on, also after a failure. Ends after
 * so many microseconds, or with a cause if nothing gets on for as long as the limit (microseconds),
 * or has got on in the whole time. 0, or a negative errno.
 */
int throughput_new(sd_event *event, int fd, enum throughput_kind kind, uint64_t duration,
	uint64_t limit, throughput_progress *progress, throughput_done *done, void *userdata,
	struct throughput **ret);

/* As they are now; after the end, as they were then. */
struct throughput_figures throughput_figures(const struct throughput *self);

/* End the measurement now, as if its time were over. */
void throughput_stop(struct throughput *self);

/* Close the connection. Takes NULL. */
void throughput_free(struct throughput *self);

#endif
