/* SPDX-License-Identifier: ISC */
/* A line of inetd.conf: see inetd_line.h. */
#include "convert/inetd_line.h"

#include "convert/build.h"
#include "convert/inetd_fields.h"

#include <string.h>

size_t inetd_line_comment(const char *line, size_t size)
{
	static const char *const marks[] = {"#<off>#", "#<disabled>#", NULL};

	for (const char *const *mark = marks; *mark != NULL; mark++)
		if (size >= strlen(*mark) && memcmp(line, *mark, strlen(*mark)) == 0)
			return strlen(*mark);
	return 0;
}

bool inetd_line_is_type(const struct word *word)
{
	static const char *const types[] = {"stream", "dgram", "raw", "rdm", "seqpacket", NULL};
	const char *const *type = types;

	while (*type != NULL && !word_is(word, *type))
		type++;
	return *type != NULL;
}

bool inetd_line_sets_hosts(const struct inetd_line *self, struct word *ret_hosts)
{
	const struct word *first = &self->fields->word;

	if (self->count != 1 || first->size == 0 || first->text[first->size - 1] != ':')
		return false;
	*ret_hosts = *first;
	ret_hosts->size--;
	return true;
}

/* Takes the next field. Reports one that is missing. */
static bool take(struct inetd_builder *self, const char *what)
{
	if (self->next < self->line->count) {
		self->field = self->line->fields[self->next++];
		return true;
	}
	inetd_refuse(self, (unsigned)(self->field.word.column + self->field.word.size),
		"the %s is missing", what);
	return false;
}

/* Splits ADDRESS:SERVICE, of which the service may be the next field. */
static bool take_service(struct inetd_builder *self)
{
	const struct word *word = &self->field.word;
	const char *colon;

	if (!take(self, "service"))
		return false;
	if (word->size > 0 && word->text[0] == ':')
		return inetd_take_owner(self);
	colon = memrchr(word->text, ':', word->size);
	self->hosts = self->line->hosts;
	self->host_place = self->line->host_place;
	if (colon == NULL)
		return true;
	self->hosts = (struct word){
		.text = word->text, .size = (size_t)(colon - word->text), .column = word->column};
	self->host_place = inetd_place(self, word->column);
	inetd_cut(self, self->hosts.size + 1);
	return self->field.word.size > 0 || take(self, "service");
}

/* The fields behind the service. */
static void take_fields(struct inetd_builder *self)
{
	self->service_field = self->field;
	if (!take(self, "type of the socket"))
		return;
	inetd_take_type(self);
	if (!take(self, "protocol"))
		return;
	inetd_take_protocol(self);
	inetd_take_name(self);
	if (!take(self, "field wait or nowait"))
		return;
	inetd_take_wait(self);
	if (!take(self, "user"))
		return;
	inetd_take_user(self);
	if (!take(self, "server"))
		return;
	inetd_take_server(self);
}

struct config_service *inetd_line_add(struct reader *reader, const struct inetd_line *line)
{
	const struct inetd_field *first = line->fields;
	struct place place = {
		.file = line->file, .line = first->line, .column = first->word.column};
	struct inetd_builder self = {.reader = reader, .line = line};

	self.service = reader_add_service(reader, CONFIG_INETD, &first->word, place);
	if (self.service == NULL)
		return NULL;
	if (line->is_comment)
		reader_disable(self.service, CONFIG_COMMENT, place);
	if (take_service(&self))
		take_fields(&self);
	return self.service;
}
