/* SPDX-License-Identifier: ISC */
/* The clock of the clockserver and its replies: see clockserver.h. */
#include "base/now.h"
#include "clockserver/clockserver.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

int64_t clock_read(const struct server *self)
{
	int64_t elapsed = now_monotonic() - self->start;
	int64_t now = now_local() + self->offset + (int64_t)(self->drift * (double)elapsed);

	if (self->step_after >= 0 && self->replies >= self->step_after)
		now += self->step;
	return now;
}

/* The time of a reply of RFC 868, in whole seconds of Unix time. */
static int64_t read_seconds(const struct server *self)
{
	int64_t now = clock_read(self);
	int64_t seconds;
	uint32_t random;

	if (self->is_round)
		now += SECOND / 2;
	seconds = now / SECOND - (now % SECOND < 0);
	if (self->is_even)
		seconds -= seconds & 1;
	if (self->is_lie && getrandom(&random, sizeof random, 0) == sizeof random)
		seconds = (int64_t)random - UNIX_EPOCH;
	return seconds;
}

static void log_reply(const struct server *self, const struct job *job, int64_t seconds)
{
	const struct address *peer = &job->peer;
	char text[INET6_ADDRSTRLEN] = "?";

	inet_ntop(peer->any.sa_family,
		peer->any.sa_family == AF_INET ? (const void *)&peer->in.sin_addr
					       : (const void *)&peer->in6.sin6_addr,
		text, sizeof text);
	fprintf(stderr, "%s %s %lld %.6f %u\n", job->fd < 0 ? "udp" : "tcp", text,
		(long long)seconds, (double)(now_monotonic() - self->start) / SECOND,
		self->waiting);
}

static void make_seconds(const struct server *self, struct job *job, int64_t seconds)
{
	uint32_t number = htonl((uint32_t)(seconds + UNIX_EPOCH));

	memset(job->reply, 0, sizeof job->reply);
	memcpy(job->reply, &number, sizeof number);
	job->size = self->size;
}

void reply_make(struct server *self, struct job *job)
{
	int64_t seconds = read_seconds(self);

	if (self->ntp.is_on)
		ntp_make(self, job);
	else
		make_seconds(self, job, seconds);
	self->replies++;
	if (self->is_verbose)
		log_reply(self, job, seconds);
}
