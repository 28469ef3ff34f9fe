/* SPDX-License-Identifier: ISC */
/* Load for the measurements: see load.h. */
#include "common/load.h"

#include "base/now.h"
#include "base/number.h"
#include "common/allocate.h"
#include "common/durations.h"

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { COUNT_MAX = 100000000, IN_FLIGHT_MAX = 1000 };

/* The share of one thread. */
struct worker {
	const struct load *load;
	int64_t count;
	int64_t in_flight;
	int64_t lost;
	int64_t *durations; /* nanoseconds */
	struct load_exchange *exchanges;
	pthread_t thread;
};

/* Returns its duration in nanoseconds. */
static int64_t end(struct worker *self, struct load_exchange *exchange)
{
	while (!self->load->on_end(self->load, exchange)) {
		if (++self->lost > self->count / 10)
			errx(1, "more than a tenth of the requests had no reply");
		self->load->on_begin(self->load, exchange);
	}
	return now_monotonic() - exchange->began;
}

static void *run_worker(void *data)
{
	struct worker *self = data;

	for (int64_t i = 0; i < self->count + self->in_flight; i++) {
		struct load_exchange *exchange = &self->exchanges[i % self->in_flight];

		if (i < self->in_flight)
			exchange->fd = -1;
		else
			self->durations[i - self->in_flight] = end(self, exchange);
		if (i < self->count)
			self->load->on_begin(self->load, exchange);
	}
	return NULL;
}

/* Processors that this process may run on. */
static int count_processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof set, &set) < 0 ? 1 : CPU_COUNT(&set);
}

/* Divide the exchanges evenly and run them all. Returns how many had no reply. */
static int64_t run_workers(const struct load *self, int64_t *durations)
{
	int processors = count_processors();
	int threads = processors < self->in_flight ? processors : (int)self->in_flight;
	struct worker *workers = allocate((size_t)threads, sizeof *workers);
	struct load_exchange *exchanges = allocate((size_t)self->in_flight, sizeof *exchanges);
	int64_t count = 0;
	int64_t in_flight = 0;
	int64_t lost = 0;

	for (int i = 0; i < threads; i++) {
		workers[i] = (struct worker){
			.load = self,
			.count = (self->count - count) / (threads - i),
			.in_flight = (self->in_flight - in_flight) / (threads - i),
			.durations = durations + count,
			.exchanges = exchanges + in_flight,
		};
		count += workers[i].count;
		in_flight += workers[i].in_flight;
		errno = pthread_create(&workers[i].thread, NULL, run_worker, &workers[i]);
		if (errno != 0)
			err(1, "pthread_create");
	}
	for (int i = 0; i < threads; i++) {
		pthread_join(workers[i].thread, NULL);
		lost += workers[i].lost;
	}
	free(exchanges);
	free(workers);
	return lost;
}

bool load_take_option(struct load *self, int option, const char *argument)
{
	switch (option) {
	case 'j':
		return number_parse(argument, 1, IN_FLIGHT_MAX, &self->in_flight);
	case 'n':
		return number_parse(argument, 1, COUNT_MAX, &self->count);
	case 'p':
		return number_parse(argument, 1, 99, &self->percentile);
	default:
		return false;
	}
}

struct load_result load_run(const struct load *self)
{
	int64_t *durations = allocate((size_t)self->count, sizeof *durations);
	int64_t began = now_monotonic();
	int64_t lost = run_workers(self, durations);
	int64_t elapsed = now_monotonic() - began;
	int64_t late = self->percentile > 0 ? self->percentile : 90;
	struct load_result result;

	durations_sort(durations, self->count);
	result = (struct load_result){
		.median = durations_percentile(durations, self->count, 50),
		.late = durations_percentile(durations, self->count, late),
		.rate = (double)self->count * 1e9 / (double)elapsed,
		.lost = lost,
	};
	free(durations);
	return result;
}
