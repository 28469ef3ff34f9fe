/* SPDX-License-Identifier: ISC */
/* What systemd starts: the server, and what precedes it on the same command line. */
#include "convert/translation.h"

#include "convert/mention.h"
#include "convert/quote.h"
#include "generated/directories.h"

#include <stdlib.h>
#include <string.h>

static void put_command(FILE *file, const char *prefix, const char *argv0, const struct list *words)
{
	bool is_preceded = strchr(prefix, ' ') != NULL;

	fprintf(file, "%s%s", prefix, argv0 != NULL ? "@" : "");
	for (size_t i = 0; i < words->count; i++) {
		if (i > 0)
			fputc(' ', file);
		if (i == 0 && !is_preceded)
			quote_path(file, words->items[i]);
		else
			quote_argument(file, words->items[i]);
		if (i == 0 && argv0 != NULL) {
			fputc(' ', file);
			quote_argument(file, argv0);
		}
	}
}

void translation_add_command(struct translation *self, const char *key, const char *prefix,
	const char *argv0, const struct list *words)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (file != NULL)
		put_command(file, prefix, argv0, words);
	if (file == NULL || fclose(file) != 0 || words->is_incomplete)
		self->result->is_incomplete = true;
	else
		unit_add(&self->unit, UNIT_OWN, key, "%s", text);
	free(text);
}

/*
 * xinetd gives the address of the peer in REMOTE_HOST, systemd in REMOTE_ADDR. A server, or a
 * script among its arguments, that contains the name gets it.
 */
static bool reads_remote_host(const struct translation *self, const struct config_program *program)
{
	if (!self->accepts || self->service->dialect != CONFIG_XINETD)
		return false;
	if (mention_find(program->path, "REMOTE_HOST"))
		return true;
	for (size_t i = 0; i < program->count; i++)
		if (program->arguments[i].text[0] == '/' &&
			mention_find(program->arguments[i].text, "REMOTE_HOST"))
			return true;
	return false;
}

static void report_remote_host(struct translation *self, bool is_lost)
{
	const struct config_attribute *server = config_find(self->service, "server");

	if (is_lost)
		conversion_find(self->result, VERDICT_CHANGED, "server", server,
			"it reads REMOTE_HOST, but gets the address in REMOTE_ADDR");
	else if (!config_has(self->service, "flags", "IPv4"))
		conversion_find(self->result, VERDICT_CHANGED, "server", server,
			"it reads REMOTE_HOST, which for an IPv4 client is now like 192.0.2.1 and "
			"not like ::ffff:192.0.2.1");
}

/*
 * The name that the program gets, or NULL for the usual one. tcpd executes what its name says. If
 * the file has no tcpd, but one is inserted, that must be the path, and the name is lost.
 */
static const char *find_argv0(
	struct translation *self, const struct config_program *program, const char *tcpd)
{
	const char *slash = strrchr(program->path, '/');
	const char *name = slash == NULL ? program->path : slash + 1;
	bool keeps_rules;

	if (tcpd == NULL || (program->tcpd != NULL && program->argv0 != NULL))
		return program->argv0;
	if (program->argv0 == NULL)
		return program->path;
	slash = strrchr(program->argv0, '/');
	keeps_rules = config_text(self->service, "libwrap") != NULL ||
		      strcmp(slash == NULL ? program->argv0 : slash + 1, name) == 0;
	conversion_find(self->result, keeps_rules ? VERDICT_CHANGED : VERDICT_WEAKER, "flags",
		config_find(self->service, "flags"),
		"tcpd gives the server its path as name, and not '%s', and looks for rules about "
		"'%s'",
		program->argv0, name);
	return program->path;
}

static void start_server(struct translation *self, const struct config_program *program)
{
	const char *tcpd = translation_find_tcpd(self, program);
	const char *argv0 = find_argv0(self, program, tcpd);
	/* Of the program that systemd executes, which reads more into other first characters. */
	const char *path = tcpd != NULL ? tcpd : program->path;
	struct list words = {0};
	bool keeps_name = tcpd != NULL || program->argv0 != NULL;
	bool needs_host = reads_remote_host(self, program);
	/* env(1) would take a path with '=' for a variable. */
	bool sets_host = needs_host && !keeps_name && strchr(path, '=') == NULL;

	if (path[0] != '/') {
		conversion_find(self->result, VERDICT_REFUSED, "server",
			config_find(self->service, "server"), "'%s' is not an absolute path", path);
		return;
	}
	translation_add_credentials(self, keeps_name, &words);
	list_add(&words, "%s", path);
	for (size_t i = 0; i < program->count; i++)
		list_add(&words, "%s", program->arguments[i].text);
	if (needs_host)
		report_remote_host(self, !sets_host);
	translation_add_command(self, "ExecStart",
		sets_host ? "-/usr/bin/env REMOTE_HOST=${REMOTE_ADDR} " : "-", argv0, &words);
	list_free(&words);
}

/* redirect = HOST PORT, which xinetd does itself. */
static void start_redirect(struct translation *self, const struct config_attribute *redirect)
{
	struct list words = {0};

	conversion_find(self->result, VERDICT_SAME, "redirect", redirect,
		"a client that half-closes now gets the reply, and a name is looked up for each "
		"connection");
	translation_lose_libwrap(self);
	translation_add_credentials(self, false, &words);
	list_add(&words, "%s", BINDIR "/inetkit");
	list_add(&words, "talk");
	/* xinetd waits for the server without a limit; this is the highest. */
	list_add(&words, "-w");
	list_add(&words, "86400");
	list_add(&words, "--");
	for (size_t i = 0; i < redirect->count; i++)
		list_add(&words, "%s", redirect->values[i].text);
	translation_add_command(self, "ExecStart", "-", NULL, &words);
	list_free(&words);
}

void map_server(struct translation *self, const struct config_attribute *attribute)
{
	const struct config_attribute *redirect = config_find(self->service, "redirect");
	struct config_program program;

	/* As in xinetd, redirect goes before server. */
	if (redirect != NULL && redirect->count > 0) {
		translation_use_installed(self, NULL);
		start_redirect(self, redirect);
	} else if (!config_program(self->service, &program)) {
		conversion_find(self->result, VERDICT_REFUSED, "server", attribute,
			"there is no server to start");
	} else if (!translation_use_installed(self, program.path)) {
		start_server(self, &program);
	}
}
