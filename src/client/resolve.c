/* Looks up host names without blocking: see resolve.h. */
#include "client/resolve.h"

#include "client/timer.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Of each thread, in bytes: enough for nsswitch modules, small enough for hundreds of threads. */
enum { STACK_SIZE = 256 * 1024 };

struct lookup {
	struct resolver *resolver;
	struct lookup *next; /* in the queue, or in the list of finished lookups */
	char host[TARGET_HOST_SIZE];
	char port[sizeof "65535"];
	struct addrinfo hints;
	uint64_t limit; /* in microseconds, from the start of the thread */
	sd_event_source *timer;
	resolve_done *done; /* NULL after the call, or after lookup_abandon() */
	void *userdata;
	bool is_running;
	/* Results, set by the thread: */
	struct addrinfo *list;
	int result; /* of getaddrinfo(3) */
	int error;  /* errno after it, for EAI_SYSTEM */
};

/* Never freed, because threads may still use it when the process ends. */
struct resolver {
	sd_event *event;
	int eventfd;      /* readable when a lookup has finished */
	unsigned threads; /* running */
	unsigned threads_max;
	struct lookup *waiting;  /* the queue, oldest first */
	struct lookup **last;    /* the link at the end of the queue */
	pthread_mutex_t mutex;   /* protects finished */
	struct lookup *finished; /* the threads add to it */
};

/* Pass a finished lookup to the event loop. Called from the threads. */
static void hand_over(struct lookup *self)
{
	struct resolver *resolver = self->resolver;

	pthread_mutex_lock(&resolver->mutex);
	self->next = resolver->finished;
	resolver->finished = self;
	pthread_mutex_unlock(&resolver->mutex);
	eventfd_write(resolver->eventfd, 1);
}

static void *look_up(void *userdata)
{
	struct lookup *self = userdata;

	self->result = getaddrinfo(self->host, self->port, &self->hints, &self->list);
	self->error = errno;
	hand_over(self);
	return NULL;
}

const char *resolve_cause(int result, int error)
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
	default:
		return gai_strerror(result);
	}
}

/* Call back, unless that happened already or the lookup was abandoned. */
static void tell(struct lookup *self, const char *cause, struct addrinfo *list)
{
	resolve_done *done = self->done;

	self->done = NULL;
	self->timer = sd_event_source_disable_unref(self->timer);
	if (done != NULL)
		done(cause, list, self->userdata);
	else if (list != NULL)
		freeaddrinfo(list);
}

/* getaddrinfo(3) cannot be interrupted: report the timeout and leave the thread running. */
static int on_time(sd_event_source *source, uint64_t now, void *userdata)
{
	struct lookup *self = userdata;
	char cause[80];

	(void)source;
	(void)now;
	snprintf(cause, sizeof cause,
		"no answer from the name server within %g s; -w allows more time",
		(double)self->limit / 1e6);
	tell(self, cause, NULL);
	return 0;
}

static void start_thread(struct lookup *self)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	self->is_running = true;
	self->resolver->threads++;
	timer_start(self->timer, self->limit);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	error = pthread_create(&thread, &attributes, look_up, self);
	pthread_attr_destroy(&attributes);
	if (error != 0) {
		/* Report it as a failed lookup, from the event loop. */
		self->result = EAI_SYSTEM;
		self->error = error;
		hand_over(self);
	}
}

static void start_waiting(struct resolver *self)
{
	while (self->waiting != NULL && self->threads < self->threads_max) {
		struct lookup *next = self->waiting;

		self->waiting = next->next;
		if (self->waiting == NULL)
			self->last = &self->waiting;
		start_thread(next);
	}
}

static int on_finished(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct resolver *self = userdata;
	struct lookup *finished;
	eventfd_t count;

	(void)source;
	(void)events;
	eventfd_read(fd, &count);
	pthread_mutex_lock(&self->mutex);
	finished = self->finished;
	self->finished = NULL;
	pthread_mutex_unlock(&self->mutex);
	while (finished != NULL) {
		struct lookup *next = finished->next;

		self->threads--;
		tell(finished, resolve_cause(finished->result, finished->error), finished->list);
		free(finished);
		finished = next;
	}
	start_waiting(self);
	return 0;
}

int resolver_new(sd_event *event, unsigned threads, struct resolver **ret)
{
	struct resolver *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	pthread_mutex_init(&self->mutex, NULL);
	self->event = event;
	self->threads_max = threads;
	self->last = &self->waiting;
	self->eventfd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	error = self->eventfd < 0
			? -errno
			: sd_event_add_io(event, NULL, self->eventfd, EPOLLIN, on_finished, self);
	if (error < 0) {
		free(self);
		return error;
	}
	*ret = self;
	return 0;
}

int resolver_start(struct resolver *self, const struct target *target,
	const struct request *request, resolve_done *done, void *userdata, struct lookup **ret)
{
	struct lookup *lookup = calloc(1, sizeof *lookup);
	int error;

	if (lookup == NULL)
		return -ENOMEM;
	error = timer_new(self->event, on_time, lookup, &lookup->timer);
	if (error < 0) {
		free(lookup);
		return error;
	}
	lookup->resolver = self;
	lookup->hints = (struct addrinfo){.ai_family = request->family,
		.ai_socktype = request->type,
		.ai_flags = AI_NUMERICSERV};
	lookup->limit = request->limit;
	lookup->done = done;
	lookup->userdata = userdata;
	snprintf(lookup->host, sizeof lookup->host, "%s", target->host);
	snprintf(lookup->port, sizeof lookup->port, "%u", target->port);
	*self->last = lookup;
	self->last = &lookup->next;
	start_waiting(self);
	*ret = lookup;
	return 0;
}

void lookup_abandon(struct lookup *self)
{
	struct resolver *resolver = self->resolver;
	struct lookup **link = &resolver->waiting;

	self->done = NULL;
	self->timer = sd_event_source_disable_unref(self->timer);
	if (self->is_running)
		return; /* on_finished() frees it */
	while (*link != self)
		link = &(*link)->next;
	*link = self->next;
	if (self->next == NULL)
		resolver->last = link;
	free(self);
}
