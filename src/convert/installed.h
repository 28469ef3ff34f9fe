/* SPDX-License-Identifier: ISC */
/* The socket units that are installed: which program each starts, and on which ports it listens. */
#ifndef INETKIT_CONVERT_INSTALLED_H
#define INETKIT_CONVERT_INSTALLED_H

#include <stdbool.h>
#include <stddef.h>

struct installed_port {
	int type; /* SOCK_STREAM or SOCK_DGRAM */
	unsigned port;
};

struct installed_unit {
	char *name;    /* "tftp.socket" */
	char *program; /* the path in ExecStart= of its service, or NULL */
	struct installed_port *ports;
	size_t port_count;
};

struct installed {
	struct installed_unit *units;
	size_t count;
};

/*
 * Reads the sockets in the directories of units, separated by colons; a unit in the first of these
 * hides its namesakes. A NULL stands for the directories of systemd.unit(5). Units that cannot be
 * read, and those named xinetd-*, which are ours, are skipped. Returns 0 or -ENOMEM. Release it
 * with installed_free().
 */
int installed_read(const char *directories, struct installed *ret_installed);

void installed_free(struct installed *self);

/* Whether there is a socket of this name, such as "tftp.socket". */
bool installed_has(const struct installed *self, const char *name);

/* Whether the unit listens on this port. */
bool installed_listens(const struct installed_unit *self, int type, unsigned port);

/* The first port of this type, or 0. */
unsigned installed_first_port(const struct installed_unit *self, int type);

#endif
