/* SPDX-License-Identifier: ISC */
/* Where and how to connect: the HOST and PORT of the command line, and the options. */
#ifndef INETKIT_CLIENT_TARGET_H
#define INETKIT_CLIENT_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

enum {
	TARGET_HOST_SIZE = 256, /* the longest name has 253 characters (RFC 1035, section 2.3.4) */
	TARGET_PATH_SIZE = sizeof((struct sockaddr_un *)0)->sun_path,
};

/* As the default port: the protocol has no ports. The port of the target is then 0. */
#define TARGET_NO_PORT ""

struct target {
	const char *given;           /* as the user wrote it, for messages and output */
	char host[TARGET_HOST_SIZE]; /* a name or an address; empty for unix:PATH */
	uint16_t port;
	const char *path; /* of unix:PATH, or NULL; begins with '@' if the socket is abstract */
};

/* How to connect: from the options of a command. */
struct request {
	int family;       /* AF_UNSPEC, AF_INET or AF_INET6 */
	int type;         /* SOCK_STREAM or SOCK_DGRAM */
	uint64_t limit;   /* timeout of a lookup, a connect, a wait for a reply; in microseconds */
	bool is_derived;  /* the limit is not that of -w, so -w does not allow more time */
	bool is_timed;    /* set SO_TIMESTAMPNS (socket(7)): the kernel notes arrival times */
	const char *port; /* default: a number or a service name; NULL for none */
	/* How many connections may be open besides one for each dial; NULL: any number. All dials
	 * of a program share the counter. */
	size_t *spare;
};

/* Ends the message that the limit is over: how to allow more time, or empty. */
const char *request_advice(const struct request *self);

/*
 * Parse HOST, HOST:PORT, ADDRESS, [ADDRESS]:PORT, unix:PATH or unix:@NAME. A port is a number from
 * 1 to 65535 or the name of a service, from services(5) or base/service.h. default_port can be
 * NULL or TARGET_NO_PORT. The text must outlive the target. Returns NULL, or the reason why the
 * text is invalid.
 */
const char *target_parse(const char *text, const char *default_port, struct target *ret_target);

/* Check a port on its own. Returns NULL, or the reason why it is invalid. */
const char *target_check_port(const char *text);

/* True if the target needs no lookup: an address, or unix:PATH. */
bool target_is_numeric(const struct target *self);

#endif
