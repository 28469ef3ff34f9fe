/* SPDX-License-Identifier: ISC */
/*
 * What hello-lookup prints, in which the owner of a name has the say: the name of a peer, and the
 * answers for rules. Here, the program only writes the input.
 */
#include "filter/access_lookup.h"
#include "filter/beside.h"
#include "fuzz/input.h"
#include "hello/reverse.h"

#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUTPUT_MAX = 4096, /* less than a pipe holds */ LIMIT = 1000, RULES = 3 };

static const struct input *output;
static int out; /* the end of the pipe for it */

/* In place of that of the C library. No process has this number: the largest is 2^22,
 * proc_sys_kernel(5). */
int posix_spawn(pid_t *ret_child, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
	size_t size = output->size < OUTPUT_MAX ? output->size : OUTPUT_MAX;

	if (*path == '\0' || actions == NULL || attributes == NULL || argv[0] == NULL ||
		environment[0] != NULL || write(out, output->data, size) != (ssize_t)size)
		abort();
	*ret_child = INT_MAX;
	return 0;
}

bool beside_find(const char *name, char ret_path[PATH_MAX])
{
	strcpy(ret_path, name);
	return true;
}

/* The second end of the pipe that will be made next. */
static int find_next_end(void)
{
	int first = dup(STDIN_FILENO);
	int second = dup(STDIN_FILENO);

	if (first < 0 || second < 0)
		abort();
	close(first);
	close(second);
	return second;
}

static void find_name(const struct input *input)
{
	struct peer peer = {.address.any.sa_family = AF_INET, .text = "192.0.2.1"};
	char name[PEER_NAME_SIZE];
	const uint8_t *end = memchr(input->data, '\n', input->size);
	size_t size = end != NULL ? (size_t)(end - input->data) : 0;

	out = find_next_end();
	if (reverse_lookup(&peer, LIMIT, name) != NULL)
		abort();
	if (name[0] == '\0')
		return;
	/* It is the only line. */
	if (!peer_name_is_valid(name) || strlen(name) != size || size + 1 != input->size ||
		memcmp(name, input->data, size) != 0)
		abort();
}

/* Refuses 192.0.2.1 unless the rules that are names say more. */
static void answer_rules(void)
{
	static const char *const texts[RULES] = {"host.example.org", ".example.org", "example.net"};
	const union socket_address peer = {.in.sin_family = AF_INET};
	struct access access = {.count = 0};
	struct access_failure failure;
	const struct access_rule *decisive;

	for (size_t i = 0; i < RULES; i++)
		access_add(&access, i == 1, texts[i]);
	access_match(&access, &peer);
	out = find_next_end();
	access_look_up(&access, "192.0.2.1", LIMIT, true, &failure);
	if (failure.rule != NULL && memchr(failure.cause, '\0', sizeof failure.cause) == NULL)
		abort();
	/* The first rule that is a host admits, and comes before the domain. */
	if (access_admits(&access, false, &decisive) && access.rules[0].match != ACCESS_YES &&
		access.rules[2].match != ACCESS_YES)
		abort();
	/* Without an answer to each rule before it, the look-up has said why. */
	if (!access_is_decided(&access) && failure.rule == NULL)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct input input = {data, size};

	output = &input;
	find_name(&input);
	answer_rules();
	return 0;
}
