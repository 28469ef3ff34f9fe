/* Asking one host's time service for the time: once, over TCP or UDP. */
#ifndef INETKIT_CLOCKS_TIME_QUERY_H
#define INETKIT_CLOCKS_TIME_QUERY_H

#include "client/resolve.h"
#include "client/target.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

/* In the order of the values of --protocol. */
enum protocol {
	PROTOCOL_TIME,    /* RFC 868 */
	PROTOCOL_DAYTIME, /* RFC 867 */
};

struct time_query_settings {
	struct request request;
	enum protocol protocol;
	uint64_t repeat; /* over UDP: how soon the question is sent again, in microseconds, and
			    after twice that, and so on, where no reply comes; 0: never */
	bool has_pivot;  /* of the times that a reply can stand for, take the nearest to this: */
	int64_t pivot;   /* Unix time in seconds; otherwise to the local clock */
};

/* The usual time of that. */
enum { TIME_QUERY_REPEAT = 500 * 1000 };

/* The longest numeric address, with its scope. */
enum { TIME_QUERY_ADDRESS_SIZE = INET6_ADDRSTRLEN + 1 + 16 };

struct time_query;

struct time_query_result {
	const char *cause; /* NULL if the host answered; else why not, valid during the call */
	/* The numeric address that was asked last; empty for unix:PATH, and where there was none.
	 */
	char address[TIME_QUERY_ADDRESS_SIZE];
	int64_t time;     /* Unix time that the reply told, in seconds */
	int64_t advance;  /* by how much the server says to tell it too early, in nanoseconds */
	int64_t asked;    /* the local times before the question, */
	int64_t answered; /* and when the reply was there, in nanoseconds since 1970 */
};

/* Called once from the event loop; may free the probe. */
typedef void time_query_done(const struct time_query_result *result, void *userdata);

/* Start. The target must outlive the probe. 0, or a negative errno. */
int time_query_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct time_query_settings *settings, time_query_done *done, void *userdata,
	struct time_query **ret);

/* As dial_hold() and dial_go(): the first part is the look-up, which needs no connection. */
typedef void time_query_ready(void *userdata);
void time_query_hold(struct time_query *self, time_query_ready *ready);
void time_query_go(struct time_query *self);

/* Give up whatever is under way. Takes NULL. */
void time_query_free(struct time_query *self);

#endif
