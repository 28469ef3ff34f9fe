/* SPDX-License-Identifier: ISC */
/* The variables that supervisors set, and the name of a peer. */
#include "filter/peer.h"
#include "fuzz/input.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const variables[] = {"REMOTE_ADDR", "REMOTE_PORT", "TCPREMOTEIP",
	"TCPREMOTEPORT", "TCPREMOTEADDR", "REMOTE_HOST"};

/* Whatever is shown of a peer has only the characters of an address. */
static void check(const struct peer *peer)
{
	if (memchr(peer->text, '\0', sizeof peer->text) == NULL ||
		(strcmp(peer->text, "unknown") != 0 &&
			peer->text[strspn(peer->text, "0123456789abcdefABCDEF.:%")] != '\0' &&
			strchr(peer->text, '%') == NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	uint8_t chosen = input_byte(&input);
	struct peer peer;
	char *name;

	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		char *value = input_text(&input);

		unsetenv(variables[i]);
		if ((chosen >> i & 1) != 0)
			setenv(variables[i], value, 1);
		free(value);
	}
	name = input_text(&input);
	peer_identify(fd, (chosen & 0x80) != 0, &peer);
	check(&peer);
	peer_of_environment(&peer);
	check(&peer);
	if (peer_name_is_valid(name) &&
		(strlen(name) >= PEER_NAME_SIZE || strpbrk(name, " \n\033/\"'") != NULL))
		abort();
	free(name);
	close(fd);
	return 0;
}
