/*
 * A way to a server that is longer than loopback: it forwards connections or datagrams late, each
 * direction by a delay of its own and a random part of a jitter, and loses some datagrams.
 *
 * What is on the way waits in a queue of its direction, where it is never overtaken over TCP: the
 * connection itself, data, and the end. A heap tells which queue is due first.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

/* A side is not read from while so many octets from it are on the way. */
enum { CHUNK = 65536, IN_FLIGHT = 4 * 1024 * 1024, EVENTS = 256, PORTS = 65536 };

/* The direction, and the side of whom it comes from. */
enum { TO_SERVER, TO_CLIENT };

enum kind { CONNECT, DATA, END, RESET };

struct item {
	struct item *next;
	int64_t due;
	enum kind kind;
	size_t size;
	size_t sent;
	char data[];
};

struct pair;

/* What comes from one side, on its way to the other. */
struct way {
	struct pair *pair;
	int direction;
	int fd;           /* of the side that it comes from, or -1 */
	uint32_t events;  /* for which that is watched */
	bool has_ended;   /* nothing more comes */
	bool has_hung_up; /* nor is more taken */
	bool is_blocked;  /* the other side takes nothing now */
	size_t in_flight;
	int64_t last_due;
	struct item *first;
	struct item **end;
};

/* A connection and the one onward, or a client that sends datagrams and the socket for it. */
struct pair {
	struct way ways[2];
	unsigned waiting; /* entries of the heap */
	bool is_gone;
	struct sockaddr_in client;
	struct pair *next;
};

struct entry {
	int64_t due;
	uint64_t number; /* of two that are due at once, the first comes first */
	struct way *way;
};

struct relay {
	bool is_udp;
	int64_t delay[2]; /* nanoseconds */
	int64_t jitter[2];
	double loss[2]; /* from 0 to 1 */
	struct sockaddr_storage target;
	socklen_t target_size;
	int epoll, timer, listener;
	struct entry *heap;
	size_t count, room;
	uint64_t number;
	struct pair *clients[PORTS]; /* UDP, by the client's port */
	struct pair *gone;           /* to be freed after the events that are at hand */
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t read_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

static void *allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (memory == NULL)
		fail("memory");
	return memory;
}

/* --- the heap ----------------------------------------------------------------------------------*/

static bool is_before(const struct entry *a, const struct entry *b)
{
	return a->due < b->due || (a->due == b->due && a->number < b->number);
}

static void swap(struct entry *a, struct entry *b)
{
	struct entry c = *a;

	*a = *b;
	*b = c;
}

static void push(struct relay *self, struct way *way, int64_t due)
{
	size_t i = self->count++;

	if (i == self->room) {
		size_t room = self->room * 2 + 64;
		struct entry *heap = realloc(self->heap, room * sizeof *heap);

		if (heap == NULL)
			fail("memory");
		self->heap = heap;
		self->room = room;
	}
	self->heap[i] = (struct entry){.due = due, .number = self->number++, .way = way};
	for (; i > 0 && is_before(&self->heap[i], &self->heap[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&self->heap[i], &self->heap[(i - 1) / 2]);
	way->pair->waiting++;
}

static struct way *pop(struct relay *self)
{
	struct way *way = self->heap[0].way;
	size_t i = 0;

	self->heap[0] = self->heap[--self->count];
	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < self->count &&
			is_before(&self->heap[child + 1], &self->heap[child]))
			child++;
		if (child >= self->count || !is_before(&self->heap[child], &self->heap[i]))
			break;
		swap(&self->heap[i], &self->heap[child]);
		i = child;
	}
	way->pair->waiting--;
	return way;
}

/* --- what is on the way ------------------------------------------------------------------------*/

static struct way *other(struct way *way)
{
	return &way->pair->ways[!way->direction];
}

static void add(struct relay *self, struct way *way, enum kind kind, const char *data, size_t size)
{
	struct item *item = allocate(sizeof *item + size);
	int64_t jitter = self->jitter[way->direction];

	item->kind = kind;
	item->size = size;
	if (size > 0)
		memcpy(item->data, data, size);
	item->due =
		read_clock() + self->delay[way->direction] + (int64_t)(drand48() * (double)jitter);
	way->in_flight += size;
	if (self->is_udp) {
		/* A datagram may overtake another. */
		struct item **place = &way->first;

		while (*place != NULL && (*place)->due <= item->due)
			place = &(*place)->next;
		item->next = *place;
		*place = item;
	} else {
		if (item->due < way->last_due)
			item->due = way->last_due;
		way->last_due = item->due;
		*way->end = item;
		way->end = &item->next;
	}
	push(self, way, item->due);
}

static void remove_first(struct way *way)
{
	struct item *item = way->first;

	way->first = item->next;
	if (way->first == NULL)
		way->end = &way->first;
	way->in_flight -= item->size;
	free(item);
}

/* Freed when neither the heap nor an event at hand can refer to it. */
static void dismiss(struct relay *self, struct pair *pair)
{
	if (pair->is_gone)
		return;
	pair->is_gone = true;
	for (int i = 0; i < 2; i++) {
		while (pair->ways[i].first != NULL)
			remove_first(&pair->ways[i]);
		if (pair->ways[i].fd >= 0)
			close(pair->ways[i].fd);
	}
	pair->next = self->gone;
	self->gone = pair;
}

static void free_gone(struct relay *self)
{
	for (struct pair **place = &self->gone; *place != NULL;) {
		struct pair *pair = *place;

		if (pair->waiting > 0) {
			place = &pair->next;
			continue;
		}
		*place = pair->next;
		free(pair);
	}
}

static struct pair *new_pair(int client)
{
	struct pair *pair = allocate(sizeof *pair);

	for (int i = 0; i < 2; i++) {
		pair->ways[i] = (struct way){.pair = pair, .direction = i, .fd = -1};
		pair->ways[i].end = &pair->ways[i].first;
	}
	pair->ways[TO_SERVER].fd = client;
	return pair;
}

/* --- TCP ---------------------------------------------------------------------------------------*/

/* Watch a side for what is to be read from it, and for room for what is to be written to it. */
static void watch(struct relay *self, struct way *way)
{
	bool is_new = way->events == 0;
	uint32_t events = EPOLLHUP;
	struct epoll_event event = {.data.ptr = way};

	if (way->fd < 0 || way->has_hung_up)
		return;
	if (!way->has_ended && way->in_flight < IN_FLIGHT)
		events |= EPOLLIN;
	if (other(way)->is_blocked)
		events |= EPOLLOUT;
	if (events == way->events)
		return;
	way->events = event.events = events;
	if (epoll_ctl(self->epoll, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, way->fd, &event) < 0)
		fail("epoll_ctl");
}

/* A socket that is connected to the target, or is about to be; or -1. */
static int open_onward(const struct relay *self)
{
	const int on = 1;
	int fd = socket(self->target.ss_family,
		(self->is_udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail("socket");
	if (!self->is_udp)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (connect(fd, (const struct sockaddr *)&self->target, self->target_size) < 0 &&
		errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	return fd;
}

static void reset(struct relay *self, struct pair *pair)
{
	const struct linger now = {.l_onoff = 1};

	for (int i = 0; i < 2; i++)
		if (pair->ways[i].fd >= 0)
			setsockopt(pair->ways[i].fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	dismiss(self, pair);
}

static void fail_side(struct relay *self, struct way *way)
{
	way->has_ended = true;
	add(self, way, RESET, NULL, 0);
	/* Its error is known: it is not watched any longer. */
	epoll_ctl(self->epoll, EPOLL_CTL_DEL, way->fd, NULL);
	close(way->fd);
	way->fd = -1;
	way->events = 0;
}

static void deliver_stream(struct relay *self, struct way *way)
{
	int64_t now = read_clock();

	while (!way->is_blocked && way->first != NULL && way->first->due <= now) {
		struct item *item = way->first;
		struct way *to = other(way);
		ssize_t n;

		if (item->kind == CONNECT) {
			to->fd = open_onward(self);
			way->is_blocked = to->fd >= 0; /* until it is connected */
			if (to->fd < 0)
				add(self, to, RESET, NULL, 0);
		} else if (item->kind == RESET) {
			reset(self, way->pair);
			return;
		} else if (to->fd >= 0 && item->kind == END) {
			shutdown(to->fd, SHUT_WR);
			if (to->has_ended && to->first == NULL) {
				dismiss(self, way->pair);
				return;
			}
		} else if (to->fd >= 0) {
			n = send(to->fd, item->data + item->sent, item->size - item->sent,
				MSG_DONTWAIT | MSG_NOSIGNAL);
			if (n < 0 && errno == EAGAIN) {
				way->is_blocked = true;
				break;
			}
			/* An error shows when that side is read from. */
			item->sent += n < 0 ? item->size - item->sent : (size_t)n;
			if (item->sent < item->size)
				continue;
		}
		remove_first(way);
	}
	watch(self, way);
	watch(self, other(way));
}

static void read_stream(struct relay *self, struct way *way)
{
	static char data[CHUNK];
	ssize_t n = recv(way->fd, data, sizeof data, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		fail_side(self, way);
		return;
	}
	way->has_ended = n == 0;
	add(self, way, n == 0 ? END : DATA, data, (size_t)n);
	watch(self, way);
}

static void on_stream(struct relay *self, struct way *way, uint32_t events)
{
	if (way->pair->is_gone || way->fd < 0)
		return;
	if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0 && other(way)->is_blocked) {
		other(way)->is_blocked = false;
		deliver_stream(self, other(way));
		if (way->pair->is_gone || way->fd < 0)
			return;
	}
	if ((events & EPOLLERR) != 0) {
		fail_side(self, way);
	} else if (!way->has_ended) {
		if ((events & (EPOLLIN | EPOLLHUP)) != 0)
			read_stream(self, way);
	} else if ((events & EPOLLHUP) != 0) {
		/* Both directions have ended, of which it would be told again and again. */
		way->has_hung_up = true;
		epoll_ctl(self->epoll, EPOLL_CTL_DEL, way->fd, NULL);
	}
}

static void accept_all(struct relay *self)
{
	const int on = 1;
	int fd;

	while ((fd = accept4(self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct pair *pair = new_pair(fd);

		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		add(self, &pair->ways[TO_SERVER], CONNECT, NULL, 0);
		watch(self, &pair->ways[TO_SERVER]);
	}
	if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
		fail("accept");
}

/* --- UDP ---------------------------------------------------------------------------------------*/

static struct pair *find_client(struct relay *self, const struct sockaddr_in *client)
{
	struct pair **place = &self->clients[client->sin_port];
	struct way *back;

	for (; *place != NULL; place = &(*place)->next)
		if ((*place)->client.sin_addr.s_addr == client->sin_addr.s_addr)
			return *place;
	*place = new_pair(-1);
	(*place)->client = *client;
	back = &(*place)->ways[TO_CLIENT];
	back->fd = open_onward(self);
	if (back->fd < 0)
		fail("connect");
	watch(self, back);
	return *place;
}

static void add_datagram(struct relay *self, struct way *way, const char *data, size_t size)
{
	if (drand48() >= self->loss[way->direction])
		add(self, way, DATA, data, size);
}

static void receive_all(struct relay *self)
{
	static char data[CHUNK];

	for (;;) {
		struct sockaddr_in client = {.sin_port = 0};
		socklen_t size = sizeof client;
		ssize_t n = recvfrom(self->listener, data, sizeof data, MSG_DONTWAIT,
			(struct sockaddr *)&client, &size);

		if (n >= 0)
			add_datagram(self, &find_client(self, &client)->ways[TO_SERVER], data,
				(size_t)n);
		else if (errno == EAGAIN)
			return;
	}
}

static void on_datagram(struct relay *self, struct way *way)
{
	static char data[CHUNK];
	ssize_t n = recv(way->fd, data, sizeof data, MSG_DONTWAIT);

	if (n >= 0)
		add_datagram(self, way, data, (size_t)n);
}

static void deliver_datagrams(struct relay *self, struct way *way)
{
	int64_t now = read_clock();

	while (way->first != NULL && way->first->due <= now) {
		struct item *item = way->first;

		if (way->direction == TO_SERVER)
			send(other(way)->fd, item->data, item->size, MSG_DONTWAIT | MSG_NOSIGNAL);
		else
			sendto(self->listener, item->data, item->size, MSG_DONTWAIT,
				(struct sockaddr *)&way->pair->client, sizeof way->pair->client);
		remove_first(way);
	}
}

/* --- all of it --------------------------------------------------------------------------------*/

static void do_due(struct relay *self)
{
	struct itimerspec timer = {.it_value = {.tv_sec = 0}};

	while (self->count > 0 && self->heap[0].due <= read_clock()) {
		struct way *way = pop(self);

		if (way->pair->is_gone)
			continue;
		if (self->is_udp)
			deliver_datagrams(self, way);
		else
			deliver_stream(self, way);
	}
	if (self->count > 0) {
		timer.it_value.tv_sec = self->heap[0].due / SECOND;
		timer.it_value.tv_nsec = self->heap[0].due % SECOND;
	}
	timerfd_settime(self->timer, TFD_TIMER_ABSTIME, &timer, NULL);
}

static void open_listener(struct relay *self)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	const int room = 8 * 1024 * 1024;
	int type = self->is_udp ? SOCK_DGRAM : SOCK_STREAM;

	self->listener = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (self->listener < 0 || bind(self->listener, (struct sockaddr *)&address, size) < 0 ||
		(!self->is_udp && listen(self->listener, 65535) < 0) ||
		getsockname(self->listener, (struct sockaddr *)&address, &size) < 0)
		fail("listen");
	if (self->is_udp)
		setsockopt(self->listener, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	printf("%u\n", ntohs(address.sin_port));
	fflush(stdout);
}

static void find_target(struct relay *self, const char *host, const char *port)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	long number = strtol(port, NULL, 10);

	in.sin_port = in6.sin6_port = htons((uint16_t)number);
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &in.sin_addr) == 1) {
		self->target_size = sizeof in;
		memcpy(&self->target, &in, sizeof in);
	} else if (inet_pton(AF_INET6, host, &in6.sin6_addr) == 1) {
		self->target_size = sizeof in6;
		memcpy(&self->target, &in6, sizeof in6);
	}
	if (self->target_size == 0 || number < 1 || number > 65535) {
		fprintf(stderr, "relay: %s %s is no address and port\n", host, port);
		exit(2);
	}
}

static _Noreturn void show_usage(void)
{
	fputs("usage: relay [-u] [-d MS] [-r MS] [-j MS] [-J MS] [-l PERCENT] [-L PERCENT] [-s "
	      "SEED]\n"
	      "             TARGET-HOST TARGET-PORT\n"
	      "Listens on a port of 127.0.0.1, which it prints, until standard input ends.\n"
	      "-u: UDP; else TCP. -d, -j, -l: delay, jitter and loss to the server; -r, -J, -L: "
	      "back\n",
		stderr);
	exit(2);
}

static double parse_number(const char *text)
{
	char *end;
	double number = strtod(text, &end);

	if (end == text || *end != '\0' || !(number >= 0) || number > 1e9)
		show_usage();
	return number;
}

static void parse_options(struct relay *self, int argc, char *argv[])
{
	int option;

	while ((option = getopt(argc, argv, "d:j:l:r:s:uJ:L:")) != -1)
		switch (option) {
		case 'd':
		case 'r':
			self->delay[option == 'r'] = (int64_t)(parse_number(optarg) * 1e6);
			break;
		case 'j':
		case 'J':
			self->jitter[option == 'J'] = (int64_t)(parse_number(optarg) * 1e6);
			break;
		case 'l':
		case 'L':
			self->loss[option == 'L'] = parse_number(optarg) / 100;
			break;
		case 's':
			srand48((long)parse_number(optarg));
			break;
		case 'u':
			self->is_udp = true;
			break;
		default:
			show_usage();
		}
	if (argc - optind != 2)
		show_usage();
}

int main(int argc, char *argv[])
{
	static struct relay self;
	struct epoll_event events[EVENTS];
	struct epoll_event event = {.events = EPOLLIN};
	struct rlimit limit;

	srand48(1);
	parse_options(&self, argc, argv);
	find_target(&self, argv[optind], argv[optind + 1]);
	prctl(PR_SET_TIMERSLACK, 1);
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	self.epoll = epoll_create1(EPOLL_CLOEXEC);
	self.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (self.epoll < 0 || self.timer < 0)
		fail("epoll_create1, timerfd_create");
	open_listener(&self);
	/* Pointers that are no way mark what is none. */
	event.data.ptr = &self.listener;
	epoll_ctl(self.epoll, EPOLL_CTL_ADD, self.listener, &event);
	event.data.ptr = &self.timer;
	epoll_ctl(self.epoll, EPOLL_CTL_ADD, self.timer, &event);
	/* Refused for /dev/null, which has no end as a pipe has. */
	event.data.ptr = &self.epoll;
	epoll_ctl(self.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);

	for (;;) {
		int count = epoll_wait(self.epoll, events, EVENTS, -1);

		if (count < 0 && errno != EINTR)
			fail("epoll_wait");
		for (int i = 0; i < count; i++) {
			void *source = events[i].data.ptr;
			char input[256];

			if (source == &self.epoll) {
				if (read(STDIN_FILENO, input, sizeof input) <= 0)
					return 0;
			} else if (source == &self.listener) {
				if (self.is_udp)
					receive_all(&self);
				else
					accept_all(&self);
			} else if (source != &self.timer) {
				if (self.is_udp)
					on_datagram(&self, source);
				else
					on_stream(&self, source, events[i].events);
			}
		}
		do_due(&self);
		free_gone(&self);
	}
}
