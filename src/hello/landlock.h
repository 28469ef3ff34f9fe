/*
 * Before another program is executed: the file system can only be read. Unlike the directives of a
 * unit that do the same it needs no mount namespace, so its cost is lost in that of starting
 * a program, and it holds under every supervisor.
 */
#ifndef INETKIT_HELLO_LANDLOCK_H
#define INETKIT_HELLO_LANDLOCK_H

/*
 * From here on this process and those that it makes can write to no file, make none and remove
 * none, /dev/null excepted: landlock(7). Descriptors that are open and sockets are not concerned.
 * Needs PR_SET_NO_NEW_PRIVS; does nothing where the kernel has no Landlock (before Linux 5.13, or
 * left out).
 */
void landlock_make_readonly(void);

#endif
