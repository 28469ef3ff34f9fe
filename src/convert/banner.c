/* SPDX-License-Identifier: ISC */
/* Texts that the client gets before the server speaks, or instead of it. */
#include "convert/translation.h"

#include <string.h>

static const char *get_file(const struct config_attribute *attribute)
{
	return attribute != NULL && attribute->count > 0 ? attribute->values[0].text : NULL;
}

/* Sends a file. If it cannot be read, the connection goes on, as in xinetd. */
static void send_file(struct translation *self, const char *key, const char *path)
{
	struct list words = {0};

	list_add(&words, "/bin/cat");
	list_add(&words, "%s", path);
	translation_add_command(self, key, "-", NULL, &words);
	list_free(&words);
}

static bool can_send(struct translation *self, const struct config_attribute *attribute)
{
	if (get_file(attribute) == NULL)
		return false;
	if (!self->accepts)
		conversion_find(self->result, VERDICT_CHANGED, attribute->name, attribute,
			"with wait = yes nobody sends it: the server gets the connection first");
	return self->accepts;
}

/* For everybody, so it comes before the program that decides. */
void map_banner(struct translation *self, const struct config_attribute *attribute)
{
	if (can_send(self, attribute))
		send_file(self, "ExecCondition", get_file(attribute));
}

/* Adds admit(8), of which all options are known now: it sends the text if it refuses. */
void map_banner_fail(struct translation *self, const struct config_attribute *attribute)
{
	if (can_send(self, attribute)) {
		conversion_find(self->result, VERDICT_CHANGED, "banner_fail", attribute,
			"a connection above MaxConnections= or MaxConnectionsPerSource= is closed "
			"without this text");
		if (self->admit.count > 0) {
			list_add(&self->admit, "-s");
			list_add(&self->admit, "%s", get_file(attribute));
		}
	}
	translation_add_admission(self);
}

void map_banner_success(struct translation *self, const struct config_attribute *attribute)
{
	if (can_send(self, attribute))
		send_file(self, "ExecStartPre", get_file(attribute));
}
