/* SPDX-License-Identifier: ISC */
/* Options and exit status of all filters: see filter.h. */
#include "filter/filter.h"

#include "base/idle.h"
#include "base/io.h"
#include "base/number.h"
#include "generated/messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

/* Seconds, for -t. */
enum { IDLE_DEFAULT = 60, IDLE_MAX = 86400 };

enum { TEXT_SIZE = 512 }; /* bytes */

void filter_refuse(struct filter *self, const char *format, ...)
{
	char cause[TEXT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(cause, sizeof cause, format, arguments);
	va_end(arguments);
	log_message(&self->log, LOG_ERR, "%s; usage: %s%s%s", cause, self->service.name,
		*self->service.synopsis == '\0' ? "" : " ", self->service.synopsis);
	exit(FILTER_USAGE);
}

/* Writes to descriptor 1, unless that is a connection: then the first line goes to the log. */
__attribute__((noreturn)) static void print_and_exit(struct filter *self, const char *text)
{
	int type;
	socklen_t size = sizeof type;

	if (getsockopt(STDOUT_FILENO, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
		exit(filter_end(self, io_write(STDOUT_FILENO, text, strlen(text))));
	log_message(&self->log, LOG_NOTICE, "%.*s", (int)strcspn(text, "\n"), text);
	exit(FILTER_SERVED);
}

__attribute__((noreturn)) static void help(struct filter *self)
{
	const struct service *service = &self->service;
	char text[TEXT_SIZE];

	snprintf(text, sizeof text, "usage: %s %s\n%s; see inetkit-%s(8)\n", service->name,
		service->synopsis, service->description, service->name);
	print_and_exit(self, text);
}

__attribute__((noreturn)) static void version(struct filter *self)
{
	char text[TEXT_SIZE];

	snprintf(text, sizeof text, "%s (inetkit) %s\n", self->service.name, INETKIT_VERSION);
	print_and_exit(self, text);
}

/* There are only letters: a word such as --help is an unknown letter '-' for getopt(3). */
__attribute__((noreturn)) static void refuse_option(struct filter *self, int argc, char *argv[])
{
	if (optopt == '-' && optind < argc && strncmp(argv[optind], "--", 2) == 0)
		filter_refuse(self, "unknown option -- '%s'", argv[optind] + 2);
	filter_refuse(self, "unknown option -- '%c'", optopt);
}

void filter_limit_idle(struct filter *self, unsigned seconds)
{
	int error = idle_limit_start(seconds);

	if (error == 0)
		return;
	log_message(&self->log, LOG_ERR,
		"cannot limit how long the connection is idle: %s; allow rt_sigaction, "
		"rt_sigprocmask and setitimer",
		strerror(-error));
	exit(FILTER_FAILED);
}

/* After the last option. */
static int end_options(struct filter *self, int argc, char *argv[])
{
	if (optind < argc && !self->operands)
		filter_refuse(self, "unexpected operand '%s'", argv[optind]);
	if (!self->shared && !self->chained)
		filter_limit_idle(self, self->idle);
	return 0;
}

int filter_option(struct filter *self, int argc, char *argv[], const char *options)
{
	if (self->log.name == NULL) {
		self->log.name = self->service.name;
		self->idle = IDLE_DEFAULT;
		opterr = 0;
		if (!self->shared && !self->chained)
			log_shield(&self->log);
	}
	for (;;) {
		int option = getopt(argc, argv, options);

		switch (option) {
		case -1:
			return end_options(self, argc, argv);
		case ':':
			filter_refuse(self, "option requires an argument -- '%c'", optopt);
		case '?':
			refuse_option(self, argc, argv);
		case 'h':
			help(self);
		case 't':
			self->idle = (unsigned)filter_number(self, 't', 0, IDLE_MAX);
			break;
		case 'V':
			version(self);
		default:
			return option;
		}
	}
}

void filter_begin(struct filter *self, int argc, char *argv[])
{
	filter_option(self, argc, argv, FILTER_OPTIONS);
}

int64_t filter_number(struct filter *self, int option, int64_t min, int64_t max)
{
	int64_t number;

	if (!number_parse(optarg, min, max, &number))
		filter_refuse(self, "-%c %s: not a whole number from %lld to %lld", option, optarg,
			(long long)min, (long long)max);
	return number;
}

int filter_end(struct filter *self, int error)
{
	if (error >= 0 || io_peer_gone(error))
		return FILTER_SERVED;
	log_explained(&self->log, LOG_ERR, MESSAGE_CANNOT_SERVE, "cannot serve the connection: %s",
		strerror(-error));
	return FILTER_FAILED;
}
