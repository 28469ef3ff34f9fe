/* SPDX-License-Identifier: ISC */
/* Compares a mistyped word with one that may have been meant: see typing.h. */
#include "base/typing.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { LENGTH_MAX = 15, MISTAKES_MAX = 2 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool is_equal(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* The distance of Damerau and Levenshtein between two words of at most LENGTH_MAX letters. */
static size_t measure(const char *a, const char *b)
{
	size_t rows[LENGTH_MAX + 1][LENGTH_MAX + 1];
	size_t length_a = strlen(a);
	size_t length_b = strlen(b);

	for (size_t i = 0; i <= length_a; i++)
		rows[i][0] = i;
	for (size_t j = 0; j <= length_b; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= length_a; i++)
		for (size_t j = 1; j <= length_b; j++) {
			size_t *cell = &rows[i][j];

			*cell = rows[i - 1][j - 1] + !is_equal(a[i - 1], b[j - 1]);
			*cell = least(*cell, least(rows[i - 1][j], rows[i][j - 1]) + 1);
			if (i > 1 && j > 1 && is_equal(a[i - 1], b[j - 2]) &&
				is_equal(a[i - 2], b[j - 1]))
				*cell = least(*cell, rows[i - 2][j - 2] + 1);
		}
	return rows[length_a][length_b];
}

size_t typing_mistakes(const char *mistyped, const char *word)
{
	size_t length = strlen(mistyped);
	size_t mistakes;

	if (length > LENGTH_MAX || strlen(word) > LENGTH_MAX)
		return SIZE_MAX;
	mistakes = measure(mistyped, word);
	return mistakes <= least(length / 2, MISTAKES_MAX) ? mistakes : SIZE_MAX;
}
