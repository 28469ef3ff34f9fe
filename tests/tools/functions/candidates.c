/* SPDX-License-Identifier: ISC */
/* The addresses of a host. */
#include "client/candidate.h"
#include "functions/functions.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

void order_addresses(char *arguments[])
{
	static const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
	struct addrinfo *list = NULL;
	struct addrinfo **last = &list;
	struct candidate *candidates;
	char text[INET6_ADDRSTRLEN];
	size_t count;

	for (; *arguments != NULL; arguments++) {
		if (getaddrinfo(*arguments, "37", &hints, last) != 0)
			abort();
		last = &(*last)->ai_next;
	}
	candidates = candidate_list(NULL, list, &count);
	for (size_t i = 0; candidates != NULL && i < count; i++) {
		getnameinfo(candidates[i].address->ai_addr, candidates[i].address->ai_addrlen, text,
			sizeof text, NULL, 0, NI_NUMERICHOST);
		printf("%s%s", i > 0 ? " " : "", text);
	}
	puts("");
	free(candidates);
	freeaddrinfo(list);
}
