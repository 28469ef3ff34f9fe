/* SPDX-License-Identifier: ISC */
/* Replies: see responder.h. */
#include "shared/responder.h"

#include "base/now.h"
#include "generated/messages.h"
#include "generated/services.h"
#include "protocol/fortune.h"
#include "protocol/rfc865.h"
#include "protocol/rfc868.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <syslog.h>
#include <unistd.h>

/* For getopt(3): unlike in a filter, there are no options that all services have. */
#define NO_OPTIONS "+:"

static const struct {
	struct service service;
	enum responder_kind kind;
	const char *synopsis;
} kinds[] = {
	{SERVICE_CHARGEN, RESPONDER_CHARGEN, ""},
	{SERVICE_DAYTIME, RESPONDER_DAYTIME, "[-f format] [-z zone]"},
	{SERVICE_DISCARD, RESPONDER_DISCARD, ""},
	{SERVICE_ECHO, RESPONDER_ECHO, ""},
	{SERVICE_QOTD, RESPONDER_QOTD, "[file ...]"},
	{SERVICE_TIME, RESPONDER_TIME, "[-o seconds]"},
};

int responder_find(struct responder *ret_responder, const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].service.name, name) == 0) {
			*ret_responder = (struct responder){.service = kinds[i].service,
				.kind = kinds[i].kind,
				.is_for_streams = strstr(kinds[i].service.shared, "tcp") != NULL,
				.is_echo = kinds[i].kind == RESPONDER_ECHO,
				.needs_clock = kinds[i].kind == RESPONDER_TIME ||
					       kinds[i].kind == RESPONDER_DAYTIME,
				.has_reply = kinds[i].kind != RESPONDER_DISCARD};
			ret_responder->service.synopsis = kinds[i].synopsis;
			return 0;
		}
	return -ENOENT;
}

static void read_quotations(struct responder *self, struct filter *filter, int count, char *paths[])
{
	for (int i = 0; i < count; i++) {
		int error = quotes_add(&self->quotations, paths[i]);

		if (error < 0)
			log_explained(&filter->log, LOG_ERR, MESSAGE_NO_QUOTATION, "%s: %s",
				paths[i], fortune_cause(error));
	}
}

/* A period and the beginning of the next, because a reply may start with any line. */
static void fill_block(struct responder *self)
{
	rfc864_fill(self->block);
	memcpy(self->block + RFC864_PERIOD, self->block, RESPONDER_CHARGEN_MAX);
}

void responder_configure(struct responder *self, struct filter *filter, int argc, char *argv[])
{
	filter->operands = self->kind == RESPONDER_QOTD;
	optind = 0; /* getopt(3) starts again, with this argument vector */
	switch (self->kind) {
	case RESPONDER_TIME:
		options_time(&self->time, filter, argc, argv, NO_OPTIONS OPTIONS_TIME_OPTIONS);
		break;
	case RESPONDER_DAYTIME:
		options_daytime(
			&self->daytime, filter, argc, argv, NO_OPTIONS OPTIONS_DAYTIME_OPTIONS);
		break;
	default:
		filter_option(filter, argc, argv, NO_OPTIONS);
	}
	if (self->kind == RESPONDER_QOTD)
		read_quotations(self, filter, argc - optind, argv + optind);
	if (self->kind == RESPONDER_CHARGEN)
		fill_block(self);
	if (responder_read_clock(self) < 0 && self->kind == RESPONDER_DAYTIME)
		options_daytime_refuse(filter);
}

bool responder_amplifies(const struct responder *self, bool is_full)
{
	switch (self->kind) {
	case RESPONDER_DAYTIME:
		return true;
	case RESPONDER_QOTD:
	case RESPONDER_CHARGEN:
		return is_full;
	default:
		return false;
	}
}

int responder_seed(struct responder *self)
{
	return getrandom(&self->prng.state, sizeof self->prng.state, 0) < 0 ? -errno : 0;
}

int responder_read_clock(struct responder *self)
{
	int64_t now;
	int error;

	if (!self->needs_clock)
		return 0;
	error = now_get(&now);
	if (error < 0)
		return error;
	if (self->reply_size > 0 && self->now == now)
		return 0; /* the reply for this second is made already */
	self->now = now;
	if (self->kind == RESPONDER_TIME) {
		rfc868_encode(now + self->time.shift, (uint8_t *)self->reply);
		self->reply_size = RFC868_SIZE;
	} else {
		self->reply_size = rfc867_encode(
			now, self->daytime.format, self->daytime.is_local, self->reply);
	}
	return self->reply_size > 0 ? 0 : -ENODATA;
}

static const char *quotation(struct responder *self, size_t *ret_size)
{
	const char *message = quotes_pick(&self->quotations, &self->prng, ret_size);

	if (message != NULL)
		return message;
	message = rfc865_builtin(&self->prng);
	*ret_size = strlen(message);
	return message;
}

const void *responder_make(
	struct responder *self, const void *request, size_t size, size_t max, size_t *ret_size)
{
	const void *reply = NULL;

	switch (self->kind) {
	case RESPONDER_TIME:
	case RESPONDER_DAYTIME:
		*ret_size = self->reply_size;
		return self->reply;
	case RESPONDER_DISCARD:
		return NULL;
	case RESPONDER_ECHO:
		*ret_size = size;
		return request;
	case RESPONDER_QOTD:
		reply = quotation(self, ret_size);
		break;
	case RESPONDER_CHARGEN:
		reply = self->block + prng_below(&self->prng, RFC864_RING) * (RFC864_LINE + 2);
		*ret_size = prng_below(&self->prng, RESPONDER_CHARGEN_MAX + 1);
		break;
	}
	if (*ret_size > max)
		*ret_size = max;
	return reply;
}

void responder_free(struct responder *self)
{
	quotes_free(&self->quotations);
}
