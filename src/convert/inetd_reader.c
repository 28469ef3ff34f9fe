/* SPDX-License-Identifier: ISC */
/*
 * Reads inetd.conf: one service per line, and lines with only "ADDRESS:" for those that follow. A
 * line that begins with a space or tab continues the one before, as in inetd of OpenBSD and
 * FreeBSD.
 */
#include "convert/build.h"
#include "convert/inetd_line.h"

#include <stdlib.h>

struct scanner {
	struct reader *reader;
	struct text_file *file;
	const char *name;
	struct text_line line;
	bool has_cr;              /* which was said */
	struct inetd_line fields; /* of the service that is being read */
	struct text_file from;    /* a copy of the file that stands at the service's first line */
	unsigned last;            /* the last line of the service */
};

static struct place place_at(const struct scanner *self, unsigned column)
{
	return (struct place){.file = self->name, .line = self->line.number, .column = column};
}

static void warn_of_bytes(struct scanner *self)
{
	if (self->line.has_nul)
		reader_say(self->reader, place_at(self, (unsigned)self->line.size + 1),
			CONFIG_ERROR, "NUL byte; the rest of the line is ignored");
	if (self->line.has_cr && !self->has_cr)
		reader_say(self->reader, place_at(self, (unsigned)self->line.size + 1),
			CONFIG_WARNING,
			"lines end with CR LF; inetd takes the CR for a part of the last field");
	self->has_cr |= self->line.has_cr;
}

/* Adds the lines of the service as they stand in the file. */
static void add_lines(struct scanner *self, struct config_service *service)
{
	struct text_line line;

	while (text_file_next(&self->from, &line) && line.number <= self->last)
		reader_add_line(self->reader, service, &line);
}

/* Ends the service that is being read. */
static void finish(struct scanner *self)
{
	struct inetd_line *fields = &self->fields;
	struct config_service *service;
	struct word hosts;

	if (fields->count == 0)
		return;
	if (!fields->is_comment && inetd_line_sets_hosts(fields, &hosts)) {
		fields->hosts = hosts;
		fields->host_place = (struct place){
			.file = self->name, .line = fields->fields->line, .column = hosts.column};
	} else {
		service = inetd_line_add(self->reader, fields);
		if (service != NULL)
			add_lines(self, service);
		if (service != NULL && fields->is_cut)
			reader_cut(service, service->place);
	}
	fields->count = 0;
	fields->is_cut = false;
}

static bool add_field(struct scanner *self, const struct word *word)
{
	struct inetd_line *fields = &self->fields;
	struct inetd_field *list;

	if (fields->count == CONFIG_VALUES_MAX) {
		reader_say(self->reader, place_at(self, word->column), CONFIG_ERROR,
			"more than %d fields; the service is not converted", CONFIG_VALUES_MAX);
		fields->is_cut = true;
		return false;
	}
	list = fields->fields;
	if (list == NULL)
		list = calloc(CONFIG_VALUES_MAX, sizeof *list);
	if (!reader_check(self->reader, list != NULL))
		return false;
	fields->fields = list;
	list[fields->count++] = (struct inetd_field){.word = *word, .line = self->line.number};
	return true;
}

/* Adds the words of the line, from a position in it. */
static void add_fields(struct scanner *self, size_t first)
{
	struct words words = {.line = self->line.text, .size = self->line.size, .next = first};
	struct word word;
	bool is_open;

	self->last = self->line.number;
	while (words_next_quoted(&words, &word, &is_open)) {
		if (word.text > words.line && (word.text[-1] == '"' || word.text[-1] == '\''))
			reader_say(self->reader, place_at(self, word.column), CONFIG_NOTE,
				"inetd of OpenBSD knows no quotes; those of inetutils and FreeBSD "
				"remove them");
		if (is_open)
			reader_say(self->reader, place_at(self, word.column), CONFIG_ERROR,
				"the quote does not end in this line");
		if (!add_field(self, &word))
			return;
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void say(struct scanner *self, enum config_severity severity, const char *text)
{
	reader_say(self->reader, place_at(self, 1), severity, "%s", text);
}

/* True if the line belongs to the service before it. inetutils knows no such lines, so one that is
 * a comment or a service there is taken for that. */
static bool is_continued(struct scanner *self)
{
	const struct text_line *line = &self->line;
	struct words words = {.line = line->text, .size = line->size};
	struct word first;
	struct word second;

	if (self->fields.count == 0 || self->last + 1 != line->number || line->size == 0 ||
		!is_blank(line->text[0]))
		return false;
	if (!words_next(&words, &first))
		return true;
	if (first.text[0] == '#') {
		say(self, CONFIG_WARNING,
			"this is taken for a comment, but inetd of OpenBSD and FreeBSD take it for "
			"arguments of the line before it; remove the spaces before '#'");
		return true;
	}
	if (words_next(&words, &second) && inetd_line_is_type(&second)) {
		say(self, CONFIG_WARNING,
			"this is taken for a service, but inetd of OpenBSD and FreeBSD take it for "
			"arguments of the line before it; remove the spaces at its start");
		return false;
	}
	say(self, CONFIG_NOTE, "a line that begins with a space continues the line before it");
	return true;
}

/* True for a comment, also one behind spaces. */
static bool is_comment(const struct text_line *line)
{
	size_t first = 0;

	while (first < line->size && is_blank(line->text[first]))
		first++;
	return first < line->size && line->text[first] == '#';
}

static void read_line(struct scanner *self, const struct text_file *before)
{
	size_t mark = inetd_line_comment(self->line.text, self->line.size);

	warn_of_bytes(self);
	if (is_continued(self)) {
		self->last = self->line.number;
		if (!is_comment(&self->line))
			add_fields(self, 0);
		return;
	}
	finish(self);
	if (mark == 0 && is_comment(&self->line))
		return;
	self->fields.is_comment = mark > 0;
	self->from = *before;
	add_fields(self, mark);
}

void inetd_read(struct reader *self, struct text_file *file, const char *name)
{
	struct scanner scanner = {
		.reader = self, .file = file, .name = name, .fields = {.file = name}};
	struct text_file before = *file;

	while (self->error == 0 && text_file_next(file, &scanner.line)) {
		read_line(&scanner, &before);
		before = *file;
	}
	if (self->error == 0)
		finish(&scanner);
	free(scanner.fields.fields);
}
