/* SPDX-License-Identifier: ISC */
/* The receive queue of a UDP socket: see queue.h. */
#include "datagrams/queue.h"

#include <err.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * The columns are: sl, local address:port, remote address:port, st, tx_queue:rx_queue, tr:when,
 * retrnsmt, uid, timeout, inode, ref, pointer, drops.
 */
static bool parse(const char *line, unsigned *ret_port, struct queue *ret_queue)
{
	return sscanf(line,
		       " %*[0-9]: %*[0-9A-F]:%x %*s %*s %*[0-9A-F]:%" SCNx64
		       " %*s %*s %*s %*s %*s %*s %*s %" SCNu64,
		       ret_port, &ret_queue->size, &ret_queue->dropped) == 3;
}

struct queue queue_get(uint16_t port)
{
	FILE *list = fopen("/proc/net/udp", "re");
	struct queue queue = {0};
	char line[512];
	unsigned local = 0;
	bool is_found = false;

	if (list == NULL)
		err(1, "/proc/net/udp");
	while (!is_found && fgets(line, sizeof line, list) != NULL)
		is_found = parse(line, &local, &queue) && local == port;
	fclose(list);
	if (!is_found)
		errx(1, "no UDP socket over IPv4 has port %u", port);
	return queue;
}
