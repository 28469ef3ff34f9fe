/* SPDX-License-Identifier: ISC */
/* Words of unit files: see quote.h. */
#include "convert/quote.h"

#include "base/plain.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

/* A word of these characters alone means itself, apart from the doubled ones. */
static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_-+=./,:@%$^{}[]~*?!()<>|&#";

	return word[0] != '\0' && word[strspn(word, plain)] == '\0';
}

/* Whether the first bytes are a character that can stand in a unit: see unit_add(). */
static bool is_shown(const char *text, size_t size)
{
	char copy[5] = "";

	if (size == 0 || size >= sizeof copy)
		return false;
	memcpy(copy, text, size);
	plain_text(copy);
	return memcmp(copy, text, size) == 0;
}

/* Writes the character at the start of the text between double quotes, and returns its size. */
static size_t put_character(FILE *file, const char *text, bool doubles_dollar)
{
	unsigned char c = (unsigned char)text[0];
	size_t size = utf8_measure(text);

	if (c == '%' || (c == '$' && doubles_dollar) || c == '\\')
		fprintf(file, "%c%c", c, c);
	else if (c == '"')
		fputs("\\\"", file);
	else if (!is_shown(text, size))
		fprintf(file, "\\x%02x", c);
	else
		return fwrite(text, 1, size, file);
	return 1;
}

static void put(FILE *file, const char *text, bool doubles_dollar)
{
	bool is_quoted = !is_plain(text);

	if (is_quoted)
		fputc('"', file);
	while (*text != '\0')
		text += put_character(file, text, doubles_dollar);
	if (is_quoted)
		fputc('"', file);
}

void quote_path(FILE *file, const char *path)
{
	put(file, path, false);
}

void quote_argument(FILE *file, const char *word)
{
	put(file, word, true);
}

void quote_variable(FILE *file, const char *variable)
{
	put(file, variable, false);
}
