/* SPDX-License-Identifier: ISC */
/* Which rows of inetkit clocks a terminal has room for, when a round is redrawn in place. */
#ifndef INETKIT_COMMANDS_CLOCKS_FIT_H
#define INETKIT_COMMANDS_CLOCKS_FIT_H

#include "commands/clocks_rows.h"

/*
 * If the round is longer than the terminal, replaces its rows by the most urgent ones, as many as
 * fit, and by a line about the others. The heading stays, and so do the spread and the plot below
 * the rows, unless they take more than half of the terminal.
 */
void clocks_fit(const struct clocks_rows *rows);

#endif
