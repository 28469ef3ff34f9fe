/* SPDX-License-Identifier: ISC */
/* Fields of inetd.conf: type, protocol, wait, user and server. See inetd_fields.h. */
#include "convert/inetd_fields.h"

#include "base/number.h"
#include "convert/build.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place inetd_place(const struct inetd_builder *self, unsigned column)
{
	return (struct place){.file = self->line->file, .line = self->field.line, .column = column};
}

void inetd_refuse(struct inetd_builder *self, unsigned column, const char *format, ...)
{
	struct place place = inetd_place(self, column);
	va_list arguments;
	char *text;
	int size;

	va_start(arguments, format);
	size = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (!reader_check(self->reader, size >= 0))
		return;
	reader_say(self->reader, place, CONFIG_ERROR, "%s; the service does not run", text);
	reader_disable(self->service, CONFIG_MISTAKE, place);
	free(text);
}

void inetd_cut(struct inetd_builder *self, size_t size)
{
	self->field.word.text += size;
	self->field.word.size -= size;
	self->field.word.column += (unsigned)size;
}

static void set_at(struct inetd_builder *self, const char *name, const char *text, size_t size,
	unsigned column)
{
	struct place place = inetd_place(self, column);
	struct config_attribute *attribute = build_find(self->service, name, place);

	if (reader_check(self->reader, attribute != NULL) &&
		reader_charge(self->reader, self->service, place))
		reader_check(self->reader, build_value(attribute, text, size, place, false));
}

void inetd_set(struct inetd_builder *self, const char *name, const char *value)
{
	set_at(self, name, value, strlen(value), self->field.word.column);
}

/* The column of a part of the current field. */
static unsigned column_of(const struct inetd_builder *self, const char *text)
{
	return self->field.word.column + (unsigned)(text - self->field.word.text);
}

void inetd_set_part(struct inetd_builder *self, const char *name, const char *text, const char *end)
{
	set_at(self, name, text, (size_t)(end - text), column_of(self, text));
}

void inetd_take_type(struct inetd_builder *self)
{
	const struct word *word = &self->field.word;

	if (inetd_line_is_type(word))
		inetd_set_part(self, "socket_type", word->text, word->text + word->size);
	else
		inetd_refuse(self, word->column,
			"'%.*s' must be stream, dgram, raw, rdm or seqpacket", READER_SHOWN(word));
}

/* sndbuf=SIZE and rcvbuf=SIZE, behind the commas of a protocol of openbsd-inetd. */
static void take_buffers(struct inetd_builder *self, const char *text, const char *end)
{
	static const char *const names[] = {"sndbuf", "rcvbuf"};

	while (text < end) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		const char *stop = comma == NULL ? end : comma;
		const char *equals = memchr(text, '=', (size_t)(stop - text));
		struct word name = {
			.text = text, .size = (size_t)((equals == NULL ? stop : equals) - text)};
		size_t i = 0;

		while (i < sizeof names / sizeof *names && !word_is(&name, names[i]))
			i++;
		if (equals == NULL || i == sizeof names / sizeof *names)
			inetd_refuse(self, column_of(self, text),
				"'%.*s' must be sndbuf=SIZE or rcvbuf=SIZE", READER_SHOWN(&name));
		else
			inetd_set_part(self, names[i], equals + 1, stop);
		text = stop + (comma != NULL);
	}
}

/* What a protocol ends in, and the attributes that it means. */
static const struct suffix {
	const char *text;
	const char *flag;
	const char *v6only;
} suffixes[] = {
	{"6only", "IPv6", "yes"},
	{"46", "IPv6", "no"},
	{"64", "IPv6", "no"},
	{"6", "IPv6", NULL},
	{"4", "IPv4", NULL},
	{"", NULL, NULL},
};

/* The suffix of one of the protocols that can have one; that of the others is the empty one. */
static const struct suffix *find_suffix(const struct word *protocol)
{
	static const char *const bases[] = {"tcp", "udp", "sctp", "dccp", NULL};
	const struct suffix *suffix = suffixes;

	for (; *suffix->text != '\0'; suffix++)
		for (const char *const *base = bases; *base != NULL; base++) {
			size_t size = strlen(*base);

			if (protocol->size == size + strlen(suffix->text) &&
				memcmp(protocol->text, *base, size) == 0 &&
				memcmp(protocol->text + size, suffix->text, strlen(suffix->text)) ==
					0)
				return suffix;
		}
	return suffix;
}

static bool starts_with(const struct word *word, const char *text)
{
	return word->size >= strlen(text) && memcmp(word->text, text, strlen(text)) == 0;
}

void inetd_take_protocol(struct inetd_builder *self)
{
	struct word *word = &self->field.word;
	const char *end = word->text + word->size;
	const char *comma;
	const struct suffix *suffix;

	self->is_rpc = starts_with(word, "rpc/");
	if (self->is_rpc)
		inetd_cut(self, strlen("rpc/"));
	comma = memchr(word->text, ',', word->size);
	if (comma != NULL) {
		take_buffers(self, comma + 1, end);
		word->size = (size_t)(comma - word->text);
	}
	if (word_is(word, "tcp/ttcp") || word_is(word, "tcp/faith"))
		word->size = strlen("tcp");
	self->is_unix = word_is(word, "unix");
	suffix = find_suffix(word);
	if (word->size == strlen(suffix->text))
		inetd_refuse(self, word->column, "the protocol is missing");
	inetd_set_part(
		self, "protocol", word->text, word->text + word->size - strlen(suffix->text));
	if (suffix->flag != NULL)
		inetd_set(self, "flags", suffix->flag);
	if (suffix->v6only != NULL)
		inetd_set(self, "v6only", suffix->v6only);
}

/* A decimal number from text to before end; -1 if it is not one. */
static int64_t parse_number(const char *text, const char *end)
{
	char digits[sizeof "123456789012345678"];
	size_t size = (size_t)(end - text);
	int64_t number;

	if (size >= sizeof digits)
		return -1;
	memcpy(digits, text, size);
	digits[size] = '\0';
	return number_parse(digits, 0, INT32_MAX, &number) ? number : -1;
}

/* A limit of which 0 means none. */
static void take_limit(
	struct inetd_builder *self, const char *name, const char *text, const char *end)
{
	int64_t number = parse_number(text, end);

	if (number < 0) {
		struct word word = {.text = text, .size = (size_t)(end - text)};

		inetd_refuse(
			self, column_of(self, text), "'%.*s' is not a number", READER_SHOWN(&word));
	}
	if (number > 0)
		inetd_set_part(self, name, text, end);
}

/* /MAX-CHILD/PER-MINUTE/PER-ADDRESS of FreeBSD. */
static void take_limits(struct inetd_builder *self, const char *text, const char *end)
{
	static const char *const names[] = {"instances", "rate_per_source", "per_source"};

	for (size_t i = 0; i < sizeof names / sizeof *names && text < end; i++) {
		const char *slash = memchr(text + 1, '/', (size_t)(end - text - 1));
		const char *stop = slash == NULL ? end : slash;

		take_limit(self, names[i], text + 1, stop);
		text = stop;
	}
}

/* .MAX and :MAX are starts per minute; :GROUP is a group. */
static void take_rate(struct inetd_builder *self, const char *text, const char *end)
{
	if (*text == '.' || (end - text > 1 && text[1] >= '0' && text[1] <= '9')) {
		take_limit(self, "rate", text + 1, end);
		return;
	}
	reader_say(self->reader, inetd_place(self, column_of(self, text)), CONFIG_WARNING,
		"a group is not known here to openbsd-inetd, inetutils and FreeBSD, which read "
		"\"nowait\"");
	inetd_set_part(self, "group", text + 1, end);
}

void inetd_take_wait(struct inetd_builder *self)
{
	const struct word *word = &self->field.word;
	const char *end = word->text + word->size;
	struct word keyword = *word;

	keyword.size = 0;
	while (keyword.size < word->size && strchr("./:", word->text[keyword.size]) == NULL)
		keyword.size++;
	if (word_is(&keyword, "wait"))
		inetd_set(self, "wait", "yes");
	else if (word_is(&keyword, "nowait"))
		inetd_set(self, "wait", "no");
	else
		inetd_refuse(self, word->column, "'%.*s' must be wait or nowait",
			READER_SHOWN(&keyword));
	if (keyword.size == word->size)
		return;
	if (word->text[keyword.size] == '/')
		take_limits(self, word->text + keyword.size, end);
	else
		take_rate(self, word->text + keyword.size, end);
}

void inetd_take_user(struct inetd_builder *self)
{
	const struct word *word = &self->field.word;
	const char *end = word->text + word->size;
	const char *slash = memrchr(word->text, '/', word->size);
	const char *stop = slash == NULL ? end : slash;
	const char *group = memrchr(word->text, ':', (size_t)(stop - word->text));

	if (group == NULL)
		group = memchr(word->text, '.', (size_t)(stop - word->text));
	if (group != NULL && config_find(self->service, "group") == NULL)
		inetd_set_part(self, "group", group + 1, stop);
	if (group == word->text || stop == word->text)
		inetd_refuse(self, word->column, "the user is missing");
	inetd_set_part(self, "user", word->text, group == NULL ? stop : group);
	inetd_set(self, "groups", "yes");
	if (slash != NULL)
		inetd_set_part(self, "login_class", slash + 1, end);
}

/* The arguments. argv[0] is left out if it is what xinetd would use. */
static void take_arguments(struct inetd_builder *self, const char *base)
{
	const struct inetd_line *line = self->line;
	bool has_usual_name =
		self->next < line->count && word_is(&line->fields[self->next].word, base);

	for (size_t i = self->next + has_usual_name; i < line->count; i++) {
		self->field = line->fields[i];
		if (i == self->next)
			inetd_set(self, "flags", "NAMEINARGS");
		inetd_set_part(self, "server_args", self->field.word.text,
			self->field.word.text + self->field.word.size);
	}
}

void inetd_take_server(struct inetd_builder *self)
{
	const struct word *word = &self->field.word;
	const char *slash = memrchr(word->text, '/', word->size);
	const char *base = slash == NULL ? word->text : slash + 1;
	char *copy;

	if (word_is(word, "internal")) {
		inetd_set(self, "type", "INTERNAL");
		return;
	}
	inetd_set_part(self, "server", word->text, word->text + word->size);
	copy = strndup(base, (size_t)(word->text + word->size - base));
	if (!reader_check(self->reader, copy != NULL))
		return;
	take_arguments(self, copy);
	free(copy);
}
