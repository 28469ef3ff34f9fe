/* Asking one host's time service, RFC 868, for the time: once, over TCP or UDP. */
#ifndef INETKIT_PROBE_H
#define INETKIT_PROBE_H

#include "resolve.h"
#include "target.h"

#include <stdint.h>
#include <systemd/sd-event.h>

struct probe;

struct probe_result {
	const char *cause; /* NULL if the host answered; else why not, valid during the call */
	int64_t host_time; /* Unix time by the host's clock, in seconds, in the local clock's era */
	int64_t difference; /* host_time less the local time when the reply came, in seconds */
};

/* Called once from the event loop. */
typedef void probe_done(const struct probe_result *result, void *userdata);

/* Start. The target must outlive the probe. 0, or a negative errno. */
int probe_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct request *request, probe_done *done, void *userdata, struct probe **ret);

/* Give up whatever is under way. Takes NULL; must not be called from probe_done. */
void probe_free(struct probe *self);

#endif
