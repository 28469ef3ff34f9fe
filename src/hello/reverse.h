/* The name of an address, from the system's resolver, within a time limit that holds. */
#ifndef INETKIT_HELLO_REVERSE_H
#define INETKIT_HELLO_REVERSE_H

#include "filter/peer.h"

/*
 * The peer's name, or false where it has none, the resolver has not answered within the seconds,
 * or its answer is not a name that peer_name_is_valid() lets pass.
 *
 * A look-up that hangs cannot be called off: it goes on in a thread of its own, which ends with
 * the process or when another program is executed.
 */
bool reverse_lookup(const struct peer *peer, unsigned seconds, char ret_name[PEER_NAME_SIZE]);

#endif
