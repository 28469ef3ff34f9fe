/* SPDX-License-Identifier: ISC */
/*
 * Encodes a request of NTP, or decodes a reply, from the arguments and in hexadecimal.
 * usage: rfc5905 encode NONCE
 *        rfc5905 decode LOCAL-UNIX-TIME REPLY
 * Prints the request; or the fields of the reply, in nanoseconds, or why it has none.
 */
#include "protocol/rfc5905.h"
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void encode(const char *nonce)
{
	uint8_t request[RFC5905_SIZE];

	rfc5905_encode_request(strtoull(nonce, NULL, 16), request);
	for (size_t i = 0; i < sizeof request; i++)
		printf("%02x", request[i]);
	puts("");
}

static void decode(int64_t near, const char *hex)
{
	size_t size = strlen(hex) / 2;
	/* As large as the reply, so that the sanitizers notice reads beyond its end. */
	uint8_t *data = malloc(size + (size == 0));
	char cause[RFC5905_CAUSE_SIZE];
	struct rfc5905_reply reply;
	uint64_t nonce;

	if (data == NULL)
		abort();
	for (size_t i = 0; i < size; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &data[i]) != 1)
			abort();
	if (!rfc5905_is_reply(data, size, &nonce)) {
		puts("no reply");
	} else if (!rfc5905_decode(data, near, &reply, cause)) {
		puts(cause);
	} else {
		printf("%016" PRIx64 " %s stratum %u root %" PRId64 " %" PRId64
		       " precision %" PRId64 " time %" PRId64 " %" PRId64 "\n",
			nonce, reply.is_synchronised ? "synchronised" : "not synchronised",
			reply.stratum, reply.root_delay, reply.root_dispersion, reply.precision,
			reply.received, reply.transmitted);
	}
	free(data);
}

int main(int argc, char *argv[])
{
	int64_t near;

	if (argc == 3 && strcmp(argv[1], "encode") == 0) {
		encode(argv[2]);
	} else if (argc == 4 && strcmp(argv[1], "decode") == 0 &&
		   number_parse(argv[2], INT64_MIN, INT64_MAX, &near)) {
		decode(near, argv[3]);
	} else {
		fputs("usage: rfc5905 encode NONCE | decode LOCAL-UNIX-TIME REPLY\n", stderr);
		return 2;
	}
	return 0;
}
