/* SPDX-License-Identifier: ISC */
/* A service as "xinetd -d" prints it. */
#ifndef INETKIT_TESTS_CONFIGS_DUMP_H
#define INETKIT_TESTS_CONFIGS_DUMP_H

#include "convert/model.h"

/* Prints what xinetd 2.3.15.3 prints of a service that runs, without the kinds of addresses. */
void dump_service(const struct config_service *service);

#endif
