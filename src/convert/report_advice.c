/* SPDX-License-Identifier: ISC */
/* What holds for all services, and what is left to do: see report.h. */
#include "convert/report.h"

#include <string.h>

static bool is_enabled(const struct conversion *conversion)
{
	return conversion->service->disabled == CONFIG_ENABLED;
}

/* Whether a unit of this conversion, or one that replaces it, can run. */
static bool is_usable(const struct conversion *conversion)
{
	return conversion->replacement != NULL ||
	       (conversion_has_units(conversion) && conversion->files[0].state != UNIT_LEFT_OUT &&
		       conversion->files[0].state != UNIT_FAILED &&
		       conversion->files[0].state != UNIT_DIFFERS);
}

static bool is_of_xinetd(const struct conversion *conversion)
{
	return conversion->service->dialect == CONFIG_XINETD;
}

static bool any(const struct report *self, bool (*matches)(const struct conversion *conversion))
{
	for (size_t i = 0; i < self->count; i++)
		if (matches(&self->conversions[i]))
			return true;
	return false;
}

static bool loses_default_rate(const struct conversion *conversion)
{
	return conversion_has_units(conversion) && is_of_xinetd(conversion) &&
	       config_find(conversion->service, "cps") == NULL;
}

static bool loses_environment(const struct conversion *conversion)
{
	return conversion_has_units(conversion) &&
	       config_find(conversion->service, "passenv") == NULL;
}

static bool gains_home(const struct conversion *conversion)
{
	return conversion_has_units(conversion) && config_has(conversion->service, "groups", "yes");
}

static void add_notes(struct report *self, const struct convert_setting *setting)
{
	if (!any(self, conversion_has_units))
		return;
	if (setting->systemd < CONVERT_SYSTEMD_POLL_LIMIT && any(self, loses_default_rate))
		list_add(&self->notes,
			"xinetd pauses a service after 50 connections in a second, even without "
			"cps; systemd %u cannot",
			setting->systemd);
	if (any(self, loses_environment))
		list_add(&self->notes,
			"without passenv, servers had the environment of xinetd or inetd; systemd "
			"gives them PATH and little else, see systemd.exec(5)");
	if (any(self, gains_home))
		list_add(&self->notes,
			"User= sets HOME, LOGNAME, USER and SHELL to those of the user");
	list_add(&self->notes,
		"processes that a server leaves behind end with it; KillMode=process keeps them");
	list_add(&self->notes,
		"systemd logs the start and the end of each connection, with the address of the "
		"client; LogLevelMax=notice in a service prevents that");
}

static bool stays(const struct conversion *conversion)
{
	return is_enabled(conversion) && !is_usable(conversion);
}

/* The service that listens until now must let go of the ports first. */
static void add_stop(struct report *self)
{
	bool has_both = false;
	const char *name = "inetd";

	for (size_t i = 0; i < self->count; i++) {
		if (is_of_xinetd(&self->conversions[i]))
			name = "xinetd";
		has_both |=
			is_of_xinetd(&self->conversions[i]) != is_of_xinetd(&self->conversions[0]);
	}
	if (!any(self, stays)) {
		list_add(&self->commands, "systemctl disable --now %s.service", name);
		if (has_both)
			list_add(&self->commands, "systemctl disable --now inetd.service");
		return;
	}
	for (size_t i = 0; i < self->count; i++) {
		const struct conversion *conversion = &self->conversions[i];

		if (is_enabled(conversion) && is_usable(conversion))
			list_add(&self->commands, "# %s in %s, line %u: %s",
				conversion->service->name, conversion->service->place.file,
				conversion->service->place.line,
				is_of_xinetd(conversion) ? "set disable = yes"
							 : "put a # before the line");
	}
	list_add(&self->commands, "systemctl reload %s.service", name);
	if (has_both)
		list_add(&self->commands, "systemctl reload inetd.service");
}

void report_advise(struct report *self, const struct convert_setting *setting)
{
	size_t count = 0;

	add_notes(self, setting);
	for (size_t i = 0; i < self->count; i++)
		count += is_enabled(&self->conversions[i]) && is_usable(&self->conversions[i]);
	if (self->directory == NULL || count == 0)
		return;
	add_stop(self);
	list_add(&self->commands, "systemctl daemon-reload");
	for (size_t i = 0; i < self->count; i++) {
		const struct conversion *conversion = &self->conversions[i];

		if (is_enabled(conversion) && is_usable(conversion))
			list_add(&self->commands, "systemctl enable --now %s",
				conversion->replacement != NULL ? conversion->replacement
								: conversion->files[0].name);
	}
}
