/* SPDX-License-Identifier: ISC */
/* Services that an installed unit has already, or may have: it is used, or recommended. */
#include "convert/translation.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

/* What an installed unit may do otherwise. */
static const char *const compared[] = {"banner", "banner_fail", "banner_success", "cps", "env",
	"instances", "nice", "passenv", "per_source", "rate", "rlimit_as", "rlimit_cpu",
	"rlimit_data", "rlimit_files", "rlimit_stack", "server_args", "umask", "v6only"};
/* Without these, clients get in that were kept out. */
static const char *const required[] = {"access_times", "max_load", "no_access", "only_from"};

static void compare(struct translation *self, const char *unit, const char *name,
	enum verdict verdict, const char *remedy)
{
	const struct config_attribute *attribute = config_find(self->service, name);

	if (attribute != NULL)
		conversion_find(self->result, verdict, name, attribute,
			"is not carried over to %s; %s", unit, remedy);
}

static bool is_user_root(const struct translation *self)
{
	const char *user = config_text(self->service, "user");

	return user == NULL || strcmp(user, "root") == 0 || strcmp(user, "0") == 0;
}

static void compare_all(struct translation *self, const char *unit)
{
	static const char remedy[] = "compare it by 'systemctl cat'";

	compare(self, unit, "bind", VERDICT_WEAKER,
		"set the address in a drop-in of it: ListenStream= or ListenDatagram=");
	for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
		compare(self, unit, required[i], VERDICT_WEAKER,
			"add it to its service as ExecCondition= with admit, see "
			"inetkit-xinetd(7)");
	if (config_has(self->service, "flags", "IPv4"))
		compare(self, unit, "flags", VERDICT_CHANGED,
			"it may also listen on IPv6: compare it by 'systemctl cat'");
	for (size_t i = 0; i < sizeof compared / sizeof compared[0]; i++)
		compare(self, unit, compared[i], VERDICT_CHANGED, remedy);
	/* A service inside xinetd runs as xinetd, whatever its user is. */
	if (config_has(self->service, "type", "INTERNAL"))
		return;
	if (!is_user_root(self))
		compare(self, unit, "user", VERDICT_CHANGED, remedy);
	compare(self, unit, "group", VERDICT_CHANGED, remedy);
}

void translation_replace(struct translation *self, const char *unit, const char *why)
{
	free(self->result->replacement);
	self->result->replacement = strdup(unit);
	if (self->result->replacement == NULL)
		self->result->is_incomplete = true;
	conversion_find(self->result, VERDICT_CHANGED, "service", NULL,
		"use %s, which is %s: %s; nothing is written", unit,
		installed_has(self->setting->installed, unit) ? "installed" : "not installed here",
		why);
	compare_all(self, unit);
	translation_lose_libwrap(self);
}

/* Whether both paths name one file, such as /bin/cat and /usr/bin/cat. Behind tcpd the program can
 * be a name without a directory. */
static bool is_same_program(const char *installed, const char *program)
{
	const char *slash = strrchr(installed, '/');
	struct stat file;
	struct stat other;

	if (strchr(program, '/') == NULL)
		return slash != NULL && strcmp(slash + 1, program) == 0;
	return strcmp(installed, program) == 0 ||
	       (stat(installed, &file) == 0 && stat(program, &other) == 0 &&
		       file.st_dev == other.st_dev && file.st_ino == other.st_ino);
}

static bool listens_there(const struct translation *self, const struct installed_unit *unit)
{
	return installed_listens(unit, self->type, self->port);
}

/* The installed socket for this program that listens on the port of the service, or elsewhere.
 * Returns NULL if there is none. */
static const struct installed_unit *find_program(
	const struct translation *self, const char *program, bool on_port)
{
	const struct installed *installed = self->setting->installed;

	for (size_t i = 0; program != NULL && i < installed->count; i++) {
		const struct installed_unit *unit = &installed->units[i];

		if (unit->program != NULL && listens_there(self, unit) == on_port &&
			installed_first_port(unit, self->type) != 0 &&
			is_same_program(unit->program, program))
			return unit;
	}
	return NULL;
}

/* The units of the service are written nevertheless: the installed socket has another port, and
 * other arguments for the program, perhaps. */
static void recommend_program(struct translation *self, const char *program)
{
	const struct installed_unit *unit = find_program(self, program, false);
	const char *listen = self->type == SOCK_DGRAM ? "ListenDatagram" : "ListenStream";

	if (unit == NULL || self->port == 0)
		return;
	conversion_find(self->result, VERDICT_SAME, "server", config_find(self->service, "server"),
		"the installed %s starts the same program, on port %u; if it is the same service, "
		"it can replace these units: move it by 'systemctl edit %s' with the lines "
		"[Socket], %s= and %s=%u",
		unit->name, installed_first_port(unit, self->type), unit->name, listen, listen,
		self->port);
}

/* Which of two programs shall have the port is not for us to decide. */
static void recommend_port(struct translation *self)
{
	const struct installed *installed = self->setting->installed;

	for (size_t i = 0; i < installed->count; i++) {
		const struct installed_unit *unit = &installed->units[i];

		if (!listens_there(self, unit))
			continue;
		self->result->rival = unit->name;
		conversion_find(self->result, VERDICT_SAME, "port",
			config_find(self->service, "port"),
			"the installed %s has the same port%s%s; if it is the same service, enable "
			"it instead of these units: only one of them can listen there",
			unit->name, unit->program == NULL ? "" : " and starts ",
			unit->program == NULL ? "" : unit->program);
	}
}

bool translation_use_installed(struct translation *self, const char *program)
{
	const struct installed_unit *unit = find_program(self, program, true);

	if (unit != NULL) {
		translation_replace(
			self, unit->name, "it starts the same program on the same port");
		return true;
	}
	recommend_program(self, program);
	recommend_port(self);
	return false;
}
