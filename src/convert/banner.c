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

/* Returns the file to send, or NULL. Reports one that nobody can send. */
static const char *find_file(struct translation *self, const struct config_attribute *attribute)
{
	const char *path = get_file(attribute);

	if (path == NULL || self->accepts)
		return path;
	conversion_find(self->result, VERDICT_CHANGED, attribute->name, attribute,
		"with wait = yes nobody sends it: the server gets the connection first");
	return NULL;
}

/* Whether root can read the file, but perhaps not the user of the service. */
static bool is_secret(const struct translation *self, const char *path)
{
	const char *user = config_text(self->service, "user");
	struct stat there;

	return user != NULL && strcmp(user, "root") != 0 && stat(path, &there) == 0 &&
	       (there.st_mode & S_IROTH) == 0;
}

/* As find_file(). xinetd reads this file as the user, but the units as root: they send no secret.
 */
static const char *find_public_file(
	struct translation *self, const struct config_attribute *attribute)
{
	const char *path = find_file(self, attribute);

	if (path == NULL || !is_secret(self, path))
		return path;
	conversion_find(self->result, VERDICT_CHANGED, attribute->name, attribute,
		"%s is not sent: root would read it, and not the user of the server; make it "
		"readable for all",
		path);
	return NULL;
}

/* For everybody, so it comes before the program that decides. */
void map_banner(struct translation *self, const struct config_attribute *attribute)
{
	const char *path = find_file(self, attribute);

	if (path != NULL)
		send_file(self, "ExecCondition", path);
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
	const char *path = find_public_file(self, attribute);

	if (path == NULL)
		return NULL;
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
	translation_add_admission(self, find_failure_text(self, attribute));
}

void map_banner_success(struct translation *self, const struct config_attribute *attribute)
{
	const char *path = find_public_file(self, attribute);

	if (path != NULL)
		send_file(self, "ExecStartPre", path);
}
