/* SPDX-License-Identifier: ISC */
/*
 * The registry of services. From each row of services/services.tsv, make generates a SERVICE_NAME,
 * which initializes a struct service, and SERVICES, the list of all.
 */
#ifndef INETKIT_BASE_SERVICE_H
#define INETKIT_BASE_SERVICE_H

struct service {
	const char *name;
	int port;               /* 1 to 65535 */
	const char *transports; /* "tcp" or "tcp,udp" */
	const char *description;
	const char *synopsis; /* the filter's options and operands */
	const char *shared;   /* transports of the shared server: "udp", "tcp,udp", or "-" */
};

/* All services. The name of the last element is NULL. */
extern const struct service services[];

/* The service with this name, or NULL. */
const struct service *service_find(const char *name);

#endif
