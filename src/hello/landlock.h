/* SPDX-License-Identifier: ISC */
/*
 * Landlock keeps a program from changing what is not its own. Unlike ReadOnlyPaths= in a systemd
 * unit, it needs no mount namespace: it costs little compared with execve(2), and works under every
 * supervisor.
 */
#ifndef INETKIT_HELLO_LANDLOCK_H
#define INETKIT_HELLO_LANDLOCK_H

/*
 * From now on, this process and its children cannot create, write, rename or remove files, except
 * that they can write to /dev/null. They cannot trace other processes, nor read their memory and
 * environment in /proc. With Linux 6.7 or later they cannot bind a TCP port, and with 6.12 or later
 * they can send signals only to each other, and cannot connect to abstract UNIX sockets of others.
 * Open descriptors are not affected. See landlock(7). Requires PR_SET_NO_NEW_PRIVS. Does nothing if
 * the kernel has no Landlock, which is new in Linux 5.13.
 */
void landlock_confine(void);

#endif
