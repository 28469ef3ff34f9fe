/* SPDX-License-Identifier: ISC */
/* Time zones by name: see zone.h. */
#include "protocol/zone.h"

#include "base/now.h"
#include "protocol/zone_file.h"
#include "protocol/zone_string.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 1024 };

/* Sets TZ. Returns NULL, or a cause. */
static const char *set_text(const char *text)
{
	if (setenv("TZ", text, 1) < 0)
		return strerror(errno);
	tzset();
	return NULL;
}

/* The C library silently uses UTC if it cannot read the file, so check what it does. */
static bool is_in_use(const struct zone_moment *moment, int64_t unix_time)
{
	time_t seconds = (time_t)unix_time;
	struct tm tm;

	return localtime_r(&seconds, &tm) != NULL && tm.tm_gmtoff == moment->offset &&
	       strcmp(tm.tm_zone, moment->name) == 0;
}

/* Returns NULL or a cause, which is "" if there is no such file. */
static const char *set_file(const char *path, int64_t unix_time)
{
	char text[1 + PATH_SIZE];
	struct zone_moment moment;
	const char *cause;
	int error = zone_file_read(path, unix_time, &moment);

	if (error == -ENOENT || error == -ENOTDIR)
		return "";
	if (error < 0)
		return error == -EBADMSG ? "not a zone file, or incomplete" : strerror(-error);
	/* With the rule, the C library need not read the file. */
	if (moment.rule[0] != '\0')
		return zone_string_is_valid(moment.rule) ? set_text(moment.rule)
							 : "its rule is invalid";
	snprintf(text, sizeof text, ":%s", path);
	cause = set_text(text);
	if (cause == NULL && !is_in_use(&moment, unix_time))
		cause = "the C library cannot read it";
	return cause;
}

/* A file with this prefix, or a string. The prefix is "" for an absolute path. */
static const char *set_file_or_string(const char *prefix, const char *zone, int64_t unix_time)
{
	char path[PATH_SIZE];
	const char *cause = "";

	if (strstr(zone, "..") == NULL &&
		(size_t)snprintf(path, sizeof path, "%s%s", prefix, zone) < sizeof path)
		cause = set_file(path, unix_time);
	/* EST5EDT is both; the file has precedence. */
	if (cause == NULL || *cause != '\0')
		return cause;
	if (zone_string_is_valid(zone))
		return set_text(zone);
	/* Also where tzdata is not installed. */
	if (strcmp(zone, "UTC") == 0 || strcmp(zone, "Etc/UTC") == 0)
		return set_text("UTC0");
	if (strcmp(zone, "GMT") == 0)
		return set_text("GMT0");
	if (*prefix == '\0')
		return strerror(ENOENT);
	return "neither a file below " ZONE_DIRECTORY
	       " nor a POSIX string such as CET-1CEST,M3.5.0,M10.5.0/3";
}

const char *zone_set(const char *zone)
{
	int64_t now;
	int error = now_get(&now);

	return error < 0 ? strerror(-error) : set_file_or_string(ZONE_DIRECTORY "/", zone, now);
}

/* True for a symbolic link without a file, unless it leads to UTC in tzdata. */
static bool is_dangling(const char *path)
{
	static const char *const names[] = {
		"/UTC", "/UCT", "/GMT", "/Universal", "/Zulu", "/Greenwich"};
	char target[PATH_SIZE];
	ssize_t size = readlink(path, target, sizeof target - 1);
	const char *name;

	if (size < 0)
		return false;
	target[size] = '\0';
	name = strrchr(target, '/');
	for (size_t i = 0; name != NULL && i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return false;
	return true;
}

/* TZ is NULL if it is not set. */
static const char *set_from(const char *tz, int64_t unix_time)
{
	static const char local_file[] = "/etc/localtime";
	const char *cause;

	if (tz != NULL && *tz == ':')
		tz++;
	if (tz != NULL && *tz != '\0')
		return set_file_or_string(*tz == '/' ? "" : ZONE_DIRECTORY "/", tz, unix_time);
	cause = tz == NULL ? set_file(local_file, unix_time) : "";
	if (cause == NULL || *cause != '\0')
		return cause;
	if (tz == NULL && is_dangling(local_file))
		return "a symbolic link to a file that does not exist";
	return set_text("UTC0");
}

const char *zone_local_time(int64_t unix_time, struct tm *ret_tm)
{
	const char *tz = getenv("TZ");
	char *given = tz == NULL ? NULL : strdup(tz);
	time_t seconds = (time_t)unix_time;
	const char *cause;

	if (tz != NULL && given == NULL)
		return strerror(ENOMEM);
	cause = set_from(given, unix_time);
	if (cause == NULL && localtime_r(&seconds, ret_tm) == NULL)
		cause = strerror(errno);
	if ((given == NULL ? unsetenv("TZ") : setenv("TZ", given, 1)) < 0)
		cause = strerror(errno);
	free(given);
	return cause;
}
