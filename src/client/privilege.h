/* SPDX-License-Identifier: ISC */
/* The capability that the file of the program can give: setcap(8). */
#ifndef INETKIT_CLIENT_PRIVILEGE_H
#define INETKIT_CLIENT_PRIVILEGE_H

/*
 * Give up all capabilities of this thread if the file of the program gave them: by setcap(8), or as
 * a file of root with the set-user-ID bit. If root itself starts the program, they stay. Call it
 * before anything starts a thread.
 */
void privilege_drop(void);

#endif
