/* Services whose reply is a function: see answer.h. */
#include "answer.h"

#include "fortune.h"
#include "messages.h"
#include "rfc865.h"
#include "rfc868.h"
#include "services.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/* Before the options of a service: those that all of them have here, none. */
#define NO_OPTIONS "+:"

static const struct {
	struct service service;
	enum answer_kind kind;
	const char *synopsis;
} kinds[] = {
	{SERVICE_CHARGEN, ANSWER_CHARGEN, ""},
	{SERVICE_DAYTIME, ANSWER_DAYTIME, "[-f format] [-z zone]"},
	{SERVICE_DISCARD, ANSWER_DISCARD, ""},
	{SERVICE_ECHO, ANSWER_ECHO, ""},
	{SERVICE_QOTD, ANSWER_QOTD, "[file ...]"},
	{SERVICE_TIME, ANSWER_TIME, "[-o seconds]"},
};

bool answer_find(struct answer *ret, const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].service.name, name) == 0) {
			*ret = (struct answer){.service = kinds[i].service,
				.kind = kinds[i].kind,
				.is_for_streams = strstr(kinds[i].service.shared, "tcp") != NULL,
				.needs_request = kinds[i].kind == ANSWER_ECHO,
				.needs_clock = kinds[i].kind == ANSWER_TIME ||
					       kinds[i].kind == ANSWER_DAYTIME};
			ret->service.synopsis = kinds[i].synopsis;
			return true;
		}
	return false;
}

static void read_quotations(struct answer *self, struct filter *filter, int count, char *paths[])
{
	for (int i = 0; i < count; i++) {
		int error = collection_add(&self->quotations, paths[i]);

		if (error < 0)
			report_explained(&filter->report, LOG_ERR, MESSAGE_NO_QUOTATION, "%s: %s",
				paths[i], fortune_cause(error));
	}
}

/* A period, and the beginning of the next: an answer may start with any line. */
static void fill_block(struct answer *self)
{
	rfc864_fill(self->block);
	memcpy(self->block + RFC864_PERIOD, self->block, ANSWER_CHARGEN_MAX);
}

void answer_configure(struct answer *self, struct filter *filter, int argc, char *argv[])
{
	filter->operands = self->kind == ANSWER_QOTD;
	optind = 0; /* another argument vector: see getopt(3) */
	switch (self->kind) {
	case ANSWER_TIME:
		settings_time(&self->time, filter, argc, argv, NO_OPTIONS SETTINGS_TIME_OPTIONS);
		break;
	case ANSWER_DAYTIME:
		settings_daytime(
			&self->daytime, filter, argc, argv, NO_OPTIONS SETTINGS_DAYTIME_OPTIONS);
		break;
	default:
		filter_option(filter, argc, argv, NO_OPTIONS);
	}
	if (filter->done)
		return;
	if (self->kind == ANSWER_QOTD)
		read_quotations(self, filter, argc - optind, argv + optind);
	if (self->kind == ANSWER_CHARGEN)
		fill_block(self);
}

bool answer_set_clock(struct answer *self, int64_t now)
{
	if (self->reply_size > 0 && self->now == now)
		return true;
	self->now = now;
	switch (self->kind) {
	case ANSWER_TIME:
		rfc868_encode(now + self->time.shift, (uint8_t *)self->reply);
		self->reply_size = RFC868_SIZE;
		return true;
	case ANSWER_DAYTIME:
		self->reply_size = rfc867_encode(
			now, self->daytime.format, self->daytime.is_local, self->reply);
		return self->reply_size > 0;
	default:
		return true;
	}
}

static const char *quotation(const struct answer *self, struct prng *prng, size_t *ret_size)
{
	const char *message = collection_pick(&self->quotations, prng, ret_size);

	if (message != NULL)
		return message;
	message = rfc865_builtin(prng);
	*ret_size = strlen(message);
	return message;
}

const void *answer_make(const struct answer *self, const void *request, size_t size, bool is_cut,
	struct prng *prng, size_t *ret_size)
{
	const void *reply = NULL;

	switch (self->kind) {
	case ANSWER_TIME:
	case ANSWER_DAYTIME:
		*ret_size = self->reply_size;
		return self->reply;
	case ANSWER_DISCARD:
		return NULL;
	case ANSWER_ECHO:
		*ret_size = size;
		return request;
	case ANSWER_QOTD:
		reply = quotation(self, prng, ret_size);
		break;
	case ANSWER_CHARGEN:
		reply = self->block + prng_below(prng, RFC864_RING) * (RFC864_LINE + 2);
		*ret_size = prng_below(prng, ANSWER_CHARGEN_MAX + 1);
		break;
	}
	if (is_cut && *ret_size > size)
		*ret_size = size;
	return reply;
}

void answer_free(struct answer *self)
{
	collection_free(&self->quotations);
}
