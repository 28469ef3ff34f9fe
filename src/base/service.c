/* SPDX-License-Identifier: ISC */
/* The registry of services: see service.h. */
#include "base/service.h"

#include "generated/services.h"

#include <string.h>

const struct service services[] = {SERVICES, {.name = NULL}};

const struct service *service_find(const char *name)
{
	for (const struct service *service = services; service->name != NULL; service++)
		if (strcmp(service->name, name) == 0)
			return service;
	return NULL;
}
