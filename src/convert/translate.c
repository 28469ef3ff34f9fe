/* SPDX-License-Identifier: ISC */
/* Translates a service, attribute by attribute: see translate.h. */
#include "convert/translation.h"

#include <stdlib.h>
#include <string.h>

static const struct row {
	const char *name;
	attribute_map *map; /* NULL if the function of another row reads it */
} rows[] = {ATTRIBUTES};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static bool has_row(const char *name)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			return true;
	return false;
}

static void map_attributes(struct translation *self)
{
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (rows[i].map != NULL)
			rows[i].map(self, config_find(self->service, rows[i].name));
		if (self->result->verdict == VERDICT_REFUSED || self->result->replacement != NULL)
			return;
	}
	for (size_t i = 0; i < self->service->attribute_count; i++)
		if (!has_row(self->service->attributes[i].name))
			conversion_find(self->result, VERDICT_WEAKER, "attribute",
				&self->service->attributes[i], "'%s' is not translated",
				self->service->attributes[i].name);
}

/* An attribute from the defaults, as it counts for this service. */
static void add_default(struct unit_text *unit, const struct config_attribute *attribute)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	for (size_t i = 0; file != NULL && i < attribute->count; i++)
		fprintf(file, " %s", attribute->values[i].text);
	if (file == NULL || fclose(file) != 0)
		unit->is_incomplete = true;
	else
		unit_comment(unit, UNIT_HEADER, "%s:%u: %s =%s", attribute->place.file,
			attribute->place.line, attribute->name, text);
	free(text);
}

/* Both units show what they come from. */
static void add_source(const struct translation *self, struct unit_text *unit)
{
	const struct config_service *service = self->service;

	unit_comment(unit, UNIT_HEADER,
		"Converted by inetkit " INETKIT_VERSION " from %s:", service->place.file);
	for (size_t i = 0; i < service->line_count; i++)
		unit_comment(unit, UNIT_HEADER, "%5u  %s", service->lines[i].number,
			service->lines[i].text);
	for (size_t i = 0; i < service->attribute_count; i++)
		if (service->attributes[i].is_default)
			add_default(unit, &service->attributes[i]);
}

/* What every socket needs, whatever the file says. */
static void add_socket_rest(struct translation *self)
{
	unit_add(&self->socket, UNIT_OWN, "Accept", "%s", self->accepts ? "yes" : "no");
	unit_comment(&self->socket, UNIT_OWN,
		"Otherwise 200 connections within two seconds would end the socket for good.");
	unit_add(&self->socket, UNIT_OWN, "TriggerLimitIntervalSec", "0");
	unit_add(&self->socket, UNIT_INSTALL, "WantedBy", "sockets.target");
}

/* What every service needs. Its standard error is the connection, too, as in xinetd and inetd. */
static void add_service_rest(struct translation *self)
{
	unit_comment(&self->unit, UNIT_GENERAL, "Failed connections do not remain in memory.");
	unit_add(&self->unit, UNIT_GENERAL, "CollectMode", "inactive-or-failed");
	if (!self->accepts) {
		unit_comment(&self->unit, UNIT_GENERAL,
			"Otherwise five starts within ten seconds would end the socket for good.");
		unit_add(&self->unit, UNIT_GENERAL, "StartLimitIntervalSec", "0");
	}
	unit_add(&self->unit, UNIT_OWN, "StandardInput", "socket");
	unit_add(&self->unit, UNIT_OWN, "StandardOutput", "socket");
	unit_add(&self->unit, UNIT_OWN, "StandardError", "socket");
	/* xinetd and inetd restore the signal, so that it ends a server whose client is gone. */
	unit_add(&self->unit, UNIT_OWN, "IgnoreSIGPIPE", "no");
}

static void add_descriptions(struct translation *self)
{
	char *name = unit_literal(self->service->id);

	if (name == NULL) {
		self->result->is_incomplete = true;
		return;
	}
	unit_add(&self->socket, UNIT_GENERAL, "Description", "%s, as %s ran it", name,
		self->service->dialect == CONFIG_XINETD ? "xinetd" : "inetd");
	unit_add(&self->unit, UNIT_GENERAL, "Description", "%s%s", name,
		self->accepts ? " for one connection" : "");
	free(name);
}

static void take_file(struct conversion *result, struct unit_file *file, struct unit_text *unit,
	const char *suffix, bool is_kept)
{
	char *text = unit_end(unit);

	if (text == NULL)
		result->is_incomplete = true;
	if (!is_kept || text == NULL) {
		free(text);
		return;
	}
	file->text = text;
	if (asprintf(&file->name, "%s%s", result->name, suffix) < 0) {
		file->name = NULL;
		result->is_incomplete = true;
	}
}

void translate(const struct config_service *service, const struct convert_setting *setting,
	char *name, struct conversion *ret_conversion)
{
	struct translation self = {
		.service = service, .setting = setting, .result = ret_conversion, .accepts = true};
	bool is_kept;

	*ret_conversion = (struct conversion){.service = service, .name = name};
	unit_begin(&self.socket, "Socket");
	unit_begin(&self.unit, "Service");
	if (service->disabled == CONFIG_MISTAKE || service->disabled == CONFIG_BAD_VALUE)
		conversion_find(ret_conversion, VERDICT_REFUSED, "service", NULL,
			"%s refuses it, see the messages about the file",
			service->dialect == CONFIG_XINETD ? "xinetd" : "inetd");
	else
		map_attributes(&self);
	add_descriptions(&self);
	if (self.socket.swallows_line || self.unit.swallows_line)
		conversion_find(ret_conversion, VERDICT_REFUSED, "service", NULL,
			"a value ends with a backslash, behind which systemd would take the next "
			"line for a part of it; remove the backslash");
	is_kept = ret_conversion->verdict != VERDICT_REFUSED && ret_conversion->replacement == NULL;
	add_source(&self, &self.socket);
	add_source(&self, &self.unit);
	add_socket_rest(&self);
	add_service_rest(&self);
	take_file(ret_conversion, &ret_conversion->files[0], &self.socket, ".socket", is_kept);
	take_file(ret_conversion, &ret_conversion->files[1], &self.unit,
		self.accepts ? "@.service" : ".service", is_kept);
	list_free(&self.deny);
	list_free(&self.admit);
}
