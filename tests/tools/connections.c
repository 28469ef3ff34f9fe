/*
 * Opens connections, reads each to its end, and tells how long they took: the client of the
 * measurements. An answer that is empty is a failure, because systemd says nothing where a sandbox
 * keeps the program from starting.
 *
 * The client shares the processors with the server, and for a server that starts no process it does
 * the greater part of the work: the kernel shakes hands and says farewell in its system calls. So
 * it has no more threads than there are processors, and waits for connections in the order in which
 * they were opened, which is the order in which a server accepts: no call is spent on asking which
 * of them has ended. A connection that ends before an older one is noticed late.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const struct timeval patience = {.tv_sec = 10};

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
	};
	socklen_t size;
};

struct connection {
	int64_t opened; /* nanoseconds */
	int fd;
};

/* What one thread does: connections, of which some are open at a time, each with its duration in
 * nanoseconds. */
struct caller {
	const struct address *address;
	long count;
	long in_flight;
	long answer_size; /* or -1: any but 0 */
	int64_t *durations;
	struct connection *connections;
	pthread_t thread;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "connections: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void open_connection(const struct address *address, struct connection *connection)
{
	int fd;

	connection->opened = nanoseconds();
	fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		fail("socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (connect(fd, &address->any, address->size) < 0)
		fail("connect");
	connection->fd = fd;
}

/* Returns how long the connection has lasted. */
static int64_t end_connection(const struct connection *connection, long answer_size)
{
	char answer[65536];
	long size = 0;
	ssize_t n;

	/* Returns with less than that at the end alone, instead of once for what a server sends and
	 * once for the end. */
	while ((n = recv(connection->fd, answer, sizeof answer, MSG_WAITALL)) > 0)
		size += n;
	if (n < 0)
		fail("read");
	if (answer_size < 0 ? size == 0 : size != answer_size) {
		fprintf(stderr, "connections: an answer of %ld octets\n", size);
		exit(1);
	}
	close(connection->fd);
	return nanoseconds() - connection->opened;
}

static void *call(void *data)
{
	const struct caller *caller = data;
	struct connection *connection;

	for (long i = 0; i < caller->count + caller->in_flight; i++) {
		connection = &caller->connections[i % caller->in_flight];
		if (i >= caller->in_flight)
			caller->durations[i - caller->in_flight] =
				end_connection(connection, caller->answer_size);
		if (i < caller->count)
			open_connection(caller->address, connection);
	}
	return NULL;
}

/* A path, an IPv4 address or an IPv6 address; the last two with a port. */
static int parse_address(char *arguments[], struct address *ret)
{
	long port = arguments[1] == NULL ? 0 : strtol(arguments[1], NULL, 10);

	memset(ret, 0, sizeof *ret);
	if (arguments[0][0] == '/' && strlen(arguments[0]) < sizeof ret->un.sun_path) {
		ret->un.sun_family = AF_UNIX;
		strcpy(ret->un.sun_path, arguments[0]);
		ret->size = sizeof ret->un;
		return arguments[1] == NULL;
	}
	if (inet_pton(AF_INET, arguments[0], &ret->in.sin_addr) == 1) {
		ret->in.sin_family = AF_INET;
		ret->in.sin_port = htons((uint16_t)port);
		ret->size = sizeof ret->in;
	} else if (inet_pton(AF_INET6, arguments[0], &ret->in6.sin6_addr) == 1) {
		ret->in6.sin6_family = AF_INET6;
		ret->in6.sin6_port = htons((uint16_t)port);
		ret->size = sizeof ret->in6;
	}
	return ret->size > 0 && port > 0 && port <= 65535;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

static void call_all(struct caller *callers, long threads)
{
	for (long i = 0; i < threads; i++) {
		errno = pthread_create(&callers[i].thread, NULL, call, &callers[i]);
		if (errno != 0)
			fail("thread");
	}
	for (long i = 0; i < threads; i++)
		pthread_join(callers[i].thread, NULL);
}

/* Those that this process may run on. */
static long count_processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof set, &set) < 0 ? 1 : CPU_COUNT(&set);
}

static void *allocate(long count, size_t size)
{
	void *memory = calloc((size_t)count, size);

	if (memory == NULL)
		fail("memory");
	return memory;
}

int main(int argc, char *argv[])
{
	struct address address;
	struct caller *callers;
	struct connection *connections;
	int64_t *durations;
	int64_t elapsed;
	long answer_size = -1;
	long count = 100;
	long jobs = 1;
	long threads = count_processors();
	long median;
	long late;
	int option;

	while ((option = getopt(argc, argv, "j:n:s:")) != -1)
		switch (option) {
		case 'j':
			jobs = strtol(optarg, NULL, 10);
			break;
		case 'n':
			count = strtol(optarg, NULL, 10);
			break;
		case 's':
			answer_size = strtol(optarg, NULL, 10);
			break;
		default:
			argc = 0;
		}
	if (jobs < 1 || jobs > 1000 || count < jobs || count > 100000000 || argc <= optind ||
		!parse_address(argv + optind, &address)) {
		fputs("usage: connections [-j IN-FLIGHT] [-n COUNT] [-s ANSWER-OCTETS] "
		      "ADDRESS PORT | PATH\n"
		      "prints: the median and the 90th percentile of a connection's duration in\n"
		      "microseconds, and how many connections ended in a second\n",
			stderr);
		return 2;
	}
	if (threads > jobs)
		threads = jobs;

	durations = allocate(count, sizeof *durations);
	connections = allocate(jobs, sizeof *connections);
	callers = allocate(threads, sizeof *callers);
	for (long i = 0, done = 0, open = 0; i < threads; i++) {
		callers[i] = (struct caller){
			.address = &address,
			.count = (count - done) / (threads - i),
			.in_flight = (jobs - open) / (threads - i),
			.answer_size = answer_size,
			.durations = durations + done,
			.connections = connections + open,
		};
		done += callers[i].count;
		open += callers[i].in_flight;
	}
	elapsed = nanoseconds();
	call_all(callers, threads);
	elapsed = nanoseconds() - elapsed;

	qsort(durations, (size_t)count, sizeof *durations, compare);
	median = count / 2;
	late = count * 9 / 10;
	printf("%.1f %.1f %.1f\n", (double)durations[median] / 1e3, (double)durations[late] / 1e3,
		(double)count * 1e9 / (double)elapsed);
	free(callers);
	free(connections);
	free(durations);
	return 0;
}
