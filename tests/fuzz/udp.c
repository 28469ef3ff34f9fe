/* SPDX-License-Identifier: ISC */
/*
 * Datagrams of two peers to a service of the shared server, over the loopback interface. There are
 * no more replies than requests, and each is one that the service may send.
 */
#include "shared/udp.h"
#include "fuzz/input.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SERVICES = 6, PEERS = 2, BATCH = 16, SIZE = 2048, RATE = RATELIMIT_MAX };

static char names[SERVICES][8] = {"chargen", "daytime", "discard", "echo", "qotd", "time"};

struct server {
	struct responder responder;
	struct udp udp;
	struct sockaddr_in address;
};

/* What a peer has sent and has no reply to. */
struct peer {
	int fd;
	size_t count;
	size_t sizes[BATCH];
	uint8_t data[BATCH][SIZE];
};

static sd_event *event;
static struct socket_events events;
static struct server servers[SERVICES];
static struct peer peers[PEERS];

static int open_socket(struct sockaddr_in *ret_address)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof *ret_address;

	*ret_address = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	if (fd < 0 || bind(fd, (struct sockaddr *)ret_address, size) < 0 ||
		getsockname(fd, (struct sockaddr *)ret_address, &size) < 0)
		abort();
	return fd;
}

static void begin_server(struct server *self, char *name, struct stats *stats)
{
	static const struct udp_settings settings = {.rate = RATE, .burst = RATE};
	struct filter filter = {.operands = true, .shared = true, .log.name = name};
	char *argv[] = {name, NULL};
	struct listen_fd socket = {.fd = open_socket(&self->address)};

	optind = 0; /* start again: getopt(3) */
	if (responder_find(&self->responder, name) < 0)
		abort();
	responder_configure(&self->responder, &filter, 1, argv);
	if (responder_seed(&self->responder) < 0 ||
		udp_begin(&self->udp, &settings, &self->responder, stats) < 0 ||
		udp_batch_prepare(socket.fd) < 0 || udp_serve(&self->udp, &events, &socket) < 0)
		abort();
}

static void begin(void)
{
	static struct log log = {.name = "udp"};
	static struct stats stats;
	struct sockaddr_in address;

	if (sd_event_new(&event) < 0 || stats_begin(&stats, event, &log) < 0 ||
		socket_events_begin(&events, event, &stats) < 0)
		abort();
	for (int i = 0; i < SERVICES; i++)
		begin_server(&servers[i], names[i], &stats);
	for (int i = 0; i < PEERS; i++)
		peers[i].fd = open_socket(&address);
}

/* Sends a datagram, and returns whether the batch goes on. */
static bool send_one(struct peer *self, const struct server *server, struct input *input)
{
	size_t size = (size_t)input_byte(input) * 8;
	uint8_t choice = input_byte(input);
	uint8_t *data = self->data[self->count];

	size += choice >> 5;
	memset(data, choice, size);
	memcpy(data, input->data, size < input->size ? size : input->size);
	self->sizes[self->count++] = size;
	if (sendto(self->fd, data, size, 0, (const struct sockaddr *)&server->address,
		    sizeof server->address) != (ssize_t)size)
		abort();
	return choice % 4 != 0;
}

/* Finds the request of a reply, from this index on. Returns the index after it. */
static size_t match(const struct peer *self, const struct responder *responder, size_t index,
	const uint8_t *reply, size_t size)
{
	for (; index < self->count; index++) {
		size_t request_size = self->sizes[index];

		if (responder->is_echo &&
			(size != request_size || memcmp(reply, self->data[index], size) != 0))
			continue;
		if (responder->needs_clock || size <= request_size)
			return index + 1;
	}
	abort();
}

static void receive(const struct peer *self, const struct responder *responder)
{
	uint8_t reply[SIZE];
	size_t next = 0;
	ssize_t n;

	while ((n = recv(self->fd, reply, sizeof reply, MSG_TRUNC)) >= 0) {
		if (!responder->has_reply || n > SIZE ||
			(responder->kind == RESPONDER_TIME && n != 4) ||
			(responder->kind == RESPONDER_DAYTIME &&
				(n < 3 || memcmp(reply + n - 2, "\r\n", 2) != 0)))
			abort();
		next = match(self, responder, next, reply, (size_t)n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	struct server *server;

	if (event == NULL)
		begin();
	server = &servers[input_byte(&input) % SERVICES];
	if (loop_guard_prepare(&server->udp.loop_guard) < 0 ||
		ratelimit_prepare(&server->udp.ratelimit, RATE, RATE) < 0)
		abort();
	while (input.size > 0) {
		for (int i = 0; i < PEERS; i++) {
			peers[i].count = 0;
			while (input.size > 0 && peers[i].count < BATCH &&
				send_one(&peers[i], server, &input))
				;
		}
		while (sd_event_run(event, 0) > 0)
			;
		for (int i = 0; i < PEERS; i++)
			receive(&peers[i], &server->responder);
	}
	return 0;
}
