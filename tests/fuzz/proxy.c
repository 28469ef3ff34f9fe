/* SPDX-License-Identifier: ISC */
/* The header of the PROXY protocol at the beginning of a connection. */
#include "fuzz/input.h"
#include "protocol/proxy_header.h"

#include <stdlib.h>
#include <string.h>

/* The first byte says which versions are accepted. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	unsigned versions = input_byte(&input) & (PROXY_HEADER_V1 | PROXY_HEADER_V2);
	struct proxy_header header;
	const char *whole = proxy_header_parse(input.data, input.size, versions, &header);
	size_t needed = whole == NULL ? header.size : input.size;

	if (whole == NULL && (header.size > input.size || header.size > PROXY_HEADER_MAX))
		abort();
	/* All of an incomplete header belongs to it, so it must end before the buffer of proxy. */
	if (whole == PROXY_HEADER_INCOMPLETE && input.size >= PROXY_HEADER_MAX)
		abort();
	/* Of every beginning, the result is the same, or not known yet. Only some of the long ones:
	 * the number of inputs matters more. */
	for (size_t n = 0; n <= input.size && n <= PROXY_HEADER_MAX; n += n < 128 ? 1 : n / 2) {
		char *copy = malloc(n + (n == 0));
		const char *cause;

		if (copy == NULL)
			abort();
		memcpy(copy, input.data, n);
		cause = proxy_header_parse(copy, n, versions, &header);
		free(copy);
		if (cause != whole && cause != PROXY_HEADER_INCOMPLETE)
			abort();
		if (whole == NULL && (cause == NULL) != (n >= needed))
			abort();
	}
	return 0;
}
