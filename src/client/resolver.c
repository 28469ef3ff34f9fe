/* Looks up host names without blocking: see resolver.h. */
#include "client/resolver.h"

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

struct address_lookup {
	struct resolver *resolver;
	struct address_lookup *next; /* in the queue, or in the list of finished lookups */
	char host[TARGET_HOST_SIZE];
	char port[sizeof "65535"];
	struct addrinfo hints;
	uint64_t limit; /* in microseconds, from the start of the thread */
	sd_event_source *timeout;
	address_lookup_done *on_done; /* NULL after the call, or after address_lookup_stop() */
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
	struct address_lookup *waiting;  /* the queue, oldest first */
	struct address_lookup **last;    /* the link at the end of the queue */
	pthread_mutex_t mutex;           /* protects finished */
	struct address_lookup *finished; /* the threads add to it */
};

/* Pass a finished lookup to the event loop. Called from the threads. */
static void hand_over(struct address_lookup *self)
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
	struct address_lookup *self = userdata;

	self->result = getaddrinfo(self->host, self->port, &self->hints, &self->list);
	self->error = errno;
	hand_over(self);
	return NULL;
}

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
	default:
		return gai_strerror(result);
	}
}

/* Call back, unless that happened already or the lookup was abandoned. */
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

/* getaddrinfo(3) cannot be interrupted: report the timeout and leave the thread running. */
static int on_timeout(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct address_lookup *self = userdata;
	char cause[80];

	snprintf(cause, sizeof cause,
		"no answer from the name server within %g s; -w allows more time",
		(double)self->limit / 1e6);
	report(self, cause, NULL);
	return 0;
}

static void start_thread(struct address_lookup *self)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	self->is_running = true;
	self->resolver->threads++;
	timer_start(self->timeout, self->limit);
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
		struct address_lookup *next = self->waiting;

		self->waiting = next->next;
		if (self->waiting == NULL)
			self->last = &self->waiting;
		start_thread(next);
	}
}

static int on_finished(sd_event_source *source __attribute__((unused)), int fd,
	uint32_t events __attribute__((unused)), void *userdata)
{
	struct resolver *self = userdata;
	struct address_lookup *finished;
	eventfd_t count;

	eventfd_read(fd, &count);
	pthread_mutex_lock(&self->mutex);
	finished = self->finished;
	self->finished = NULL;
	pthread_mutex_unlock(&self->mutex);
	while (finished != NULL) {
		struct address_lookup *next = finished->next;

		self->threads--;
		report(finished, address_lookup_cause(finished->result, finished->error),
			finished->list);
		free(finished);
		finished = next;
	}
	start_waiting(self);
	return 0;
}

int resolver_new(sd_event *event, unsigned threads, struct resolver **ret_resolver)
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
		if (self->eventfd >= 0)
			close(self->eventfd);
		pthread_mutex_destroy(&self->mutex);
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
	error = timer_new(resolver->event, on_timeout, self, &self->timeout);
	if (error < 0) {
		free(self);
		return error;
	}
	self->resolver = resolver;
	self->hints = (struct addrinfo){.ai_family = request->family,
		.ai_socktype = request->type,
		.ai_flags = AI_NUMERICSERV};
	self->limit = request->limit;
	self->on_done = on_done;
	self->userdata = userdata;
	snprintf(self->host, sizeof self->host, "%s", target->host);
	snprintf(self->port, sizeof self->port, "%u", target->port);
	*resolver->last = self;
	resolver->last = &self->next;
	start_waiting(resolver);
	*ret_lookup = self;
	return 0;
}

void address_lookup_stop(struct address_lookup *self)
{
	struct resolver *resolver = self->resolver;
	struct address_lookup **link = &resolver->waiting;

	self->on_done = NULL;
	self->timeout = sd_event_source_disable_unref(self->timeout);
	if (self->is_running)
		return; /* on_finished() frees it */
	while (*link != self)
		link = &(*link)->next;
	*link = self->next;
	if (self->next == NULL)
		resolver->last = link;
	free(self);
}
