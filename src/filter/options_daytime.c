/* SPDX-License-Identifier: ISC */
/* The options of daytime: see options.h. */
#include "filter/options.h"

#include "protocol/rfc867.h"
#include "protocol/zone.h"

#include <stdlib.h>
#include <unistd.h>

void options_daytime(struct options_daytime *ret_options, struct filter *filter, int argc,
	char *argv[], const char *options)
{
	bool is_given = false;
	const char *cause;
	int option;

	*ret_options = (struct options_daytime){.format = RFC867_FORMAT};
	while ((option = filter_option(filter, argc, argv, options)) > 0)
		switch (option) {
		case 'f':
			ret_options->format = optarg;
			is_given = true;
			break;
		case 'z':
			cause = zone_set(optarg);
			if (cause != NULL)
				filter_refuse(filter, "-z %s: %s", optarg, cause);
			ret_options->is_local = true;
			break;
		}
	if (is_given && !ret_options->is_local)
		unsetenv("TZ"); /* strftime(3) would use it for %s */
}

void options_daytime_refuse(struct filter *filter)
{
	filter_refuse(filter, "-f: the result is not 1 to %d printable ASCII characters",
		RFC867_SIZE - 3);
}
