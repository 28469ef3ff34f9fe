/* Calls one of the library's functions from a shell, so that a test can pass in a clock. */
#include "number.h"
#include "peer.h"
#include "rfc867.h"
#include "rfc868.h"
#include "visible.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t number(const char *text)
{
	int64_t number;

	if (!number_parse(text, INT64_MIN, INT64_MAX, &number))
		abort();
	return number;
}

static void encode_time(char *arguments[])
{
	uint8_t reply[RFC868_SIZE];

	rfc868_encode(number(arguments[0]), reply);
	printf("%02x%02x%02x%02x\n", reply[0], reply[1], reply[2], reply[3]);
}

static void decode_time(char *arguments[])
{
	unsigned long seconds = strtoul(arguments[0], NULL, 16);
	uint8_t reply[RFC868_SIZE] = {(uint8_t)(seconds >> 24), (uint8_t)(seconds >> 16),
		(uint8_t)(seconds >> 8), (uint8_t)seconds};

	printf("%lld\n", (long long)rfc868_decode(reply, number(arguments[1])));
}

/* UNIX-TIME FORMAT: in UTC; the local zone with a third argument. */
static void encode_daytime(char *arguments[])
{
	char reply[RFC867_SIZE];
	const char *format = arguments[1][0] == '\0' ? RFC867_FORMAT : arguments[1];

	size_t size;

	tzset();
	size = rfc867_encode(number(arguments[0]), format, arguments[2] != NULL, reply);
	fwrite(reply, 1, size, stdout);
}

static void check_name(char *arguments[])
{
	puts(peer_name_is_valid(arguments[0]) ? "valid" : "not valid");
}

/* Standard input, a piece of CHUNK octets at a time. */
static void make_visible(char *arguments[])
{
	struct visible visible = {.part_size = 0};
	char data[64];
	char text[VISIBLE_SIZE(sizeof data)];
	size_t chunk = (size_t)number(arguments[0]);
	size_t n;

	setlocale(LC_CTYPE, "");
	while ((n = fread(data, 1, chunk, stdin)) > 0) {
		n = visible_encode(&visible, data, n, text);
		fwrite(text, 1, n, stdout);
	}
	n = visible_end(&visible, text);
	fwrite(text, 1, n, stdout);
}

static void parse_seconds(char *arguments[])
{
	uint64_t microseconds;

	if (number_parse_seconds(arguments[0], &microseconds))
		printf("%llu\n", (unsigned long long)microseconds);
	else
		puts("not valid");
}

static const struct {
	const char *name;
	int arguments; /* at least */
	void (*call)(char *arguments[]);
} functions[] = {
	{"check-name", 1, check_name},
	{"decode-time", 2, decode_time},
	{"encode-daytime", 2, encode_daytime},
	{"encode-time", 1, encode_time},
	{"make-visible", 1, make_visible},
	{"parse-seconds", 1, parse_seconds},
};

int main(int argc, char *argv[])
{
	for (size_t i = 0; argc > 1 && i < sizeof functions / sizeof *functions; i++)
		if (strcmp(argv[1], functions[i].name) == 0 && argc - 2 >= functions[i].arguments) {
			functions[i].call(argv + 2);
			return 0;
		}
	fputs("usage: functions NAME ARGUMENT...\n", stderr);
	return 2;
}
