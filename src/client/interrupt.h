/* SPDX-License-Identifier: ISC */
/*
 * Turns SIGINT (Ctrl-C), SIGTERM and SIGHUP into an event, so that a command can print partial
 * results before it ends. The state belongs to the process: watch once.
 */
#ifndef INETKIT_CLIENT_INTERRUPT_H
#define INETKIT_CLIENT_INTERRUPT_H

#include <stdbool.h>
#include <systemd/sd-event.h>

/* Called from the event loop. */
typedef void interrupt_handler(void *userdata);

/* How long output may at least make no progress after an interrupt, in seconds. */
enum { INTERRUPT_GRACE = 3 };

/*
 * Calls on_interrupt once, after the first signal. The second has its default action, so the user
 * can end a command at once; but any signal within 50 ms of the first is ignored, because
 * timeout(1) sends its signal twice. A signal also ends a blocking call of the main thread with
 * EINTR; other threads must block all signals. Ignored signals stay ignored: a shell without job
 * control ignores SIGINT for commands that end in '&'. Returns 0 or a negative errno.
 */
int interrupt_watch(sd_event *event, interrupt_handler *on_interrupt, void *userdata);

/* Calls on_quit after each SIGQUIT that comes before an interrupt, unless it is ignored. Returns 0
 * or a negative errno. */
int interrupt_watch_quit(sd_event *event, interrupt_handler *on_quit, void *userdata);

/* Whether the first signal has come, even if on_interrupt was not called yet. */
bool interrupt_has_come(void);

/* The seconds that the process ran since the interrupt: 0 before one. At each, SIGALRM ends a
 * blocking call with EINTR. */
int interrupt_seconds(void);

/*
 * Waits until the descriptor is writable, without the event loop; may return earlier, so try again.
 * since is interrupt_seconds() when the descriptor last took a byte. Returns 0 or a negative errno:
 * -ETIMEDOUT after INTERRUPT_GRACE, and from then on at once.
 */
int interrupt_wait(int fd, int since);

#endif
