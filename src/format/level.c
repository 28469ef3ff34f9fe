/* SPDX-License-Identifier: ISC */
/* How far off an offset is: see level.h. */
#include "format/level.h"

#include "client/terminal.h"

const char *const level_names[LEVELS] = {
	[LEVEL_GOOD] = "good", [LEVEL_WARNING] = "warning", [LEVEL_CRITICAL] = "critical"};

const char *const level_colours[LEVELS] = {[LEVEL_GOOD] = TERMINAL_GREEN,
	[LEVEL_WARNING] = TERMINAL_YELLOW,
	[LEVEL_CRITICAL] = TERMINAL_RED};

enum level level_of(const struct thresholds *thresholds, int64_t offset)
{
	if (offset > thresholds->critical || offset < -thresholds->critical)
		return LEVEL_CRITICAL;
	if (offset > thresholds->warning || offset < -thresholds->warning)
		return LEVEL_WARNING;
	return LEVEL_GOOD;
}
