/* The arguments of daytime: see settings.h. */
#include "settings.h"

#include "rfc867.h"
#include "zone.h"

#include <stdlib.h>
#include <unistd.h>

void settings_daytime(struct settings_daytime *ret, struct filter *filter, int argc, char *argv[],
	const char *options)
{
	bool is_given = false;
	int option;

	*ret = (struct settings_daytime){.format = RFC867_FORMAT};
	while ((option = filter_option(filter, argc, argv, options)) > 0)
		switch (option) {
		case 'f':
			ret->format = optarg;
			is_given = true;
			break;
		case 'z':
			if (!zone_set(optarg))
				filter_refuse(filter,
					"-z %s: neither a zone of " ZONE_FOLDER
					" nor one such as CET-1CEST,M3.5.0,M10.5.0/3",
					optarg);
			ret->is_local = true;
			break;
		}
	if (is_given && !ret->is_local)
		unsetenv("TZ"); /* strftime(3) would heed it for %s */
}

void settings_daytime_refuse(struct filter *filter)
{
	filter_refuse(
		filter, "-f: makes no line of 1 to %d printable ASCII characters", RFC867_SIZE - 3);
}
