/* SPDX-License-Identifier: ISC */
/* What inetkit clocks prints of all hosts together: metrics, a plugin's line, spread and plot. */
#ifndef INETKIT_COMMANDS_CLOCKS_SUMMARY_H
#define INETKIT_COMMANDS_CLOCKS_SUMMARY_H

#include "commands/clocks_rows.h"
#include "format/nagios.h"

#include <stdbool.h>

/*
 * Prints it below the rows, whose round is over. is_partial: some hosts are unknown. is_discarded:
 * the file of --plot keeps its previous contents. Returns the state of the monitoring plugin.
 */
enum nagios_state clocks_summary_put(
	const struct clocks_rows *rows, bool is_partial, bool is_discarded);

#endif
