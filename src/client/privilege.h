/* SPDX-License-Identifier: ISC */
/* The capability that the file of the program can give: setcap(8). */
#ifndef INETKIT_CLIENT_PRIVILEGE_H
#define INETKIT_CLIENT_PRIVILEGE_H

/*
 * Give up the capabilities that the file of the program gave to this thread; root keeps its own.
 * Call it before anything starts a thread.
 */
void privilege_drop(void);

#endif
