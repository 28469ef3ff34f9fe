/* Asking one host's time service for the time: once, over TCP or UDP. */
#ifndef INETKIT_PROBE_H
#define INETKIT_PROBE_H

#include "resolve.h"
#include "target.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

/* In the order of the values of --protocol. */
enum protocol {
	PROTOCOL_TIME,    /* RFC 868 */
	PROTOCOL_DAYTIME, /* RFC 867 */
};

struct probe_settings {
	struct request request;
	enum protocol protocol;
	uint64_t repeat; /* over UDP: how soon the question is sent again, in microseconds, and
			    after twice that, and so on, where no reply comes; 0: never */
	bool has_pivot;  /* of the times that a reply can stand for, take the nearest to this: */
	int64_t pivot;   /* Unix time in seconds; otherwise to the local clock */
};

/* The usual time of that. */
enum { PROBE_REPEAT = 500 * 1000 };

/* The longest numeric address, with its scope. */
enum { PROBE_ADDRESS_SIZE = INET6_ADDRSTRLEN + 1 + 16 };

struct probe;

struct probe_result {
	const char *cause; /* NULL if the host answered; else why not, valid during the call */
	/* The numeric address that was asked last; empty for unix:PATH, and where there was none.
	 */
	char address[PROBE_ADDRESS_SIZE];
	int64_t time;     /* Unix time that the reply told, in seconds */
	int64_t advance;  /* by how much the server says to tell it too early, in nanoseconds */
	int64_t asked;    /* the local times before the question, */
	int64_t answered; /* and when the reply was there, in nanoseconds since 1970 */
};

/* Called once from the event loop; may free the probe. */
typedef void probe_done(const struct probe_result *result, void *userdata);

/* Start. The target must outlive the probe. 0, or a negative errno. */
int probe_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct probe_settings *settings, probe_done *done, void *userdata,
	struct probe **ret);

/* As dial_hold() and dial_go(): the first part is the look-up, which needs no connection. */
typedef void probe_ready(void *userdata);
void probe_hold(struct probe *self, probe_ready *ready);
void probe_go(struct probe *self);

/* Give up whatever is under way. Takes NULL. */
void probe_free(struct probe *self);

#endif
