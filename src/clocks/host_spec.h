/* SPDX-License-Identifier: ISC */
/* A host as the user wrote it: where to connect, and by which protocol to ask for the time. */
#ifndef INETKIT_CLOCKS_HOST_SPEC_H
#define INETKIT_CLOCKS_HOST_SPEC_H

#include "client/target.h"
#include "clocks/protocol.h"

struct host_spec {
	struct target target;
	enum protocol protocol;
	const char *path; /* of NAME://HOST/PATH, with its slash; NULL if none was given */
};

/*
 * Parse what target_parse() knows, or PROTOCOL://HOST, PROTOCOL://HOST:PORT, each with /PATH if the
 * protocol has paths. protocol and port are those of a host without a scheme; port is NULL for the
 * default of the protocol. The text must outlive the result. Returns NULL, or the reason why the
 * text is invalid; target.given is set in either case.
 */
const char *host_spec_parse(
	const char *text, enum protocol protocol, const char *port, struct host_spec *ret_spec);

#endif
