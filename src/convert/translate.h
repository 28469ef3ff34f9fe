/* SPDX-License-Identifier: ISC */
/* Translates a service of xinetd or inetd into a pair of units. */
#ifndef INETKIT_CONVERT_TRANSLATE_H
#define INETKIT_CONVERT_TRANSLATE_H

#include "convert/conversion.h"
#include "convert/installed.h"
#include "convert/model.h"

#include <stdbool.h>

/* What holds for all services of the machine. */
struct convert_setting {
	unsigned systemd; /* its version */
	const struct installed *installed;
	const char *tcpd;    /* the path of tcpd(8), or NULL */
	const char *inetd;   /* the name of the unit that runs inetd, without ".service" */
	bool has_admit;      /* admit(8) is where the units look for it */
	bool has_host_rules; /* hosts.allow(5) or hosts.deny(5) has a rule */
};

/* The versions for which units can be written: ExecCondition= came with 243. */
enum { CONVERT_SYSTEMD_MIN = 243, CONVERT_SYSTEMD_MAX = 9999, CONVERT_SYSTEMD_POLL_LIMIT = 255 };

/* Looks at this machine. systemd is the version for which units are written, or 0 for the installed
 * one, or 252 if that is not known or too old. */
void convert_setting_find(
	const struct installed *installed, unsigned systemd, struct convert_setting *ret_setting);

/*
 * Translates the service into units of this name. The conversion, whose members must be zero, keeps
 * pointers to the service and to names of installed units, and takes the name, which came from
 * malloc(3).
 */
void translate(const struct config_service *service, const struct convert_setting *setting,
	char *name, struct conversion *ret_conversion);

#endif
