/* SPDX-License-Identifier: ISC */
/* Text and numbers in the SVG picture: see svg_text.h. */
#include "format/svg_text.h"

#include "base/decimal.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "format/axis.h"
#include "format/interval_text.h"

#include <stdbool.h>

/* Characters that are invisible, reorder the text, separate lines, or are not allowed in XML. */
static bool is_hidden(uint32_t c)
{
	return unicode_is_control(c) || unicode_is_bidirectional(c) || c == 0x2028 || c == 0x2029 ||
	       c == 0xfeff || (c & 0xfffe) == 0xfffe;
}

/* Characters from U+1100 (Hangul) on may be two columns wide: assume that they are. */
static unsigned columns_of(uint32_t c)
{
	return c >= 0x1100 && c != 0xfffd ? 2 : 1;
}

static bool fits(const char *text, unsigned columns)
{
	while (*text != '\0') {
		size_t size;
		unsigned width = columns_of(utf8_decode(text, &size));

		if (width > columns)
			return false;
		columns -= width;
		text += size;
	}
	return true;
}

void svg_put_text(FILE *file, const char *text, unsigned columns)
{
	while (*text != '\0') {
		size_t size;
		uint32_t c = utf8_decode(text, &size);
		unsigned width = columns_of(c);

		if (width + 1 > columns && !fits(text, columns)) {
			fputs("\xe2\x80\xa6", file);
			return;
		}
		if (is_hidden(c) || c == 0xfffd)
			fputs("\xef\xbf\xbd", file);
		else if (c == '&')
			fputs("&amp;", file);
		else if (c == '<')
			fputs("&lt;", file);
		else if (c == '>')
			fputs("&gt;", file);
		else
			fwrite(text, 1, size, file);
		columns -= width;
		text += size;
	}
}

const char *svg_hosts(size_t count)
{
	return count == 1 ? "host" : "hosts";
}

/* Three decimals, fewer for a number with more than four digits before the point. */
static unsigned choose_decimals(uint64_t magnitude, const struct unit *unit)
{
	uint64_t number = magnitude / (uint64_t)unit->size;

	return number < 10000 ? 3 : number < 1000000 ? 1 : 0;
}

void svg_put_offset(FILE *file, int64_t offset)
{
	uint64_t magnitude = unit_magnitude(offset);
	const struct unit *unit = unit_for(magnitude);
	char text[UNIT_TEXT_SIZE];

	unit_format(unit, offset, choose_decimals(magnitude, unit), text);
	fprintf(file, "%s %s", text, unit->name);
}

void svg_put_interval(FILE *file, struct interval interval, uint64_t usual_magnitude)
{
	struct interval drawn = axis_limit(interval);
	int64_t middle = interval_middle(drawn);
	uint64_t bound = unit_magnitude(interval_bound(drawn));
	uint64_t magnitude = unit_magnitude(middle);
	const struct unit *unit;
	unsigned decimals;
	int64_t factor;
	char text[DECIMAL_SIZE];
	char bound_text[DECIMAL_SIZE];

	magnitude = bound > magnitude ? bound : magnitude;
	unit = unit_for(magnitude > usual_magnitude ? magnitude : usual_magnitude);
	decimals = choose_decimals(magnitude, unit);
	/* Three decimals of a second would hide a small bound. */
	if (decimals == 3 && unit->size == INTERVAL_SECOND && bound > 0 &&
		bound < (uint64_t)INTERVAL_SECOND / 100)
		decimals = 6;
	/*
	 * interval_format() prints seconds: scale the interval so that one unit counts as a second.
	 * This cannot overflow: a unit below a second is only for magnitudes below a second.
	 */
	factor = INTERVAL_SECOND / unit->size;
	interval.low *= factor;
	interval.high *= factor;
	interval_format(interval, decimals, middle != 0, text, bound_text);
	fprintf(file, "%s ± %s %s", text, bound_text, unit->name);
}
