/* SPDX-License-Identifier: ISC */
/* The protocols by which a host tells the time of its clock. */
#ifndef INETKIT_CLOCKS_PROTOCOL_H
#define INETKIT_CLOCKS_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of --protocol in commands.tsv. */
enum protocol {
	PROTOCOL_TIME,    /* RFC 868 */
	PROTOCOL_DAYTIME, /* RFC 867 */
	PROTOCOL_NTP,     /* RFC 5905 */
	PROTOCOL_HTTP,    /* RFC 9110 */
	PROTOCOL_ICMP,    /* RFC 792 */
};
enum { PROTOCOLS = PROTOCOL_ICMP + 1 };

extern const struct protocol_kind {
	const char *name; /* of --protocol, and the scheme in NAME://HOST */
	const char *port; /* the default; TARGET_NO_PORT if the protocol has no ports */
	int family;       /* AF_UNSPEC, or the only one in which the protocol exists */
	int type;         /* SOCK_STREAM, SOCK_DGRAM or SOCK_RAW */
	bool has_udp;     /* -u asks by datagrams instead of a connection */
	bool has_path;    /* a path can follow the host, as in NAME://HOST/PATH */
	bool is_exact;    /* see estimator_begin() */
	int64_t spacing;  /* the default of --spacing, in nanoseconds */
} protocol_kinds[PROTOCOLS];

/* Finds a protocol by its name, of which only the first size bytes count, in upper or lower case.
 * Returns false if there is none. */
bool protocol_find(const char *name, size_t size, enum protocol *ret_protocol);

#endif
