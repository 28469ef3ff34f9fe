/* SPDX-License-Identifier: ISC */
/*
 * The TCP client of the measurements: opens connections, reads each to its end, and prints how long
 * they took. An empty reply is a failure: systemd closes the connection without a message if a
 * sandbox keeps the program from starting.
 */
#include "base/now.h"
#include "base/number.h"
#include "common/load.h"

#include <err.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { TIMEOUT = 60, SOURCES_MAX = 250 };

/* From the options; all threads only read them. */
static struct {
	int64_t sources;
	const char *request;
	const char *echoed;
	const char *expected;
} settings = {.request = ""};

/* The next of the addresses 127.67.0.1, 127.67.0.2 and so on. */
static void bind_source(int fd)
{
	static atomic_uint_fast32_t next;
	const int on = 1;
	uint32_t host = (uint32_t)(next++ % (uint64_t)settings.sources);
	const struct sockaddr_in source = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(UINT32_C(0x7f430001) + host)};

	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
	if (bind(fd, (const struct sockaddr *)&source, sizeof source) < 0)
		err(1, "bind");
}

static void on_begin(const struct load *load, struct load_exchange *exchange)
{
	const struct timeval timeout = {.tv_sec = TIMEOUT};
	int fd;

	exchange->began = now_monotonic();
	fd = socket(load->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
	if (settings.sources > 0)
		bind_source(fd);
	if (connect(fd, &load->address.any, load->address.size) < 0)
		err(1, "connect");
	if (*settings.request != '\0' &&
		send(fd, settings.request, strlen(settings.request), MSG_NOSIGNAL) < 0)
		err(1, "send");
	if (settings.echoed != NULL &&
		(send(fd, settings.echoed, strlen(settings.echoed), MSG_NOSIGNAL) < 0 ||
			shutdown(fd, SHUT_WR) < 0))
		err(1, "send");
	exchange->fd = fd;
}

static void check(const char *reply, int64_t size)
{
	const char *expected = settings.expected;

	if (expected != NULL &&
		(size != (int64_t)strlen(expected) || memcmp(reply, expected, (size_t)size) != 0))
		errx(1, "a wrong reply of %lld bytes", (long long)size);
}

static bool on_end(const struct load *load, struct load_exchange *exchange)
{
	char reply[65536];
	int64_t size = 0;
	ssize_t n;

	/* With MSG_WAITALL, one call instead of two gets the reply and the end of the stream. */
	while ((n = recv(exchange->fd, reply, sizeof reply, MSG_WAITALL)) > 0)
		size += n;
	if (n < 0)
		err(1, "recv");
	if (load->reply_size < 0 ? size == 0 : size != load->reply_size)
		errx(1, "a reply of %lld bytes", (long long)size);
	check(reply, size);
	close(exchange->fd);
	return true;
}

static bool parse_path(const char *path, struct address *ret_address)
{
	*ret_address = (struct address){.un.sun_family = AF_UNIX, .size = sizeof ret_address->un};
	if (path[0] != '/' || strlen(path) >= sizeof ret_address->un.sun_path)
		return false;
	strcpy(ret_address->un.sun_path, path);
	return true;
}

static _Noreturn void show_usage(void)
{
	fputs("usage: connections [-a ADDRESSES] [-e TEXT] [-j IN-FLIGHT] [-n COUNT] [-p PERCENT]\n"
	      "                   [-r TEXT] [-s REPLY-BYTES] [-w TEXT] ADDRESS PORT | PATH\n"
	      "Prints the median and the 90th percentile, or that of -p, of the duration of a\n"
	      "connection in microseconds, and the number of connections per second.\n"
	      "-a: from this number of addresses of 127.67.0.0/16, in turn; -w: send TEXT first\n"
	      "-e: send TEXT, half-close, and expect it back; -r: expect the reply TEXT\n",
		stderr);
	exit(2);
}

static void parse_arguments(int argc, char *argv[], struct load *ret_load)
{
	int option;
	bool is_valid = true;

	while (is_valid && (option = getopt(argc, argv, "a:e:j:n:p:r:s:w:")) != -1)
		switch (option) {
		case 'a':
			is_valid = number_parse(optarg, 1, SOURCES_MAX, &settings.sources);
			break;
		case 'e':
			settings.echoed = optarg;
			settings.expected = optarg;
			break;
		case 'r':
			settings.expected = optarg;
			break;
		case 's':
			is_valid = number_parse(optarg, 0, INT32_MAX, &ret_load->reply_size);
			break;
		case 'w':
			settings.request = optarg;
			break;
		default:
			is_valid = load_take_option(ret_load, option, optarg);
		}
	if (argc - optind == 1)
		is_valid = is_valid && parse_path(argv[optind], &ret_load->address);
	else
		is_valid = is_valid && argc - optind == 2 &&
			   address_parse(argv[optind], argv[optind + 1], &ret_load->address);
	if (!is_valid || ret_load->count < ret_load->in_flight)
		show_usage();
}

int main(int argc, char *argv[])
{
	struct load load = {.count = 100,
		.in_flight = 1,
		.reply_size = -1,
		.on_begin = on_begin,
		.on_end = on_end};
	struct load_result result;

	parse_arguments(argc, argv, &load);
	result = load_run(&load);
	printf("%.1f %.1f %.1f\n", result.median, result.late, result.rate);
	return 0;
}
