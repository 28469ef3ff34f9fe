/* SPDX-License-Identifier: ISC */
/* The model of a configuration: see model.h. */
#include "convert/model.h"

#include "convert/build.h"

#include <stdlib.h>
#include <string.h>

static const char tcpd_name[] = "tcpd";

void config_free(struct config *self)
{
	if (self == NULL)
		return;
	for (size_t i = 0; i < self->service_count; i++)
		build_free_service(&self->services[i]);
	for (size_t i = 0; i < self->file_count; i++)
		free(self->files[i]);
	free(self->services);
	free(self->files);
	free(self);
}

const struct config_attribute *config_find(const struct config_service *self, const char *name)
{
	for (size_t i = 0; i < self->attribute_count; i++)
		if (strcmp(self->attributes[i].name, name) == 0)
			return &self->attributes[i];
	return NULL;
}

const char *config_text(const struct config_service *self, const char *name)
{
	const struct config_attribute *attribute = config_find(self, name);

	return attribute == NULL || attribute->count == 0 ? NULL : attribute->values[0].text;
}

bool config_has(const struct config_service *self, const char *name, const char *value)
{
	const struct config_attribute *attribute = config_find(self, name);

	for (size_t i = 0; attribute != NULL && i < attribute->count; i++)
		if (strcmp(attribute->values[i].text, value) == 0)
			return true;
	return false;
}

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

bool config_program(const struct config_service *self, struct config_program *ret_program)
{
	const struct config_attribute *arguments = config_find(self, "server_args");
	struct config_program program = {.path = config_text(self, "server")};

	if (program.path == NULL || config_has(self, "type", "INTERNAL") ||
		config_find(self, "redirect") != NULL)
		return false;
	if (arguments != NULL) {
		program.arguments = arguments->values;
		program.count = arguments->count;
	}
	if (config_has(self, "flags", "NAMEINARGS") && program.count > 0) {
		program.argv0 = program.arguments->text;
		program.arguments++;
		program.count--;
	}
	/* tcpd executes argv[0], which it looks for in its directory if it is no path. */
	if (program.argv0 != NULL && strcmp(last_component(program.path), tcpd_name) == 0) {
		program.tcpd = program.path;
		program.path = program.argv0;
		program.argv0 = NULL;
	}
	*ret_program = program;
	return true;
}
