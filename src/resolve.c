/* Addresses of names, without waiting: see resolve.h. */
#include "resolve.h"

#include "target.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Look-ups under way at once; the others wait for one of these to end or to be abandoned. */
enum { THREADS_MAX = 256 };

/* Enough for the modules of nsswitch.conf(5), and little for hundreds of threads. */
enum { STACK_SIZE = 256 * 1024 };

struct lookup {
	struct resolver *resolver;
	struct lookup *next; /* in the list that it is in */
	char host[TARGET_HOST_SIZE];
	struct addrinfo hints;
	resolve_done *done;
	void *userdata;
	bool is_started;
	bool is_abandoned;
	/* Set by the thread: */
	struct addrinfo *list;
	int result; /* of getaddrinfo(3) */
	int error;  /* errno after it */
};

/* One for the life of the process: threads may still be under way at its end. */
struct resolver {
	int eventfd;             /* readable when a look-up has finished */
	unsigned threads;        /* under way and not abandoned */
	struct lookup *waiting;  /* for a thread; first come, first served */
	pthread_mutex_t mutex;   /* guards what follows */
	struct lookup *finished; /* added to by the threads */
};

/* To the event loop's thread. */
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

	self->result = getaddrinfo(self->host, NULL, &self->hints, &self->list);
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
		return "there is no host of that name";
	case EAI_AGAIN:
		return "the name server does not answer; try again later";
	case EAI_NODATA:
	case EAI_ADDRFAMILY:
		return "the host has no address of the family asked for";
	default:
		return gai_strerror(result);
	}
}

/* Tell the caller, unless it no longer waits. */
static void finish(struct lookup *self)
{
	if (!self->is_abandoned)
		self->done(resolve_cause(self->result, self->error), self->list, self->userdata);
	else if (self->list != NULL)
		freeaddrinfo(self->list);
	free(self);
}

static void start_thread(struct lookup *self)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	self->is_started = true;
	self->resolver->threads++;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	error = pthread_create(&thread, &attributes, look_up, self);
	pthread_attr_destroy(&attributes);
	if (error != 0) {
		/* Reported like a look-up that failed, and from the event loop. */
		self->result = EAI_SYSTEM;
		self->error = error;
		hand_over(self);
	}
}

static void start_waiting(struct resolver *self)
{
	while (self->waiting != NULL && self->threads < THREADS_MAX) {
		struct lookup *next = self->waiting;

		self->waiting = next->next;
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

		if (!finished->is_abandoned)
			self->threads--;
		finish(finished);
		finished = next;
	}
	start_waiting(self);
	return 0;
}

int resolver_new(sd_event *event, struct resolver **ret)
{
	struct resolver *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	pthread_mutex_init(&self->mutex, NULL);
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

int resolver_start(struct resolver *self, const char *host, int family, int type,
	resolve_done *done, void *userdata, struct lookup **ret)
{
	struct lookup *lookup = calloc(1, sizeof *lookup);
	struct lookup **last = &self->waiting;

	if (lookup == NULL)
		return -ENOMEM;
	lookup->resolver = self;
	lookup->hints = (struct addrinfo){.ai_family = family, .ai_socktype = type};
	lookup->done = done;
	lookup->userdata = userdata;
	strncpy(lookup->host, host, sizeof lookup->host - 1);
	while (*last != NULL)
		last = &(*last)->next;
	*last = lookup;
	start_waiting(self);
	*ret = lookup;
	return 0;
}

void lookup_abandon(struct lookup *self)
{
	struct resolver *resolver = self->resolver;

	self->is_abandoned = true;
	if (self->is_started) {
		resolver->threads--;
		start_waiting(resolver);
		return;
	}
	for (struct lookup **link = &resolver->waiting; *link != NULL; link = &(*link)->next)
		if (*link == self) {
			*link = self->next;
			free(self);
			return;
		}
}
