/* SPDX-License-Identifier: ISC */
/* Text for a terminal. */
#include "client/shown.h"
#include "client/visible.h"
#include "functions/functions.h"

#include <err.h>
#include <locale.h>
#include <stdio.h>

static void make_visible_in_pieces(size_t piece)
{
	struct visible visible = {.part_size = 0};
	char data[64];
	char text[VISIBLE_SIZE(sizeof data)];
	size_t n;

	while ((n = fread(data, 1, piece, stdin)) > 0) {
		n = visible_encode(&visible, data, n, text);
		fwrite(text, 1, n, stdout);
	}
	n = visible_end(&visible, text);
	fwrite(text, 1, n, stdout);
}

void make_visible(char *arguments[])
{
	setlocale(LC_CTYPE, "");
	for (size_t i = 0; arguments[i] != NULL; i++) {
		if (fseek(stdin, 0, SEEK_SET) < 0)
			err(1, "standard input");
		make_visible_in_pieces((size_t)number(arguments[i]));
	}
}

void show_text(char *arguments[])
{
	static const char *const locales[] = {"C", "C.UTF-8"};
	char text[1024];

	for (size_t i = 0; i < 2; i++) {
		if (setlocale(LC_CTYPE, locales[i]) == NULL)
			errx(1, "no locale %s", locales[i]);
		shown_copy(arguments[0], arguments[1] != NULL, text, sizeof text);
		printf("%s %d\n", text, shown_width(text));
	}
}

void shorten_text(char *arguments[])
{
	char text[1024];

	shown_shorten(arguments[1], (int)number(arguments[0]), text, sizeof text);
	puts(text);
}
