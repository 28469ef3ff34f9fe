/* What a connection of the client leads to, in words. */
#ifndef INETKIT_CLIENT_ENDPOINT_H
#define INETKIT_CLIENT_ENDPOINT_H

#include "client/target.h"

#include <stdbool.h>
#include <stddef.h>

/* Of text as the user wrote it, which can hold control characters: for line_print(). */
struct endpoint {
	char name[TARGET_HOST_SIZE];    /* the host without its port, or unix:PATH */
	char address[TARGET_HOST_SIZE]; /* in digits, or unix:PATH */
	char text[2 * TARGET_HOST_SIZE + sizeof " () port 65535 over TCP"];
};

/*
 * The address that a socket is connected to, in digits. False if it has none: over a UNIX socket,
 * or because the peer has gone.
 */
bool endpoint_address(int fd, char *ret, size_t size);

/* Of a connected socket. */
void endpoint_describe(int fd, const struct target *target, struct endpoint *ret);

#endif
