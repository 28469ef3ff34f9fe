/* SPDX-License-Identifier: ISC */
/*
 * The raw socket through which all hosts are asked by ICMP. One serves them all, because the kernel
 * compares each ICMP packet with every raw socket of the system: with 10,000 sockets, a request and
 * its reply take more than a millisecond of its time.
 */
#ifndef INETKIT_CLOCKS_ICMP_SOCKET_H
#define INETKIT_CLOCKS_ICMP_SOCKET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <systemd/sd-event.h>

struct icmp_socket;

/*
 * A time stamp reply from the host arrived: the packet with its IP header, not yet checked, and its
 * kernel timestamp in nanoseconds since 1970, or 0. Called from the event loop or
 * icmp_socket_flush(). Returns true if the packet was for this listener, which may be gone by then.
 */
typedef bool icmp_received(const uint8_t *packet, size_t size, int64_t timestamp, void *userdata);

/*
 * A request to the host failed: the cause, valid during the call, and as many bytes as the report
 * quotes of the request, from its ICMP header on. Otherwise as icmp_received(). With a request that
 * is NULL, no packet can be received any more, and the listener must leave.
 */
typedef bool icmp_failed(const char *cause, const uint8_t *request, size_t size, void *userdata);

struct icmp_listener {
	LIST_ENTRY(icmp_listener) entries;
	struct in_addr address;
	icmp_received *on_received;
	icmp_failed *on_failed;
	void *userdata;
};

/* Lives as long as the process. Returns 0 or -ENOMEM. */
int icmp_socket_new(sd_event *event, struct icmp_socket **ret_socket);

/* Open the socket, which requires CAP_NET_RAW; once. Returns 0 or a negative errno. */
int icmp_socket_open(struct icmp_socket *self);

/* The result of icmp_socket_open(), or a later error that lasts; 0 before. */
int icmp_socket_error(const struct icmp_socket *self);

/* Begin to receive from the listener's host, until icmp_socket_leave(). The caller has filled in
 * the listener. Only if the socket is open. */
void icmp_socket_listen(struct icmp_socket *self, struct icmp_listener *listener);
void icmp_socket_leave(struct icmp_listener *listener);

/* Send an ICMP message to the listener's host. Returns 0 or a negative errno: -EAGAIN if there is
 * no room now, which happens while neighbours are looked up that do not answer. */
int icmp_socket_send(struct icmp_socket *self, const struct icmp_listener *listener,
	const void *data, size_t size);

/* Hand out now what has arrived. */
void icmp_socket_flush(struct icmp_socket *self);

#endif
