/* SPDX-License-Identifier: ISC */
/* The options of time: see options.h. */
#include "filter/options.h"

/* The counter wraps at 2^32: a larger shift would have the effect of a smaller one. */
#define SHIFT_MAX INT64_C(0xffffffff)

void options_time(struct options_time *ret_options, struct filter *filter, int argc, char *argv[],
	const char *options)
{
	ret_options->shift = 0;
	while (filter_option(filter, argc, argv, options) > 0)
		ret_options->shift = filter_number(filter, 'o', -SHIFT_MAX, SHIFT_MAX);
}
