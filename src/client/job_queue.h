/* SPDX-License-Identifier: ISC */
/*
 * Runs functions that block, such as getaddrinfo(3), without blocking the event loop: each in its
 * own thread, a limited number at once.
 */
#ifndef INETKIT_CLIENT_JOB_QUEUE_H
#define INETKIT_CLIENT_JOB_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <systemd/sd-event.h>

/* Part of a larger structure that holds the input and the result. Zero except for the callbacks. */
struct job {
	/* The job leaves the queue. Called from job_start() or from the event loop. */
	void (*on_start)(struct job *self);
	/* The work itself. Called in the thread; may block. */
	void (*on_run)(struct job *self);
	/*
	 * The end. Called from the event loop; may free the job. error is 0, or a negative errno if
	 * no thread could be created: then on_run was not called.
	 */
	void (*on_finish)(struct job *self, int error);

	/* Private: */
	struct job_queue *queue;
	struct job *next; /* in the queue, or in the list of finished jobs */
	int error;
	bool is_running;
};

/* Private. */
struct job_queue {
	int eventfd;      /* readable when a job has finished */
	unsigned threads; /* running */
	unsigned threads_max;
	struct job *waiting;   /* oldest first */
	struct job **last;     /* the link at the end of the waiting jobs */
	pthread_mutex_t mutex; /* protects finished */
	struct job *finished;  /* the threads add to it */
};

/*
 * Set up an empty queue. It must stay in place until the process ends, because threads may still
 * use it then. Returns 0 or a negative errno.
 */
int job_queue_begin(struct job_queue *self, sd_event *event, unsigned threads_max);

/* Run a job now, or as soon as one of threads_max threads is free, in the order of the calls. */
void job_start(struct job *self, struct job_queue *queue);

/*
 * Take a job out of the queue. Returns false if it is running: nothing can interrupt it, and
 * on_finish will be called.
 */
bool job_stop(struct job *self);

#endif
