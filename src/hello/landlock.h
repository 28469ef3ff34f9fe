/* SPDX-License-Identifier: ISC */
/*
 * A read-only file system for a program to execute. Unlike ReadOnlyPaths= in a systemd unit,
 * Landlock needs no mount namespace: it costs little compared with execve(2), and works under every
 * supervisor.
 */
#ifndef INETKIT_HELLO_LANDLOCK_H
#define INETKIT_HELLO_LANDLOCK_H

/*
 * From now on, this process and its children cannot create, write, rename or remove files; they can
 * write to /dev/null. Open descriptors and sockets are not affected. See landlock(7). Requires
 * PR_SET_NO_NEW_PRIVS. Does nothing if the kernel has no Landlock, which is new in Linux 5.13.
 */
void landlock_make_readonly(void);

#endif
