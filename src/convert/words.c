/* SPDX-License-Identifier: ISC */
/* The words of a line: see words.h. */
#include "convert/words.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The word from first to before end. */
static struct word cut(const struct words *self, size_t first, size_t end)
{
	return (struct word){
		.text = self->line + first, .size = end - first, .column = (unsigned)first + 1};
}

static void skip_blanks(struct words *self)
{
	while (self->next < self->size && is_blank(self->line[self->next]))
		self->next++;
}

bool words_next(struct words *self, struct word *ret_word)
{
	size_t first;

	skip_blanks(self);
	first = self->next;
	while (self->next < self->size && !is_blank(self->line[self->next]))
		self->next++;
	*ret_word = cut(self, first, self->next);
	return ret_word->size > 0;
}

bool words_next_quoted(struct words *self, struct word *ret_word, bool *ret_open)
{
	const char *end;
	size_t first;
	char quote;

	*ret_open = false;
	skip_blanks(self);
	if (self->next == self->size)
		return false;
	quote = self->line[self->next];
	if (quote != '"' && quote != '\'')
		return words_next(self, ret_word);
	first = ++self->next;
	end = memchr(self->line + first, quote, self->size - first);
	*ret_open = end == NULL;
	self->next = end == NULL ? self->size : (size_t)(end - self->line);
	*ret_word = cut(self, first, self->next);
	self->next += end != NULL;
	return true;
}

bool word_is(const struct word *self, const char *text)
{
	return strlen(text) == self->size && memcmp(text, self->text, self->size) == 0;
}

bool words_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool words_is_only(const char *line, size_t size, char c)
{
	bool found = false;

	for (size_t i = 0; i < size; i++) {
		if (line[i] == c && !found)
			found = true;
		else if (!words_is_space(line[i]))
			return false;
	}
	return found;
}
