/* SPDX-License-Identifier: ISC */
/* NTP, RFC 5905: the replies of the clockserver, and forged ones. See clockserver.h. */
#include "base/number.h"
#include "clockserver/clockserver.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

enum { MODE_SERVER = 4, MODE_BROADCAST = 5 };

/* Where the fields begin. */
enum { CODE_SIZE = 4 };
enum { CODE = 12, ORIGINATE = 24, RECEIVE = 32, TRANSMIT = 40 };

static const char *const forgeries[] = {
	[FORGED_KISS] = "kiss",
	[FORGED_MODE] = "mode",
	[FORGED_ORIGIN] = "origin",
	[FORGED_PORT] = "port",
	[FORGED_REPLAY] = "replay",
	[FORGED_SHORT] = "short",
};

static bool parse_forgery(struct ntp *self, const char *name)
{
	for (unsigned i = FORGED_KISS; i <= FORGED_SHORT; i++)
		if (strcmp(name, forgeries[i]) == 0) {
			self->forgery = i;
			return true;
		}
	return false;
}

/* CODE, or CODE,REPLIES. */
static bool parse_kiss(struct ntp *self, const char *text)
{
	if (strlen(text) < CODE_SIZE)
		return false;
	self->code = text;
	return text[CODE_SIZE] == '\0' ||
	       (text[CODE_SIZE] == ',' &&
		       number_parse(text + CODE_SIZE + 1, 0, INT64_MAX, &self->code_after));
}

bool ntp_parse(struct ntp *self, const char *text)
{
	const struct {
		const char *prefix;
		int64_t *field;
	} fields[] = {
		{"leap=", &self->leap},
		{"precision=", &self->precision},
		{"stratum=", &self->stratum},
		{"version=", &self->version},
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		size_t length = strlen(fields[i].prefix);

		if (strncmp(text, fields[i].prefix, length) == 0)
			return number_parse(text + length, -128, 255, fields[i].field);
	}
	if (strncmp(text, "forge=", 6) == 0)
		return parse_forgery(self, text + 6);
	if (strncmp(text, "kiss=", 5) == 0)
		return parse_kiss(self, text + 5);
	if (strcmp(text, "twice") != 0)
		return false;
	self->is_twice = true;
	return true;
}

static void write_32(uint8_t *data, uint32_t number)
{
	number = htonl(number);
	memcpy(data, &number, sizeof number);
}

static void write_time(uint8_t *data, int64_t time)
{
	int64_t seconds = time / SECOND - (time % SECOND < 0);

	write_32(data, (uint32_t)(seconds + UNIX_EPOCH));
	write_32(data + 4, (uint32_t)(((uint64_t)(time - seconds * SECOND) << 32) / SECOND));
}

void ntp_make(struct server *self, struct job *job)
{
	const struct ntp *ntp = &self->ntp;
	int64_t version = ntp->version > 0 ? ntp->version : job->request[0] >> 3 & 7;

	memset(job->reply, 0, sizeof job->reply);
	job->reply[0] = (uint8_t)(ntp->leap << 6 | version << 3 | MODE_SERVER);
	job->reply[1] = (uint8_t)ntp->stratum;
	job->reply[3] = (uint8_t)ntp->precision;
	write_32(job->reply + 4, 0x10000 / 64); /* a root delay of 1/64 s */
	write_32(job->reply + 8, 0x10000 / 128);
	memcpy(job->reply + ORIGINATE, job->request + TRANSMIT, 8);
	write_time(job->reply + RECEIVE, job->received);
	write_time(job->reply + TRANSMIT, clock_read(self));
	if (ntp->code != NULL && self->replies >= ntp->code_after) {
		job->reply[1] = 0;
		memcpy(job->reply + CODE, ntp->code, CODE_SIZE);
	}
	job->size = NTP_SIZE;
}

bool ntp_forge(struct server *self, const struct job *job, struct job *ret_forged)
{
	enum forgery forgery = self->ntp.forgery;
	uint8_t *reply;

	*ret_forged = *job;
	reply = ret_forged->reply;
	if (forgery == FORGED_NOTHING)
		return false;
	ret_forged->fd = self->udp;
	write_time(reply + RECEIVE, job->received + 1000 * SECOND);
	write_time(reply + TRANSMIT, job->received + 1000 * SECOND);
	if (forgery == FORGED_ORIGIN || forgery == FORGED_KISS)
		reply[ORIGINATE] ^= 1;
	if (forgery == FORGED_KISS) {
		reply[1] = 0;
		memcpy(reply + CODE, "DENY", CODE_SIZE);
	} else if (forgery == FORGED_MODE) {
		reply[0] = (uint8_t)(reply[0] - MODE_SERVER + MODE_BROADCAST);
	} else if (forgery == FORGED_PORT) {
		ret_forged->fd = socket(job->peer.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	} else if (forgery == FORGED_REPLAY) {
		memcpy(reply, self->ntp.last, NTP_SIZE);
		memcpy(self->ntp.last, job->reply, NTP_SIZE);
	} else if (forgery == FORGED_SHORT) {
		ret_forged->size = NTP_SIZE - 1;
	}
	return true;
}
