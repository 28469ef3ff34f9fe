/* SPDX-License-Identifier: ISC */
/*
 * Asks the system's resolver, for hello and admit: see filter/lookup.h.
 *
 *	hello-lookup ADDRESS           prints the name of the address, which nobody has confirmed
 *	hello-lookup ADDRESS NAME...   prints a line for each NAME: "yes" if it is a host that has
 *	                               the address, or a domain such as ".example.org" and the
 *	                               address has a confirmed name in it; "no"; or "failed", a
 *	                               space and the cause
 */
#include "filter/access.h"
#include "filter/peer.h"
#include "filter/sandbox.h"
#include "generated/policy.h"
#include "hello/landlock.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* From now on, this process ends with its parent. False if the parent, which reads, is gone. */
static bool end_with_parent(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return poll(&out, 1, 0) <= 0 || (out.revents & POLLERR) == 0;
}

/* Returns 0, or an error of getaddrinfo(3). */
static int find_name(const struct addrinfo *address, char name[NI_MAXHOST])
{
	return getnameinfo(
		address->ai_addr, address->ai_addrlen, name, NI_MAXHOST, NULL, 0, NI_NAMEREQD);
}

static int print_name(const struct addrinfo *address)
{
	char name[NI_MAXHOST];

	/* Without a name, there is nothing to print. */
	if (find_name(address, name) != 0)
		return EXIT_SUCCESS;
	return puts(name) < 0 || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The address as a network of one host, which without a zone is on every link. */
static bool is_same(const struct addrinfo *found, const struct addrinfo *address)
{
	struct network host = {.bits = found->ai_family == AF_INET ? 32 : 128};
	union socket_address peer;

	if (found->ai_addrlen > sizeof host.address || address->ai_addrlen > sizeof peer)
		return false;
	memcpy(&host.address, found->ai_addr, found->ai_addrlen);
	memcpy(&peer, address->ai_addr, address->ai_addrlen);
	return network_contains(&host, &peer);
}

static const char *cause_of(int error)
{
	return error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error);
}

/* Sets ret_has to whether the host has the address. Returns NULL, or why that is not known. */
static const char *find_address(const char *host, const struct addrinfo *address, bool *ret_has)
{
	const struct addrinfo hints = {.ai_family = address->ai_family, .ai_socktype = SOCK_STREAM};
	struct addrinfo *list;
	int error = getaddrinfo(host, NULL, &hints, &list);

	*ret_has = false;
	/* It has addresses, but only of the other family. */
	if (error == EAI_NODATA || error == EAI_ADDRFAMILY)
		return NULL;
	if (error != 0)
		return cause_of(error);
	for (const struct addrinfo *own = list; own != NULL && !*ret_has; own = own->ai_next)
		*ret_has = is_same(own, address);
	freeaddrinfo(list);
	return NULL;
}

/* The result of the reverse lookup, which all domains share. */
struct reverse {
	bool is_known;
	int error; /* of getnameinfo(3) */
	char name[NI_MAXHOST];
};

/* The owner of the reverse zone chooses the name, so the name must have the address. */
static const char *find_domain(
	const char *domain, const struct addrinfo *address, struct reverse *reverse, bool *ret_has)
{
	const char *cause;

	if (!reverse->is_known)
		reverse->error = find_name(address, reverse->name);
	reverse->is_known = true;
	*ret_has = false;
	if (reverse->error == EAI_NONAME)
		return NULL;
	if (reverse->error != 0)
		return cause_of(reverse->error);
	if (!peer_name_is_valid(reverse->name))
		return "the name of the address is not valid";
	if (!access_is_in_domain(reverse->name, domain))
		return NULL;
	cause = find_address(reverse->name, address, ret_has);
	if (cause == NULL && !*ret_has)
		cause = "the name of the address does not have the address";
	return cause;
}

static int answer(char *names[], const struct addrinfo *address)
{
	struct reverse reverse = {.is_known = false};

	for (; *names != NULL; names++) {
		bool has;
		const char *cause = **names == '.' ? find_domain(*names, address, &reverse, &has)
						   : find_address(*names, address, &has);

		if (cause != NULL)
			printf("failed %s\n", cause);
		else
			puts(has ? "yes" : "no");
		/* The reader may need no more than this answer. */
		if (fflush(stdout) != 0)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
	static const struct addrinfo numeric = {
		.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
	struct log log = {.name = "hello-lookup"};
	struct addrinfo *address;

	if (argc < 2 || getaddrinfo(argv[1], NULL, &numeric, &address) != 0) {
		fprintf(stderr, "usage: hello-lookup address [name ...]\n");
		return EXIT_FAILURE;
	}
	if (!end_with_parent())
		return EXIT_FAILURE;
	if (argc == 2)
		return print_name(address); /* hello has confined this process */
	sandbox_enter(&policy_lookup, &log);
	landlock_confine();
	return answer(argv + 2, address);
}
