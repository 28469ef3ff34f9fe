/* SPDX-License-Identifier: ISC */
/* What the readers share, and the order of their work: see reader.h and config_read(). */
#include "convert/reader.h"

#include "convert/build.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void reader_say(struct reader *self, struct place place, enum config_severity severity,
	const char *format, ...)
{
	va_list arguments;
	char *text;
	int size;

	va_start(arguments, format);
	size = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (!reader_check(self, size >= 0))
		return;
	self->errors += severity == CONFIG_ERROR;
	self->on_message(&place, severity, text, self->userdata);
	free(text);
}

void reader_disable(struct config_service *service, enum config_disabled why, struct place place)
{
	if (service->disabled != CONFIG_ENABLED)
		return;
	service->disabled = why;
	service->disabled_place = place;
}

void reader_cut(struct config_service *service, struct place place)
{
	service->disabled = CONFIG_MISTAKE;
	service->disabled_place = place;
}

/* Reports the first of the limits that is reached. */
static void complain(struct reader *self, struct place place, const char *what, int max)
{
	if (!self->has_too_many)
		reader_say(self, place, CONFIG_ERROR, "more than %d %s; the others are ignored",
			max, what);
	self->has_too_many = true;
}

bool reader_charge(struct reader *self, struct config_service *service, struct place place)
{
	if (self->parts < CONFIG_PARTS_MAX) {
		self->parts++;
		return true;
	}
	complain(self, place, "lines and values", CONFIG_PARTS_MAX);
	reader_cut(service, place);
	return false;
}

void reader_add_line(
	struct reader *self, struct config_service *service, const struct text_line *line)
{
	struct place place = {.file = service->place.file, .line = line->number};

	if (reader_charge(self, service, place))
		reader_check(self, build_line(service, line->text, line->size, line->number));
}

/* The values that a service gets from the defaults. */
static size_t count_defaults(const struct reader *self)
{
	size_t count = 0;

	for (size_t i = 0; i < self->defaults.attribute_count; i++)
		count += self->defaults.attributes[i].count;
	return count;
}

struct config_service *reader_add_service(struct reader *self, enum config_dialect dialect,
	const struct word *name, struct place place)
{
	size_t defaults = dialect == CONFIG_XINETD ? count_defaults(self) : 0;
	struct config_service *service;

	if (self->config->service_count == CONFIG_SERVICES_MAX) {
		complain(self, place, "services", CONFIG_SERVICES_MAX);
		return NULL;
	}
	if (self->parts + defaults > CONFIG_PARTS_MAX) {
		complain(self, place, "lines and values", CONFIG_PARTS_MAX);
		return NULL;
	}
	self->parts += defaults;
	service = build_service(self->config, dialect, name->text, name->size, place);
	reader_check(self, service != NULL);
	return service;
}

/* Reads an operand, and says so if it has no service. Beside others it can have defaults only. */
static void read_operand(struct reader *self, const char *path, bool is_last)
{
	size_t services = self->config->service_count;
	size_t errors = self->errors;

	includes_read_operand(self, path);
	if (self->config->service_count == services && self->errors == errors)
		reader_say(self, (struct place){.file = path},
			is_last && services == 0 ? CONFIG_ERROR : CONFIG_NOTE,
			"no service in this file or directory");
}

int config_read(const char *const *paths, size_t count, config_message *on_message, void *userdata,
	struct config **ret_config)
{
	struct reader reader = {
		.config = calloc(1, sizeof *reader.config),
		.on_message = on_message,
		.userdata = userdata,
	};

	if (reader.config == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < count && reader.error == 0; i++)
		read_operand(&reader, paths[i], i + 1 == count);
	if (reader.error == 0)
		defaults_finish(&reader);
	if (reader.error == 0)
		checks_finish(&reader);
	build_free_service(&reader.defaults);
	if (reader.error < 0) {
		config_free(reader.config);
		return reader.error;
	}
	*ret_config = reader.config;
	return 0;
}
