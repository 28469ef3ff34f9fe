/* SPDX-License-Identifier: ISC */
/* Reverse lookup: the name of an address, from the system's resolver. */
#ifndef INETKIT_HELLO_REVERSE_H
#define INETKIT_HELLO_REVERSE_H

#include "filter/peer.h"

/*
 * Looks up the peer's name. Sets ret_name to "" if it has none, the lookup takes longer than this
 * many seconds, or peer_name_is_valid() rejects the name. Returns NULL, or why hello-lookup failed.
 */
const char *reverse_lookup(
	const struct peer *peer, unsigned seconds, char ret_name[PEER_NAME_SIZE]);

#endif
