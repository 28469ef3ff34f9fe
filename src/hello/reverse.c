/* SPDX-License-Identifier: ISC */
/* Reverse lookup with a timeout: see reverse.h. */
#include "hello/reverse.h"

#include "filter/lookup.h"

#include <string.h>

const char *reverse_lookup(const struct peer *peer, unsigned seconds, char ret_name[PEER_NAME_SIZE])
{
	const char *argv[] = {NULL, peer->text, NULL};
	struct lookup lookup;
	char line[LOOKUP_LINE_SIZE];
	int error;

	ret_name[0] = '\0';
	if (peer->address.any.sa_family == AF_UNSPEC)
		return NULL;
	error = lookup_start(&lookup, argv, seconds, false);
	if (error < 0)
		return strerror(-error);
	/* With more than one line, the first is no name. */
	if (lookup_read_line(&lookup, line) == 0 && lookup.size == 0 && peer_name_is_valid(line))
		strcpy(ret_name, line);
	return lookup_end(&lookup) ? NULL : "it did not end normally";
}
