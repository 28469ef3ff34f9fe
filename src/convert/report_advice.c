/* SPDX-License-Identifier: ISC */
/* What holds for all services, and what is left to do: see report.h. */
#include "convert/report.h"

#include "generated/directories.h"

#include <stdlib.h>
#include <string.h>

static bool is_enabled(const struct conversion *conversion)
{
	return conversion->service->disabled == CONFIG_ENABLED;
}

/* An installed socket with the same port may be enabled or not: which of the two shall run is not
 * for us to decide. */
static bool has_choice(const struct conversion *conversion)
{
	return conversion->replacement == NULL && conversion->rival != NULL;
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

static bool loses_remote_host(const struct conversion *conversion)
{
	return conversion_has_units(conversion) && is_of_xinetd(conversion) &&
	       config_has(conversion->service, "wait", "no");
}

static bool loses_open_files(const struct conversion *conversion)
{
	return conversion_has_units(conversion) && is_of_xinetd(conversion) &&
	       config_find(conversion->service, "rlimit_files") == NULL;
}

static bool gains_home(const struct conversion *conversion)
{
	return conversion_has_units(conversion) &&
	       strstr(conversion->files[1].text, "\nUser=") != NULL;
}

/* xinetd 2.3.15 listened on IPv4 then, that of Debian and openSUSE on both. */
static bool has_no_family(const struct conversion *conversion)
{
	return conversion_has_units(conversion) && is_of_xinetd(conversion) &&
	       config_find(conversion->service, "bind") == NULL &&
	       !config_has(conversion->service, "flags", "IPv4") &&
	       !config_has(conversion->service, "flags", "IPv6");
}

static bool uses_admit(const struct conversion *conversion)
{
	return conversion_has_units(conversion) &&
	       strstr(conversion->files[1].text, "/inetkit/admit ") != NULL;
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
	if (any(self, has_no_family))
		list_add(&self->notes,
			"without the flag IPv4 or IPv6, services listen on both, as with xinetd of "
			"Debian and openSUSE; others used IPv4 only: add flags = IPv4 for that");
	list_add(&self->notes, "the environment is that of systemd: PATH, LANG and what "
			       "systemd.exec(5) lists, also "
			       "with passenv; without passenv servers had that of xinetd or inetd");
	if (any(self, loses_remote_host))
		list_add(&self->notes,
			"servers find the address of the client in REMOTE_ADDR and REMOTE_PORT; "
			"REMOTE_HOST is set for those that contain this word");
	if (any(self, loses_open_files))
		list_add(&self->notes,
			"without rlimit_files, xinetd allows as many open files as its hard limit, "
			"systemd 1024; LimitNOFILE= sets more");
	if (any(self, uses_admit))
		list_add(&self->notes,
			"admit checks the client, and not IPAddressAllow=: it ends the connection "
			"at once, logs and knows names");
	if (any(self, uses_admit) && !setting->has_admit)
		list_add(&self->notes,
			LIBEXECDIR "/inetkit/admit is not installed: install the package "
				   "inetkit-services first, or systemd closes the connection of "
				   "each client of a service with rules");
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

/* The units need what the package inetkit-services has. Without it, xinetd would be stopped for
 * nothing. */
static void add_installation(struct report *self, const struct convert_setting *setting)
{
	bool is_needed = any(self, uses_admit) && !setting->has_admit;

	for (size_t i = 0; i < self->count; i++)
		is_needed |= self->conversions[i].replacement != NULL &&
			     !installed_has(setting->installed, self->conversions[i].replacement);
	if (is_needed)
		list_add(&self->commands, "# first install the package inetkit-services");
}

/* The service that listens until now must let go of the ports first. */
static void add_stop(struct report *self, const struct convert_setting *setting)
{
	bool has_both = false;
	const char *name = setting->inetd;

	for (size_t i = 0; i < self->count; i++) {
		if (is_of_xinetd(&self->conversions[i]))
			name = "xinetd";
		has_both |=
			is_of_xinetd(&self->conversions[i]) != is_of_xinetd(&self->conversions[0]);
	}
	if (!any(self, stays)) {
		list_add(&self->commands, "systemctl disable --now %s.service", name);
		if (has_both)
			list_add(&self->commands, "systemctl disable --now %s.service",
				setting->inetd);
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
		list_add(&self->commands, "systemctl reload %s.service", setting->inetd);
}

/* Writes a word of a command for the shell. */
static void put_word(FILE *file, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=./,:@";

	if (word[strspn(word, plain)] == '\0') {
		fputs(word, file);
		return;
	}
	fputc('\'', file);
	for (; *word != '\0'; word++)
		if (*word == '\'')
			fputs("'\\''", file);
		else
			fputc(*word, file);
	fputc('\'', file);
}

/* systemd finds units in these directories, among others. */
static bool is_searched(const char *directory)
{
	static const char *const searched[] = {
		"/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system"};
	size_t size = strlen(directory);

	while (size > 1 && directory[size - 1] == '/')
		size--;
	for (size_t i = 0; i < sizeof searched / sizeof searched[0]; i++)
		if (strlen(searched[i]) == size && memcmp(searched[i], directory, size) == 0)
			return true;
	return false;
}

/* Adds a command whose last words are written by put. */
static void add_command(struct report *self, const char *start,
	void (*put)(const struct report *self, const struct conversion *conversion, FILE *file),
	const char *end)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	for (size_t i = 0; file != NULL && i < self->count; i++)
		if (is_enabled(&self->conversions[i]) && is_usable(&self->conversions[i]))
			put(self, &self->conversions[i], file);
	if (file == NULL || fclose(file) != 0)
		self->is_incomplete = true;
	else if (size > 0)
		list_add(&self->commands, "%s%s%s", start, text, end);
	free(text);
}

static void put_paths(const struct report *self, const struct conversion *conversion, FILE *file)
{
	for (int i = 0; i < 2; i++) {
		if (conversion->files[i].name == NULL)
			continue;
		fputc(' ', file);
		put_word(file, self->directory);
		fprintf(file, "/%s", conversion->files[i].name);
	}
}

static void put_socket(__attribute__((unused)) const struct report *self,
	const struct conversion *conversion, FILE *file)
{
	if (has_choice(conversion))
		return;
	fputc(' ', file);
	put_word(file, conversion->replacement != NULL ? conversion->replacement
						       : conversion->files[0].name);
}

static void add_choices(struct report *self)
{
	for (size_t i = 0; i < self->count; i++) {
		const struct conversion *conversion = &self->conversions[i];

		if (is_enabled(conversion) && is_usable(conversion) && has_choice(conversion))
			list_add(&self->commands,
				"# enable either %s or %s: they have the same port",
				conversion->files[0].name, conversion->rival);
	}
}

void report_advise(struct report *self, const struct convert_setting *setting)
{
	size_t count = 0;

	add_notes(self, setting);
	for (size_t i = 0; i < self->count; i++)
		count += is_enabled(&self->conversions[i]) && is_usable(&self->conversions[i]);
	if (self->directory == NULL || count == 0)
		return;
	add_installation(self, setting);
	if (!is_searched(self->directory))
		add_command(self, "cp", put_paths, " /etc/systemd/system/");
	add_stop(self, setting);
	list_add(&self->commands, "systemctl daemon-reload");
	add_command(self, "systemctl enable --now", put_socket, "");
	add_choices(self);
}
