/* SPDX-License-Identifier: ISC */
/* Whether a file is one of xinetd or of inetd: see format_guess.h. */
#include "convert/format_guess.h"

#include "convert/inetd_line.h"
#include "convert/words.h"

#include <string.h>

enum verdict { UNDECIDED, NO_TEXT, IS_XINETD, IS_INETD };

static bool is_one_of(const struct word *word, const char *const *words)
{
	while (*words != NULL && !word_is(word, *words))
		words++;
	return *words != NULL;
}

static enum verdict judge(const struct text_line *line)
{
	static const char *const keywords[] = {
		"service", "defaults", "include", "includedir", "{", "}", NULL};
	struct words words = {.line = line->text, .size = line->size};
	struct word first;
	struct word second;

	words.next = inetd_line_comment(line->text, line->size);
	if (!words_next(&words, &first) || first.text[0] == '#')
		return NO_TEXT;
	/* The service of xinetd can be named like a type: "service raw". */
	if (is_one_of(&first, keywords))
		return IS_XINETD;
	return words_next(&words, &second) && inetd_line_is_type(&second) ? IS_INETD : UNDECIDED;
}

bool format_guess(const struct text_file *file, const char *name, enum config_dialect *ret_dialect)
{
	struct text_file copy = *file;
	struct text_line line;
	const char *base = strrchr(name, '/') == NULL ? name : strrchr(name, '/') + 1;
	enum verdict verdict = NO_TEXT;
	bool has_text = false;

	while (verdict != IS_XINETD && verdict != IS_INETD && text_file_next(&copy, &line)) {
		verdict = judge(&line);
		has_text |= verdict != NO_TEXT;
	}
	*ret_dialect = verdict == IS_INETD ? CONFIG_INETD : CONFIG_XINETD;
	if (verdict == IS_XINETD || verdict == IS_INETD)
		return true;
	if (strstr(base, "xinetd") == NULL && strstr(base, "inetd") != NULL)
		*ret_dialect = CONFIG_INETD;
	return !has_text || strstr(base, "inetd") != NULL;
}
