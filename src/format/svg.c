/* The offsets of many clocks as a picture: see svg.h. */
#include "format/svg.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "format/axis.h"
#include "format/interval_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Lengths are in pixels, as long as nobody scales the picture. */
enum {
	WIDTH = 1100,
	LEFT = 220,  /* of the plot; names stand before it */
	RIGHT = 910, /* its end; numbers stand behind it */
	GAP = 10,
	TOP = 92,           /* of the histogram */
	BARS = 150,         /* its height */
	ROW = 16,           /* a host with its name */
	THIN_ROW = 5,       /* one without, at most */
	THIN_ROWS = 480,    /* all of these, at most */
	GROWING_STEP = 24,  /* one at the side of the axis, at most */
	GROWING_PART = 110, /* all of one side, at most */
	CHARACTER = 7,      /* one of a label, about */
};

enum {
	ALL_NAMED = 60, /* so many hosts all have their names */
	NAMED_MIN = 5,  /* of more, those at either end */
	NAMED_MAX = 20, /* and outliers, at either end */
	PIECES = 10,    /* of the even part of the axis, about */
	FAILURES = 20,  /* hosts without an offset that are listed */
	NAME = 30,      /* columns of a name beside its row */
	TEXT = 100,     /* and of one elsewhere, and of a cause */
};

/* A number, a space and its unit. */
enum { LABEL_SIZE = UNIT_TEXT_SIZE + 4 };

struct row {
	const struct measurement *measurement;
	struct interval offset; /* as far as it can be drawn; and its middle */
	int64_t middle;
};

/* A bar of the histogram: from this offset, until the next one. */
struct bar {
	int64_t low;
	int64_t high;
	size_t hosts;
};

struct svg {
	FILE *file;
	const struct measurement *measurements;
	size_t count;
	struct axis scale;
	double places[AXIS_EDGES]; /* of its edges, in pixels */
	struct row *rows;          /* the readings with an offset, sorted */
	size_t known;
	size_t named_low;  /* of the rows, so many of the first have names */
	size_t named_high; /* and of the last */
	double thin;       /* how high the others are */
	double rows_top;
	double rows_end;
	double end; /* the height of the picture */
};

/* --- text ----------------------------------------------------------------------------------------
 */

/* The character that the text begins with, and its size; U+FFFD and 1 if it is none. */
static uint32_t decode(const unsigned char *text, size_t *ret_size)
{
	size_t size = utf8_measure((const char *)text);
	uint32_t c = size < 2 ? text[0] : text[0] & (0x7fU >> size);

	*ret_size = size > 0 ? size : 1;
	if (size == 0)
		return 0xfffd;
	for (size_t i = 1; i < size; i++)
		c = c << 6 | (text[i] & 0x3fU);
	return c;
}

/* Controls, also those that turn the direction of writing, and what XML does not allow. */
static bool is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
	       (c & 0xfffe) == 0xfffe;
}

/* Scripts from Hangul on can be wide: two columns. */
static unsigned columns_of(uint32_t c)
{
	return c >= 0x1100 && c != 0xfffd ? 2 : 1;
}

static bool fits(const unsigned char *text, unsigned columns)
{
	while (*text != '\0') {
		size_t size;
		unsigned width = columns_of(decode(text, &size));

		if (width > columns)
			return false;
		columns -= width;
		text += size;
	}
	return true;
}

/* As the content of an element; what has no room in the columns is left out. */
static void put_text(FILE *file, const char *string, unsigned columns)
{
	const unsigned char *text = (const unsigned char *)string;

	while (*text != '\0') {
		size_t size;
		uint32_t c = decode(text, &size);
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

static const char *hosts(size_t count)
{
	return count == 1 ? "host" : "hosts";
}

/* Three digits after the point, as long as there are not many before it. */
static unsigned choose_decimals(uint64_t magnitude, const struct unit *unit)
{
	uint64_t number = magnitude / (uint64_t)unit->size;

	return number < 10000 ? 3 : number < 1000000 ? 1 : 0;
}

static void put_offset(FILE *file, int64_t offset)
{
	uint64_t magnitude = unit_magnitude(offset);
	const struct unit *unit = unit_for(magnitude);
	char text[UNIT_TEXT_SIZE];

	unit_format(unit, offset, choose_decimals(magnitude, unit), text);
	fprintf(file, "%s %s", text, unit->name);
}

/* As "+1.250 ± 0.300 ms", which still holds all of the interval. */
static void put_interval(const struct svg *self, const struct row *row)
{
	uint64_t bound = unit_magnitude(interval_bound(row->offset));
	uint64_t magnitude = unit_magnitude(row->middle);
	uint64_t usual = axis_magnitude(&self->scale);
	struct interval interval = row->measurement->offset;
	const struct unit *unit;
	unsigned decimals;
	int64_t factor;
	char text[DECIMAL_SIZE];
	char bound_text[DECIMAL_SIZE];

	magnitude = bound > magnitude ? bound : magnitude;
	unit = unit_for(magnitude > usual ? magnitude : usual);
	decimals = choose_decimals(magnitude, unit);
	/* A small bound of seconds is worth more of them. */
	if (decimals == 3 && unit->size == INTERVAL_SECOND && bound > 0 &&
		bound < (uint64_t)INTERVAL_SECOND / 100)
		decimals = 6;
	/* As if the unit were a second, of which it is never less than all of the interval. */
	factor = INTERVAL_SECOND / unit->size;
	interval.low *= factor;
	interval.high *= factor;
	interval_format(interval, decimals, row->middle != 0, text, bound_text);
	fprintf(self->file, "%s ± %s %s", text, bound_text, unit->name);
}

/* --- the axis ------------------------------------------------------------------------------------
 */

static void place_edges(struct svg *self)
{
	const struct axis *scale = &self->scale;
	size_t above = scale->count - 1 - scale->even_end;
	double low_part = (double)scale->even * GROWING_STEP;
	double high_part = (double)above * GROWING_STEP;
	double even_part;

	low_part = low_part > GROWING_PART ? GROWING_PART : low_part;
	high_part = high_part > GROWING_PART ? GROWING_PART : high_part;
	even_part = RIGHT - LEFT - low_part - high_part;
	for (size_t i = 0; i < scale->count; i++) {
		if (i < scale->even)
			self->places[i] = LEFT + low_part * (double)i / (double)scale->even;
		else if (i <= scale->even_end)
			self->places[i] = LEFT + low_part +
					  even_part * (double)(i - scale->even) /
						  (double)(scale->even_end - scale->even);
		else
			self->places[i] =
				RIGHT - high_part * (double)(scale->count - 1 - i) / (double)above;
	}
}

static double place(const struct svg *self, int64_t value)
{
	size_t i = axis_find(&self->scale, value);
	double low = (double)self->scale.edges[i];
	/* Near to each other they can be, and far from 0. */
	double part = (double)((uint64_t)value - (uint64_t)self->scale.edges[i]);
	double step = (double)((uint64_t)self->scale.edges[i + 1] - (uint64_t)self->scale.edges[i]);

	if ((double)value < low)
		return self->places[i];
	return self->places[i] + (self->places[i + 1] - self->places[i]) * part / step;
}

/* An edge with the digits that it needs; those of the even part all have the same unit. */
static void write_label(const struct axis *scale, size_t edge, char ret[LABEL_SIZE])
{
	uint64_t magnitude = unit_magnitude(scale->edges[edge]);
	const struct unit *unit;

	if (edge >= scale->even && edge <= scale->even_end)
		magnitude = axis_magnitude(scale);
	unit = unit_for(magnitude);
	unit_format(unit, scale->edges[edge], unit_decimals(unit, scale->edges[edge]), ret);
	strcat(strcat(ret, " "), unit->name);
}

static void put_label(const struct svg *self, size_t edge, double y)
{
	char text[LABEL_SIZE];

	write_label(&self->scale, edge, text);
	fprintf(self->file, "<text class=\"axis\" x=\"%.2f\" y=\"%.1f\">%s</text>\n",
		self->places[edge], y, text);
}

/* How far apart labels must be, at least. */
static double measure_labels(const struct axis *scale)
{
	size_t longest = 0;

	for (size_t i = 0; i < scale->count; i++) {
		char text[LABEL_SIZE];

		write_label(scale, i, text);
		longest = strlen(text) > longest ? strlen(text) : longest;
	}
	return (double)(longest + 2) * CHARACTER;
}

/* Labels that have room, first in the even part, then beyond it from its ends outwards. */
static void put_labels(const struct svg *self, double y)
{
	const struct axis *scale = &self->scale;
	double step = self->places[scale->even + 1] - self->places[scale->even];
	double apart = measure_labels(scale);
	size_t each = (size_t)(apart / step) + 1;
	size_t first = scale->even;
	double last = self->places[scale->even];
	double next;

	/* A zero among them has its label. */
	for (size_t i = scale->even; i <= scale->even_end; i++)
		if (scale->edges[i] == 0)
			first = scale->even + (i - scale->even) % each;
	next = self->places[first];
	for (size_t i = first; i <= scale->even_end; i += each) {
		put_label(self, i, y);
		last = self->places[i];
	}
	for (size_t i = scale->even_end + 1; i < scale->count; i++)
		if (self->places[i] - last >= apart &&
			(i + 1 == scale->count || RIGHT - self->places[i] >= apart)) {
			put_label(self, i, y);
			last = self->places[i];
		}
	for (size_t i = scale->even; i-- > 0;)
		if (next - self->places[i] >= apart &&
			(i == 0 || self->places[i] - LEFT >= apart)) {
			put_label(self, i, y);
			next = self->places[i];
		}
}

/* From top to bottom, but for where the labels are. */
static void put_line(const struct svg *self, double x)
{
	fprintf(self->file, "M%.2f %dV%dM%.2f %.1fV%.1f", x, TOP, TOP + BARS, x, self->rows_top,
		self->rows_end);
}

static void put_axis(const struct svg *self)
{
	const struct axis *scale = &self->scale;
	double low = self->places[scale->even];
	double high = self->places[scale->even_end];

	if (low > LEFT)
		fprintf(self->file,
			"<rect class=\"growing\" x=\"%d\" y=\"%d\" width=\"%.2f\" "
			"height=\"%.1f\"/>\n",
			LEFT, TOP, low - LEFT, self->rows_end - TOP);
	if (high < RIGHT)
		fprintf(self->file,
			"<rect class=\"growing\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" "
			"height=\"%.1f\"/>\n",
			high, TOP, RIGHT - high, self->rows_end - TOP);
	fputs("<path class=\"grid\" d=\"", self->file);
	for (size_t i = 0; i < scale->count; i++)
		put_line(self, self->places[i]);
	fputs("\"/>\n", self->file);
	put_labels(self, TOP + BARS + 15);
	if (self->rows_end - self->rows_top > 2.0 * BARS)
		put_labels(self, self->rows_end + 15);
}

/* --- the histogram -------------------------------------------------------------------------------
 */

/* Even steps are cut into parts, the others are as they are; the bars that are not empty. */
static size_t count_bars(const struct svg *self, struct bar *ret)
{
	const struct axis *scale = &self->scale;
	int64_t part = scale->step / (self->known < 200 ? 5 : 10);
	size_t count = 0;

	for (size_t i = 0; i < self->known; i++) {
		int64_t middle = self->rows[i].middle;
		size_t edge = axis_find(scale, middle);
		struct bar bar = {.low = scale->edges[edge], .high = scale->edges[edge + 1]};

		if (edge >= scale->even && edge < scale->even_end) {
			bar.low += (middle - bar.low) / part * part;
			bar.high = bar.low + part;
		}
		if (count == 0 || ret[count - 1].low != bar.low)
			ret[count++] = bar;
		ret[count - 1].hosts++;
	}
	return count;
}

static void put_histogram(const struct svg *self, const struct bar *bars, size_t count)
{
	size_t most = 0;
	size_t step;

	for (size_t i = 0; i < count; i++)
		most = bars[i].hosts > most ? bars[i].hosts : most;
	step = (size_t)axis_step((most + 3) / 4);
	fputs("<path class=\"grid\" d=\"", self->file);
	for (size_t i = step; i <= most; i += step)
		fprintf(self->file, "M%d %.2fH%d", LEFT,
			TOP + BARS * (1 - (double)i / (double)most), RIGHT);
	fputs("\"/>\n", self->file);
	for (size_t i = step; i <= most; i += step)
		fprintf(self->file, "<text class=\"hosts\" x=\"%d\" y=\"%.2f\">%zu%s</text>\n",
			LEFT - GAP, TOP + 4 + BARS * (1 - (double)i / (double)most), i,
			i == step ? i == 1 ? " host" : " hosts" : "");
	for (size_t i = 0; i < count; i++) {
		double x = place(self, bars[i].low);
		double width = place(self, bars[i].high) - x;
		double height = BARS * (double)bars[i].hosts / (double)most;

		/* What is there is seen. */
		height = height < 2 ? 2 : height;
		fprintf(self->file,
			"<rect class=\"count\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
			"height=\"%.2f\"><title>%zu %s: ",
			x, TOP + BARS - height, width > 2 ? width - 1 : width, height,
			bars[i].hosts, hosts(bars[i].hosts));
		put_offset(self->file, bars[i].low);
		fputs(" to ", self->file);
		put_offset(self->file, bars[i].high);
		fputs("</title></rect>\n", self->file);
	}
}

/* --- the hosts -----------------------------------------------------------------------------------
 */

static bool is_outlier(const struct svg *self, const struct row *row)
{
	const struct axis *scale = &self->scale;

	return row->middle < scale->edges[scale->even] ||
	       row->middle >= scale->edges[scale->even_end];
}

static void choose_named(struct svg *self)
{
	size_t thin;

	self->named_low = self->known;
	if (self->known > ALL_NAMED) {
		self->named_low = 0;
		while (self->named_low < NAMED_MAX &&
			(self->named_low < NAMED_MIN ||
				is_outlier(self, &self->rows[self->named_low])))
			self->named_low++;
		while (self->named_high < NAMED_MAX &&
			(self->named_high < NAMED_MIN ||
				is_outlier(self, &self->rows[self->known - 1 - self->named_high])))
			self->named_high++;
	}
	thin = self->known - self->named_low - self->named_high;
	self->thin = thin > THIN_ROWS / THIN_ROW ? (double)THIN_ROWS / (double)thin : THIN_ROW;
	self->rows_end = self->rows_top + (double)thin * self->thin +
			 (double)(self->named_low + self->named_high) * ROW;
}

static bool is_named(const struct svg *self, size_t i)
{
	return i < self->named_low || i >= self->known - self->named_high;
}

/* The middle of a row's height. */
static double row_at(const struct svg *self, size_t i)
{
	if (i < self->named_low)
		return self->rows_top + ((double)i + 0.5) * ROW;
	if (i < self->known - self->named_high)
		return self->rows_top + (double)self->named_low * ROW +
		       ((double)(i - self->named_low) + 0.5) * self->thin;
	return self->rows_end - ((double)(self->known - i) - 0.5) * ROW;
}

/* Rows that are a few pixels high have no room for gaps. */
static double bar_height(double row)
{
	return row < 1 ? 1 : row < 3 ? row : row * 0.7;
}

/* Of rows of one kind: the bars first, so that none hides the mark of another. */
static void put_bars(const struct svg *self, size_t first, size_t end, double row_height)
{
	double height = bar_height(row_height);

	if (first == end)
		return;
	fprintf(self->file, "<g class=\"interval\" stroke-width=\"%.2f\">\n", height);
	for (size_t i = first; i < end; i++) {
		const struct row *row = &self->rows[i];
		double x = place(self, row->offset.low);

		fprintf(self->file, "<path%s d=\"M%.2f %.2fh%.2f\"><title>",
			is_outlier(self, row) ? " class=\"far\"" : "", x, row_at(self, i),
			place(self, row->offset.high) - x);
		put_text(self->file, row->measurement->host, TEXT);
		fputs(": ", self->file);
		put_interval(self, row);
		fputs("</title></path>\n", self->file);
	}
	fputs("</g>\n<path class=\"middle\" d=\"", self->file);
	for (size_t i = first; i < end; i++)
		fprintf(self->file, "M%.2f %.2fv%.2f%s", place(self, self->rows[i].middle),
			row_at(self, i) - height / 2, height, i % 8 == 7 ? "\n" : "");
	fputs("\"/>\n", self->file);
}

static void put_names(const struct svg *self)
{
	for (size_t i = 0; i < self->known; i++) {
		if (!is_named(self, i))
			continue;
		fprintf(self->file, "<text class=\"name\" x=\"%d\" y=\"%.1f\">", LEFT - GAP,
			row_at(self, i) + 4);
		put_text(self->file, self->rows[i].measurement->host, NAME);
		fprintf(self->file, "</text>\n<text class=\"number\" x=\"%d\" y=\"%.1f\">",
			RIGHT + GAP, row_at(self, i) + 4);
		put_interval(self, &self->rows[i]);
		fputs("</text>\n", self->file);
	}
}

static void put_hosts(const struct svg *self)
{
	size_t thin_end = self->known - self->named_high;

	put_bars(self, 0, self->named_low, ROW);
	put_bars(self, self->named_low, thin_end, self->thin);
	put_bars(self, thin_end, self->known, ROW);
	put_names(self);
	if (thin_end > self->named_low)
		fprintf(self->file, "<text class=\"more\" x=\"%d\" y=\"%.1f\">%zu more %s</text>\n",
			LEFT - GAP,
			(row_at(self, self->named_low) + row_at(self, thin_end - 1)) / 2 + 4,
			thin_end - self->named_low, hosts(thin_end - self->named_low));
}

/* Above all else: which bars hold it? */
static void put_zero(const struct svg *self)
{
	fputs("<path class=\"zero\" d=\"", self->file);
	put_line(self, place(self, 0));
	fputs("\"/>\n", self->file);
}

static void put_failures(const struct svg *self, double y)
{
	size_t failed = self->count - self->known;
	size_t listed = 0;

	if (failed == 0)
		return;
	fprintf(self->file, "<text class=\"head\" x=\"%d\" y=\"%.1f\">No offset: %zu %s</text>\n",
		2 * GAP, y, failed, hosts(failed));
	for (size_t i = 0; i < self->count && listed < FAILURES; i++) {
		if (self->measurements[i].cause == NULL)
			continue;
		listed++;
		fprintf(self->file, "<text class=\"name\" x=\"%d\" y=\"%.1f\">", LEFT - GAP,
			y + (double)listed * ROW + 4);
		put_text(self->file, self->measurements[i].host, NAME);
		fprintf(self->file, "</text>\n<text class=\"cause\" x=\"%d\" y=\"%.1f\">",
			LEFT + GAP, y + (double)listed * ROW + 4);
		put_text(self->file, self->measurements[i].cause, TEXT);
		fputs("</text>\n", self->file);
	}
	if (listed < failed)
		fprintf(self->file,
			"<text class=\"more\" x=\"%d\" y=\"%.1f\">and %zu more</text>\n",
			LEFT - GAP, y + (double)(listed + 1) * ROW + 4, failed - listed);
}

/* --- the whole -----------------------------------------------------------------------------------
 */

static void put_summary(const struct svg *self)
{
	if (self->known == 0) {
		fputs("No offset is known.", self->file);
		return;
	}
	if (self->known < self->count)
		fprintf(self->file, "%zu with an offset, %zu without. ", self->known,
			self->count - self->known);
	fputs("Lowest ", self->file);
	put_offset(self->file, interval_middle(self->rows[0].measurement->offset));
	fputs(", median ", self->file);
	put_offset(self->file, interval_middle(self->rows[self->known / 2].measurement->offset));
	fputs(", highest ", self->file);
	put_offset(self->file, interval_middle(self->rows[self->known - 1].measurement->offset));
	fputs(".", self->file);
}

static void put_head(const struct svg *self)
{
	static const char style[] =
		"text{font:11px monospace;fill:#1f2328}"
		".title{font:bold 20px sans-serif}"
		".summary,.note{font:13px sans-serif}.note{fill:#59636e;font-size:12px}"
		".head{font:bold 13px sans-serif}"
		".axis{text-anchor:middle;fill:#59636e}"
		".name,.more,.hosts{text-anchor:end}.more,.hosts{fill:#59636e}"
		".grid{stroke:#dde1e6;fill:none}.zero{stroke:#1f2328;stroke-dasharray:4 3}"
		".growing{fill:#f1f2f4}.count{fill:#4a7fb5}"
		".interval path{stroke:#9cc0e6}.interval .far{stroke:#f0a58f}"
		".middle{stroke:#12406f;stroke-width:1.6;fill:none}";

	fprintf(self->file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" role=\"img\" "
		"aria-labelledby=\"title desc\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\">\n"
		"<title id=\"title\">Clock offsets of %zu %s</title>\n<desc id=\"desc\">",
		WIDTH, self->end, WIDTH, self->end, self->count, hosts(self->count));
	put_summary(self);
	fprintf(self->file,
		" A histogram of the offsets, and the interval of each host, sorted.</desc>\n"
		"<style type=\"text/css\">%s</style>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n"
		"<text class=\"title\" x=\"%d\" y=\"34\">Clock offsets of %zu %s</text>\n"
		"<text class=\"summary\" x=\"%d\" y=\"56\">",
		style, 2 * GAP, self->count, hosts(self->count), 2 * GAP);
	put_summary(self);
	fputs("</text>\n", self->file);
	if (self->known > 0)
		fprintf(self->file,
			"<text class=\"note\" x=\"%d\" y=\"76\">A bar holds the host's offset from "
			"the local clock; its mark is the middle.%s</text>\n",
			2 * GAP,
			self->scale.count - 1 > self->scale.even_end - self->scale.even
				? " In the grey parts the scale is logarithmic."
				: "");
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *left = a;
	const struct row *right = b;

	if (left->middle != right->middle)
		return left->middle < right->middle ? -1 : 1;
	/* As they were given. */
	return left->measurement < right->measurement ? -1 : 1;
}

/* Sort the rows, and find a scale that holds them and 0; the values have room for it. */
static void prepare(struct svg *self, int64_t *values)
{
	uint64_t finest;

	self->rows_top = TOP + BARS + 2.5 * GAP;
	self->rows_end = TOP;
	for (size_t i = 0; i < self->count; i++)
		if (self->measurements[i].cause == NULL) {
			struct row *row = &self->rows[self->known++];

			row->measurement = &self->measurements[i];
			row->offset = axis_limit(self->measurements[i].offset);
			row->middle = interval_middle(row->offset);
		}
	if (self->known == 0)
		return;
	finest = axis_finest(self->measurements, self->count, values);
	qsort(self->rows, self->known, sizeof *self->rows, compare_rows);
	for (size_t i = 0; i < self->known; i++) {
		values[2 * i] = self->rows[i].offset.low;
		values[2 * i + 1] = self->rows[i].offset.high;
	}
	values[2 * self->known] = 0;
	axis_sort(values, 2 * self->known + 1);
	axis_make(values, 2 * self->known + 1, PIECES, finest, &self->scale);
	place_edges(self);
	choose_named(self);
}

static void put(struct svg *self, struct bar *bars)
{
	double failures = self->rows_end + 5 * GAP;
	size_t failed = self->count - self->known;

	self->end = failures;
	if (failed > 0)
		self->end += ROW * (double)(failed > FAILURES ? FAILURES + 2 : failed + 1);
	put_head(self);
	if (self->known > 0) {
		put_axis(self);
		put_histogram(self, bars, count_bars(self, bars));
		put_hosts(self);
		put_zero(self);
	}
	put_failures(self, failures);
	fputs("</svg>\n", self->file);
}

int svg_put(FILE *file, const struct measurement *measurements, size_t count)
{
	struct svg *self = calloc(1, sizeof *self);
	struct row *rows = calloc(count + 1, sizeof *rows);
	struct bar *bars = calloc(count + 1, sizeof *bars);
	int64_t *values = calloc(2 * count + 1, sizeof *values);
	int error = -ENOMEM;

	if (self != NULL && rows != NULL && bars != NULL && values != NULL) {
		*self = (struct svg){
			.file = file, .measurements = measurements, .count = count, .rows = rows};
		prepare(self, values);
		put(self, bars);
		error = 0;
	}
	free(self);
	free(rows);
	free(bars);
	free(values);
	return error;
}
