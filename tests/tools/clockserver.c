/*
 * A server of the Time Protocol, RFC 868, that misbehaves as it is asked to: TCP and UDP on one
 * port, which it prints; any number of connections at once, each served by events. A datagram is
 * answered from the address that it was sent to, so that one server on 0.0.0.0 is as many hosts as
 * 127.0.0.0/8 has addresses.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define RFC868_UNIX_EPOCH INT64_C(2208988800)

enum { BACKLOG = 65535, EVENTS = 256, DATAGRAM_MAX = 512, CONTROL_SIZE = 64 };

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/* Who is to get what, later. A connection has a descriptor, a datagram an address. */
struct job {
	struct job *next;
	int64_t due;
	int fd;
	uint8_t reply[8];
	size_t size; /* octets of the reply; 0 until it is made */
	size_t sent;
	union address peer;
	socklen_t peer_size;
	char control[CONTROL_SIZE]; /* the address that was asked: IP_PKTINFO */
	size_t control_size;
};

/* Times are in nanoseconds. */
struct server {
	int64_t offset;
	int64_t start;      /* on the monotonic clock */
	double drift;       /* seconds per second */
	int64_t step_after; /* answers; -1: never */
	int64_t step;
	int64_t pause; /* before an answer, or between octets if it is slow */
	int64_t answers;
	unsigned waiting; /* who is to get an answer, and has none */
	size_t size;      /* octets of a reply */
	bool is_round, is_even, is_silent, is_slow, is_reset, is_lie, is_verbose;
	bool has_tcp;
	int epoll, tcp, udp, timer;
	/* All jobs wait for the same time, so the first is always due first. */
	struct job *first;
	struct job **end;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "clockserver: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

/* What the clock that is served shows, in whole seconds of Unix time. */
static int64_t tell_time(const struct server *self)
{
	int64_t elapsed = read_clock(CLOCK_MONOTONIC) - self->start;
	int64_t now = read_clock(CLOCK_REALTIME) + self->offset +
		      (int64_t)(self->drift * (double)elapsed);
	int64_t seconds;
	uint32_t any;

	if (self->step_after >= 0 && self->answers >= self->step_after)
		now += self->step;
	if (self->is_round)
		now += SECOND / 2;
	seconds = now / SECOND - (now % SECOND < 0);
	if (self->is_even)
		seconds -= seconds & 1;
	if (self->is_lie && getrandom(&any, sizeof any, 0) == sizeof any)
		seconds = (int64_t)any - RFC868_UNIX_EPOCH;
	return seconds;
}

static void make_reply(struct server *self, struct job *job)
{
	int64_t seconds = tell_time(self);
	uint32_t number = htonl((uint32_t)(seconds + RFC868_UNIX_EPOCH));
	char text[INET6_ADDRSTRLEN] = "?";

	memset(job->reply, 0, sizeof job->reply);
	memcpy(job->reply, &number, sizeof number);
	job->size = self->size;
	self->answers++;
	if (!self->is_verbose)
		return;
	inet_ntop(job->peer.any.sa_family,
		job->peer.any.sa_family == AF_INET ? (void *)&job->peer.in.sin_addr
						   : (void *)&job->peer.in6.sin6_addr,
		text, sizeof text);
	fprintf(stderr, "%s %s %lld %.6f %u\n", job->fd < 0 ? "udp" : "tcp", text,
		(long long)seconds, (double)(read_clock(CLOCK_MONOTONIC) - self->start) / SECOND,
		self->waiting);
}

static void set_timer(struct server *self)
{
	struct itimerspec timer = {.it_value = {.tv_sec = 0}};

	if (self->first != NULL) {
		timer.it_value.tv_sec = self->first->due / SECOND;
		timer.it_value.tv_nsec = self->first->due % SECOND;
	}
	timerfd_settime(self->timer, TFD_TIMER_ABSTIME, &timer, NULL);
}

static void add_job(struct server *self, struct job *job)
{
	job->due = read_clock(CLOCK_MONOTONIC) + self->pause;
	job->next = NULL;
	*self->end = job;
	self->end = &job->next;
	if (self->first == job)
		set_timer(self);
}

static void watch(const struct server *self, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	if (epoll_ctl(self->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		fail("epoll_ctl");
}

static void on_connection(int fd)
{
	char data[4096];
	ssize_t n = recv(fd, data, sizeof data, MSG_DONTWAIT);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close(fd);
}

static void send_datagram(const struct server *self, struct job *job)
{
	struct iovec part = {.iov_base = job->reply, .iov_len = job->size};
	struct msghdr message = {.msg_name = &job->peer,
		.msg_namelen = job->peer_size,
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = job->control,
		.msg_controllen = job->control_size};

	sendmsg(self->udp, &message, MSG_DONTWAIT);
}

/* What is due is done: the whole answer, or its next octet. The job is freed or waits again. */
static void do_job(struct server *self, struct job *job)
{
	size_t portion;

	if (job->size == 0) {
		make_reply(self, job);
		self->waiting--;
	}
	if (job->fd < 0) {
		send_datagram(self, job);
		free(job);
		return;
	}
	portion = self->is_slow ? 1 : job->size;
	if (send(job->fd, job->reply + job->sent, portion, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		close(job->fd);
		free(job);
		return;
	}
	job->sent += portion;
	if (job->sent < job->size) {
		add_job(self, job);
		return;
	}
	shutdown(job->fd, SHUT_WR);
	/* Closed once the peer has closed it too: what it sends must cause no reset. */
	watch(self, job->fd);
	free(job);
}

static void do_due(struct server *self)
{
	uint64_t expirations;
	int64_t now = read_clock(CLOCK_MONOTONIC);

	if (read(self->timer, &expirations, sizeof expirations) < 0 && errno != EAGAIN)
		fail("timer");
	while (self->first != NULL && self->first->due <= now) {
		struct job *job = self->first;

		self->first = job->next;
		if (self->first == NULL)
			self->end = &self->first;
		do_job(self, job);
	}
	set_timer(self);
}

static void start_job(struct server *self, const struct job *template)
{
	struct job *job = malloc(sizeof *job);

	if (job == NULL)
		fail("memory");
	*job = *template;
	self->waiting++;
	if (self->pause > 0)
		add_job(self, job);
	else
		do_job(self, job);
}

static void accept_all(struct server *self)
{
	for (;;) {
		struct linger now = {.l_onoff = 1};
		struct job job = {.peer_size = sizeof job.peer};

		job.fd = accept4(
			self->tcp, &job.peer.any, &job.peer_size, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (job.fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (job.fd < 0 && errno == EAGAIN)
			return;
		if (job.fd < 0)
			fail("accept");
		if (self->is_reset) {
			setsockopt(job.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
			close(job.fd);
		} else if (self->is_silent) {
			watch(self, job.fd);
		} else {
			start_job(self, &job);
		}
	}
}

static void receive_all(struct server *self)
{
	for (;;) {
		char data[DATAGRAM_MAX];
		struct job job = {.fd = -1};
		struct iovec part = {.iov_base = data, .iov_len = sizeof data};
		struct msghdr message = {.msg_name = &job.peer,
			.msg_namelen = sizeof job.peer,
			.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = job.control,
			.msg_controllen = sizeof job.control};

		if (recvmsg(self->udp, &message, MSG_DONTWAIT) < 0) {
			if (errno == EAGAIN)
				return;
			continue; /* what became of an answer */
		}
		job.peer_size = message.msg_namelen;
		job.control_size = message.msg_controllen;
		if (!self->is_silent && !self->is_reset)
			start_job(self, &job);
	}
}

static int open_socket(int type, const union address *address, socklen_t size)
{
	const int on = 1;
	const int room = 8 * 1024 * 1024;
	int fd = socket(address->any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (type == SOCK_DGRAM) {
		setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
		if (address->any.sa_family == AF_INET)
			setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
		else
			setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
	}
	if (bind(fd, &address->any, size) == 0 && (type == SOCK_DGRAM || listen(fd, BACKLOG) == 0))
		return fd;
	close(fd);
	return -1;
}

/* Both on one port: one that is free for TCP need not be for UDP. */
static void open_sockets(struct server *self, union address *address)
{
	socklen_t size =
		address->any.sa_family == AF_INET ? sizeof address->in : sizeof address->in6;

	for (int tries = 0; tries < 100; tries++) {
		union address bound = *address;

		self->tcp = -1;
		if (self->has_tcp) {
			self->tcp = open_socket(SOCK_STREAM, &bound, size);
			if (self->tcp < 0)
				fail("listen");
			getsockname(self->tcp, &bound.any, &size);
		}
		self->udp = open_socket(SOCK_DGRAM, &bound, size);
		if (self->udp >= 0) {
			getsockname(self->udp, &bound.any, &size);
			printf("%u\n", ntohs(bound.in.sin_port));
			fflush(stdout);
			return;
		}
		if (self->tcp >= 0)
			close(self->tcp);
	}
	fail("bind");
}

static bool parse_address(const char *text, union address *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->any.sa_family = strchr(text, ':') == NULL ? AF_INET : AF_INET6;
	return inet_pton(ret->any.sa_family, text,
		       ret->any.sa_family == AF_INET ? (void *)&ret->in.sin_addr
						     : (void *)&ret->in6.sin6_addr) == 1;
}

/* A decimal number of units that are so many nanoseconds long. */
static bool parse_number(const char *text, long double unit, int64_t *ret)
{
	char *end;
	long double number = strtold(text, &end) * unit;

	if (end == text || *end != '\0' || !(number > -4e18L && number < 4e18L))
		return false;
	*ret = (int64_t)(number + (number < 0 ? -0.5L : 0.5L));
	return true;
}

static bool parse_mode(struct server *self, const char *text)
{
	static const char step[] = "step=";
	static const char delay[] = "delay=";
	static const char drift[] = "drift=";
	int64_t number;
	char *end;

	if (strcmp(text, "truncate") == 0)
		return true;
	if (strcmp(text, "eight") == 0)
		self->size = 8;
	else if (strcmp(text, "short") == 0)
		self->size = 3;
	else if (strncmp(text, step, strlen(step)) == 0) {
		self->step_after = strtoll(text + strlen(step), &end, 10);
		return self->step_after >= 0 && *end == ',' &&
		       parse_number(end + 1, SECOND, &self->step);
	} else if (strncmp(text, delay, strlen(delay)) == 0) {
		return parse_number(text + strlen(delay), 1e6L, &self->pause) && self->pause >= 0;
	} else if (strncmp(text, drift, strlen(drift)) == 0) {
		/* So many nanoseconds in a thousand seconds. */
		if (!parse_number(text + strlen(drift), 1e6L, &number))
			return false;
		self->drift = (double)number / 1e12;
	} else if (strcmp(text, "slow") == 0) {
		self->is_slow = true;
		self->pause = SECOND;
	} else {
		bool *flag = strcmp(text, "round") == 0    ? &self->is_round
			     : strcmp(text, "even") == 0   ? &self->is_even
			     : strcmp(text, "silent") == 0 ? &self->is_silent
			     : strcmp(text, "reset") == 0  ? &self->is_reset
			     : strcmp(text, "lie") == 0    ? &self->is_lie
							   : NULL;

		if (flag == NULL)
			return false;
		*flag = true;
	}
	return true;
}

static _Noreturn void show_usage(void)
{
	fputs("usage: clockserver [-uv] [-a ADDRESS] [-p PORT] [-o OFFSET-SECONDS] [-m MODE]...\n"
	      "-u: UDP alone. -v: a line for each answer: protocol, client, Unix time told, "
	      "seconds\n"
	      "since the start, how many were waiting for an answer. Modes, several of which can "
	      "be given:\n"
	      "truncate (the default), round, even: what becomes of the fraction; even seconds\n"
	      "step=N,SECONDS: after N answers the clock is off by as much more\n"
	      "drift=PPM: the clock runs fast by as much from the start on\n"
	      "lie: random times\n"
	      "eight, short: 8 octets, as inetutils sends them; 3 octets\n"
	      "silent, reset: no answer; the connection is reset\n"
	      "slow: one octet a second, or a datagram after one; delay=MS: as long before an "
	      "answer\n",
		stderr);
	exit(2);
}

int main(int argc, char *argv[])
{
	struct server self = {.step_after = -1, .size = 4, .has_tcp = true};
	struct epoll_event events[EVENTS];
	struct rlimit limit;
	union address address;
	long port = 0;
	int option;

	parse_address("127.0.0.1", &address);
	while ((option = getopt(argc, argv, "a:m:o:p:uv")) != -1)
		if (option == 'u')
			self.has_tcp = false;
		else if (option == 'v')
			self.is_verbose = true;
		else if (option == 'p')
			port = strtol(optarg, NULL, 10);
		else if (!(option == 'a'         ? parse_address(optarg, &address)
				 : option == 'm' ? parse_mode(&self, optarg)
				 : option == 'o' ? parse_number(optarg, SECOND, &self.offset)
						 : false))
			show_usage();
	if (optind < argc || port < 0 || port > 65535)
		show_usage();
	address.in.sin_port = htons((uint16_t)port); /* at the same place in IPv6 */

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	self.start = read_clock(CLOCK_MONOTONIC);
	self.end = &self.first;
	self.epoll = epoll_create1(EPOLL_CLOEXEC);
	self.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (self.epoll < 0 || self.timer < 0)
		fail("epoll_create1, timerfd_create");
	open_sockets(&self, &address);
	watch(&self, self.timer);
	watch(&self, self.udp);
	if (self.has_tcp)
		watch(&self, self.tcp);

	for (;;) {
		int count = epoll_wait(self.epoll, events, EVENTS, -1);

		if (count < 0 && errno != EINTR)
			fail("epoll_wait");
		for (int i = 0; i < count; i++) {
			int fd = events[i].data.fd;

			if (fd == self.timer)
				do_due(&self);
			else if (fd == self.udp)
				receive_all(&self);
			else if (fd == self.tcp)
				accept_all(&self);
			else
				on_connection(fd);
		}
	}
}
