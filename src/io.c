/* The loops over read(2) and write(2), and the idle limit: see io.h. */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The idle limit in ticks of the timer: the finer, the more exact, and the more wake-ups. */
enum { IDLE_TICKS = 4 };

/* Untouched pages cost nothing: a filter that never copies never has this memory. */
static char buffer[IO_SIZE];

/* Set by each transfer, cleared by each tick. */
static volatile sig_atomic_t progress;
static volatile sig_atomic_t idle_ticks;

static void tick(int signal)
{
	(void)signal;
	idle_ticks = progress ? 0 : idle_ticks + 1;
	progress = 0;
	if (idle_ticks >= IDLE_TICKS)
		_exit(0);
}

static void set_timer(unsigned seconds)
{
	struct timeval interval = {
		.tv_sec = seconds / IDLE_TICKS,
		.tv_usec = (suseconds_t)(seconds % IDLE_TICKS) * (1000000 / IDLE_TICKS),
	};
	struct itimerval timer = {.it_interval = interval, .it_value = interval};

	progress = 0;
	idle_ticks = 0;
	setitimer(ITIMER_REAL, &timer, NULL);
}

void io_limit(unsigned idle_seconds)
{
	/* A write that is under way returns at a tick with what it moved, and so shows its
	 * progress. */
	struct sigaction on_tick = {.sa_handler = tick, .sa_flags = SA_RESTART};
	sigset_t alarm;

	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGALRM, &on_tick, NULL);
	/* An inherited mask must not switch the limit off. */
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	set_timer(idle_seconds);
}

void io_unlimit(void)
{
	set_timer(0);
	signal(SIGALRM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}

void io_hold_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* After a call failed: 0 to try it again, else a negative errno. */
static int retry(int fd, short events)
{
	struct pollfd wait = {.fd = fd, .events = events};

	if (errno == EINTR)
		return 0;
	if (errno != EAGAIN)
		return -errno;
	/* Non-blocking mode, which whoever shares the open file may have set. */
	return poll(&wait, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

ssize_t io_read(int fd, void *data, size_t size)
{
	for (;;) {
		ssize_t n = read(fd, data, size);
		int error;

		if (n >= 0) {
			progress = 1;
			return n;
		}
		error = retry(fd, POLLIN);
		if (error < 0)
			return error;
	}
}

ssize_t io_read_at(int fd, void *data, size_t size, off_t offset)
{
	size_t have = 0;

	while (have < size) {
		ssize_t n = pread(fd, (char *)data + have, size - have, offset + (off_t)have);

		if (n == 0)
			break;
		if (n > 0)
			have += (size_t)n;
		else if (errno != EINTR)
			return -errno;
	}
	return (ssize_t)have;
}

int io_write(int fd, const void *data, size_t size)
{
	const char *next = data;

	while (size > 0) {
		ssize_t n = write(fd, next, size);

		if (n >= 0) {
			progress = 1;
			next += n;
			size -= (size_t)n;
		} else {
			int error = retry(fd, POLLOUT);

			if (error < 0)
				return error;
		}
	}
	return 0;
}

int io_copy(int in, int out)
{
	for (;;) {
		ssize_t n = io_read(in, buffer, sizeof buffer);
		int error;

		if (n <= 0)
			return (int)n;
		error = io_write(out, buffer, (size_t)n);
		if (error < 0)
			return error;
	}
}

/* One portion of at most so many octets thrown away: 0 at the end of input. */
static ssize_t discard(int fd, size_t size, int flags)
{
	/* TCP takes MSG_TRUNC as leave not to copy (tcp(7)): a quarter less CPU time. */
	ssize_t n = recv(fd, buffer, size, flags | MSG_TRUNC);

	if (n > 0)
		progress = 1;
	return n;
}

int io_discard(int in)
{
	for (;;) {
		ssize_t n = discard(in, sizeof buffer, 0);
		int error;

		if (n < 0 && errno == ENOTSOCK)
			n = io_read(in, buffer, sizeof buffer);
		if (n == 0)
			return 0;
		error = n < 0 ? retry(in, POLLIN) : 0;
		if (error < 0)
			return error;
	}
}

/* As many repetitions as one call takes: 1 MiB of a 7 KiB block, without the memory for it. */
enum { REPETITIONS = 149 };
_Static_assert(REPETITIONS <= IOV_MAX, "more parts than writev(2) takes");

int io_repeat(int in, int out, void *block, size_t size)
{
	struct iovec parts[REPETITIONS];
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = REPETITIONS};
	struct pollfd wait[2] = {{.fd = in, .events = POLLIN}, {.fd = out, .events = POLLOUT}};
	size_t phase = 0;

	for (size_t i = 0; i < REPETITIONS; i++)
		parts[i] = (struct iovec){.iov_base = block, .iov_len = size};

	for (;;) {
		ssize_t n;

		parts[0].iov_base = (char *)block + phase;
		parts[0].iov_len = size - phase;
		n = sendmsg(out, &message, MSG_DONTWAIT);
		if (n < 0 && errno == ENOTSOCK)
			n = writev(out, parts, REPETITIONS);
		if (n >= 0) {
			progress = 1;
			phase = (phase + (size_t)n) % size;
		} else if (errno == EAGAIN) {
			wait[0].revents = 0;
			if (poll(wait, 2, -1) < 0 && errno != EINTR)
				return -errno;
			if (wait[0].revents != 0) {
				n = discard(in, sizeof buffer, MSG_DONTWAIT);
				/* It has ended, failed, or is no socket: nothing more to take. */
				if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
					wait[0].fd = -1;
			}
		} else if (errno != EINTR) {
			return -errno;
		}
	}
}

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool io_drain_ready(int fd, size_t *room)
{
	while (*room > 0) {
		ssize_t n = discard(fd, *room, MSG_DONTWAIT);

		if (n > 0)
			*room -= (size_t)n < *room ? (size_t)n : *room;
		else if (n == 0 || errno != EINTR)
			return n == 0 || errno != EAGAIN;
	}
	return true;
}

void io_end(int in, int out)
{
	struct pollfd wait = {.fd = in, .events = POLLIN};
	size_t room = IO_DRAIN_OCTETS;
	int64_t end;

	if (shutdown(out, SHUT_WR) < 0)
		return; /* what is no socket has no input that could reset it */
	set_timer(0);   /* the bounds of the drain are narrower */
	end = milliseconds() + IO_DRAIN_MILLISECONDS;
	do {
		int64_t left = end - milliseconds();

		if (left <= 0 || poll(&wait, 1, (int)left) == 0)
			return;
	} while (!io_drain_ready(in, &room));
}

int io_answer_ready(int fd, const void *reply, size_t size)
{
	/* MSG_MORE: the reply and the end of the connection leave in one segment. */
	ssize_t n = send(fd, reply, size, MSG_DONTWAIT | MSG_MORE | MSG_NOSIGNAL);

	if (n < 0)
		return -errno;
	if ((size_t)n < size)
		return -ENOBUFS;
	return shutdown(fd, SHUT_WR) < 0 ? -errno : 0;
}

int io_answer(int in, int out, const void *reply, size_t size)
{
	int error = io_write(out, reply, size);

	if (error == 0)
		io_end(in, out);
	return error;
}

/* After one portion: count it, and tell whether to try for more. */
static bool count_ready(ssize_t n, size_t *done, int *ret_error)
{
	if (n >= 0)
		*done += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		*ret_error = -errno;
	return n >= 0 || errno == EINTR;
}

size_t io_write_ready(int fd, const void *data, size_t size, int *ret_error)
{
	struct pollfd wait = {.fd = fd, .events = POLLOUT};
	size_t done = 0;

	*ret_error = 0;
	while (done < size) {
		/* A pipe that poll(2) calls writable takes so much without blocking, pipe(7). */
		size_t portion = size - done < PIPE_BUF ? size - done : PIPE_BUF;
		ssize_t n;

		if (poll(&wait, 1, 0) == 0)
			break;
		n = write(fd, (const char *)data + done, portion);
		if (!count_ready(n, &done, ret_error))
			break;
	}
	return done;
}

size_t io_send_ready(int fd, const void *data, size_t size, int *ret_error)
{
	size_t done = 0;

	*ret_error = 0;
	while (done < size) {
		ssize_t n = send(
			fd, (const char *)data + done, size - done, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (!count_ready(n, &done, ret_error))
			break;
	}
	return done;
}

ssize_t io_receive_ready(int fd, void *data, size_t size)
{
	for (;;) {
		ssize_t n = recv(fd, data, size, MSG_DONTWAIT);

		if (n >= 0)
			return n;
		if (errno != EINTR)
			return -errno;
	}
}

ssize_t io_receive_timed(int fd, void *data, size_t size, int64_t *ret_time)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(struct timespec))];
	} control;
	struct iovec part = {.iov_base = data, .iov_len = size};

	*ret_time = 0;
	for (;;) {
		struct msghdr message = {.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = sizeof control};
		ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);
		const struct cmsghdr *header = n < 0 ? NULL : CMSG_FIRSTHDR(&message);
		struct timespec time;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (header != NULL && header->cmsg_level == SOL_SOCKET &&
			header->cmsg_type == SCM_TIMESTAMPNS &&
			header->cmsg_len == CMSG_LEN(sizeof time)) {
			memcpy(&time, CMSG_DATA(header), sizeof time);
			*ret_time = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
		}
		return n;
	}
}

/* So many times at once: 1 MiB of a 64 KiB block. */
enum { SEND_REPETITIONS = 16 };

size_t io_send_repeated_ready(
	int fd, void *block, size_t size, size_t phase, size_t max, int *ret_error)
{
	struct iovec parts[SEND_REPETITIONS];
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = SEND_REPETITIONS};
	size_t done = 0;

	*ret_error = 0;
	for (size_t i = 1; i < SEND_REPETITIONS; i++)
		parts[i] = (struct iovec){.iov_base = block, .iov_len = size};
	while (done < max) {
		size_t offset = (phase + done) % size;
		ssize_t n;

		parts[0] = (struct iovec){
			.iov_base = (char *)block + offset, .iov_len = size - offset};
		n = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (!count_ready(n, &done, ret_error))
			break;
	}
	return done;
}

ssize_t io_discard_ready(int fd)
{
	for (;;) {
		ssize_t n = discard(fd, sizeof buffer, MSG_DONTWAIT);

		if (n >= 0)
			return n;
		if (errno != EINTR)
			return -errno;
	}
}

bool io_peer_gone(int error)
{
	switch (-error) {
	case EPIPE:
	case ECONNABORTED:
	case ECONNRESET:
	case EHOSTUNREACH:
	case ENETDOWN:
	case ENETRESET:
	case ENETUNREACH:
	case ENOTCONN:
	case ETIMEDOUT:
		return true;
	default:
		return false;
	}
}
