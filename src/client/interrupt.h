/* Being told to end, by SIGINT (Ctrl-C), SIGTERM or SIGHUP: an event, so that a command can still
 * say what it has found. */
#ifndef INETKIT_CLIENT_INTERRUPT_H
#define INETKIT_CLIENT_INTERRUPT_H

#include <systemd/sd-event.h>

/* Called from the event loop, once. */
typedef void interrupt_handler(void *userdata);

/*
 * To be called before there is any thread, which would take the signals from the loop. The next
 * signal after the first ends the process as it would any other, so a command that does not come to
 * its end can still be ended. But where the process waits outside of its loop, as for room in a
 * pipe, the first one waits too. A signal that is ignored stays so: a shell without job control
 * starts what ends in '&' with SIGINT ignored. 0, or a negative errno.
 */
int interrupt_watch(sd_event *event, interrupt_handler *handler, void *userdata);

#endif
