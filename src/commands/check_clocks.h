/* SPDX-License-Identifier: ISC */
/* check_clocks: inetkit clocks with the arguments that monitoring plugins have. */
#ifndef INETKIT_COMMANDS_CHECK_CLOCKS_H
#define INETKIT_COMMANDS_CHECK_CLOCKS_H

#include <stdbool.h>

/* Whether the program was started under this name, in any directory. */
bool check_clocks_is_meant(const char *program);

/* Returns the exit status. */
int check_clocks(int argc, char *argv[]);

#endif
