/* SPDX-License-Identifier: ISC */
/*
 * icmphosts OFFSET-SECONDS: answers ICMP time stamps for all hosts behind the network interface
 * icmphosts, which it creates, and prints a line then. See icmphosts.h.
 */
#include "base/now.h"
#include "icmphosts/icmphosts.h"

#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Packets that are sent later. */
static struct {
	struct packet packet;
	int64_t due; /* now_monotonic() */
} queue[4096];
static size_t queued;

void send_after(struct packet packet, int64_t delay)
{
	if (queued == sizeof queue / sizeof *queue)
		errx(1, "too many packets");
	queue[queued].packet = packet;
	queue[queued++].due = now_monotonic() + delay;
}

static uint16_t sum(const void *data, size_t size)
{
	const uint8_t *bytes = data;
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static void send_now(int tun, struct packet *packet)
{
	size_t size = sizeof packet->ip + packet->size;
	uint16_t error = packet->stamp.checksum;

	packet->ip.ihl = sizeof packet->ip / 4;
	packet->ip.tot_len = htons((uint16_t)size);
	packet->ip.check = 0;
	packet->ip.check = sum(&packet->ip, sizeof packet->ip);
	packet->stamp.checksum = 0;
	packet->stamp.checksum = (uint16_t)(sum(packet->message, packet->size) + error);
	if (write(tun, packet, size) < 0)
		err(1, "write");
}

/* In the order in which they were queued. Returns the milliseconds until the next one; -1: none. */
static int send_due(int tun)
{
	int64_t now = now_monotonic();
	int64_t next = INT64_MAX;
	size_t left = 0;

	for (size_t i = 0; i < queued; i++) {
		if (queue[i].due <= now) {
			send_now(tun, &queue[i].packet);
			continue;
		}
		if (queue[i].due < next)
			next = queue[i].due;
		queue[left++] = queue[i];
	}
	queued = left;
	return left == 0 ? -1 : (int)((next - now) / MILLISECOND) + 1;
}

static int open_tun(void)
{
	struct ifreq request = {.ifr_name = "icmphosts", .ifr_flags = IFF_TUN | IFF_NO_PI};
	int tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (tun < 0 || ioctl(tun, TUNSETIFF, &request) < 0)
		err(1, "/dev/net/tun");
	return tun;
}

static void receive(int tun, int64_t offset)
{
	struct packet packet = {.size = 0};
	ssize_t n = read(tun, &packet, sizeof packet.ip + sizeof packet.message);

	if (n < 0)
		err(1, "read");
	if (n < (ssize_t)(sizeof packet.ip + sizeof packet.stamp) || packet.ip.ihl != 5)
		return;
	packet.size = (size_t)n - sizeof packet.ip;
	answer(&packet, offset);
}

int main(int argc, char *argv[])
{
	struct pollfd wait = {.events = POLLIN};
	int64_t offset;

	if (argc != 2) {
		fputs("usage: icmphosts OFFSET-SECONDS\n", stderr);
		return 2;
	}
	offset = (int64_t)(strtod(argv[1], NULL) * 1e9);
	wait.fd = open_tun();
	puts("ready");
	fflush(stdout);
	for (;;) {
		poll(&wait, 1, send_due(wait.fd));
		if ((wait.revents & POLLIN) != 0)
			receive(wait.fd, offset);
	}
}
