/* SPDX-License-Identifier: ISC */
/* A flood of datagrams: see flood.h. */
#include "datagrams/flood.h"

#include "base/now.h"
#include "base/prng.h"
#include "datagrams/queue.h"

#include <arpa/inet.h>
#include <err.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum {
	BATCH = 128,
	/* Send the next batch when the queue holds at most this many bytes. The kernel counts a
	 * small datagram as 768 bytes; the default limit is 212,992. */
	QUEUE_MARK = 65536,
	TIMEOUT = 10,
};

struct datagram {
	struct iphdr ip;
	struct udphdr udp;
	char payload[FLOOD_SIZE_MAX];
};

static volatile sig_atomic_t has_ended;

static void on_signal(int number)
{
	has_ended = number;
}

static void wait_for_queue(uint16_t port)
{
	int64_t began = now_monotonic();

	while (queue_get(port).size > QUEUE_MARK) {
		if (now_monotonic() - began > TIMEOUT * INT64_C(1000000000))
			errx(1, "the server does not read from its socket");
		sched_yield();
	}
}

/*
 * The kernel fills in the rest of the IP header. Without a UDP checksum, a new source needs no new
 * checksum.
 */
static void make_datagram(const struct load *load, struct datagram *ret_datagram)
{
	memset(ret_datagram, 0, sizeof *ret_datagram);
	ret_datagram->ip.version = 4;
	ret_datagram->ip.ihl = sizeof ret_datagram->ip / 4;
	ret_datagram->ip.ttl = 64;
	ret_datagram->ip.protocol = IPPROTO_UDP;
	ret_datagram->ip.daddr = load->address.in.sin_addr.s_addr;
	ret_datagram->udp.dest = load->address.in.sin_port;
	ret_datagram->udp.len =
		htons((uint16_t)((int64_t)sizeof ret_datagram->udp + load->request_size));
	memset(ret_datagram->payload, 'x', (size_t)load->request_size);
}

static void choose_source(struct datagram *datagram, struct prng *prng)
{
	uint32_t host = (uint32_t)prng_below(prng, 1 << 24);

	datagram->ip.saddr = htonl(UINT32_C(0x7f000000) | host);
	datagram->udp.source = htons((uint16_t)(1024 + prng_below(prng, 65536 - 1024)));
}

static void send_batch(int fd, struct mmsghdr *messages, unsigned count)
{
	int n;

	for (unsigned sent = 0; sent < count; sent += (unsigned)n) {
		n = sendmmsg(fd, messages + sent, count - sent, 0);
		if (n < 0)
			err(1, "sendmmsg");
	}
}

static int open_raw(const struct address *address)
{
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);

	if (fd < 0 || connect(fd, &address->any, address->size) < 0)
		err(1, "raw socket");
	return fd;
}

void flood(const struct load *load, bool until_signal)
{
	static struct datagram datagrams[BATCH];
	struct mmsghdr messages[BATCH] = {0};
	struct iovec parts[BATCH];
	uint16_t port = ntohs(load->address.in.sin_port);
	uint64_t dropped = queue_get(port).dropped;
	struct prng prng = {.state = 1};
	int64_t sent = 0;
	int64_t began = now_monotonic();
	int fd = open_raw(&load->address);

	for (int i = 0; i < BATCH; i++) {
		make_datagram(load, &datagrams[i]);
		parts[i].iov_base = &datagrams[i];
		parts[i].iov_len = offsetof(struct datagram, payload) + (size_t)load->request_size;
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	if (until_signal)
		signal(SIGTERM, on_signal);
	while (sent < load->count || (until_signal && has_ended == 0)) {
		int64_t left = load->count - sent;
		unsigned size = left > 0 && left < BATCH ? (unsigned)left : BATCH;

		for (unsigned i = 0; i < size; i++)
			choose_source(&datagrams[i], &prng);
		wait_for_queue(port);
		send_batch(fd, messages, size);
		if (sent == 0 && until_signal) {
			puts("begun");
			fflush(stdout);
		}
		sent += size;
	}
	wait_for_queue(port);
	printf("%.1f %llu\n", (double)sent * 1e9 / (double)(now_monotonic() - began),
		(unsigned long long)(queue_get(port).dropped - dropped));
}
