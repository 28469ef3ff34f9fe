/* SPDX-License-Identifier: ISC */
/*
 * Reads xinetd.conf(5) as xinetd 2.3.15 does. A file is a list of entries:
 *
 *     service NAME        or   defaults   or   include FILE   or   includedir DIRECTORY
 *     {
 *             ATTRIBUTE OPERATOR VALUE...
 *     }
 *
 * After a mistake in the form of a line, xinetd skips everything to the next line with only a '}'.
 * The services between are lost there. Here they are kept, but do not run.
 */
#include "convert/build.h"
#include "convert/reader.h"
#include "convert/xinetd_assign.h"

#include <stdlib.h>
#include <string.h>

struct scanner {
	struct reader *reader;
	struct text_file *file;
	const char *name;
	struct text_line line;
	bool is_again;       /* the line is to be read again */
	bool has_cr;         /* lines end with CR LF, which was said */
	bool has_defaults;   /* a file may have only one such entry */
	unsigned mistakes;   /* after which xinetd skips lines */
	unsigned skips_from; /* the line of the mistake after which xinetd skips; 0: it does not */
};

static struct place place_at(const struct scanner *self, unsigned column)
{
	return (struct place){.file = self->name, .line = self->line.number, .column = column};
}

static void warn_of_bytes(struct scanner *self)
{
	if (self->line.has_nul)
		reader_say(self->reader, place_at(self, (unsigned)self->line.size + 1),
			CONFIG_ERROR,
			"NUL byte; the rest of the line is ignored, as xinetd ignores it");
	if (self->line.has_cr && !self->has_cr)
		reader_say(self->reader, place_at(self, (unsigned)self->line.size + 1),
			CONFIG_WARNING,
			"lines end with CR LF; xinetd takes the CR for a part of the last value");
	self->has_cr |= self->line.has_cr;
}

/* True for a comment and a line without text. */
static bool is_empty(const struct text_line *line)
{
	for (size_t i = 0; i < line->size; i++)
		if (!words_is_space(line->text[i]))
			return line->text[i] == '#';
	return true;
}

/* The next line with text; false at the end. Every line is added to the service, if there is one.
 */
static bool next_line(struct scanner *self, struct config_service *service)
{
	bool again = self->is_again;

	self->is_again = false;
	if (again)
		return true;
	while (self->reader->error == 0 && text_file_next(self->file, &self->line)) {
		warn_of_bytes(self);
		if (service != NULL)
			reader_add_line(self->reader, service, &self->line);
		if (!is_empty(&self->line))
			return self->reader->error == 0;
	}
	return false;
}

static struct words words_of(const struct scanner *self)
{
	return (struct words){.line = self->line.text, .size = self->line.size};
}

/* The first word between spaces of any kind. */
static struct word first_word(struct words *words)
{
	struct word word = {.size = 0};

	while (words->next < words->size && words_is_space(words->line[words->next]))
		words->next++;
	words_next(words, &word);
	return word;
}

static void skip_from(struct scanner *self, struct config_service *service, struct place place)
{
	self->mistakes++;
	if (self->skips_from == 0)
		self->skips_from = place.line;
	if (service != NULL)
		reader_disable(service, CONFIG_MISTAKE, place);
}

/* Reports a mistake after which xinetd skips to the next '}'. */
static void fail(
	struct scanner *self, struct config_service *service, unsigned column, const char *cause)
{
	reader_say(self->reader, place_at(self, column), CONFIG_ERROR, "%s", cause);
	skip_from(self, service, place_at(self, column));
}

/* True if a line can only begin an entry: the entry before it has no '}'. */
static bool begins_entry(const struct scanner *self)
{
	struct words words = words_of(self);
	struct word word = first_word(&words);
	struct word next;

	if (!word_is(&word, "service") && !word_is(&word, "defaults"))
		return false;
	return !words_next(&words, &next) || memchr(next.text, '=', next.size) == NULL;
}

/* Reads the line with only a '{'. False if it is missing; then the line is read again, because it
 * may be an attribute. */
static bool read_opening(
	struct scanner *self, struct config_service *service, unsigned column, bool has_brace)
{
	struct place place = place_at(self, column);

	if (!next_line(self, service)) {
		reader_say(self->reader, place, CONFIG_ERROR,
			"the file ends before the entry's '{'; xinetd ignores the entry");
		skip_from(self, service, place);
		return false;
	}
	if (words_is_only(self->line.text, self->line.size, '{'))
		return true;
	self->is_again = !words_is_only(self->line.text, self->line.size, '}');
	reader_say(self->reader, place, CONFIG_ERROR, "%s; xinetd ignores the entry",
		has_brace ? "'{' must stand alone in its line" : "the next line must be '{'");
	skip_from(self, service, place);
	return self->is_again;
}

/* After a mistake in defaults, xinetd expects the next entry at once. If it finds the '}' instead,
 * that is one more mistake, and the next entry is skipped up to its '}'. */
static bool swallows_closing(struct scanner *self)
{
	if (!next_line(self, NULL))
		return false;
	if (words_is_only(self->line.text, self->line.size, '}'))
		return true;
	self->is_again = true;
	return false;
}

/* Reads the lines of an entry. Assigns none if there is no service. */
static void read_lines(struct scanner *self, struct config_service *service, bool is_defaults)
{
	while (next_line(self, is_defaults ? NULL : service)) {
		struct xinetd_line line = {.file = self->name,
			.number = self->line.number,
			.text = self->line.text,
			.size = self->line.size};

		if (words_is_only(line.text, line.size, '}')) {
			self->skips_from = 0;
			return;
		}
		if (begins_entry(self)) {
			fail(self, is_defaults ? NULL : service, 1,
				"a line with '}' is missing before this one");
			self->is_again = true;
			return;
		}
		if (service == NULL || (is_defaults && self->skips_from != 0))
			continue;
		if (xinetd_assign(self->reader, service, is_defaults, &line))
			continue;
		skip_from(self, is_defaults ? NULL : service, place_at(self, 1));
		if (is_defaults && swallows_closing(self))
			return;
	}
	if (self->reader->error == 0 && !self->is_again)
		fail(self, is_defaults ? NULL : service, 0,
			"the file ends within an entry; a line with '}' is missing");
}

/* Takes the line back from the service before: it belongs to the next entry. */
static void drop_last_line(struct scanner *self, struct config_service *service)
{
	if (service != NULL && self->is_again && service->line_count > 0)
		build_remove_line(service);
}

/* Moves what is no attribute in the model out of the attributes. */
static void finish_service(struct scanner *self, struct config_service *service)
{
	const char *id = config_text(service, "id");

	if (id != NULL)
		reader_check(self->reader, build_id(service, id));
	build_remove_attribute(service, "disable");
	defaults_end_service(self->reader, service);
}

static void read_service(struct scanner *self, struct words *words, const struct word *keyword)
{
	struct place place = place_at(self, keyword->column);
	struct config_service *service;
	struct word name;
	struct word extra;
	bool has_brace;

	if (!words_next(words, &name)) {
		fail(self, NULL, keyword->column, "the name of the service is missing");
		return;
	}
	has_brace = words_next(words, &extra);
	if (has_brace && !word_is(&extra, "{"))
		reader_say(self->reader, place_at(self, extra.column), CONFIG_WARNING,
			"'%.*s' behind the name is ignored", READER_SHOWN(&extra));
	service = reader_add_service(self->reader, CONFIG_XINETD, &name, place);
	if (service != NULL)
		reader_add_line(self->reader, service, &self->line);
	if (service != NULL && self->skips_from != 0) {
		reader_say(self->reader, place, CONFIG_ERROR,
			"xinetd skips this service because of the mistake in line %u",
			self->skips_from);
		reader_disable(service, CONFIG_MISTAKE, place);
	}
	if (read_opening(self, service, keyword->column, has_brace && word_is(&extra, "{")))
		read_lines(self, service, false);
	drop_last_line(self, service);
	if (service != NULL)
		finish_service(self, service);
}

static void read_defaults(struct scanner *self, const struct word *keyword)
{
	bool is_ignored = self->skips_from != 0;
	unsigned mistakes = self->mistakes;

	if (is_ignored)
		reader_say(self->reader, place_at(self, keyword->column), CONFIG_ERROR,
			"xinetd skips these defaults because of the mistake in line %u",
			self->skips_from);
	else if (self->has_defaults)
		reader_say(self->reader, place_at(self, keyword->column), CONFIG_ERROR,
			"a file may have one entry \"defaults\"; this one is ignored");
	is_ignored |= self->has_defaults;
	if (!read_opening(self, NULL, keyword->column, false))
		return;
	read_lines(self, is_ignored ? NULL : &self->reader->defaults, true);
	self->has_defaults |= !is_ignored && self->mistakes == mistakes;
}

static void read_include(struct scanner *self, struct words *words, const struct word *keyword)
{
	struct place place = place_at(self, keyword->column);
	struct word name;
	char *path;

	if (!words_next(words, &name)) {
		fail(self, NULL, keyword->column, "the file or directory is missing");
		return;
	}
	if (self->skips_from != 0) {
		reader_say(self->reader, place, CONFIG_ERROR,
			"xinetd skips this line because of the mistake in line %u",
			self->skips_from);
		return;
	}
	path = strndup(name.text, name.size);
	if (!reader_check(self->reader, path != NULL))
		return;
	if (word_is(keyword, "include"))
		includes_read_file(self->reader, path, place);
	else
		includes_read_directory(self->reader, path, place);
	free(path);
}

static void read_entry(struct scanner *self)
{
	struct words words = words_of(self);
	struct word keyword = first_word(&words);

	if (word_is(&keyword, "service"))
		read_service(self, &words, &keyword);
	else if (word_is(&keyword, "defaults"))
		read_defaults(self, &keyword);
	else if (word_is(&keyword, "include") || word_is(&keyword, "includedir"))
		read_include(self, &words, &keyword);
	else if (self->skips_from != 0 && words_is_only(self->line.text, self->line.size, '}'))
		self->skips_from = 0;
	else if (self->skips_from == 0) {
		reader_say(self->reader, place_at(self, keyword.column), CONFIG_ERROR,
			"'%.*s' is not service, defaults, include or includedir; xinetd skips to "
			"the next '}'",
			READER_SHOWN(&keyword));
		skip_from(self, NULL, place_at(self, keyword.column));
	}
}

void xinetd_read(struct reader *self, struct text_file *file, const char *name)
{
	struct scanner scanner = {.reader = self, .file = file, .name = name};

	while (self->error == 0 && next_line(&scanner, NULL))
		read_entry(&scanner);
}
