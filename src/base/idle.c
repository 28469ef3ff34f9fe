/* SPDX-License-Identifier: ISC */
/* The idle limit: see idle.h. */
#include "base/idle.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

/* Timer ticks per idle limit: more ticks make it more exact, and wake the process more often. */
enum { IDLE_TICKS = 4 };

volatile sig_atomic_t idle_progress;
static volatile sig_atomic_t idle_ticks; /* consecutive ticks without a transfer */

static void on_tick(__attribute__((unused)) int signal)
{
	idle_ticks = idle_progress ? 0 : idle_ticks + 1;
	idle_progress = 0;
	if (idle_ticks >= IDLE_TICKS)
		_exit(0);
}

static volatile sig_atomic_t total_status;

/* exit(2) ends only the calling thread, but unlike exit_group(2), SECCOMP_MODE_STRICT allows it. */
static void on_total(__attribute__((unused)) int signal)
{
	for (;;)
		syscall(SYS_exit, total_status);
}

/* Returns 0, or a negative errno. */
static int set_timer(unsigned seconds)
{
	struct timeval interval = {
		.tv_sec = seconds / IDLE_TICKS,
		.tv_usec = (suseconds_t)(seconds % IDLE_TICKS) * (1000000 / IDLE_TICKS),
	};
	struct itimerval timer = {.it_interval = interval, .it_value = interval};

	idle_progress = 0;
	idle_ticks = 0;
	return setitimer(ITIMER_REAL, &timer, NULL) < 0 ? -errno : 0;
}

int idle_limit_start(unsigned idle_seconds)
{
	/*
	 * SIGALRM interrupts a blocked write(2), which returns a short count; the caller counts it
	 * as progress.
	 */
	struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
	sigset_t alarm;

	/* The supervisor may have blocked the signal. */
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || sigaction(SIGALRM, &action, NULL) < 0 ||
		sigprocmask(SIG_UNBLOCK, &alarm, NULL) < 0)
		return -errno;
	return set_timer(idle_seconds);
}

int idle_limit_total(unsigned milliseconds, int status)
{
	const struct sigaction action = {.sa_handler = on_total};
	const struct itimerval timer = {
		.it_value = {.tv_sec = milliseconds / 1000,
			.tv_usec = (suseconds_t)(milliseconds % 1000) * 1000}};

	total_status = status;
	/* In this order: a tick of the timer that ran before must not end the process. */
	if (setitimer(ITIMER_REAL, &timer, NULL) < 0 || sigaction(SIGALRM, &action, NULL) < 0)
		return -errno;
	return 0;
}

void idle_limit_pause(void)
{
	set_timer(0);
}

void idle_limit_stop(void)
{
	set_timer(0);
	signal(SIGALRM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}
