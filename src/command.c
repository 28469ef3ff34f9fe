/* What the subcommands' options have in common: see command.h. */
#include "command.h"

#include "number.h"
#include "plain.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static const struct option long_options[] = {
	{"ipv4", no_argument, NULL, '4'},
	{"ipv6", no_argument, NULL, '6'},
	{"help", no_argument, NULL, 'h'},
	{"port", required_argument, NULL, 'p'},
	{"udp", no_argument, NULL, 'u'},
	{"wait", required_argument, NULL, 'w'},
	{NULL, 0, NULL, 0},
};

void complain(const char *subject, const char *format, ...)
{
	char text[1024];
	int size = snprintf(
		text, sizeof text, "inetkit: %.400s: ", subject[0] == '\0' ? "''" : subject);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + size, sizeof text - (size_t)size, format, arguments);
	va_end(arguments);
	plain_text(text);
	/* What was printed so far comes first, where both go to one terminal. */
	fflush(stdout);
	fprintf(stderr, "%s\n", text);
}

int command_refuse(const struct command *self, const char *format, ...)
{
	char cause[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(cause, sizeof cause, format, arguments);
	va_end(arguments);
	complain(self->name, "%s; see 'inetkit help %s'", cause, self->name);
	return STATUS_USAGE;
}

void command_help(const struct command *self)
{
	printf("usage: inetkit %s %s\n%s\n\n%s", self->name, self->synopsis, self->summary,
		self->options);
}

int command_options(const struct command *self, int argc, char *argv[], struct request *request)
{
	int option;
	int index;

	request->family = AF_UNSPEC;
	request->type = SOCK_STREAM;
	request->limit = (uint64_t)COMMAND_WAIT * 1000000;
	opterr = 0;
	while ((option = getopt_long(argc, argv, self->letters, long_options, &index)) != -1) {
		/* The long options are shared: one whose letter is not listed is none of ours. */
		if (strchr(self->letters, option) == NULL && option != '?')
			return command_refuse(
				self, "--%s: unknown option", long_options[index].name);
		switch (option) {
		case '4':
			request->family = AF_INET;
			break;
		case '6':
			request->family = AF_INET6;
			break;
		case 'h':
			command_help(self);
			return STATUS_OK;
		case 'p':
			request->port = optarg;
			break;
		case 'u':
			request->type = SOCK_DGRAM;
			break;
		case 'w':
			if (!number_parse_seconds(optarg, &request->limit))
				return command_refuse(self,
					"-w %s: not a number of seconds above 0, at most a day",
					optarg);
			break;
		case ':':
			return command_refuse(
				self, "%s: its argument is missing", argv[optind - 1]);
		default:
			/* A letter that nobody knows, or something with two dashes. */
			if (optopt != 0 && strchr(self->letters, optopt) == NULL)
				return command_refuse(self, "-%c: unknown option", optopt);
			return command_refuse(self, "%s: unknown option", argv[optind - 1]);
		}
	}
	return -1;
}
