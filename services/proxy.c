/* SPDX-License-Identifier: ISC */
/* Proxy: reads the header that a load balancer sends, then executes a program. */
#include "protocol/proxy_header.h"

#include "base/io.h"
#include "base/now.h"
#include "base/round.h"
#include "filter/chained.h"
#include "filter/filter.h"
#include "filter/network.h"
#include "filter/peer.h"
#include "filter/proxied.h"
#include "filter/sandbox.h"
#include "generated/policy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

enum {
	NETWORKS_MAX = 64,
	/* Seconds. At least 3, because TCP sends a lost segment again: section 2. */
	WAIT_DEFAULT = 3,
	WAIT_MAX = 3600,
};

#define NANOSECONDS_PER_SECOND INT64_C(1000000000)
#define NANOSECONDS_PER_MILLISECOND INT64_C(1000000)

static const struct service proxy = {
	.name = "proxy",
	.description =
		"reads the PROXY protocol header of a load balancer, then executes a program",
	.synopsis = "[-12hV] [-w seconds] -f address[,address ...] program [arg ...]",
};

struct proxy {
	struct filter filter;
	unsigned versions;                     /* -1 and -2 */
	unsigned seconds;                      /* -w */
	struct network networks[NETWORKS_MAX]; /* -f */
	size_t count;
	char **program; /* ends with NULL */
	struct peer peer;
};

/* Adds the networks of one -f, which are separated by commas. */
static void add_networks(struct proxy *self, char *list)
{
	const char *text;

	while ((text = strsep(&list, ",")) != NULL) {
		const char *cause = self->count == NETWORKS_MAX
					    ? "more than 64 addresses"
					    : network_parse(text, &self->networks[self->count]);

		if (cause != NULL)
			filter_refuse(&self->filter, "-f %s: %s", text, cause);
		self->count++;
	}
}

static void read_options(struct proxy *self, int argc, char *argv[])
{
	int option;

	self->seconds = WAIT_DEFAULT;
	while ((option = filter_option(&self->filter, argc, argv, "+:12f:hVw:")) > 0)
		switch (option) {
		case '1':
			self->versions |= PROXY_HEADER_V1;
			break;
		case '2':
			self->versions |= PROXY_HEADER_V2;
			break;
		case 'f':
			add_networks(self, optarg);
			break;
		case 'w':
			self->seconds = (unsigned)filter_number(&self->filter, 'w', 1, WAIT_MAX);
			break;
		}
	if (self->count == 0)
		filter_refuse(&self->filter, "no load balancer: give its address with -f");
	if (optind == argc)
		filter_refuse(&self->filter, "no program to execute");
	if (self->versions == 0)
		self->versions = PROXY_HEADER_V1 | PROXY_HEADER_V2;
	self->program = argv + optind;
}

/* Only a load balancer may say where a connection comes from. */
static bool check_address(struct proxy *self, struct chained_refusal *ret_refusal)
{
	peer_of_socket(STDIN_FILENO, &self->peer);
	if (self->peer.address.any.sa_family == AF_UNSPEC)
		return chained_refuse(ret_refusal, LOG_NOTICE, "address",
			"standard input has no address of a peer");
	for (size_t i = 0; i < self->count; i++)
		if (network_contains(&self->networks[i], &self->peer.address))
			return true;
	return chained_refuse(ret_refusal, LOG_NOTICE, "address", "no -f matches");
}

/* Waits until there is input, or the peer has closed the connection. False after the deadline. */
static bool await_input(int64_t deadline)
{
	struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
	int64_t left = round_up(deadline - now_monotonic(), NANOSECONDS_PER_MILLISECOND);

	return left > 0 && poll(&wait, 1, (int)left) != 0;
}

/*
 * Reads the header, and no byte after it, which is for the program: looks at what has arrived, and
 * only takes out of it what belongs to the header.
 */
static bool read_header(const struct proxy *self, struct proxy_header *ret_header,
	struct chained_refusal *ret_refusal)
{
	uint8_t data[PROXY_HEADER_MAX];
	size_t size = 0; /* taken */
	int64_t deadline = now_monotonic() + self->seconds * NANOSECONDS_PER_SECOND;

	for (;;) {
		ssize_t n = recv(
			STDIN_FILENO, data + size, sizeof data - size, MSG_PEEK | MSG_DONTWAIT);
		const char *cause;

		if (n == 0)
			return chained_refuse(ret_refusal, LOG_WARNING, "header",
				"the connection ended after %zu bytes of the header", size);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return chained_refuse(
				ret_refusal, LOG_WARNING, "header", "%s", strerror(errno));
		if (n < 0) {
			if (await_input(deadline))
				continue;
			return chained_refuse(ret_refusal, LOG_WARNING, "timeout",
				"%zu bytes of the header in %u seconds", size, self->seconds);
		}
		cause = proxy_header_parse(data, size + (size_t)n, self->versions, ret_header);
		if (cause != NULL && cause != PROXY_HEADER_INCOMPLETE)
			return chained_refuse(ret_refusal, LOG_WARNING, "header", "%s", cause);
		n = recv(STDIN_FILENO, data + size,
			cause == NULL ? ret_header->size - size : (size_t)n, MSG_DONTWAIT);
		if (n > 0)
			size += (size_t)n;
		if (cause == NULL && size == ret_header->size)
			return true;
	}
}

/* Ends the connection without a byte. */
static int turn_away(struct proxy *self, const struct chained_refusal *refusal)
{
	chained_log(&self->filter, &self->peer, *self->program, refusal);
	/* No program will be executed: from here on, proxy is confined as the other filters are. */
	sandbox_enter(&policy_proxy, &self->filter.log);
	chained_hang_up(STDIN_FILENO);
	return FILTER_FAILED;
}

int main(int argc, char *argv[])
{
	static struct proxy self;
	struct proxy_header header = {.size = 0};
	struct chained_refusal refusal;
	int error = 0;

	self.filter = (struct filter){.service = proxy, .operands = true, .chained = true};
	signal(SIGPIPE, SIG_IGN);
	log_choose(&self.filter.log);
	io_hold_standard(O_CLOEXEC);
	read_options(&self, argc, argv);
	if (!check_address(&self, &refusal) || !read_header(&self, &header, &refusal))
		return turn_away(&self, &refusal);
	if (header.has_endpoints)
		error = proxied_set(STDIN_FILENO, &header.source, &header.destination);
	if (error < 0) {
		chained_refuse(&refusal, LOG_ERR, "environment", "%s", strerror(-error));
		return turn_away(&self, &refusal);
	}
	return chained_execute(&self.filter, self.program);
}
