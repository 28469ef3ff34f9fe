/* SPDX-License-Identifier: ISC */
/*
 * Load for the measurements: many exchanges with a server, some of them at a time, each timed.
 *
 * The client shares the processors with the server, so it has at most one thread per processor. A
 * thread waits for its exchanges in the order in which they began, which is the order in which a
 * server takes them: that needs no system call to find out which is ready. An exchange that ends
 * before an older one is noticed late.
 */
#ifndef INETKIT_TESTS_COMMON_LOAD_H
#define INETKIT_TESTS_COMMON_LOAD_H

#include "common/address.h"

#include <stdint.h>

struct load_exchange {
	int64_t began; /* now_monotonic() */
	int fd;        /* -1 before the first exchange; later ones may use the same socket */
	int used;      /* exchanges of this socket so far; for the callbacks */
};

struct load {
	struct address address;
	int64_t count;        /* exchanges in total */
	int64_t in_flight;    /* at a time; at most count */
	int64_t percentile;   /* the late exchanges: 1 to 99; 0 means 90 */
	int64_t request_size; /* bytes; for the callbacks */
	int64_t reply_size;   /* the same; -1: any */
	/*
	 * Begin an exchange and set began. Wait for its end, and return false if there was no
	 * reply: it then begins again. Both are called by several threads, and exit on errors.
	 */
	void (*on_begin)(const struct load *load, struct load_exchange *exchange);
	bool (*on_end)(const struct load *load, struct load_exchange *exchange);
};

struct load_result {
	double median; /* duration of an exchange in microseconds */
	double late;   /* the percentile of the load */
	double rate;   /* exchanges per second */
	int64_t lost;  /* exchanges without a reply; more than a tenth ends the tool */
};

/*
 * Take an option that all loads have: 'j', how many exchanges at a time, 'n', how many in total, or
 * 'p', the percentile. Returns false if it is another one or its argument is invalid.
 */
bool load_take_option(struct load *self, int option, const char *argument);

struct load_result load_run(const struct load *self);

#endif
