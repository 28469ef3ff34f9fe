/* SPDX-License-Identifier: ISC */
/* Writes units into a directory: see store.h. */
#include "convert/store.h"

#include "format/atomic_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Returns 1 if the file has exactly this text, 0 if not, or a negative errno. */
static int compare(const char *path, const char *text)
{
	FILE *file = fopen(path, "re");
	int result;
	int c;

	if (file == NULL)
		return -errno;
	while ((c = getc(file)) != EOF && *text != '\0' && c == (unsigned char)*text)
		text++;
	result = *text == '\0' && c == EOF;
	if (ferror(file))
		result = -errno;
	fclose(file);
	return result;
}

/* Finds out what is there. Also a link, such as that of a masked unit, is another text. */
static void examine(struct unit_file *self, const char *path)
{
	struct stat there;
	int result;

	self->state = UNIT_WOULD_WRITE;
	if (lstat(path, &there) < 0) {
		if (errno == ENOENT)
			return;
		self->error = -errno;
		self->state = UNIT_FAILED;
		return;
	}
	result = S_ISREG(there.st_mode) ? compare(path, self->text) : 0;
	self->state = result > 0 ? UNIT_UNCHANGED : result == 0 ? UNIT_DIFFERS : UNIT_FAILED;
	self->error = result < 0 ? result : 0;
}

static void write_file(struct unit_file *self, const char *path)
{
	struct atomic_file file;
	int error;

	atomic_file_begin(&file, path);
	if (file.file != NULL)
		fputs(self->text, file.file);
	error = atomic_file_end(&file, 0);
	atomic_file_free(&file);
	self->state = error < 0 ? UNIT_FAILED : UNIT_WRITTEN;
	self->error = error;
}

static bool is_good(const struct unit_file *self)
{
	return self->state != UNIT_DIFFERS && self->state != UNIT_FAILED;
}

/* The service comes first: a socket never stands without it. */
static bool store(struct conversion *conversion, char *const paths[2], bool is_dry)
{
	struct unit_file *files = conversion->files;

	for (int i = 0; i < 2; i++)
		examine(&files[i], paths[i]);
	if (!is_good(&files[0]) || !is_good(&files[1])) {
		for (int i = 0; i < 2; i++)
			if (files[i].state == UNIT_WOULD_WRITE)
				files[i].state = UNIT_LEFT_OUT;
		return false;
	}
	for (int i = 1; i >= 0 && !is_dry; i--) {
		if (files[i].state == UNIT_WOULD_WRITE)
			write_file(&files[i], paths[i]);
		if (is_good(&files[i]))
			continue;
		if (i == 1 && files[0].state == UNIT_WOULD_WRITE)
			files[0].state = UNIT_LEFT_OUT;
		return false;
	}
	return true;
}

bool store_units(struct conversion *conversion, const char *directory, bool is_dry)
{
	char *paths[2] = {NULL, NULL};
	bool is_stored = false;

	if (!conversion_has_units(conversion))
		return true;
	for (int i = 0; i < 2; i++)
		if (asprintf(&paths[i], "%s/%s", directory, conversion->files[i].name) < 0)
			paths[i] = NULL;
	if (paths[0] != NULL && paths[1] != NULL)
		is_stored = store(conversion, paths, is_dry);
	else
		conversion->is_incomplete = true;
	free(paths[0]);
	free(paths[1]);
	return is_stored;
}
