/* SPDX-License-Identifier: ISC */
/*
 * Calls a function of inetkit with the arguments given, so that a shell test can pass in a clock or
 * damaged input. Prints the result.
 */
#include "base/number.h"
#include "base/prng.h"
#include "base/socket_address.h"
#include "client/candidate.h"
#include "client/shown.h"
#include "client/visible.h"
#include "commands/figure.h"
#include "commands/rtt.h"
#include "filter/access.h"
#include "filter/address.h"
#include "filter/hours.h"
#include "filter/peer.h"
#include "format/nagios_range.h"
#include "protocol/daytime.h"
#include "protocol/rfc792.h"
#include "protocol/rfc867.h"
#include "protocol/rfc868.h"
#include "shared/linger_list.h"
#include "shared/loop_guard.h"
#include "shared/network_prefix.h"
#include "shared/ratelimit.h"

#include <arpa/inet.h>
#include <err.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t number(const char *text)
{
	int64_t number;

	if (!number_parse(text, INT64_MIN, INT64_MAX, &number))
		abort();
	return number;
}

/* UNIX-TIME: the reply in hexadecimal. */
static void encode_time(char *arguments[])
{
	uint8_t reply[RFC868_SIZE];

	rfc868_encode(number(arguments[0]), reply);
	printf("%02x%02x%02x%02x\n", reply[0], reply[1], reply[2], reply[3]);
}

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

/* A reply on standard input: its Unix time and the advance of the clock, or why it is invalid. */
static void decode_daytime(__attribute__((unused)) char *arguments[])
{
	char reply[4096];
	size_t size = fread(reply, 1, sizeof reply, stdin);

	setlocale(LC_CTYPE, "");
	print_daytime(reply, size);
}

/* A reply on standard input, cut off at each byte, then with each bit flipped: what each gives. */
static void damage_daytime(__attribute__((unused)) char *arguments[])
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

/* REPLY-IN-HEX LOCAL-UNIX-TIME: the Unix time in the reply. */
static void decode_time(char *arguments[])
{
	unsigned long seconds = strtoul(arguments[0], NULL, 16);
	uint8_t reply[RFC868_SIZE] = {(uint8_t)(seconds >> 24), (uint8_t)(seconds >> 16),
		(uint8_t)(seconds >> 8), (uint8_t)seconds};

	printf("%lld\n", (long long)rfc868_decode(reply, number(arguments[1])));
}

/* IDENTIFIER SEQUENCE ORIGINATE: the ICMP time stamp request in hexadecimal. */
static void encode_timestamp(char *arguments[])
{
	struct rfc792_request request = {.identifier = (uint16_t)number(arguments[0]),
		.sequence = (uint16_t)number(arguments[1]),
		.originate = (uint32_t)number(arguments[2])};
	uint8_t message[RFC792_SIZE];

	rfc792_encode(&request, message);
	for (size_t i = 0; i < sizeof message; i++)
		printf("%02x", message[i]);
	puts("");
}

/* Parse a packet of exactly this size. */
static void print_timestamp(const uint8_t *packet, size_t size)
{
	uint8_t *copy = malloc(size + (size == 0));
	struct rfc792_reply reply;

	if (copy == NULL)
		abort();
	memcpy(copy, packet, size);
	if (rfc792_decode(copy, size, &reply))
		printf("%u %u %u %u %u\n", reply.request.identifier, reply.request.sequence,
			reply.request.originate, reply.receive, reply.transmit);
	else
		puts("not a reply");
	free(copy);
}

/* A packet on standard input: what it says. Then each shorter packet, and each with a bit flipped
 * from the ICMP header on. */
static void damage_timestamp(__attribute__((unused)) char *arguments[])
{
	uint8_t packet[256];
	size_t size = fread(packet, 1, sizeof packet, stdin);

	print_timestamp(packet, size);
	for (size_t i = 0; i < size; i++)
		print_timestamp(packet, i);
	for (size_t i = (size_t)(packet[0] & 0xf) * 4 * 8; i < size * 8; i++) {
		packet[i / 8] = (uint8_t)(packet[i / 8] ^ 1 << i % 8);
		print_timestamp(packet, size);
		packet[i / 8] = (uint8_t)(packet[i / 8] ^ 1 << i % 8);
	}
}

/* RECEIVE TRANSMIT LOCAL-MILLISECONDS: the Unix times in milliseconds, and what is unusual. */
static void read_timestamps(char *arguments[])
{
	struct rfc792_reply reply = {.receive = (uint32_t)number(arguments[0]),
		.transmit = (uint32_t)number(arguments[1]),
		.request.originate = 0xffffffff};
	struct rfc792_times times;
	const char *cause = rfc792_read(&reply, number(arguments[2]), &times);

	if (cause != NULL)
		puts(cause);
	else
		printf("%lld %lld%s%s\n", (long long)times.receive, (long long)times.transmit,
			times.is_swapped ? " swapped" : "", times.is_ambiguous ? " ambiguous" : "");
}

/* UNIX-TIME FORMAT [local]: the reply, in UTC or in the local zone. */
static void encode_daytime(char *arguments[])
{
	char reply[RFC867_SIZE];
	const char *format = arguments[1][0] == '\0' ? RFC867_FORMAT : arguments[1];
	size_t size;

	tzset();
	size = rfc867_encode(number(arguments[0]), format, arguments[2] != NULL, reply);
	fwrite(reply, 1, size, stdout);
}

/* NAME: whether it is a valid host name. */
static void check_name(char *arguments[])
{
	puts(peer_name_is_valid(arguments[0]) ? "valid" : "not valid");
}

/* ADDRESS...: the order in which a dial tries these addresses of a host. */
static void order_addresses(char *arguments[])
{
	static const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
	struct addrinfo *list = NULL;
	struct addrinfo **last = &list;
	struct candidate *candidates;
	char text[INET6_ADDRSTRLEN];
	size_t count;

	for (; *arguments != NULL; arguments++) {
		if (getaddrinfo(*arguments, "37", &hints, last) != 0)
			abort();
		last = &(*last)->ai_next;
	}
	candidates = candidate_list(NULL, list, &count);
	for (size_t i = 0; candidates != NULL && i < count; i++) {
		getnameinfo(candidates[i].address->ai_addr, candidates[i].address->ai_addrlen, text,
			sizeof text, NULL, 0, NI_NUMERICHOST);
		printf("%s%s", i > 0 ? " " : "", text);
	}
	puts("");
	free(candidates);
	freeaddrinfo(list);
}

static void make_visible_in_pieces(size_t piece)
{
	struct visible visible = {.part_size = 0};
	char data[64];
	char text[VISIBLE_SIZE(sizeof data)];
	size_t n;

	while ((n = fread(data, 1, piece, stdin)) > 0) {
		n = visible_encode(&visible, data, n, text);
		fwrite(text, 1, n, stdout);
	}
	n = visible_end(&visible, text);
	fwrite(text, 1, n, stdout);
}

/* PIECE...: standard input, encoded in pieces of this many bytes, at most 64; once for each size.
 */
static void make_visible(char *arguments[])
{
	setlocale(LC_CTYPE, "");
	for (size_t i = 0; arguments[i] != NULL; i++) {
		if (fseek(stdin, 0, SEEK_SET) < 0)
			err(1, "standard input");
		make_visible_in_pieces((size_t)number(arguments[i]));
	}
}

/* TEXT [ascii]: what a line shows of it, and how many columns that has; in two locales. */
static void show_text(char *arguments[])
{
	static const char *const locales[] = {"C", "C.UTF-8"};
	char text[1024];

	for (size_t i = 0; i < 2; i++) {
		if (setlocale(LC_CTYPE, locales[i]) == NULL)
			errx(1, "no locale %s", locales[i]);
		shown_copy(arguments[0], arguments[1] != NULL, text, sizeof text);
		printf("%s %d\n", text, shown_width(text));
	}
}

/* COLUMNS TEXT. */
static void shorten_text(char *arguments[])
{
	char text[1024];

	shown_shorten(arguments[1], (int)number(arguments[0]), text, sizeof text);
	puts(text);
}

/* TEXT: the microseconds. */
static void parse_seconds(char *arguments[])
{
	uint64_t microseconds;

	if (number_parse_seconds(arguments[0], &microseconds))
		printf("%llu\n", (unsigned long long)microseconds);
	else
		puts("not valid");
}

/* An IPv6 address, or an IPv4 address as a v4-mapped one, as ratelimit_take() expects. */
static struct in6_addr address_of(const char *text)
{
	struct in6_addr address;
	char mapped[INET6_ADDRSTRLEN + 8];

	snprintf(mapped, sizeof mapped, "%s%s", strchr(text, ':') == NULL ? "::ffff:" : "", text);
	if (inet_pton(AF_INET6, mapped, &address) != 1)
		abort();
	return address;
}

/*
 * PER-SECOND BURST SECONDS OTHERS ADDRESS...: the addresses send 1000 requests per second in turns,
 * and random IPv4 addresses send OTHERS requests per second. Prints how many requests of the
 * addresses passed, and how many of the others.
 */
static void limit_rate(char *arguments[])
{
	static struct ratelimit rate;
	struct prng prng = {.state = 1};
	int64_t seconds = number(arguments[2]);
	int64_t others = number(arguments[3]);
	char **addresses = arguments + 4;
	int64_t passed = 0;
	int64_t others_passed = 0;
	int address = 0;

	if (ratelimit_prepare(&rate, number(arguments[0]), number(arguments[1])) < 0)
		abort();
	for (int64_t i = 0; i < seconds * 1000; i++) {
		int64_t now = INT64_C(1000000000000) + i * 1000000;
		struct in6_addr source = address_of(addresses[address]);

		address = addresses[address + 1] == NULL ? 0 : address + 1;
		for (int64_t j = 0; j < others / 1000; j++) {
			struct in6_addr other = address_of("0.0.0.0");

			for (size_t byte = 12; byte < 16; byte++)
				other.s6_addr[byte] = (uint8_t)prng_below(&prng, 256);
			others_passed += ratelimit_take(&rate, &other, 1, now);
		}
		passed += ratelimit_take(&rate, &source, 1, now);
	}
	printf("%lld %lld\n", (long long)passed, (long long)others_passed);
}

/* Opens a connection that has got a reply, which the peer reads only if is_acknowledged. */
static void open_lingering(bool is_acknowledged, int ret_fds[2])
{
	char reply;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ret_fds) < 0 || write(ret_fds[0], "x", 1) != 1 ||
		(is_acknowledged && read(ret_fds[1], &reply, 1) != 1))
		abort();
}

/*
 * acknowledged|lost MILLISECONDS [COUNT ADDRESS]...: leaves COUNT connections from each address to
 * a list, and advances its clock by this time. Acknowledged means that the peers have read their
 * replies; all keep their sides open. Prints for each address how many are still open.
 */
static void linger(char *arguments[])
{
	static struct linger_list list;
	static int peers[LINGER_LIST_MAX * 2][2];
	bool is_acknowledged = strcmp(arguments[0], "acknowledged") == 0;
	int64_t added = INT64_C(1000000000);
	int opened = 0;

	if (linger_list_open(&list, LINGER_LIST_MAX) < 0)
		abort();
	for (char **group = arguments + 2; *group != NULL; group += 2) {
		struct in6_addr address = address_of(group[1]);

		for (int64_t i = 0; i < number(group[0]); i++, opened++) {
			open_lingering(is_acknowledged, peers[opened]);
			linger_list_add(&list, peers[opened][0], network_prefix(&address), added);
		}
	}
	linger_list_advance(&list, added + number(arguments[1]) * 1000);
	opened = 0;
	for (char **group = arguments + 2; *group != NULL; group += 2) {
		int64_t count = 0;

		for (int64_t i = 0; i < number(group[0]); i++, opened++)
			count += send(peers[opened][1], "x", 1, MSG_NOSIGNAL) == 1;
		printf("%lld%c", (long long)count, group[2] == NULL ? '\n' : ' ');
	}
	linger_list_close(&list);
}

/* A datagram from this port of 192.0.2.1. */
static struct datagram datagram_of(uint16_t port, const char *data)
{
	return (struct datagram){.source = address_of("192.0.2.1"),
		.port = port,
		.data = data,
		.size = strlen(data)};
}

/*
 * echo|other DATA COUNT INTERVAL OTHERS: a peer sends COUNT datagrams to echo or to another
 * service, one per INTERVAL in milliseconds, and OTHERS peers send one in each interval. DATA is
 * the data of the datagrams, or "new" for other data each time, or "reply" for the latest reply of
 * a service that sends new data each time, or "same" for the only reply of a service. Prints how
 * many datagrams of the peer are answered.
 */
static void guard_loop(char *arguments[])
{
	static struct loop_guard guard;
	bool is_echo = strcmp(arguments[0], "echo") == 0;
	bool is_new = strcmp(arguments[1], "new") == 0;
	bool is_reply = strcmp(arguments[1], "reply") == 0;
	bool is_same = strcmp(arguments[1], "same") == 0;
	char reply[32] = "";
	char text[32];
	int64_t answered = 0;

	if (loop_guard_prepare(&guard) < 0)
		abort();
	for (int64_t i = 0; i < number(arguments[2]); i++) {
		int64_t now = INT64_C(1000000000000) + i * number(arguments[3]) * 1000000;
		struct datagram request;

		snprintf(text, sizeof text, "%lld", (long long)i);
		request = datagram_of(0, is_reply ? reply : is_new ? text : arguments[1]);
		if (loop_guard_admit(&guard, &request, is_echo, now)) {
			answered++;
			strcpy(reply, is_same ? arguments[1] : text);
			if (!is_echo)
				loop_guard_remember(&guard, reply, strlen(reply));
		}
		for (int64_t port = 1; port <= number(arguments[4]); port++) {
			struct datagram other = datagram_of((uint16_t)port, "");

			loop_guard_admit(&guard, &other, is_echo, now);
		}
	}
	printf("%lld\n", (long long)answered);
}

/* NUMBER: with at most four significant digits. */
static void format_figure(char *arguments[])
{
	char text[FIGURE_SIZE];

	figure_format(strtod(arguments[0], NULL), text);
	puts(text);
}

/* BYTES: with a unit. */
static void format_bytes(char *arguments[])
{
	char text[FIGURE_SIZE];

	figure_format_bytes(strtoull(arguments[0], NULL, 10), text);
	puts(text);
}

/* MICROSECONDS...: minimum, average, maximum and standard deviation. */
static void sum_rtt(char *arguments[])
{
	struct rtt rtt = {0};

	for (; *arguments != NULL; arguments++)
		rtt_add(&rtt, number(*arguments));
	printf("%lld %lld %lld %lld\n", (long long)rtt.min, (long long)rtt_average(&rtt),
		(long long)rtt.max, (long long)rtt_deviation(&rtt));
}

/*
 * PEER RULE...: whether the peer may come in, and the rule that decides. A RULE begins with "f"
 * (admits) or "x" (refuses). A name ends in "=yes", "=no" or "=unknown": whether it matches.
 */
static void admit(char *arguments[])
{
	static struct access access;
	union socket_address peer = {.any.sa_family = AF_UNSPEC};
	const struct access_rule *worst;
	const struct access_rule *best;
	bool admits;

	if (address_parse(arguments[0], &peer))
		socket_address_unmap(&peer);
	for (char **rule = arguments + 1; *rule != NULL; rule++) {
		char *match = strchr(*rule, '=');
		const char *cause;

		if (match != NULL)
			*match++ = '\0';
		cause = access_add(&access, **rule == 'x', *rule + 1);
		if (cause != NULL)
			errx(1, "%s", cause);
		if (match != NULL && strcmp(match, "unknown") != 0)
			access.rules[access.count - 1].match =
				strcmp(match, "yes") == 0 ? ACCESS_YES : ACCESS_NO;
	}
	access_match(&access, &peer);
	admits = access_admits(&access, false, &worst);
	if (access_admits(&access, true, &best) != admits)
		puts("unknown");
	else
		printf("%s %s\n", admits ? "admitted" : "refused",
			worst == NULL ? "-" : worst->text);
}

/* NAME DOMAIN: whether the name is in the domain. */
static void check_domain(char *arguments[])
{
	puts(access_is_in_domain(arguments[0], arguments[1]) ? "yes" : "no");
}

/* SPAN...: the minutes of the day that begin or end a part of these spans. */
static void list_hours(char *arguments[])
{
	struct hours hours = {.minutes = {0}};
	bool before = false;

	for (; *arguments != NULL; arguments++)
		if (!hours_add(&hours, *arguments))
			errx(1, "not a span: %s", *arguments);
	for (int minute = 0; minute <= HOURS_MINUTES; minute++) {
		bool now =
			minute < HOURS_MINUTES && hours_contain(&hours, minute / 60, minute % 60);

		if (now != before)
			printf("%s%02d:%02d", now ? " " : "-", minute / 60, minute % 60);
		before = now;
	}
	puts("");
}

/* Reads lines "RANGE LOW HIGH" with the offset's ends in nanoseconds. Prints each range as it is
 * shown and what it says about the offset, or the mistake. */
static void judge_ranges(__attribute__((unused)) char *arguments[])
{
	static const char *const alerts[] = {[NAGIOS_NO_ALERT] = "good",
		[NAGIOS_ALERT] = "alert",
		[NAGIOS_UNDECIDED] = "undecided"};
	char text[64];
	long long low;
	long long high;

	while (scanf("%63s %lld %lld", text, &low, &high) == 3) {
		struct interval offset = {.low = low, .high = high};
		struct nagios_range range;
		const char *mistake = nagios_range_parse(text, &range);
		char shown[NAGIOS_RANGE_SIZE] = "";

		if (mistake == NULL)
			nagios_range_format(&range, shown);
		printf("%s %s\n", mistake == NULL ? shown : text,
			mistake == NULL ? alerts[nagios_range_judge(&range, offset)] : mistake);
	}
}

static const struct {
	const char *name;
	int arguments; /* at least */
	void (*call)(char *arguments[]);
} functions[] = {
	{"admit", 1, admit},
	{"check-domain", 2, check_domain},
	{"check-name", 1, check_name},
	{"damage-daytime", 0, damage_daytime},
	{"damage-timestamp", 0, damage_timestamp},
	{"decode-daytime", 0, decode_daytime},
	{"decode-time", 2, decode_time},
	{"encode-daytime", 2, encode_daytime},
	{"encode-time", 1, encode_time},
	{"format-bytes", 1, format_bytes},
	{"format-figure", 1, format_figure},
	{"encode-timestamp", 3, encode_timestamp},
	{"guard-loop", 5, guard_loop},
	{"judge-ranges", 0, judge_ranges},
	{"limit-rate", 5, limit_rate},
	{"linger", 4, linger},
	{"list-hours", 1, list_hours},
	{"make-visible", 1, make_visible},
	{"order-addresses", 1, order_addresses},
	{"parse-seconds", 1, parse_seconds},
	{"shorten-text", 2, shorten_text},
	{"read-timestamps", 3, read_timestamps},
	{"show-text", 1, show_text},
	{"sum-rtt", 1, sum_rtt},
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
