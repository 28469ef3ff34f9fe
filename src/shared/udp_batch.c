/* SPDX-License-Identifier: ISC */
/* Datagrams in batches: see udp_batch.h. */
#include "shared/udp_batch.h"

#include <errno.h>
#include <string.h>

int udp_batch_prepare(int fd)
{
	const int on = 1;
	int domain;
	socklen_t size = sizeof domain;

	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0)
		return -errno;
	/* An IPv6 socket also receives IPv4, for which IPV6_PKTINFO has no ipi_spec_dst: see
	 * turn_ipv4(). */
	if (setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) < 0 && domain == AF_INET)
		return -errno;
	if (domain == AF_INET6 &&
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on) < 0)
		return -errno;
	return 0;
}

static bool is_usable_ipv4(uint32_t address)
{
	uint32_t host = ntohl(address);

	return host != INADDR_ANY && host != INADDR_BROADCAST && !IN_MULTICAST(host);
}

static bool is_usable(const struct in6_addr *address)
{
	uint32_t ipv4;

	if (!IN6_IS_ADDR_V4MAPPED(address))
		return !IN6_IS_ADDR_MULTICAST(address) && !IN6_IS_ADDR_UNSPECIFIED(address);
	memcpy(&ipv4, &address->s6_addr[12], sizeof ipv4);
	return is_usable_ipv4(ipv4);
}

static void set_source(struct datagram *self, const union socket_address *address)
{
	self->source = socket_address_in6(address);
	self->port = ntohs(
		address->any.sa_family == AF_INET6 ? address->in6.sin6_port : address->in.sin_port);
}

/* Turn the control message of a request into that of its reply: its destination becomes the source
 * of the reply. True if this is a unicast address. */
static bool turn_ipv4(struct msghdr *message, struct in_pktinfo info)
{
	/* For a broadcast, the destination differs from the local address that would answer. The
	 * local address is unknown if the datagram arrived before udp_batch_prepare(): then the
	 * kernel refuses to send from a destination that is not local. */
	bool is_unicast = (info.ipi_addr.s_addr == info.ipi_spec_dst.s_addr ||
				  info.ipi_spec_dst.s_addr == INADDR_ANY) &&
			  is_usable_ipv4(info.ipi_addr.s_addr);
	struct cmsghdr *header = message->msg_control;

	header->cmsg_level = IPPROTO_IP;
	header->cmsg_type = IP_PKTINFO;
	header->cmsg_len = CMSG_LEN(sizeof info);
	info.ipi_spec_dst = info.ipi_addr;
	info.ipi_ifindex = 0; /* the routing table selects the interface */
	memcpy(CMSG_DATA(header), &info, sizeof info);
	message->msg_controllen = CMSG_SPACE(sizeof info);
	return is_unicast;
}

static bool turn_ipv6(struct msghdr *message, struct in6_pktinfo info)
{
	bool is_unicast = is_usable(&info.ipi6_addr);
	struct cmsghdr *header = message->msg_control;

	header->cmsg_level = IPPROTO_IPV6;
	header->cmsg_type = IPV6_PKTINFO;
	header->cmsg_len = CMSG_LEN(sizeof info);
	if (!IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr))
		info.ipi6_ifindex = 0;
	memcpy(CMSG_DATA(header), &info, sizeof info);
	message->msg_controllen = CMSG_SPACE(sizeof info);
	return is_unicast;
}

static bool turn(struct msghdr *message)
{
	struct in_pktinfo ipv4;
	struct in6_pktinfo ipv6;
	bool has_ipv4 = false;
	bool has_ipv6 = false;

	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
		header = CMSG_NXTHDR(message, header))
		if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
			memcpy(&ipv4, CMSG_DATA(header), sizeof ipv4);
			has_ipv4 = true;
		} else if (header->cmsg_level == IPPROTO_IPV6 &&
			   header->cmsg_type == IPV6_PKTINFO) {
			memcpy(&ipv6, CMSG_DATA(header), sizeof ipv6);
			has_ipv6 = true;
		}
	if (has_ipv4)
		return turn_ipv4(message, ipv4);
	return has_ipv6 && turn_ipv6(message, ipv6);
}

int udp_batch_receive(struct udp_batch *self, int fd, size_t max)
{
	int count;

	self->replies = 0;
	for (int i = 0; i < UDP_BATCH_SIZE; i++) {
		self->parts[i] = (struct iovec){.iov_base = self->buffers[i], .iov_len = max};
		self->headers[i].msg_hdr = (struct msghdr){
			.msg_name = &self->addresses[i],
			.msg_namelen = sizeof self->addresses[i],
			.msg_iov = &self->parts[i],
			.msg_iovlen = 1,
			.msg_control = &self->controls[i],
			.msg_controllen = sizeof self->controls[i],
		};
	}
	do /* MSG_TRUNC: msg_len is the size of the datagram even if not all is received. */
		count = recvmmsg(fd, self->headers, UDP_BATCH_SIZE, MSG_DONTWAIT | MSG_TRUNC, NULL);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++) {
		struct datagram *datagram = &self->received[i];

		set_source(datagram, &self->addresses[i]);
		datagram->is_unicast =
			turn(&self->headers[i].msg_hdr) && is_usable(&datagram->source);
		datagram->data = self->buffers[i];
		datagram->size = self->headers[i].msg_len;
	}
	return count;
}

void udp_batch_touch(struct udp_batch *self, size_t max)
{
	for (int i = 0; i < UDP_BATCH_SIZE; i++)
		memset(self->buffers[i], 0, max);
}

const struct datagram *udp_batch_received(const struct udp_batch *self, int i)
{
	return &self->received[i];
}

void udp_batch_answer(struct udp_batch *self, int i, const void *data, size_t size)
{
	struct iovec *part = &self->parts[i];

	part->iov_base = (void *)data; /* sendmmsg(2) does not write to it */
	part->iov_len = size;
	/* Close the gaps of datagrams without a reply. */
	self->headers[self->replies++] = self->headers[i];
}

size_t udp_batch_send(struct udp_batch *self, int fd)
{
	size_t next = 0;
	size_t dropped = 0;

	while (next < self->replies) {
		int n = sendmmsg(
			fd, self->headers + next, (unsigned)(self->replies - next), MSG_DONTWAIT);

		if (n > 0) {
			next += (size_t)n;
		} else if (n == 0 || errno != EINTR) {
			/* There is no route to that peer, or no room now. */
			next++;
			dropped++;
		}
	}
	self->replies = 0;
	return dropped;
}
