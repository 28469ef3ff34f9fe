/* Turns SIGHUP, SIGINT and SIGTERM into an event: see interrupt.h. */
#include "client/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

static const int watched[] = {SIGHUP, SIGINT, SIGTERM};

enum { WATCHED = sizeof watched / sizeof *watched };

struct interrupt {
	interrupt_handler *on_interrupt;
	void *userdata;
	sigset_t blocked; /* the watched signals, except ignored ones */
	sd_event_source *sources[WATCHED];
};

static bool is_ignored(int signal)
{
	struct sigaction action;

	return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void unwatch(struct interrupt *self)
{
	for (size_t i = 0; i < WATCHED; i++)
		self->sources[i] = sd_event_source_disable_unref(self->sources[i]);
	sigprocmask(SIG_UNBLOCK, &self->blocked, NULL);
}

static int on_signal(sd_event_source *source __attribute__((unused)),
	const struct signalfd_siginfo *info __attribute__((unused)), void *userdata)
{
	struct interrupt *self = userdata;
	interrupt_handler *on_interrupt = self->on_interrupt;
	void *data = self->userdata;

	unwatch(self);
	free(self);
	on_interrupt(data);
	return 0;
}

int interrupt_watch(sd_event *event, interrupt_handler *on_interrupt, void *userdata)
{
	struct interrupt *self = calloc(1, sizeof *self);
	int error = 0;

	if (self == NULL)
		return -ENOMEM;
	self->on_interrupt = on_interrupt;
	self->userdata = userdata;
	sigemptyset(&self->blocked);
	for (size_t i = 0; i < WATCHED; i++)
		if (!is_ignored(watched[i]))
			sigaddset(&self->blocked, watched[i]);
	/* sd_event_add_signal(3) requires a blocked signal. */
	if (sigprocmask(SIG_BLOCK, &self->blocked, NULL) < 0)
		error = -errno;
	for (size_t i = 0; i < WATCHED && error >= 0; i++)
		if (sigismember(&self->blocked, watched[i]))
			error = sd_event_add_signal(
				event, &self->sources[i], watched[i], on_signal, self);
	if (error < 0 || sigisemptyset(&self->blocked)) {
		unwatch(self);
		free(self);
	}
	return error < 0 ? error : 0;
}
