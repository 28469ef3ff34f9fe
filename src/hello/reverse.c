/* Reverse lookup with a timeout: see reverse.h. */
#include "hello/reverse.h"

#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

/* Static, because the thread can still use it after reverse_lookup() has returned. */
static struct lookup {
	struct peer peer;
	char name[NI_MAXHOST];
	int result; /* of getnameinfo(3) */
} lookup;

static void *look_up(void *unused)
{
	const struct peer *peer = &lookup.peer;
	socklen_t size = peer->address.any.sa_family == AF_INET ? sizeof peer->address.in
								: sizeof peer->address.in6;

	lookup.result = getnameinfo(
		&peer->address.any, size, lookup.name, sizeof lookup.name, NULL, 0, NI_NAMEREQD);
	return unused;
}

bool reverse_lookup(const struct peer *peer, unsigned seconds, char ret_name[PEER_NAME_SIZE])
{
	pthread_t thread;
	struct timespec end;

	if (peer->address.any.sa_family == AF_UNSPEC)
		return false;
	lookup.peer = *peer;
	if (pthread_create(&thread, NULL, look_up, NULL) != 0)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += seconds;
	if (pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &end) != 0)
		return false;
	if (lookup.result != 0 || !peer_name_is_valid(lookup.name))
		return false;
	memcpy(ret_name, lookup.name, strlen(lookup.name) + 1);
	return true;
}
