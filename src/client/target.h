/* Where to connect to: what the user writes as HOST and PORT. */
#ifndef INETKIT_CLIENT_TARGET_H
#define INETKIT_CLIENT_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

enum {
	TARGET_HOST_SIZE = 256, /* the longest name has 253 characters */
	TARGET_PATH_SIZE = sizeof((struct sockaddr_un *)0)->sun_path,
};

struct target {
	const char *given;           /* as the user wrote it, for messages and rows */
	char host[TARGET_HOST_SIZE]; /* a name or an address; empty for unix:PATH */
	uint16_t port;
	const char *path; /* of unix:PATH, or NULL */
};

/* How to connect: what the options of a command say. */
struct request {
	int family;       /* AF_UNSPEC, AF_INET or AF_INET6 */
	int type;         /* SOCK_STREAM or SOCK_DGRAM */
	uint64_t limit;   /* in microseconds: for a look-up, for a connection, for a silence */
	bool is_timed;    /* the kernel is to note when something came: SO_TIMESTAMPNS */
	const char *port; /* where the target has none: a number or a service's name, or NULL */
};

/*
 * Read HOST, HOST:PORT, ADDRESS, [ADDRESS]:PORT or unix:PATH. The default port, which can be NULL,
 * is like any other a number or a service's name (services(5), then our own registry). The text
 * must outlive the target. NULL, or what is wrong with it.
 */
const char *target_parse(const char *text, const char *default_port, struct target *ret);

/* Whether no name is to be looked up for it. */
bool target_is_numeric(const struct target *self);

#endif
