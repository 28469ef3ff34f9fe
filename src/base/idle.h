/* The idle limit of a filter: its process ends when the connection has been silent for too long. */
#ifndef INETKIT_BASE_IDLE_H
#define INETKIT_BASE_IDLE_H

#include <signal.h>

/*
 * Ignore SIGPIPE, so that a vanished peer is an error of write(2), and end the process with status
 * 0 once nothing has been read or written for the given number of seconds, or up to a quarter more;
 * 0 sets no limit. May be called again. The limit is clocked by SIGALRM: it costs nothing per call
 * and bounds every kind of descriptor, blocked writes included.
 */
void idle_limit_start(unsigned seconds);

/* Stop the clock: a narrower bound applies from here on. */
void idle_limit_pause(void);

/* Undo idle_limit_start() and restore SIGPIPE, before another program is executed. */
void idle_limit_stop(void);

/* Set to 1 after every transfer; cleared at every tick of the limit. */
extern volatile sig_atomic_t idle_progress;

#endif
