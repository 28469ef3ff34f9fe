/* SPDX-License-Identifier: ISC */
/*
 * The UDP client of the measurements: sends requests and prints how long the replies took. With -x
 * it floods the server instead: see flood.h.
 *
 * Each request in flight has its own socket and source port, as requests from many hosts have. One
 * socket and sendmmsg(2) for all of them would be cheaper, but many hosts do not send at the same
 * moment, and that would favour a server that reads many datagrams at once. A request without a
 * reply for a second counts as lost and is sent again from another port. A socket sends only a few
 * requests, and no two alike in a row: shared takes a peer that sends many of them for another
 * server.
 */
#include "base/now.h"
#include "base/number.h"
#include "common/load.h"
#include "datagrams/flood.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { PAYLOAD_MAX = 65507, TIMEOUT = 1, REQUESTS_PER_SOCKET = 32 };

static char request[PAYLOAD_MAX];

static void open_socket(const struct load *load, struct load_exchange *exchange)
{
	const struct timeval timeout = {.tv_sec = TIMEOUT};

	exchange->fd = socket(load->address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (exchange->fd < 0)
		err(1, "socket");
	setsockopt(exchange->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
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
	if (load->reply_size >= 0 && n != load->reply_size)
		errx(1, "a reply of %zd bytes", n);
	return true;
}

static _Noreturn void show_usage(void)
{
	fputs("usage: datagrams [-a REPLY-BYTES] [-j IN-FLIGHT] [-n COUNT] [-s REQUEST-BYTES]\n"
	      "                 ADDRESS PORT\n"
	      "       datagrams -x [-n COUNT] [-s REQUEST-BYTES] ADDRESS PORT\n"
	      "Prints the median and the 90th percentile of the time to a reply in microseconds,\n"
	      "the replies per second and the lost requests; with -x, the datagrams sent per\n"
	      "second and the datagrams that the kernel dropped.\n",
		stderr);
	exit(2);
}

/* Returns true for a flood. */
static bool parse_arguments(int argc, char *argv[], struct load *ret_load)
{
	bool is_flood = false;
	bool is_valid = true;
	int option;

	while (is_valid && (option = getopt(argc, argv, "a:j:n:s:x")) != -1)
		switch (option) {
		case 'a':
			is_valid = number_parse(optarg, 0, PAYLOAD_MAX, &ret_load->reply_size);
			break;
		case 's':
			is_valid = number_parse(optarg, 0, PAYLOAD_MAX, &ret_load->request_size);
			break;
		case 'x':
			is_flood = true;
			break;
		default:
			is_valid = load_take_option(ret_load, option, optarg);
		}
	if (!is_valid || argc - optind != 2 || ret_load->count < ret_load->in_flight ||
		!address_parse(argv[optind], argv[optind + 1], &ret_load->address))
		show_usage();
	if (is_flood && (ret_load->request_size > FLOOD_SIZE_MAX ||
				ret_load->address.any.sa_family != AF_INET))
		show_usage();
	return is_flood;
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

	if (parse_arguments(argc, argv, &load)) {
		flood(&load);
		return 0;
	}
	memset(request, 'x', sizeof request);
	result = load_run(&load);
	printf("%.1f %.1f %.1f %lld\n", result.median, result.late, result.rate,
		(long long)result.lost);
	return 0;
}
