/* Time zones by name: see zone.h. */
#include "zone.h"

#include "io.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

enum { PATH_SIZE = 1024 };

static bool is_zone_file(const char *zone)
{
	static const char magic[] = {'T', 'Z', 'i', 'f'};
	char path[PATH_SIZE];
	char start[sizeof magic];
	bool is_magic;
	int fd;

	if (strstr(zone, "..") != NULL ||
		(size_t)snprintf(path, sizeof path, ZONE_FOLDER "/%s", zone) >= sizeof path)
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	is_magic = io_read_at(fd, start, sizeof start, 0) == (ssize_t)sizeof start &&
		   memcmp(start, magic, sizeof magic) == 0;
	close(fd);
	return is_magic;
}

/* Behind "CET" or "<+03>"; NULL if there is no such name. */
static const char *skip_name(const char *text)
{
	size_t size = strspn(text, LETTERS);

	if (*text == '<') {
		size = 1 + strspn(text + 1, LETTERS DIGITS "+-");
		return size > 3 && text[size] == '>' ? text + size + 1 : NULL;
	}
	return size >= 3 ? text + size : NULL;
}

/* Behind "-1" or "3:30"; the text itself if there is no such offset. */
static const char *skip_offset(const char *text)
{
	const char *digits = text + (*text == '+' || *text == '-');

	return *digits >= '0' && *digits <= '9' ? digits + strspn(digits, DIGITS ":") : text;
}

static bool is_description(const char *text)
{
	const char *name_end = skip_name(text);
	const char *rules;
	const char *comma;

	if (name_end == NULL)
		return false;
	text = skip_offset(name_end);
	if (text == name_end)
		return false;
	if (*text == '\0')
		return true;
	name_end = skip_name(text);
	if (name_end == NULL)
		return false;
	rules = skip_offset(name_end);
	comma = *rules == ',' ? strchr(rules + 1, ',') : NULL;
	return comma != NULL && comma > rules + 1 && comma[1] != '\0' &&
	       strchr(comma + 1, ',') == NULL && rules[strspn(rules, DIGITS "MJ.,/:+-")] == '\0';
}

bool zone_set(const char *zone)
{
	char text[PATH_SIZE + 1];
	bool is_file = is_zone_file(zone);

	if (!is_file && !is_description(zone) && strcmp(zone, "UTC") != 0)
		return false;
	/* The colon says that it is a file's name: EST5EDT could be taken for a description. */
	snprintf(text, sizeof text, "%s%s", is_file ? ":" : "", zone);
	if (setenv("TZ", text, 1) < 0)
		return false;
	tzset();
	return true;
}
