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

/* Behind a number of one or two digits that is at most max; the text itself if there is none. */
static const char *skip_number(const char *text, int max)
{
	size_t size = strspn(text, DIGITS);
	int number = size == 1 ? text[0] - '0' : (text[0] - '0') * 10 + (text[1] - '0');

	return size >= 1 && size <= 2 && number <= max ? text + size : text;
}

/* Behind "-1", "3:30" or "5:45:10"; the text itself if there is no such offset. */
static const char *skip_offset(const char *text)
{
	const char *hours = text + (*text == '+' || *text == '-');
	const char *end = skip_number(hours, 24);

	if (end == hours)
		return text;
	for (int i = 0; i < 2 && *end == ':'; i++) {
		const char *next = skip_number(end + 1, 59);

		if (next == end + 1)
			return text;
		end = next;
	}
	return end;
}

/* Behind "M3.5.0", "J59" or "58", and "/3" or another time of day if there is one; or NULL. */
static const char *skip_rule(const char *text)
{
	int month;
	int week;
	int day;
	int size = 0;
	bool is_date;

	if (sscanf(text, "M%2d.%1d.%1d%n", &month, &week, &day, &size) == 3)
		is_date = month >= 1 && month <= 12 && week >= 1 && week <= 5 && day <= 6;
	else
		is_date = (sscanf(text, "J%3d%n", &day, &size) == 1 ||
				  sscanf(text, "%3d%n", &day, &size) == 1) &&
			  day >= 0 && day <= 365;
	if (!is_date)
		return NULL;
	text += size;
	if (*text == '/') {
		const char *end = skip_offset(text + 1);

		return end == text + 1 ? NULL : end;
	}
	return text;
}

static bool is_description(const char *text)
{
	const char *name_end = skip_name(text);

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
	text = skip_offset(name_end);
	for (int i = 0; i < 2; i++) {
		if (*text != ',')
			return false;
		text = skip_rule(text + 1);
		if (text == NULL)
			return false;
	}
	return *text == '\0';
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
