/* SPDX-License-Identifier: ISC */
/* Which files are read: operands of the user, "include" and "includedir". See reader.h. */
#include "convert/build.h"
#include "convert/format_guess.h"
#include "convert/reader.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Reads one file. guesses is false if it must be one of xinetd. */
static void read_text(struct reader *self, struct text_file *file, const char *name, bool guesses)
{
	struct reader_file current = {.text = file, .parent = self->innermost};
	enum config_dialect dialect = CONFIG_XINETD;

	if (file->has_mark)
		reader_say(self, (struct place){.file = name, .line = 1, .column = 1},
			CONFIG_WARNING,
			"the file begins with a byte order mark, which xinetd takes for text; it "
			"is ignored");
	if (guesses && !format_guess(file, name, &dialect)) {
		reader_say(self, (struct place){.file = name}, CONFIG_ERROR,
			"this is neither a configuration of xinetd nor one of inetd");
		return;
	}
	self->innermost = &current;
	self->depth++;
	if (dialect == CONFIG_XINETD)
		xinetd_read(self, file, name);
	else
		inetd_read(self, file, name);
	self->depth--;
	self->innermost = current.parent;
}

static bool is_being_read(const struct reader *self, const struct text_file *file)
{
	for (const struct reader_file *outer = self->innermost; outer != NULL;
		outer = outer->parent)
		if (outer->text->device == file->device && outer->text->inode == file->inode)
			return true;
	return false;
}

/* The place of messages about a file that an operand names is the file, else the line that includes
 * it. */
static void complain(
	struct reader *self, const struct place *place, const char *path, const char *cause)
{
	if (place == NULL)
		reader_say(self, (struct place){.file = path}, CONFIG_ERROR, "%s", cause);
	else
		reader_say(self, *place, CONFIG_ERROR, "%s: %s", path, cause);
}

static void read_file(struct reader *self, const char *path, const struct place *place)
{
	struct text_file file;
	const char *cause;
	const char *name;

	if (self->depth == CONFIG_DEPTH_MAX) {
		complain(self, place, path, "too many files that include each other");
		return;
	}
	if (self->config->file_count == CONFIG_FILES_MAX || self->bytes >= CONFIG_TOTAL_MAX) {
		if (!self->has_too_many)
			complain(self, place, path,
				self->bytes < CONFIG_TOTAL_MAX
					? "too many files; this and all others are not read"
					: "more than 64 MiB in all; this and all other files are "
					  "not read");
		self->has_too_many = true;
		return;
	}
	cause = text_file_read(path, &file);
	if (cause == NULL && is_being_read(self, &file))
		cause = "the file includes itself";
	if (cause != NULL) {
		complain(self, place, path, cause);
	} else {
		self->bytes += file.size;
		name = build_file(self->config, path);
		if (reader_check(self, name != NULL))
			read_text(self, &file, name, place == NULL);
	}
	text_file_free(&file);
}

/* xinetd skips names with a dot, so also hidden files, and those of backups. */
static bool is_skipped(const char *name)
{
	return strchr(name, '.') != NULL || name[strlen(name) - 1] == '~';
}

/* Sorts by bytes, in every locale. */
static int compare(const void *a, const void *b)
{
	const struct dirent *const *first = a;
	const struct dirent *const *second = b;

	return strcmp((*first)->d_name, (*second)->d_name);
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
	return compare(a, b);
}

static void read_entry(
	struct reader *self, const char *directory, const char *entry, const struct place *place)
{
	struct stat status;
	char *path;

	if (!reader_check(self, asprintf(&path, "%s/%s", directory, entry) >= 0))
		return;
	if (is_skipped(entry)) {
		if (entry[0] != '.')
			reader_say(self, (struct place){.file = path}, CONFIG_NOTE,
				"skipped, as xinetd skips names with '.' and those that end with "
				"'~'");
	} else if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		reader_say(self, (struct place){.file = path}, CONFIG_WARNING,
			"not a regular file; skipped, as xinetd skips it");
	} else {
		read_file(self, path, place);
	}
	free(path);
}

static void read_directory(struct reader *self, const char *path, const struct place *place)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, compare_entries);

	if (count < 0) {
		complain(self, place, path, strerror(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		if (self->error == 0)
			read_entry(self, path, entries[i]->d_name, place);
		free(entries[i]);
	}
	free(entries);
}

void includes_read_operand(struct reader *self, const char *path)
{
	struct stat status;

	if (strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		read_directory(self, path, NULL);
	else
		read_file(self, path, NULL);
}

void includes_read_file(struct reader *self, const char *path, struct place place)
{
	/* Only an operand "-" is standard input. */
	read_file(self, strcmp(path, "-") == 0 ? "./-" : path, &place);
}

void includes_read_directory(struct reader *self, const char *path, struct place place)
{
	read_directory(self, path, &place);
}
