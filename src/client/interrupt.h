/*
 * Turns SIGINT (Ctrl-C), SIGTERM and SIGHUP into an event, so that a command can print partial
 * results before it ends.
 */
#ifndef INETKIT_CLIENT_INTERRUPT_H
#define INETKIT_CLIENT_INTERRUPT_H

#include <systemd/sd-event.h>

/* Called once from the event loop. */
typedef void interrupt_handler(void *userdata);

/*
 * Call this before the first thread starts: a thread that does not inherit the blocked signals
 * would take them away from the loop. Only the first signal is an event; the second has its default
 * action, so the user can end a command that hangs. While the process blocks outside the loop, for
 * example on a full pipe, the first signal is delayed. Ignored signals stay ignored: a shell
 * without job control ignores SIGINT for commands that end in '&'. Returns 0 or a negative errno.
 */
int interrupt_watch(sd_event *event, interrupt_handler *on_interrupt, void *userdata);

#endif
