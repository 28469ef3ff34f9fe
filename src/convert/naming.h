/* SPDX-License-Identifier: ISC */
/* Names of units. */
#ifndef INETKIT_CONVERT_NAMING_H
#define INETKIT_CONVERT_NAMING_H

#include "convert/conversion.h"

#include <stddef.h>

/*
 * The name of the units of a service, without a suffix: "xinetd-" and its id. Characters that units
 * cannot have become '_'. If one of the conversions has that name, the protocol follows, or a
 * number. Release it with free(3). NULL without memory.
 */
char *naming_find(
	const struct config_service *service, const struct conversion *conversions, size_t count);

#endif
