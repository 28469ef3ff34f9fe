/* A row of the registry, services/services.tsv, from which make generates SERVICE_NAME and
 * SERVICES. */
#ifndef INETKIT_BASE_SERVICE_H
#define INETKIT_BASE_SERVICE_H

struct service {
	const char *name;
	int port;               /* 1 to 65535 */
	const char *transports; /* "tcp" or "tcp,udp" */
	const char *description;
	const char *synopsis; /* the filter's options and operands */
	const char *shared;   /* over what the shared server serves it: "udp", "tcp,udp" or "-" */
};

/* All of them, and a last one without a name; for the client. */
extern const struct service services[];

/* The service of that name, or NULL. */
const struct service *service_find(const char *name);

#endif
