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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { TIMEOUT = 10 };

/* -w: what to send first. */
static const char *request = "";

static void on_begin(const struct load *load, struct load_exchange *exchange)
{
	const struct timeval timeout = {.tv_sec = TIMEOUT};
	int fd;

	exchange->began = now_monotonic();
	fd = socket(load->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
	if (connect(fd, &load->address.any, load->address.size) < 0)
		err(1, "connect");
	if (*request != '\0' && send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
		err(1, "send");
	exchange->fd = fd;
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
	fputs("usage: connections [-j IN-FLIGHT] [-n COUNT] [-s REPLY-BYTES] [-w TEXT] ADDRESS "
	      "PORT | PATH\n"
	      "Prints the median and the 90th percentile of the duration of a connection in\n"
	      "microseconds, and the number of connections per second.\n",
		stderr);
	exit(2);
}

static void parse_arguments(int argc, char *argv[], struct load *ret_load)
{
	int option;
	bool is_valid = true;

	while (is_valid && (option = getopt(argc, argv, "j:n:s:w:")) != -1)
		if (option == 'w')
			request = optarg;
		else
			is_valid = option == 's' ? number_parse(optarg, 0, INT32_MAX,
							   &ret_load->reply_size)
						 : load_take_option(ret_load, option, optarg);
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
