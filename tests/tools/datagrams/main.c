/* SPDX-License-Identifier: ISC */
/*
 * The UDP client of the measurements: sends requests and prints how long the replies took. With -x
 * it floods the server instead: see flood.h.
 *
 * Each request in flight has its own socket and source port, as requests from many hosts have. One
 * socket and sendmmsg(2) for all of them would be cheaper, but many hosts do not send at the same
 * moment, and that would favour a server that reads many datagrams at once. A request without a
 * reply for a second, or the time of -t, counts as lost and is sent again from another port. A
 * socket sends only a few requests, and no two alike in a row: shared takes a peer that sends many
 * of them for another server.
 */
#include "base/now.h"
#include "base/number.h"
#include "common/load.h"
#include "datagrams/flood.h"

#include <err.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { PAYLOAD_MAX = 65507, TIMEOUT_MAX = 60, REQUESTS_PER_SOCKET = 32, NETWORKS_MAX = 250 };

static char request[PAYLOAD_MAX];

/* From the options; all threads only read them. */
static struct {
	int64_t networks;
	int64_t timeout; /* seconds */
	bool is_echoed;
	bool is_flood;
	bool until_signal;
	const char *expected;
} settings = {.timeout = 1};

/* The next of the addresses 127.67.0.1, 127.67.1.1 and so on: shared limits the rate of a /24. */
static void bind_source(int fd)
{
	static atomic_uint_fast32_t next;
	uint32_t network = (uint32_t)(next++ % (uint64_t)settings.networks);
	const struct sockaddr_in source = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(UINT32_C(0x7f430001) + network * 256)};

	if (bind(fd, (const struct sockaddr *)&source, sizeof source) < 0)
		err(1, "bind");
}

static void open_socket(const struct load *load, struct load_exchange *exchange)
{
	const struct timeval timeout = {.tv_sec = settings.timeout};

	exchange->fd = socket(load->address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (exchange->fd < 0)
		err(1, "socket");
	setsockopt(exchange->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
	if (settings.networks > 0)
		bind_source(exchange->fd);
	if (connect(exchange->fd, &load->address.any, load->address.size) < 0)
		err(1, "connect");
}

static void close_socket(struct load_exchange *exchange)
{
	close(exchange->fd);
	exchange->fd = -1;
	exchange->used = 0;
}

/* The first byte is the number of the request. */
static void send_request(const struct load_exchange *exchange, size_t size)
{
	char first = (char)exchange->used;
	struct iovec parts[] = {{.iov_base = &first, .iov_len = size > 0},
		{.iov_base = request, .iov_len = size > 0 ? size - 1 : 0}};
	const struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};

	if (sendmsg(exchange->fd, &message, 0) < 0)
		err(1, "sendmsg");
}

static void on_begin(const struct load *load, struct load_exchange *exchange)
{
	if (exchange->used == REQUESTS_PER_SOCKET)
		close_socket(exchange);
	if (exchange->fd < 0)
		open_socket(load, exchange);
	exchange->used++;
	exchange->began = now_monotonic();
	send_request(exchange, (size_t)load->request_size);
}

static bool is_echo(const struct load_exchange *exchange, const char *reply, int64_t size)
{
	return size == 0 || (reply[0] == (char)exchange->used &&
				    memcmp(reply + 1, request, (size_t)size - 1) == 0);
}

static void check(const struct load *load, const struct load_exchange *exchange, const char *reply,
	int64_t size)
{
	const char *expected = settings.expected;
	bool is_right = load->reply_size < 0 || size == load->reply_size;

	if (expected != NULL)
		is_right = size == (int64_t)strlen(expected) &&
			   memcmp(reply, expected, (size_t)size) == 0;
	if (settings.is_echoed)
		is_right = size == load->request_size && is_echo(exchange, reply, size);
	if (!is_right)
		errx(1, "a wrong reply of %lld bytes", (long long)size);
}

static bool on_end(const struct load *load, struct load_exchange *exchange)
{
	char reply[PAYLOAD_MAX];
	ssize_t n = recv(exchange->fd, reply, sizeof reply, 0);

	if (n < 0 && errno != EAGAIN)
		err(1, "recv");
	if (n < 0) {
		close_socket(exchange);
		return false;
	}
	check(load, exchange, reply, n);
	return true;
}

static _Noreturn void show_usage(void)
{
	fputs("usage: datagrams [-e] [-a REPLY-BYTES] [-b NETWORKS] [-j IN-FLIGHT] [-n COUNT]\n"
	      "                 [-p PERCENT] [-r TEXT] [-s REQUEST-BYTES] [-t SECONDS]\n"
	      "                 ADDRESS PORT\n"
	      "       datagrams -x [-u] [-n COUNT] [-s REQUEST-BYTES] ADDRESS PORT\n"
	      "Prints the median and the 90th percentile, or that of -p, of the time to a reply "
	      "in\n"
	      "microseconds, the replies per second and the lost requests; with -x, the datagrams\n"
	      "sent per second and the datagrams that the kernel dropped.\n"
	      "-b: from an address in each of this number of networks /24 of 127.67.0.0/16\n"
	      "-e: expect the request back; -r: expect the reply TEXT; -t: how long to wait for a\n"
	      "reply (1); -u: send COUNT datagrams and more, until SIGTERM\n",
		stderr);
	exit(2);
}

static void parse_arguments(int argc, char *argv[], struct load *ret_load)
{
	bool is_valid = true;
	int option;

	while (is_valid && (option = getopt(argc, argv, "a:b:ej:n:p:r:s:t:ux")) != -1)
		switch (option) {
		case 'a':
			is_valid = number_parse(optarg, 0, PAYLOAD_MAX, &ret_load->reply_size);
			break;
		case 'b':
			is_valid = number_parse(optarg, 1, NETWORKS_MAX, &settings.networks);
			break;
		case 'e':
			settings.is_echoed = true;
			break;
		case 'r':
			settings.expected = optarg;
			break;
		case 's':
			is_valid = number_parse(optarg, 0, PAYLOAD_MAX, &ret_load->request_size);
			break;
		case 't':
			is_valid = number_parse(optarg, 1, TIMEOUT_MAX, &settings.timeout);
			break;
		case 'u':
			settings.until_signal = true;
			break;
		case 'x':
			settings.is_flood = true;
			break;
		default:
			is_valid = load_take_option(ret_load, option, optarg);
		}
	if (!is_valid || argc - optind != 2 || ret_load->count < ret_load->in_flight ||
		!address_parse(argv[optind], argv[optind + 1], &ret_load->address))
		show_usage();
	if (settings.until_signal && !settings.is_flood)
		show_usage();
	if (settings.is_flood && (ret_load->request_size > FLOOD_SIZE_MAX ||
					 ret_load->address.any.sa_family != AF_INET))
		show_usage();
}

int main(int argc, char *argv[])
{
	struct load load = {.count = 100,
		.in_flight = 64,
		.request_size = 4,
		.reply_size = -1,
		.on_begin = on_begin,
		.on_end = on_end};
	struct load_result result;

	parse_arguments(argc, argv, &load);
	if (settings.is_flood) {
		flood(&load, settings.until_signal);
		return 0;
	}
	memset(request, 'x', sizeof request);
	result = load_run(&load);
	printf("%.1f %.1f %.1f %lld\n", result.median, result.late, result.rate,
		(long long)result.lost);
	return 0;
}
