/* SPDX-License-Identifier: ISC */
/* Puts a configuration together: see build.h. */
#include "convert/build.h"

#include <stdlib.h>
#include <string.h>

/* Makes room for one more element: a list has room for the power of two that its count reaches.
 * Returns NULL without memory; then the list is as it was. */
static void *grow(void *list, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0)
		return list;
	return reallocarray(list, count == 0 ? 1 : count * 2, size);
}

struct config_service *build_service(struct config *config, enum config_dialect dialect,
	const char *name, size_t size, struct place place)
{
	struct config_service service = {
		.name = strndup(name, size),
		.id = strndup(name, size),
		.dialect = dialect,
		.place = place,
	};
	struct config_service *list =
		grow(config->services, config->service_count, sizeof *config->services);

	if (list != NULL)
		config->services = list;
	if (list == NULL || service.name == NULL || service.id == NULL) {
		build_free_service(&service);
		return NULL;
	}
	list[config->service_count] = service;
	return &list[config->service_count++];
}

struct config_attribute *build_attribute(
	struct config_service *service, const char *name, struct place place)
{
	struct config_attribute *list =
		grow(service->attributes, service->attribute_count, sizeof *service->attributes);

	if (list == NULL)
		return NULL;
	service->attributes = list;
	list[service->attribute_count] = (struct config_attribute){.name = name, .place = place};
	return &list[service->attribute_count++];
}

struct config_attribute *build_find(
	struct config_service *service, const char *name, struct place place)
{
	for (size_t i = 0; i < service->attribute_count; i++)
		if (strcmp(service->attributes[i].name, name) == 0)
			return &service->attributes[i];
	return build_attribute(service, name, place);
}

bool build_value(struct config_attribute *attribute, const char *text, size_t size,
	struct place place, bool is_default)
{
	struct config_value *list =
		grow(attribute->values, attribute->count, sizeof *attribute->values);
	char *copy;

	if (list == NULL)
		return false;
	attribute->values = list;
	copy = strndup(text, size);
	if (copy == NULL)
		return false;
	list[attribute->count++] =
		(struct config_value){.text = copy, .place = place, .is_default = is_default};
	return true;
}

bool build_defaults(struct config_attribute *attribute, const struct config_attribute *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct config_value *value = &from->values[i];

		if (!build_value(attribute, value->text, strlen(value->text), value->place, true))
			return false;
	}
	return true;
}

void build_remove_value(struct config_attribute *attribute, size_t index)
{
	free(attribute->values[index].text);
	attribute->count--;
	memmove(&attribute->values[index], &attribute->values[index + 1],
		(attribute->count - index) * sizeof *attribute->values);
	/* The room of a list follows from its count: see grow(). */
	if (attribute->count == 0) {
		free(attribute->values);
		attribute->values = NULL;
	}
}

void build_remove_values(struct config_attribute *attribute)
{
	while (attribute->count > 0)
		build_remove_value(attribute, attribute->count - 1);
}

void build_remove_attribute(struct config_service *service, const char *name)
{
	struct config_attribute *list = service->attributes;

	for (size_t i = 0; i < service->attribute_count; i++) {
		if (strcmp(list[i].name, name) != 0)
			continue;
		build_remove_values(&list[i]);
		service->attribute_count--;
		memmove(&list[i], &list[i + 1], (service->attribute_count - i) * sizeof *list);
		return;
	}
}

bool build_id(struct config_service *service, const char *id)
{
	char *copy = strdup(id);

	if (copy == NULL)
		return false;
	free(service->id);
	service->id = copy;
	return true;
}

void build_free_service(struct config_service *service)
{
	for (size_t i = 0; i < service->attribute_count; i++)
		build_remove_values(&service->attributes[i]);
	for (size_t i = 0; i < service->line_count; i++)
		free(service->lines[i].text);
	free(service->attributes);
	free(service->lines);
	free(service->name);
	free(service->id);
}

bool build_line(struct config_service *service, const char *text, size_t size, unsigned number)
{
	struct config_line *list =
		grow(service->lines, service->line_count, sizeof *service->lines);
	char *copy;

	if (list == NULL)
		return false;
	service->lines = list;
	copy = strndup(text, size);
	if (copy == NULL)
		return false;
	list[service->line_count++] = (struct config_line){.text = copy, .number = number};
	return true;
}

void build_remove_line(struct config_service *service)
{
	free(service->lines[--service->line_count].text);
}

const char *build_file(struct config *config, const char *name)
{
	char **list = grow(config->files, config->file_count, sizeof *config->files);
	char *copy;

	if (list == NULL)
		return NULL;
	config->files = list;
	copy = strdup(name);
	if (copy == NULL)
		return NULL;
	list[config->file_count++] = copy;
	return copy;
}
