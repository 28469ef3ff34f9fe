/* Lists of hosts in files: see hosts.h. */
#include "hosts.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Octets of a line that is too long: enough to know it by. */
enum { SHOWN_MAX = 64 };

struct line {
	char text[HOSTS_LINE_MAX + 1];
	size_t size;
	unsigned number;
	bool is_too_long;
	bool has_zero;
};

/* The next line without its newline; false at the end. */
static bool read_line(FILE *file, struct line *ret)
{
	int c = getc_unlocked(file);

	if (c == EOF)
		return false;
	ret->size = 0;
	ret->is_too_long = false;
	ret->has_zero = false;
	ret->number++;
	for (; c != EOF && c != '\n'; c = getc_unlocked(file)) {
		if (ret->size == HOSTS_LINE_MAX) {
			ret->is_too_long = true;
			continue;
		}
		if (c == '\0') {
			ret->has_zero = true;
			c = '?';
		}
		ret->text[ret->size++] = (char)c;
	}
	ret->text[ret->size] = '\0';
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Without comment and the space around. */
static char *trim(char *text)
{
	size_t size = 0;

	while (is_space(*text))
		text++;
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (text[i] == '#' && (i == 0 || is_space(text[i - 1])))
			break;
		if (!is_space(text[i]))
			size = i + 1;
	}
	text[size] = '\0';
	return text;
}

static int take_line(struct line *line, hosts_found *found, void *userdata)
{
	char mistake[80] = "";
	char *text = trim(line->text);

	if (text[0] == '\0')
		return 0;
	if (line->is_too_long)
		snprintf(mistake, sizeof mistake, "line %u is longer than %d octets", line->number,
			HOSTS_LINE_MAX);
	else if (line->has_zero)
		snprintf(mistake, sizeof mistake, "line %u has a zero octet", line->number);
	if (line->is_too_long && strlen(text) > SHOWN_MAX)
		text[SHOWN_MAX] = '\0';
	text = strdup(text);
	return text == NULL ? -ENOMEM : found(text, mistake[0] != '\0' ? mistake : NULL, userdata);
}

int hosts_read(const char *path, hosts_found *found, void *userdata)
{
	bool is_standard = strcmp(path, "-") == 0;
	FILE *file = is_standard ? stdin : fopen(path, "re");
	struct line line = {.number = 0};
	int error = 0;

	if (file == NULL)
		return -errno;
	errno = 0;
	while (error == 0 && read_line(file, &line))
		error = take_line(&line, found, userdata);
	if (error == 0 && ferror(file))
		error = errno != 0 ? -errno : -EIO;
	if (!is_standard)
		fclose(file);
	return error;
}
