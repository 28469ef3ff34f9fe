/* SPDX-License-Identifier: ISC */
/*
 * Calls the HTTP functions of inetkit, for many cases in one process. A case is a line of standard
 * input, in which \r, \n, \t and \xHH stand for bytes. Prints a line for each.
 * usage: http date NEAR | head | damage | request PORT
 */
#include "base/number.h"
#include "protocol/http_date.h"
#include "protocol/http_head.h"
#include "protocol/http_request.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
	uint8_t *data;
	size_t size;
};

static int64_t number(const char *text)
{
	int64_t number;

	if (!number_parse(text, INT64_MIN, INT64_MAX, &number))
		errx(2, "not a number: %s", text);
	return number;
}

/* A copy of exactly this size, so that the sanitizers notice reads beyond its end. */
static struct bytes copy(const void *data, size_t size)
{
	struct bytes bytes = {.data = malloc(size + (size == 0)), .size = size};

	if (bytes.data == NULL)
		abort();
	memcpy(bytes.data, data, size);
	return bytes;
}

/* The bytes that the line stands for. */
static struct bytes unescape(char *line)
{
	char *out = line;
	char *in = line;

	while (*in != '\0' && *in != '\n') {
		if (in[0] != '\\') {
			*out++ = *in++;
		} else if (in[1] == 'x') {
			*out++ = (char)strtoul((char[]){in[2], in[3], '\0'}, NULL, 16);
			in += 4;
		} else {
			*out++ = (char)(in[1] == 'r' ? '\r' : in[1] == 'n' ? '\n' : '\t');
			in += 2;
		}
	}
	return copy(line, (size_t)(out - line));
}

static void try_date(struct bytes date, int64_t near)
{
	int64_t seconds;
	const char *cause = http_date_parse((const char *)date.data, date.size, near, &seconds);

	if (cause == NULL)
		printf("%lld\n", (long long)seconds);
	else
		puts(cause);
}

/* Feeds the bytes in parts: two if the first is smaller, else as many of this size as there are. */
static struct http_head parse(struct bytes bytes, size_t first, size_t size, size_t *ret_taken)
{
	struct http_head head = {.size = 0};
	size_t taken = 0;

	for (size_t part = first; taken < bytes.size; part = size) {
		size_t most = bytes.size - taken;
		size_t offered = part < most ? part : most;
		size_t n = http_head_add(&head, bytes.data + taken, offered);

		taken += n;
		if (n < offered || http_head_state(&head) != HTTP_HEAD_PARTIAL)
			break;
	}
	*ret_taken = taken;
	return head;
}

static void describe(const struct http_head *head, size_t taken, char *ret_text, size_t size)
{
	char text[HTTP_HEAD_CAUSE_SIZE];

	if (http_head_state(head) != HTTP_HEAD_COMPLETE) {
		http_head_explain(head, text);
		snprintf(ret_text, size, "%s", text);
		return;
	}
	http_head_quote(head, text, sizeof text);
	snprintf(ret_text, size, "%zu%s%s%s%s%s%s%s", taken, head->has_date ? " date " : "",
		head->has_date ? text : "", head->has_age ? " age" : "",
		head->has_via ? " via" : "", head->is_lighttpd ? " lighttpd" : "",
		head->is_timeout ? " timeout" : "", head->is_close ? " close" : "");
}

/* Parses the head whole, byte by byte, and in two parts divided anywhere. */
static void try_head(struct bytes bytes, char ret_text[256])
{
	size_t taken;
	struct http_head head = parse(bytes, bytes.size, bytes.size, &taken);
	char other[256];

	describe(&head, taken, ret_text, 256);
	for (size_t first = 1; first <= bytes.size && first < 512; first++) {
		head = parse(bytes, first, first == 1 ? 1 : bytes.size, &taken);
		describe(&head, taken, other, sizeof other);
		if (strcmp(ret_text, other) != 0)
			errx(1, "divided after %zu bytes: %s; whole: %s", first, other, ret_text);
	}
}

/* Cuts the head off at each byte, and flips each of its bits: counts what is still a head. */
static void damage(struct bytes bytes)
{
	char text[256];
	size_t complete = 0;
	size_t cut = 0;

	for (size_t size = 0; size < bytes.size; size++) {
		struct bytes part = copy(bytes.data, size);

		try_head(part, text);
		cut += text[0] >= '0' && text[0] <= '9';
		free(part.data);
	}
	for (size_t i = 0; i < bytes.size * 8; i++) {
		bytes.data[i / 8] ^= (uint8_t)(1U << i % 8);
		try_head(bytes, text);
		complete += text[0] >= '0' && text[0] <= '9';
		bytes.data[i / 8] ^= (uint8_t)(1U << i % 8);
	}
	printf("cut: %zu, flipped: %zu of %zu\n", cut, complete, bytes.size * 8);
}

/* HOST PATH, or what is wrong with them. */
static void try_request(char *line, uint16_t port)
{
	char request[HTTP_REQUEST_SIZE];
	char *path = strchr(line, ' ');
	const char *cause;
	size_t size;

	line[strcspn(line, "\n")] = '\0';
	if (path == NULL)
		errx(2, "no path: %s", line);
	*path++ = '\0';
	cause = http_request_check_host(line);
	if (cause == NULL)
		cause = http_request_check_path(path);
	if (cause != NULL) {
		puts(cause);
		return;
	}
	size = http_request_write(line, port, path, request);
	fwrite(request, 1, size, stdout);
}

int main(int argc, char *argv[])
{
	char *line = NULL;
	size_t room = 0;
	char text[256];

	if (argc < 2)
		errx(2, "usage: http date NEAR | head | damage | request PORT");
	while (getline(&line, &room, stdin) > 0) {
		struct bytes bytes;

		if (strcmp(argv[1], "request") == 0) {
			try_request(line, (uint16_t)number(argv[2]));
			continue;
		}
		bytes = unescape(line);
		if (strcmp(argv[1], "date") == 0) {
			try_date(bytes, number(argv[2]));
		} else if (strcmp(argv[1], "damage") == 0) {
			damage(bytes);
		} else {
			try_head(bytes, text);
			puts(text);
		}
		free(bytes.data);
	}
	free(line);
	return 0;
}
