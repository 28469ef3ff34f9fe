/* SPDX-License-Identifier: ISC */
/* Turns signals into events: see interrupt.h. */
#include "client/interrupt.h"

#include "base/now.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* In nanoseconds: a signal within this time of the first is a repetition. */
enum { REPETITION = 50 * 1000 * 1000 };

/* One for interrupts, one for SIGQUIT. */
struct watch {
	int fd; /* an eventfd(2) that the signal handler makes readable; -1 without one */
	interrupt_handler *on_event;
	void *userdata;
};

/* Static, because signal handlers have no argument. */
static struct watch interrupts = {.fd = -1};
static struct watch quits = {.fd = -1};
static volatile sig_atomic_t is_interrupted;
static int64_t interrupted_at;        /* now_monotonic(); only the signal handler uses it */
static volatile sig_atomic_t seconds; /* since the interrupt */
static bool is_given_up;              /* output made no progress for INTERRUPT_GRACE */

/* The signal is blocked in its handler, so it takes effect when the handler returns. */
static void take_default(int signal)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	sigaction(signal, &action, NULL);
	raise(signal);
}

static void on_second(int signal __attribute__((unused)))
{
	seconds++;
	alarm(1);
}

static void wake(const struct watch *self)
{
	const uint64_t one = 1;

	/* The count, which nobody reads, never reaches its maximum. */
	if (write(self->fd, &one, sizeof one) < 0)
		return;
}

static void on_signal(int signal)
{
	int error = errno;

	if (!is_interrupted && signal == SIGQUIT) {
		wake(&quits);
	} else if (!is_interrupted) {
		is_interrupted = 1;
		interrupted_at = now_monotonic();
		alarm(1);
		wake(&interrupts);
	} else if (now_monotonic() - interrupted_at > REPETITION) {
		take_default(signal);
	}
	errno = error;
}

static int on_readable(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events __attribute__((unused)), void *userdata)
{
	const struct watch *self = userdata;

	self->on_event(self->userdata);
	return 0;
}

static int handle(int signal)
{
	/* Without SA_RESTART: a blocked write(2) has to return. */
	struct sigaction action = {.sa_handler = on_signal};
	struct sigaction present;

	if (sigaction(signal, NULL, &present) < 0)
		return -errno;
	if (present.sa_handler == SIG_IGN)
		return 0;
	sigfillset(&action.sa_mask);
	return sigaction(signal, &action, NULL) < 0 ? -errno : 0;
}

static int begin(struct watch *self, sd_event *event, interrupt_handler *on_event, void *userdata)
{
	*self = (struct watch){.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
		.on_event = on_event,
		.userdata = userdata};
	if (self->fd < 0)
		return -errno;
	/* Each write is an event. With EPOLLET nothing has to be read, which could fail. */
	return sd_event_add_io(event, NULL, self->fd, EPOLLIN | EPOLLET, on_readable, self);
}

/*
 * A terminal with room for a part of a line holds a blocking write(2). After an interrupt SIGALRM
 * ends it each second, even if the process was started with SIGALRM ignored or blocked.
 */
static int prepare_alarm(void)
{
	/* Without SA_RESTART. */
	struct sigaction action = {.sa_handler = on_second};
	sigset_t alarm_only;

	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	if (sigaction(SIGALRM, &action, NULL) < 0)
		return -errno;
	return -pthread_sigmask(SIG_UNBLOCK, &alarm_only, NULL);
}

int interrupt_watch(sd_event *event, interrupt_handler *on_interrupt, void *userdata)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
	int error = begin(&interrupts, event, on_interrupt, userdata);

	if (error >= 0)
		error = prepare_alarm();
	for (size_t i = 0; error >= 0 && i < sizeof signals / sizeof *signals; i++)
		error = handle(signals[i]);
	return error < 0 ? error : 0;
}

int interrupt_watch_quit(sd_event *event, interrupt_handler *on_quit, void *userdata)
{
	int error = begin(&quits, event, on_quit, userdata);

	return error < 0 ? error : handle(SIGQUIT);
}

bool interrupt_has_come(void)
{
	return is_interrupted;
}

int interrupt_seconds(void)
{
	return seconds;
}

int interrupt_wait(int fd, int since)
{
	/* poll(2) ignores a negative descriptor. */
	struct pollfd wait[] = {{.fd = fd, .events = POLLOUT},
		{.fd = is_interrupted ? -1 : interrupts.fd, .events = POLLIN}};

	is_given_up = is_given_up || seconds - since > INTERRUPT_GRACE;
	if (is_given_up)
		return -ETIMEDOUT;
	return poll(wait, 2, -1) < 0 && errno != EINTR ? -errno : 0;
}
