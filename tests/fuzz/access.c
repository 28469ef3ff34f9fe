/* SPDX-License-Identifier: ISC */
/* Rules of admit for addresses, names and times, and an address that they decide about. */
#include "filter/access.h"
#include "filter/address.h"
#include "filter/hours.h"
#include "fuzz/input.h"

#include <stdlib.h>

enum { RULES = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	uint8_t refusing = input_byte(&input);
	struct access access = {.count = 0};
	struct hours hours = {.minutes = {0}};
	union socket_address peer = {.any.sa_family = AF_UNSPEC};
	const struct access_rule *decisive;
	char *texts[RULES];
	char *address = input_text(&input);
	char *span = input_text(&input);
	bool may;

	for (size_t i = 0; i < RULES; i++) {
		texts[i] = input_text(&input);
		access_add(&access, (refusing >> i & 1) != 0, texts[i]);
	}
	if (hours_add(&hours, span))
		hours_contain(&hours, refusing % 24, refusing % 60);
	if (!address_parse(address, &peer))
		peer.any.sa_family = AF_UNSPEC;
	access_match(&access, &peer);
	may = access_admits(&access, false, &decisive);
	/* What is refused with hope is refused without. */
	if (may && !access_admits(&access, true, &decisive))
		abort();
	for (size_t i = 0; i < RULES; i++)
		free(texts[i]);
	free(address);
	free(span);
	return 0;
}
