/* SPDX-License-Identifier: ISC */
/* Runs functions that block: see job_queue.h. */
#include "client/job_queue.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Of each thread, in bytes: enough for nsswitch modules, small enough for hundreds of threads. */
enum { STACK_SIZE = 256 * 1024 };

/* Pass a finished job to the event loop. Called from the threads. */
static void hand_over(struct job *self)
{
	struct job_queue *queue = self->queue;

	pthread_mutex_lock(&queue->mutex);
	self->next = queue->finished;
	queue->finished = self;
	pthread_mutex_unlock(&queue->mutex);
	eventfd_write(queue->eventfd, 1);
}

static void *run(void *userdata)
{
	struct job *self = userdata;

	self->on_run(self);
	hand_over(self);
	return NULL;
}

static void start_thread(struct job *self)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all;
	sigset_t present;

	self->is_running = true;
	self->queue->threads++;
	self->on_start(self);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	/* The thread inherits the mask: signals are for the main thread, see interrupt.h. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &present);
	self->error = -pthread_create(&thread, &attributes, run, self);
	pthread_sigmask(SIG_SETMASK, &present, NULL);
	pthread_attr_destroy(&attributes);
	/* Report the failure from the event loop too. */
	if (self->error < 0)
		hand_over(self);
}

static void start_waiting(struct job_queue *self)
{
	while (self->waiting != NULL && self->threads < self->threads_max) {
		struct job *job = self->waiting;

		self->waiting = job->next;
		if (self->waiting == NULL)
			self->last = &self->waiting;
		start_thread(job);
	}
}

static int on_finished(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events __attribute__((unused)), void *userdata)
{
	struct job_queue *self = userdata;
	struct job *finished;

	pthread_mutex_lock(&self->mutex);
	finished = self->finished;
	self->finished = NULL;
	pthread_mutex_unlock(&self->mutex);
	while (finished != NULL) {
		struct job *next = finished->next;

		self->threads--;
		finished->on_finish(finished, finished->error);
		finished = next;
	}
	start_waiting(self);
	return 0;
}

int job_queue_begin(struct job_queue *self, sd_event *event, unsigned threads_max)
{
	int error;

	*self = (struct job_queue){.threads_max = threads_max, .last = &self->waiting};
	self->eventfd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (self->eventfd < 0)
		return -errno;
	/* Each write is an event. With EPOLLET nothing has to be read, which could fail. */
	error = sd_event_add_io(event, NULL, self->eventfd, EPOLLIN | EPOLLET, on_finished, self);
	if (error < 0) {
		close(self->eventfd);
		return error;
	}
	pthread_mutex_init(&self->mutex, NULL);
	return 0;
}

void job_start(struct job *self, struct job_queue *queue)
{
	self->queue = queue;
	*queue->last = self;
	queue->last = &self->next;
	start_waiting(queue);
}

bool job_stop(struct job *self)
{
	struct job **link = &self->queue->waiting;

	if (self->is_running)
		return false;
	while (*link != self)
		link = &(*link)->next;
	*link = self->next;
	if (self->next == NULL)
		self->queue->last = link;
	return true;
}
