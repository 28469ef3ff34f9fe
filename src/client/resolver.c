/* SPDX-License-Identifier: ISC */
/* Looks up host names without blocking: see resolver.h. */
#include "client/resolver.h"

#include "base/now.h"
#include "client/job_queue.h"
#include "client/name.h"
#include "client/timer.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Time for a thread to read an answer after the process was stopped, in microseconds. */
enum { GRACE = 200 * 1000 };

struct resolver {
	struct job_queue queue;
	sd_event *event;
};

struct address_lookup {
	struct job job; /* first, so that a pointer to it points to the lookup */
	char host[TARGET_HOST_SIZE];
	char port[sizeof "65535"];
	struct addrinfo hints;
	uint64_t limit; /* in microseconds, from the start of the thread */
	sd_event_source *timeout;
	address_lookup_done *on_done; /* NULL after the call, or after address_lookup_stop() */
	void *userdata;
	/* Results, set by the thread: */
	struct addrinfo *list;
	int result; /* of getaddrinfo(3) */
	int error;  /* errno after it, for EAI_SYSTEM */
};

const char *address_lookup_cause(int result, int error)
{
	switch (result) {
	case 0:
		return NULL;
	case EAI_SYSTEM:
		return strerror(error);
	case EAI_NONAME:
		return "unknown host";
	case EAI_AGAIN:
		return "the name server does not answer; try again later";
	case EAI_NODATA:
	case EAI_ADDRFAMILY:
		return "the host has no address of the requested family";
	case EAI_IDN_ENCODE:
		return "the name has no encoding in ASCII: it must be valid UTF-8, and libidn2 "
		       "must be installed";
	default:
		return gai_strerror(result);
	}
}

/* Call back, unless that happened already or the lookup was stopped. */
static void report(struct address_lookup *self, const char *cause, struct addrinfo *list)
{
	address_lookup_done *on_done = self->on_done;

	self->on_done = NULL;
	self->timeout = sd_event_source_disable_unref(self->timeout);
	if (on_done != NULL)
		on_done(cause, list, self->userdata);
	else if (list != NULL)
		freeaddrinfo(list);
}

static void on_start(struct job *job)
{
	struct address_lookup *self = (struct address_lookup *)job;

	timer_start(self->timeout, self->limit);
}

static void on_run(struct job *job)
{
	struct address_lookup *self = (struct address_lookup *)job;

	self->result = name_look_up(self->host, self->port, &self->hints, &self->list);
	self->error = errno;
}

static void on_finish(struct job *job, int error)
{
	struct address_lookup *self = (struct address_lookup *)job;

	if (error < 0)
		report(self, strerror(-error), NULL);
	else
		report(self, address_lookup_cause(self->result, self->error), self->list);
	free(self);
}

/*
 * Nothing can interrupt getaddrinfo(3): report the timeout and let the thread continue. If the
 * timer is late, the process was stopped, and the thread was too: its answer may be in its socket.
 */
static int on_timeout(sd_event_source *source, uint64_t due, void *userdata)
{
	struct address_lookup *self = userdata;
	char cause[80];

	if ((uint64_t)now_monotonic() / 1000 > due + GRACE) {
		timer_start(source, GRACE);
		return 0;
	}

	snprintf(cause, sizeof cause,
		"no answer from the name server within %g s; -w allows more time",
		(double)self->limit / 1e6);
	report(self, cause, NULL);
	return 0;
}

int resolver_new(sd_event *event, unsigned threads, struct resolver **ret_resolver)
{
	struct resolver *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	self->event = event;
	error = job_queue_begin(&self->queue, event, threads);
	if (error < 0) {
		free(self);
		return error;
	}
	*ret_resolver = self;
	return 0;
}

int address_lookup_start(struct resolver *resolver, const struct target *target,
	const struct request *request, address_lookup_done *on_done, void *userdata,
	struct address_lookup **ret_lookup)
{
	struct address_lookup *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	error = timer_new_limit(resolver->event, on_timeout, self, &self->timeout);
	if (error < 0) {
		free(self);
		return error;
	}
	self->job = (struct job){.on_start = on_start, .on_run = on_run, .on_finish = on_finish};
	self->hints = (struct addrinfo){.ai_family = request->family,
		.ai_socktype = request->type,
		.ai_flags = AI_NUMERICSERV};
	self->limit = request->limit;
	self->on_done = on_done;
	self->userdata = userdata;
	snprintf(self->host, sizeof self->host, "%s", target->host);
	snprintf(self->port, sizeof self->port, "%u", target->port);
	job_start(&self->job, &resolver->queue);
	*ret_lookup = self;
	return 0;
}

void address_lookup_stop(struct address_lookup *self)
{
	self->on_done = NULL;
	self->timeout = sd_event_source_disable_unref(self->timeout);
	if (job_stop(&self->job))
		free(self);
}
