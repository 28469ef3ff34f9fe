/* SPDX-License-Identifier: ISC */
/*
 * What "defaults" of xinetd.conf(5) gives to services. xinetd copies the first list below when an
 * entry begins, so only to services that follow, and the second one when it has read everything.
 * Without the difference a service before "defaults" would seem to be restricted by only_from.
 */
#include "convert/build.h"
#include "convert/reader.h"

#include <string.h>

static const char *const at_entry[] = {
	"only_from", "no_access", "passenv", "banner", "banner_success", "banner_fail", NULL};

static const char *const at_end[] = {"log_on_success", "log_on_failure", "log_type", "instances",
	"umask", "per_source", "groups", "cps", "max_load", "bind", "v6only", NULL};

/* += and -= of a service change the values of the defaults. */
static const char *const added_up[] = {
	"only_from", "no_access", "passenv", "log_on_success", "log_on_failure", NULL};

static bool is_in(const char *const *names, const char *name)
{
	while (*names != NULL && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

struct config_attribute *defaults_begin(
	struct reader *self, struct config_service *service, const char *name, struct place place)
{
	const struct config_attribute *standard = config_find(&self->defaults, name);
	bool is_new = config_find(service, name) == NULL;
	struct config_attribute *attribute = build_find(service, name, place);

	if (attribute != NULL && is_new && service != &self->defaults && standard != NULL &&
		is_in(added_up, name) && !build_defaults(attribute, standard))
		return NULL;
	return attribute;
}

/* Adds the attributes of these names that only the defaults have. */
static void add_missing(
	struct reader *self, struct config_service *service, const char *const *names)
{
	for (; *names != NULL && self->error == 0; names++) {
		const struct config_attribute *standard = config_find(&self->defaults, *names);
		struct config_attribute *attribute;

		if (standard == NULL || config_find(service, *names) != NULL)
			continue;
		attribute = build_attribute(service, standard->name, standard->place);
		if (!reader_check(self, attribute != NULL))
			return;
		attribute->is_default = true;
		reader_check(self, build_defaults(attribute, standard));
	}
}

void defaults_end_service(struct reader *self, struct config_service *service)
{
	add_missing(self, service, at_entry);
}

static bool has_id(const struct config_attribute *list, const char *id)
{
	for (size_t i = 0; list != NULL && i < list->count; i++)
		if (strcmp(list->values[i].text, id) == 0)
			return true;
	return false;
}

/* "enabled" also takes back what bad values did. */
static void apply_lists(struct reader *self, struct config_service *service)
{
	const struct config_attribute *enabled = config_find(&self->defaults, "enabled");
	const struct config_attribute *disabled = config_find(&self->defaults, "disabled");

	if (enabled != NULL && !has_id(enabled, service->id))
		reader_disable(service, CONFIG_NOT_ENABLED, enabled->place);
	else if (enabled != NULL && service->disabled == CONFIG_BAD_VALUE)
		service->disabled = CONFIG_ENABLED;
	if (has_id(disabled, service->id))
		reader_disable(service, CONFIG_DISABLED_IDS, disabled->place);
}

void defaults_finish(struct reader *self)
{
	for (size_t i = 0; i < self->config->service_count && self->error == 0; i++) {
		struct config_service *service = &self->config->services[i];

		if (service->dialect != CONFIG_XINETD)
			continue;
		if (self->defaults.disabled == CONFIG_MISTAKE)
			reader_cut(service, self->defaults.disabled_place);
		add_missing(self, service, at_end);
		apply_lists(self, service);
	}
}
