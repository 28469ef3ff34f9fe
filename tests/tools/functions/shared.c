/* SPDX-License-Identifier: ISC */
/* The limits of the shared server. */
#include "base/prng.h"
#include "functions/functions.h"
#include "shared/linger_list.h"
#include "shared/loop_guard.h"
#include "shared/network_prefix.h"
#include "shared/ratelimit.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* An IPv6 address, or an IPv4 address as a v4-mapped one, as ratelimit_take() expects. */
static struct in6_addr address_of(const char *text)
{
	struct in6_addr address;
	char mapped[INET6_ADDRSTRLEN + 8];

	snprintf(mapped, sizeof mapped, "%s%s", strchr(text, ':') == NULL ? "::ffff:" : "", text);
	if (inet_pton(AF_INET6, mapped, &address) != 1)
		abort();
	return address;
}

void limit_rate(char *arguments[])
{
	static struct ratelimit rate;
	struct prng prng = {.state = 1};
	int64_t seconds = number(arguments[2]);
	int64_t others = number(arguments[3]);
	char **addresses = arguments + 4;
	int64_t passed = 0;
	int64_t others_passed = 0;
	int address = 0;

	if (ratelimit_prepare(&rate, number(arguments[0]), number(arguments[1])) < 0)
		abort();
	for (int64_t i = 0; i < seconds * 1000; i++) {
		int64_t now = INT64_C(1000000000000) + i * 1000000;
		struct in6_addr source = address_of(addresses[address]);

		address = addresses[address + 1] == NULL ? 0 : address + 1;
		for (int64_t j = 0; j < others / 1000; j++) {
			struct in6_addr other = address_of("0.0.0.0");

			for (size_t byte = 12; byte < 16; byte++)
				other.s6_addr[byte] = (uint8_t)prng_below(&prng, 256);
			others_passed += ratelimit_take(&rate, &other, 1, now);
		}
		passed += ratelimit_take(&rate, &source, 1, now);
	}
	printf("%lld %lld\n", (long long)passed, (long long)others_passed);
}

/* Opens a connection that has got a reply, which the peer reads only if is_acknowledged. */
static void open_lingering(bool is_acknowledged, int ret_fds[2])
{
	char reply;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ret_fds) < 0 || write(ret_fds[0], "x", 1) != 1 ||
		(is_acknowledged && read(ret_fds[1], &reply, 1) != 1))
		abort();
}

void linger(char *arguments[])
{
	static struct linger_list list;
	static int peers[LINGER_LIST_MAX * 2][2];
	bool is_acknowledged = strcmp(arguments[0], "acknowledged") == 0;
	int64_t added = INT64_C(1000000000);
	int opened = 0;

	if (linger_list_open(&list, LINGER_LIST_MAX) < 0)
		abort();
	for (char **group = arguments + 2; *group != NULL; group += 2) {
		struct in6_addr address = address_of(group[1]);

		for (int64_t i = 0; i < number(group[0]); i++, opened++) {
			open_lingering(is_acknowledged, peers[opened]);
			linger_list_add(&list, peers[opened][0], network_prefix(&address), added);
		}
	}
	linger_list_advance(&list, added + number(arguments[1]) * 1000);
	opened = 0;
	for (char **group = arguments + 2; *group != NULL; group += 2) {
		int64_t count = 0;

		for (int64_t i = 0; i < number(group[0]); i++, opened++)
			count += send(peers[opened][1], "x", 1, MSG_NOSIGNAL) == 1;
		printf("%lld%c", (long long)count, group[2] == NULL ? '\n' : ' ');
	}
	linger_list_close(&list);
}

/* A datagram from this port of 192.0.2.1. */
static struct datagram datagram_of(uint16_t port, const char *data)
{
	return (struct datagram){.source = address_of("192.0.2.1"),
		.port = port,
		.data = data,
		.size = strlen(data)};
}

void guard_loop(char *arguments[])
{
	static struct loop_guard guard;
	bool is_echo = strcmp(arguments[0], "echo") == 0;
	bool is_new = strcmp(arguments[1], "new") == 0;
	bool is_reply = strcmp(arguments[1], "reply") == 0;
	bool is_same = strcmp(arguments[1], "same") == 0;
	char reply[32] = "";
	char text[32];
	int64_t answered = 0;

	if (loop_guard_prepare(&guard) < 0)
		abort();
	for (int64_t i = 0; i < number(arguments[2]); i++) {
		int64_t now = INT64_C(1000000000000) + i * number(arguments[3]) * 1000000;
		struct datagram request;

		snprintf(text, sizeof text, "%lld", (long long)i);
		request = datagram_of(0, is_reply ? reply : is_new ? text : arguments[1]);
		if (loop_guard_admit(&guard, &request, is_echo, now)) {
			answered++;
			strcpy(reply, is_same ? arguments[1] : text);
			if (!is_echo)
				loop_guard_remember(&guard, reply, strlen(reply));
		}
		for (int64_t port = 1; port <= number(arguments[4]); port++) {
			struct datagram other = datagram_of((uint16_t)port, "");

			loop_guard_admit(&guard, &other, is_echo, now);
		}
	}
	printf("%lld\n", (long long)answered);
}
