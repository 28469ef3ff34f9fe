/* SPDX-License-Identifier: ISC */
/* The probes of inetkit ping over TCP and over UDP. */
#ifndef INETKIT_COMMANDS_PING_TRANSPORT_H
#define INETKIT_COMMANDS_PING_TRANSPORT_H

#include "commands/ping_host.h"

#include <stdint.h>
#include <systemd/sd-event.h>

/* Send the latest probe. Over TCP one that is not sent ends the host; over UDP it counts as an
 * error. */
void ping_tcp_send(struct ping_host *self);
void ping_udp_send(struct ping_host *self);

/* Read the replies that have arrived. Over TCP this also sends what is left of the probe. */
int ping_tcp_on_ready(sd_event_source *source, int fd, uint32_t events, void *userdata);
int ping_udp_on_readable(sd_event_source *source, int fd, uint32_t events, void *userdata);

/* Reads the replies that have arrived until the limit of time. This can end the host, or the turn
 * of the address. */
void ping_udp_read_last(struct ping_host *self);

#endif
