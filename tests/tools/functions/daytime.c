/* SPDX-License-Identifier: ISC */
/* Replies of RFC 867. */
#include "protocol/daytime.h"
#include "functions/functions.h"
#include "protocol/rfc867.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Parse a reply of exactly this size, so that the sanitizers notice reads beyond its end. */
static void print_daytime(const char *reply, size_t size)
{
	char *copy = malloc(size + (size == 0));
	char cause[DAYTIME_CAUSE_SIZE];
	struct daytime daytime;

	if (copy == NULL)
		abort();
	memcpy(copy, reply, size);
	if (daytime_parse(copy, size, &daytime, cause))
		printf("%lld %lld\n", (long long)daytime.seconds, (long long)daytime.advance);
	else
		puts(cause);
	free(copy);
}

void decode_daytime(__attribute__((unused)) char *arguments[])
{
	char reply[4096];
	size_t size = fread(reply, 1, sizeof reply, stdin);

	setlocale(LC_CTYPE, "");
	print_daytime(reply, size);
}

void damage_daytime(__attribute__((unused)) char *arguments[])
{
	char reply[4096];
	size_t size = fread(reply, 1, sizeof reply, stdin);

	for (size_t i = 0; i < size; i++) {
		printf("cut %zu: ", i);
		print_daytime(reply, i);
	}
	for (size_t i = 0; i < size * 8; i++) {
		reply[i / 8] = (char)(reply[i / 8] ^ 1 << i % 8);
		printf("bit %zu: ", i);
		print_daytime(reply, size);
		reply[i / 8] = (char)(reply[i / 8] ^ 1 << i % 8);
	}
}

void encode_daytime(char *arguments[])
{
	char reply[RFC867_SIZE];
	const char *format = arguments[1][0] == '\0' ? RFC867_FORMAT : arguments[1];
	size_t size;

	tzset();
	size = rfc867_encode(number(arguments[0]), format, arguments[2] != NULL, reply);
	fwrite(reply, 1, size, stdout);
}
