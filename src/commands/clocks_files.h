/* SPDX-License-Identifier: ISC */
/* The files that inetkit clocks reads and writes must not be the same. */
#ifndef INETKIT_COMMANDS_CLOCKS_FILES_H
#define INETKIT_COMMANDS_CLOCKS_FILES_H

#include "commands/clocks_options.h"

/*
 * Compares the files of --hosts, --output and --plot, and standard input and output where they
 * stand for one of them, by any path or link. Devices and sockets may be the same. Returns NULL, or
 * which two are the same.
 */
const char *clocks_files_find_conflict(const struct clocks_options *options);

#endif
