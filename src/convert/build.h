/* SPDX-License-Identifier: ISC */
/* Puts a configuration together. Every text is copied; a function without memory changes nothing.
 */
#ifndef INETKIT_CONVERT_BUILD_H
#define INETKIT_CONVERT_BUILD_H

#include "convert/model.h"

/* A service without attributes; its id is its name. It is valid until the next one is added. NULL
 * without memory. */
struct config_service *build_service(struct config *config, enum config_dialect dialect,
	const char *name, size_t size, struct place place);

/* Adds an attribute without values. The name must be a constant. It is valid until the next one is
 * added. NULL without memory. */
struct config_attribute *build_attribute(
	struct config_service *service, const char *name, struct place place);

/* The attribute with this name, which is added if it is not there. NULL without memory. */
struct config_attribute *build_find(
	struct config_service *service, const char *name, struct place place);

/* Adds a value. False without memory. */
bool build_value(struct config_attribute *attribute, const char *text, size_t size,
	struct place place, bool is_default);

/* Adds copies of all values of another attribute, marked as default. False without memory. */
bool build_defaults(struct config_attribute *attribute, const struct config_attribute *from);

void build_remove_value(struct config_attribute *attribute, size_t index);
void build_remove_values(struct config_attribute *attribute);
void build_remove_attribute(struct config_service *service, const char *name);

/* Changes the id. False without memory. */
bool build_id(struct config_service *service, const char *id);

void build_free_service(struct config_service *service);

/* Adds a line of the file. False without memory. */
bool build_line(struct config_service *service, const char *text, size_t size, unsigned number);

/* Removes the last line. */
void build_remove_line(struct config_service *service);

/* Adds the name of a file and returns the copy. NULL without memory. */
const char *build_file(struct config *config, const char *name);

#endif
