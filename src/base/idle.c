/* SPDX-License-Identifier: ISC */
/* The idle limit: see idle.h. */
#include "base/idle.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

enum {
	/* Timer ticks per idle limit: more make it more exact, and wake the process more often. */
	IDLE_TICKS = 4,
	LEAST_TICKS = IDLE_LEAST_LIMITS * IDLE_TICKS,
	LIFE_TICKS = IDLE_LIFE_LIMITS * IDLE_TICKS,
};

volatile sig_atomic_t idle_bytes;
static volatile sig_atomic_t ticks;
static volatile sig_atomic_t silent_ticks; /* consecutive ticks without a transfer */
static volatile sig_atomic_t least_bytes;  /* in the current interval of LEAST_TICKS */

static void on_tick(__attribute__((unused)) int signal)
{
	ticks++;
	silent_ticks = idle_bytes > 0 ? 0 : silent_ticks + 1;
	least_bytes += idle_bytes;
	idle_bytes = 0;
	if (silent_ticks >= IDLE_TICKS || ticks >= LIFE_TICKS)
		_exit(0);
	if (ticks % LEAST_TICKS != 0)
		return;
	if (least_bytes < IDLE_LEAST_BYTES)
		_exit(0);
	least_bytes = 0;
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

	idle_bytes = 0;
	ticks = 0;
	silent_ticks = 0;
	least_bytes = 0;
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
	/* In this order: the timer ticks only once, and may do so at once. */
	if (sigaction(SIGALRM, &action, NULL) < 0 || setitimer(ITIMER_REAL, &timer, NULL) < 0)
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
