/* SPDX-License-Identifier: ISC */
/* Asks the system's resolver for the name of an address, for hello: see hello/reverse.h. */
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

/* From now on, this process ends with hello. False if hello, which reads the name, is gone. */
static bool end_with_parent(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return poll(&out, 1, 0) <= 0 || (out.revents & POLLERR) == 0;
}

int main(int argc, char *argv[])
{
	static const struct addrinfo numeric = {
		.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
	struct addrinfo *address;
	char name[NI_MAXHOST];

	if (argc != 2 || getaddrinfo(argv[1], NULL, &numeric, &address) != 0) {
		fprintf(stderr, "usage: hello-lookup address\n");
		return EXIT_FAILURE;
	}
	if (!end_with_parent())
		return EXIT_FAILURE;
	/* Without a name, there is nothing to print. */
	if (getnameinfo(address->ai_addr, address->ai_addrlen, name, sizeof name, NULL, 0,
		    NI_NAMEREQD) != 0)
		return EXIT_SUCCESS;
	return puts(name) < 0 || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
