/* SPDX-License-Identifier: ISC */
/*
 * A flood of UDP datagrams from random addresses in 127.0.0.0/8 and random ports from 1024 on, sent
 * by a raw socket; nothing waits for replies. It watches the queue of the server's socket, in the
 * same network namespace, and pauses before the queue is full: datagrams that the kernel drops do
 * not load the server. Needs root. Prints the datagrams sent per second and the datagrams dropped.
 */
#ifndef INETKIT_TESTS_DATAGRAMS_FLOOD_H
#define INETKIT_TESTS_DATAGRAMS_FLOOD_H

#include "common/load.h"

#include <stdbool.h>

enum { FLOOD_SIZE_MAX = 512 }; /* bytes of a datagram */

/*
 * Send as many datagrams as the load counts, of its request's size, to its IPv4 address. With
 * until_signal, print a line once the flood has begun, and continue at least until SIGTERM.
 */
void flood(const struct load *load, bool until_signal);

#endif
