/* SPDX-License-Identifier: ISC */
/* Text from a peer on its way to a terminal, in one piece and in two. */
#include "base/utf8.h"
#include "client/shown.h"
#include "client/visible.h"
#include "fuzz/input.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* Encodes the text, cut in two after some bytes. Returns the result, which the caller frees. */
static char *encode(const uint8_t *data, size_t size, size_t cut, size_t *ret_size)
{
	struct visible visible = {.part_size = 0};
	char *text = malloc(VISIBLE_SIZE(cut) + VISIBLE_SIZE(size - cut) + VISIBLE_SIZE(0));
	size_t length;

	if (text == NULL)
		abort();
	length = visible_encode(&visible, (const char *)data, cut, text);
	length += visible_encode(&visible, (const char *)data + cut, size - cut, text + length);
	length += visible_end(&visible, text + length);
	*ret_size = length;
	return text;
}

static void check_visible(const uint8_t *data, size_t size, size_t cut)
{
	size_t whole_size;
	size_t parts_size;
	char *whole = encode(data, size, 0, &whole_size);
	char *parts = encode(data, size, cut, &parts_size);

	if (whole_size != parts_size || memcmp(whole, parts, whole_size) != 0)
		abort();
	for (size_t i = 0; i < whole_size; i++)
		if ((unsigned char)whole[i] < ' ' && whole[i] != '\n' && whole[i] != '\t')
			abort();
	free(whole);
	free(parts);
}

static void check_shown(char *text)
{
	size_t size = SHOWN_SIZE(strlen(text) + 1);
	char *shown = malloc(size);
	char *repaired = utf8_repair(text);

	if (shown == NULL || repaired == NULL)
		abort();
	shown_copy(text, false, shown, size);
	for (size_t i = 0; shown[i] != '\0'; i++)
		if ((unsigned char)shown[i] < ' ' || shown[i] == 0x7f)
			abort();
	shown_copy(text, true, shown, size);
	for (size_t i = 0; shown[i] != '\0'; i++)
		if ((unsigned char)shown[i] < ' ' || (unsigned char)shown[i] >= 0x7f)
			abort();
	free(shown);
	free(repaired);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	size_t cut = input_byte(&input);
	char *text;

	setlocale(LC_CTYPE, "C.UTF-8");
	check_visible(input.data, input.size, cut < input.size ? cut : input.size);
	text = input_text(&input);
	check_shown(text);
	free(text);
	return 0;
}
