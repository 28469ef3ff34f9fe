/* SPDX-License-Identifier: ISC */
/* Figures for people: see figure.h. */
#include "commands/figure.h"

#include <inttypes.h>
#include <stdio.h>

void figure_format(double number, char ret_text[FIGURE_SIZE])
{
	double step = 1e-3; /* of the last digit */
	int decimals = 3;

	/* What would be rounded to 10000 steps has a digit less. */
	while (number >= 9999.5 * step) {
		step *= 10;
		decimals--;
	}
	snprintf(ret_text, FIGURE_SIZE, "%.*f", decimals > 0 ? decimals : 0,
		(double)(uint64_t)(number / step + 0.5) * step);
}

void figure_format_bytes(uint64_t bytes, char ret_text[FIGURE_SIZE])
{
	static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
	double number = (double)bytes / 1e3;
	unsigned unit = 0;
	char figure[FIGURE_SIZE];

	if (bytes < 1000) {
		snprintf(ret_text, FIGURE_SIZE, "%" PRIu64 " byte%s", bytes, bytes == 1 ? "" : "s");
		return;
	}
	/* What would be rounded to 1000 has the next unit. */
	while (number >= 999.95) {
		number /= 1e3;
		unit++;
	}
	figure_format(number, figure);
	snprintf(ret_text, FIGURE_SIZE, "%.16s %s", figure, units[unit]);
}
