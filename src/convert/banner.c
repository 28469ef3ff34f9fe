/* SPDX-License-Identifier: ISC */
/* Texts that the client gets before the server speaks, or instead of it. */
#include "convert/translation.h"

#include "base/admit_limits.h"

#include <string.h>
#include <sys/stat.h>

static const char *get_file(const struct config_attribute *attribute)
{
	return attribute != NULL && attribute->count > 0 ? attribute->values[0].text : NULL;
}

/*
 * Sends a file, which root reads. If it cannot be read, the connection goes on, and the
 * client must not get the message of cat, whose standard error is the connection.
 */
static void send_file(struct translation *self, const char *key, const char *path)
{
	struct list words = {0};

	list_add(&words, "/bin/sh");
	list_add(&words, "-c");
	list_add(&words, "exec cat -- \"$1\" 2>/dev/null");
	list_add(&words, "sh");
	list_add(&words, "%s", path);
	translation_add_command(self, key, "-+", NULL, &words);
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

/* Whether root can read the file, but perhaps not the user of the service. */
static bool is_secret(const struct translation *self, const char *path)
{
	const char *user = config_text(self->service, "user");
	struct stat there;

	return user != NULL && strcmp(user, "root") != 0 && stat(path, &there) == 0 &&
	       (there.st_mode & S_IROTH) == 0;
}

/* xinetd reads this file as the user, but the units as root. Reports a secret one. */
static bool find_secret(struct translation *self, const struct config_attribute *attribute)
{
	const char *path = get_file(attribute);

	if (!is_secret(self, path))
		return false;
	conversion_find(self->result, VERDICT_CHANGED, attribute->name, attribute,
		"%s is not sent: root would read it, and not the user of the server; make it "
		"readable for all",
		path);
	return true;
}

/* For everybody, so it comes before the program that decides. */
void map_banner(struct translation *self, const struct config_attribute *attribute)
{
	if (can_send(self, attribute))
		send_file(self, "ExecCondition", get_file(attribute));
}

/* admit(8) refuses everybody if it cannot send the text. */
static bool is_sendable(const char *path)
{
	struct stat there;

	return stat(path, &there) == 0 && S_ISREG(there.st_mode) && there.st_size <= ADMIT_TEXT_MAX;
}

/* Returns the file that admit(8) is to send, or NULL. */
static const char *find_failure_text(
	struct translation *self, const struct config_attribute *attribute)
{
	const char *path = get_file(attribute);

	if (self->admit.count > 0 && !is_sendable(path)) {
		conversion_find(self->result, VERDICT_CHANGED, "banner_fail", attribute,
			"%s is not sent: it is not a file of at most %d bytes", path,
			ADMIT_TEXT_MAX);
		return NULL;
	}
	conversion_find(self->result, VERDICT_CHANGED, "banner_fail", attribute,
		"a connection above MaxConnections= or MaxConnectionsPerSource= is closed without "
		"this text");
	return path;
}

/* Adds admit(8), of which all options are known now: it sends the text if it refuses. */
void map_banner_fail(struct translation *self, const struct config_attribute *attribute)
{
	const char *text = NULL;

	if (can_send(self, attribute) && !find_secret(self, attribute))
		text = find_failure_text(self, attribute);
	translation_add_admission(self, text);
}

void map_banner_success(struct translation *self, const struct config_attribute *attribute)
{
	if (can_send(self, attribute) && !find_secret(self, attribute))
		send_file(self, "ExecStartPre", get_file(attribute));
}
