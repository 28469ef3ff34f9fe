/* SPDX-License-Identifier: ISC */
/* Why an ICMP request failed: see icmp_error.h. */
#include "clocks/icmp_error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static const char *find_reason(const struct sock_extended_err *error)
{
	if (error->ee_origin != SO_EE_ORIGIN_ICMP)
		return strerror((int)error->ee_errno);
	if (error->ee_type == ICMP_TIME_EXCEEDED)
		return "the way to it has too many hops, or is a loop";
	if (error->ee_type == ICMP_DEST_UNREACH &&
		(error->ee_code == ICMP_NET_ANO || error->ee_code == ICMP_HOST_ANO ||
			error->ee_code == ICMP_PKT_FILTERED))
		return "administratively prohibited";
	return strerror((int)error->ee_errno);
}

static void describe(const struct sock_extended_err *error, char *ret_cause, size_t size)
{
	const struct sockaddr_in *offender = (const struct sockaddr_in *)SO_EE_OFFENDER(error);
	char address[INET_ADDRSTRLEN];

	if (error->ee_origin == SO_EE_ORIGIN_ICMP && offender->sin_family == AF_INET &&
		inet_ntop(AF_INET, &offender->sin_addr, address, sizeof address) != NULL)
		snprintf(ret_cause, size, "%s, says %s", find_reason(error), address);
	else
		snprintf(ret_cause, size, "%s", find_reason(error));
}

static const struct sock_extended_err *find_error(struct msghdr *message)
{
	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
		header = CMSG_NXTHDR(message, header))
		if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR)
			return (const struct sock_extended_err *)CMSG_DATA(header);
	return NULL;
}

int icmp_error_read(int fd, struct icmp_error *ret_error)
{
	union {
		struct cmsghdr header;
		char room[512];
	} control;
	struct sockaddr_in address = {.sin_family = AF_UNSPEC};
	struct iovec part = {.iov_base = ret_error->request, .iov_len = sizeof ret_error->request};
	struct msghdr message = {.msg_name = &address,
		.msg_namelen = sizeof address,
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};
	ssize_t n = recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
	const struct sock_extended_err *error;

	if (n < 0)
		return -errno;
	error = find_error(&message);
	if (error == NULL || address.sin_family != AF_INET)
		return -ENOMSG;
	ret_error->address = address.sin_addr;
	ret_error->size = (size_t)n;
	describe(error, ret_error->cause, sizeof ret_error->cause);
	return 0;
}
