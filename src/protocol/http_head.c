/* SPDX-License-Identifier: ISC */
/* The head of an HTTP response: see http_head.h. */
#include "protocol/http_head.h"

#include <stdio.h>
#include <string.h>

enum step {
	STEP_STATUS,      /* before or in the status line, up to its reason */
	STEP_FOREIGN,     /* in a first line that is no status line */
	STEP_REASON,      /* in the rest of the status line */
	STEP_FIRST_FIELD, /* at the start of the line after the status line */
	STEP_FIELD,       /* at the start of a later line */
	STEP_NAME,        /* in a field's name */
	STEP_SPACE,       /* before its value */
	STEP_VALUE,
	STEP_LF, /* after the CR of a line */
	STEP_FIRST_LF,
	STEP_LAST_LF, /* after the CR of the empty line */
	STEP_COMPLETE,
	STEP_WRONG,
};

/* The indexes of names and words, and of the bits of candidates. */
enum field { FIELD_DATE, FIELD_AGE, FIELD_VIA, FIELD_CONNECTION, FIELD_SERVER, FIELDS };
static const char *const names[FIELDS] = {"date", "age", "via", "connection", "server"};

enum word { WORD_CLOSE, WORD_KEEP_ALIVE, WORD_LIGHTTPD, WORDS };
static const char *const words[WORDS] = {"close", "keep-alive", "lighttpd"};

/* RFC 9112, section 4; a 0 is any digit. The version 1.x is that of the message's syntax. */
static const char status_line[] = "HTTP/1.0 000 ";
enum { MINOR_AT = 7, STATUS_AT = 9, STATUS_SIZE = 3 };

/* The first bytes of a record of TLS: its type, an alert or a handshake, and the version's first
 * number (RFC 8446, section 5.1). */
enum { TLS_ALERT = 21, TLS_HANDSHAKE = 22, TLS_MAJOR = 3 };

static const char mistake_foreign[] = "";

/* True for a space or a tab. */
static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* What a value or a reason can contain (RFC 9110, section 5.5; RFC 9112, section 4). */
static bool is_text(uint8_t c)
{
	return c == '\t' || (c >= ' ' && c != 0x7f);
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/* RFC 9110, section 5.6.2. */
static bool is_token(uint8_t c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static void fail(struct http_head *self, const char *mistake)
{
	self->step = STEP_WRONG;
	self->mistake = mistake;
}

/* --- words ------------------------------------------------------------------------------------ */

static void begin_word(struct http_head *self)
{
	self->candidates = UINT8_MAX;
	self->word_size = 0;
}

/* A candidate has the same bytes so far, so it is at least as long as the word. */
static void add_to_word(struct http_head *self, const char *const list[], size_t count, uint8_t c)
{
	for (size_t i = 0; i < count; i++)
		if ((self->candidates >> i & 1) != 0 && list[i][self->word_size] != (char)lower(c))
			self->candidates = (uint8_t)(self->candidates & ~(1U << i));
	self->word_size++;
}

/* The index of the word; count if it is none of the list. */
static size_t end_word(const struct http_head *self, const char *const list[], size_t count)
{
	size_t i = 0;

	while (i < count && !((self->candidates >> i & 1) != 0 && list[i][self->word_size] == '\0'))
		i++;
	return i;
}

/* --- the text --------------------------------------------------------------------------------- */

static void add_to_text(struct http_head *self, uint8_t c)
{
	if (self->text_size < HTTP_HEAD_TEXT_SIZE)
		self->text[self->text_size++] = (char)c;
	else if (!is_space(c))
		self->text[HTTP_HEAD_TEXT_SIZE - 1] = (char)c; /* the text stays too long */
}

static void trim_text(struct http_head *self)
{
	while (self->text_size > 0 && is_space((uint8_t)self->text[self->text_size - 1]))
		self->text_size--;
}

/* --- the first line --------------------------------------------------------------------------- */

static void add_to_foreign(struct http_head *self, uint8_t c)
{
	self->step = STEP_FOREIGN;
	if (c == '\n' || self->text_size == HTTP_HEAD_TEXT_SIZE)
		fail(self, mistake_foreign);
	else if (c != '\r')
		add_to_text(self, c);
	if (self->text_size == 2 && self->text[1] == TLS_MAJOR &&
		(self->text[0] == TLS_ALERT || self->text[0] == TLS_HANDSHAKE))
		fail(self, "the server speaks TLS on this port, and https is not supported");
}

static void add_to_status(struct http_head *self, uint8_t c)
{
	uint8_t expected = (uint8_t)status_line[self->text_size];

	if (expected == '0' ? c < '0' || c > '9' : c != expected) {
		add_to_foreign(self, c);
		return;
	}
	add_to_text(self, c);
	if (self->text_size < sizeof status_line - 1)
		return;
	self->is_old = self->text[MINOR_AT] == '0';
	self->is_interim = self->text[STATUS_AT] == '1';
	self->is_timeout = memcmp(self->text + STATUS_AT, "408", STATUS_SIZE) == 0;
	self->step = STEP_REASON;
	if (memcmp(self->text + STATUS_AT, "101", STATUS_SIZE) == 0)
		fail(self, "the server switched to another protocol, unasked");
	self->text_size = 0;
}

/* --- fields ----------------------------------------------------------------------------------- */

static void begin_value(struct http_head *self)
{
	self->field = (uint8_t)end_word(self, names, FIELDS);
	self->step = STEP_SPACE;
	self->has_age |= self->field == FIELD_AGE;
	self->has_via |= self->field == FIELD_VIA;
	if (self->field == FIELD_DATE && self->has_date)
		fail(self, "its header has two Date fields");
	self->has_date |= self->field == FIELD_DATE;
	begin_word(self);
}

static void add_to_name(struct http_head *self, uint8_t c)
{
	if (is_token(c))
		add_to_word(self, names, FIELDS, c);
	else if (c == ':' && self->word_size > 0)
		begin_value(self);
	else if (is_space(c))
		fail(self, "its header has space before a colon");
	else
		fail(self, "its header has a line that is no field");
}

/* A word of the value is complete. */
static void take_word(struct http_head *self)
{
	size_t word = end_word(self, words, WORDS);

	self->is_close |= self->field == FIELD_CONNECTION && word == WORD_CLOSE;
	self->is_kept |= self->field == FIELD_CONNECTION && word == WORD_KEEP_ALIVE;
	self->is_lighttpd |= self->field == FIELD_SERVER && word == WORD_LIGHTTPD;
	begin_word(self);
}

static void add_to_value(struct http_head *self, uint8_t c)
{
	if (self->field == FIELD_DATE)
		add_to_text(self, c);
	/* The elements of Connection, and a product of Server from its version. */
	else if (is_space(c) || c == ',' || c == '/')
		take_word(self);
	else
		add_to_word(self, words, WORDS, c);
}

/* A line begins with space: the value of the line before goes on, after one space. */
static void continue_value(struct http_head *self)
{
	self->step = STEP_SPACE;
	if (self->field != FIELD_DATE)
		return;
	trim_text(self);
	if (self->text_size > 0)
		add_to_text(self, ' ');
}

/* --- lines ------------------------------------------------------------------------------------ */

static void begin_line(struct http_head *self, uint8_t c)
{
	if (c == '\r') {
		self->step = STEP_LAST_LF;
	} else if (!is_space(c)) {
		self->step = STEP_NAME;
		begin_word(self);
		add_to_name(self, c);
	} else if (self->step == STEP_FIELD) {
		continue_value(self);
	} else {
		fail(self, "its header begins with space");
	}
}

/* In a reason or a value. */
static void add_to_line(struct http_head *self, uint8_t c)
{
	bool is_value = self->step != STEP_REASON;

	if (c == '\r') {
		if (is_value)
			take_word(self);
		self->step = is_value ? STEP_LF : STEP_FIRST_LF;
	} else if (c == '\n') {
		fail(self, "its header has a line that ends without CR");
	} else if (!is_text(c)) {
		fail(self, "its header has a control character");
	} else if (is_value && !(self->step == STEP_SPACE && is_space(c))) {
		self->step = STEP_VALUE;
		add_to_value(self, c);
	}
}

static void end_line(struct http_head *self, uint8_t c)
{
	if (c != '\n')
		fail(self, "its header has a CR without LF");
	else if (self->step != STEP_LAST_LF)
		self->step = self->step == STEP_LF ? STEP_FIELD : STEP_FIRST_FIELD;
	else if (self->is_interim)
		*self = (struct http_head){.size = self->size};
	else
		self->step = STEP_COMPLETE;
}

static void add(struct http_head *self, uint8_t c)
{
	switch ((enum step)self->step) {
	case STEP_STATUS:
		add_to_status(self, c);
		break;
	case STEP_FOREIGN:
		add_to_foreign(self, c);
		break;
	case STEP_FIRST_FIELD:
	case STEP_FIELD:
		begin_line(self, c);
		break;
	case STEP_NAME:
		add_to_name(self, c);
		break;
	case STEP_REASON:
	case STEP_SPACE:
	case STEP_VALUE:
		add_to_line(self, c);
		break;
	case STEP_LF:
	case STEP_FIRST_LF:
	case STEP_LAST_LF:
		end_line(self, c);
		break;
	case STEP_COMPLETE:
	case STEP_WRONG:
		break;
	}
}

size_t http_head_add(struct http_head *self, const uint8_t *data, size_t size)
{
	size_t taken = 0;

	while (taken < size && http_head_state(self) == HTTP_HEAD_PARTIAL) {
		if (self->size == HTTP_HEAD_MAX) {
			fail(self, "its header is longer than 16 KiB");
			break;
		}
		self->size++;
		add(self, data[taken++]);
	}
	if (self->step == STEP_COMPLETE) {
		trim_text(self);
		self->is_close |= self->is_old && !self->is_kept;
	}
	return taken;
}

enum http_head_state http_head_state(const struct http_head *self)
{
	if (self->step == STEP_COMPLETE)
		return HTTP_HEAD_COMPLETE;
	return self->step == STEP_WRONG ? HTTP_HEAD_WRONG : HTTP_HEAD_PARTIAL;
}

void http_head_quote(const struct http_head *self, char *ret_text, size_t size)
{
	char text[HTTP_HEAD_TEXT_SIZE + 1];

	for (size_t i = 0; i < self->text_size; i++)
		text[i] = (char)(self->text[i] < ' ' || self->text[i] > '~' ? '?' : self->text[i]);
	text[self->text_size] = '\0';
	snprintf(ret_text, size, "'%s'%s", text,
		self->text_size == HTTP_HEAD_TEXT_SIZE ? "..." : "");
}

void http_head_explain(const struct http_head *self, char ret_cause[HTTP_HEAD_CAUSE_SIZE])
{
	bool is_foreign = self->step == STEP_FOREIGN || self->mistake == mistake_foreign;
	bool is_http = self->text_size >= 5 && memcmp(self->text, status_line, 5) == 0;
	size_t length;

	if (self->size == 0) {
		snprintf(ret_cause, HTTP_HEAD_CAUSE_SIZE,
			"the server closed the connection without a reply");
	} else if (is_foreign) {
		length = (size_t)snprintf(ret_cause, HTTP_HEAD_CAUSE_SIZE, "%s ",
			is_http ? "its status line is invalid:" : "the reply is not HTTP:");
		http_head_quote(self, ret_cause + length, HTTP_HEAD_CAUSE_SIZE - length);
	} else if (self->mistake != NULL) {
		snprintf(ret_cause, HTTP_HEAD_CAUSE_SIZE, "%s", self->mistake);
	} else {
		snprintf(ret_cause, HTTP_HEAD_CAUSE_SIZE,
			"its header is incomplete: it ends after %u byte%s", self->size,
			self->size == 1 ? "" : "s");
	}
}
