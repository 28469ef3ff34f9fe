/* Reverse lookup: the name of an address, from the system's resolver. */
#ifndef INETKIT_HELLO_REVERSE_H
#define INETKIT_HELLO_REVERSE_H

#include "filter/peer.h"

/*
 * Looks up the peer's name. Returns false if it has none, the lookup takes longer than this many
 * seconds, or peer_name_is_valid() rejects the name.
 *
 * getnameinfo(3) cannot be cancelled. If it hangs, its thread continues until the process exits or
 * executes another program. Call this function once per process.
 */
bool reverse_lookup(const struct peer *peer, unsigned seconds, char ret_name[PEER_NAME_SIZE]);

#endif
