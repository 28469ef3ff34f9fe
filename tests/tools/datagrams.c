/*
 * Asks a service over UDP and tells how long the answers took; or floods it from everywhere: the
 * client of the measurements.
 *
 * Each request in flight has a caller of its own, with a socket and a source port, as requests from
 * many hosts have. One socket and sendmmsg(2) for all of them would be cheaper; but many hosts do
 * not send in the same instant, which flatters a server that reads many datagrams at once.
 *
 * The client shares the processors with the server: so it has no more threads than there are
 * processors, and waits for answers in the order of the requests, which is the order in which a
 * server reads them from its socket; no call is spent on asking who has been answered. A caller
 * that gets no answer for a second is counted as lost, and asks again from another port.
 *
 * The flood's datagrams have random addresses of 127.0.0.0/8 and random ports from 1024 on as their
 * source, made by a raw socket, and nobody waits for answers. It looks at the queue of the socket
 * that it floods, in its own network namespace, and lets it be read before it is full: what the
 * kernel drops does not try the server.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
	MAX_SIZE = 65507,
	BATCH = 128,
	MAX_FLOOD_SIZE = 512,
	/* Octets that a queue may still hold when the next batch comes; the kernel counts a small
	 * datagram as 768, and has room for 212992 by default. */
	QUEUE_MARK = 65536,
};

static const struct timeval patience = {.tv_sec = 1};

struct task {
	struct sockaddr_in address;
	long count;
	size_t request_size;
	long answer_size; /* or -1: any */
};

struct caller {
	int64_t asked; /* nanoseconds */
	int fd;
};

/* What one thread does: requests, of which some are in flight at a time, each with its duration in
 * nanoseconds. */
struct asking {
	const struct task *task;
	const char *request;
	long count;
	long in_flight;
	int64_t *durations;
	struct caller *callers;
	long lost;
	pthread_t thread;
};

struct datagram {
	struct iphdr ip;
	struct udphdr udp;
	char payload[MAX_FLOOD_SIZE];
};

struct queue {
	unsigned long octets;
	unsigned long dropped;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "datagrams: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
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

static void open_caller(const struct task *task, struct caller *caller)
{
	caller->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (caller->fd < 0)
		fail("socket");
	setsockopt(caller->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (connect(caller->fd, (const struct sockaddr *)&task->address, sizeof task->address) < 0)
		fail("connect");
}

static void ask(const struct asking *asking, struct caller *caller)
{
	caller->asked = nanoseconds();
	if (send(caller->fd, asking->request, asking->task->request_size, 0) < 0)
		fail("send");
}

/* Returns how long it has taken. */
static int64_t get_answer(struct asking *asking, struct caller *caller, char *answer)
{
	const struct task *task = asking->task;
	ssize_t n;

	while ((n = recv(caller->fd, answer, MAX_SIZE, 0)) < 0) {
		if (errno != EAGAIN)
			fail("receive");
		if (++asking->lost > asking->count / 10) {
			fputs("datagrams: there are no answers\n", stderr);
			exit(1);
		}
		close(caller->fd);
		open_caller(task, caller);
		ask(asking, caller);
	}
	if (task->answer_size >= 0 && n != task->answer_size) {
		fprintf(stderr, "datagrams: an answer of %zd octets\n", n);
		exit(1);
	}
	return nanoseconds() - caller->asked;
}

static void *run(void *data)
{
	struct asking *asking = data;
	char *answer = allocate(1, MAX_SIZE);
	struct caller *caller;

	for (long i = 0; i < asking->count + asking->in_flight; i++) {
		caller = &asking->callers[i % asking->in_flight];
		if (i < asking->in_flight)
			open_caller(asking->task, caller);
		else
			asking->durations[i - asking->in_flight] =
				get_answer(asking, caller, answer);
		if (i < asking->count)
			ask(asking, caller);
	}
	free(answer);
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

static void print_durations(int64_t *durations, long count, int64_t elapsed, long lost)
{
	long median = count / 2;
	long late = count * 9 / 10;

	qsort(durations, (size_t)count, sizeof *durations, compare);
	printf("%.1f %.1f %.1f %ld\n", (double)durations[median] / 1e3,
		(double)durations[late] / 1e3, (double)count * 1e9 / (double)elapsed, lost);
}

static void ask_all(const struct task *task, long in_flight)
{
	long processors = count_processors();
	long threads = processors < in_flight ? processors : in_flight;
	struct asking *askings = allocate(threads, sizeof *askings);
	struct caller *callers = allocate(in_flight, sizeof *callers);
	int64_t *durations = allocate(task->count, sizeof *durations);
	char *request = allocate(1, MAX_SIZE);
	int64_t elapsed = nanoseconds();
	long lost = 0;

	memset(request, 'x', MAX_SIZE);
	for (long i = 0, done = 0, open = 0; i < threads; i++) {
		askings[i] = (struct asking){
			.task = task,
			.request = request,
			.count = (task->count - done) / (threads - i),
			.in_flight = (in_flight - open) / (threads - i),
			.durations = durations + done,
			.callers = callers + open,
		};
		done += askings[i].count;
		open += askings[i].in_flight;
		errno = pthread_create(&askings[i].thread, NULL, run, &askings[i]);
		if (errno != 0)
			fail("thread");
	}
	for (long i = 0; i < threads; i++) {
		pthread_join(askings[i].thread, NULL);
		lost += askings[i].lost;
	}
	print_durations(durations, task->count, nanoseconds() - elapsed, lost);
	free(request);
	free(durations);
	free(callers);
	free(askings);
}

/* From the kernel's list of UDP sockets: sl local:port remote:port st tx:rx tr:when retransmits uid
 * timeout inode ref pointer dropped. */
static struct queue look_at_queue(uint16_t port)
{
	FILE *list = fopen("/proc/net/udp", "re");
	struct queue queue = {0};
	char line[512];
	unsigned int local;
	bool found = false;

	if (list == NULL)
		fail("/proc/net/udp");
	while (!found && fgets(line, sizeof line, list) != NULL)
		found = sscanf(line,
				" %*[0-9]: %*[0-9A-F]:%x %*s %*s %*[0-9A-F]:%lx %*s %*s %*s %*s "
				"%*s "
				"%*s %*s %lu",
				&local, &queue.octets, &queue.dropped) == 3 &&
			local == port;
	fclose(list);
	if (!found) {
		fprintf(stderr, "datagrams: no UDP socket of IPv4 has port %u\n", port);
		exit(1);
	}
	return queue;
}

static void wait_for_queue(uint16_t port)
{
	int64_t begin = nanoseconds();

	while (look_at_queue(port).octets > QUEUE_MARK) {
		if (nanoseconds() - begin > INT64_C(10000000000)) {
			fputs("datagrams: nobody reads what has been sent\n", stderr);
			exit(1);
		}
		sched_yield();
	}
}

/* xorshift64 */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* The kernel fills in the rest of IP's header; without a checksum of UDP there is none to make anew
 * for each source. */
static void make_datagram(const struct task *task, struct datagram *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->ip.version = 4;
	ret->ip.ihl = sizeof ret->ip / 4;
	ret->ip.ttl = 64;
	ret->ip.protocol = IPPROTO_UDP;
	ret->ip.daddr = task->address.sin_addr.s_addr;
	ret->udp.dest = task->address.sin_port;
	ret->udp.len = htons((uint16_t)(sizeof ret->udp + task->request_size));
	memset(ret->payload, 'x', task->request_size);
}

static void choose_source(struct datagram *datagram, uint64_t *state)
{
	uint64_t random = next_random(state) >> 16;

	datagram->ip.saddr = htonl(UINT32_C(0x7f000000) | (uint32_t)(random & 0xffffff));
	datagram->udp.source = htons((uint16_t)(1024 + (random >> 24) % (65536 - 1024)));
}

static void send_batch(int fd, struct mmsghdr *messages, unsigned int count)
{
	int n;

	for (unsigned int sent = 0; sent < count; sent += (unsigned int)n) {
		n = sendmmsg(fd, messages + sent, count - sent, 0);
		if (n < 0)
			fail("send");
	}
}

static void flood(const struct task *task)
{
	static struct datagram datagrams[BATCH];
	struct mmsghdr messages[BATCH] = {0};
	struct iovec parts[BATCH];
	uint16_t port = ntohs(task->address.sin_port);
	unsigned long dropped = look_at_queue(port).dropped;
	uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
	int64_t elapsed = nanoseconds();
	unsigned int size;
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);

	if (fd < 0 ||
		connect(fd, (const struct sockaddr *)&task->address, sizeof task->address) < 0)
		fail("raw socket");
	for (int i = 0; i < BATCH; i++) {
		make_datagram(task, &datagrams[i]);
		parts[i].iov_base = &datagrams[i];
		parts[i].iov_len = offsetof(struct datagram, payload) + task->request_size;
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	for (long left = task->count; left > 0; left -= size) {
		size = left < BATCH ? (unsigned int)left : BATCH;
		for (unsigned int i = 0; i < size; i++)
			choose_source(&datagrams[i], &state);
		wait_for_queue(port);
		send_batch(fd, messages, size);
	}
	wait_for_queue(port);
	elapsed = nanoseconds() - elapsed;
	printf("%.1f %lu\n", (double)task->count * 1e9 / (double)elapsed,
		look_at_queue(port).dropped - dropped);
}

static int usage(void)
{
	fputs("usage: datagrams [-a ANSWER-OCTETS] [-j IN-FLIGHT] [-n COUNT] [-s REQUEST-OCTETS] "
	      "ADDRESS PORT\n"
	      "       datagrams -x [-n COUNT] [-s REQUEST-OCTETS] ADDRESS PORT\n"
	      "prints: the median and the 90th percentile of the time to an answer in "
	      "microseconds,\n"
	      "how many answers came in a second, and how many were lost; with -x: how many\n"
	      "datagrams were sent in a second, and how many the kernel dropped\n",
		stderr);
	return 2;
}

int main(int argc, char *argv[])
{
	struct task task = {
		.address.sin_family = AF_INET, .count = 100, .request_size = 4, .answer_size = -1};
	long in_flight = 64;
	bool flooding = false;
	long port;
	int option;

	while ((option = getopt(argc, argv, "a:j:n:s:x")) != -1)
		switch (option) {
		case 'a':
			task.answer_size = strtol(optarg, NULL, 10);
			break;
		case 'j':
			in_flight = strtol(optarg, NULL, 10);
			break;
		case 'n':
			task.count = strtol(optarg, NULL, 10);
			break;
		case 's':
			task.request_size = strtoul(optarg, NULL, 10);
			break;
		case 'x':
			flooding = true;
			break;
		default:
			return usage();
		}
	if (argc - optind != 2 || inet_pton(AF_INET, argv[optind], &task.address.sin_addr) != 1)
		return usage();
	port = strtol(argv[optind + 1], NULL, 10);
	if (port < 1 || port > 65535 || in_flight < 1 || in_flight > 1000 ||
		task.count < in_flight || task.count > 100000000 ||
		task.request_size > (flooding ? MAX_FLOOD_SIZE : MAX_SIZE))
		return usage();
	task.address.sin_port = htons((uint16_t)port);
	if (flooding)
		flood(&task);
	else
		ask_all(&task, in_flight);
	return 0;
}
