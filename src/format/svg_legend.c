/* SPDX-License-Identifier: ISC */
/* The legend of the SVG picture: see svg_legend.h. */
#include "format/svg_legend.h"

#include "format/svg_layout.h"
#include "format/svg_text.h"
#include "format/svg_thresholds.h"

#include <stdarg.h>

/* Pixels. */
enum {
	SIGN = 24, /* width of the sign before each text */
	LINE = 18, /* from one line to the next */
};

struct legend {
	FILE *file;
	double x;
	double y; /* of the middle of the line */
};

/* Writes a text behind the sign at x, and moves x behind it. */
__attribute__((format(printf, 2, 3))) static void put_text(
	struct legend *self, const char *format, ...)
{
	char text[128];
	va_list arguments;
	size_t columns = 0;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	fprintf(self->file, "<text x=\"%.0f\" y=\"%.0f\">%s</text>\n", self->x + SIGN + 6,
		self->y + 4, text);
	/* All bytes of a character of UTF-8 but the first are 10xxxxxx. */
	for (const char *byte = text; *byte != '\0'; byte++)
		columns += (*byte & 0xc0) != 0x80;
	self->x += SIGN + 6 + (double)columns * SVG_CHARACTER + 2 * SVG_GAP;
}

/* A bar with its mark. */
static void put_bar_sign(const struct legend *self, enum level level)
{
	fprintf(self->file,
		"<g class=\"interval\" stroke-width=\"11\"><path class=\"%s\" d=\"M%.0f %.0fh%d\"/>"
		"<path class=\"mark %s\" d=\"M%.0f %.0fh%d\"/></g>\n",
		level_names[level], self->x, self->y, SIGN, level_names[level],
		self->x + (SIGN - SVG_MARK) / 2.0, self->y, SVG_MARK);
}

static void put_levels(
	struct legend *self, const struct svg_rows *rows, const struct thresholds *thresholds)
{
	int64_t distances[LEVELS] = {
		[LEVEL_WARNING] = thresholds->warning, [LEVEL_CRITICAL] = thresholds->critical};
	bool has_warning = thresholds->warning < thresholds->critical;
	char text[SVG_THRESHOLD_SIZE];

	svg_threshold_format("±", has_warning ? thresholds->warning : thresholds->critical, text);
	put_bar_sign(self, LEVEL_GOOD);
	put_text(self, "within %s: %zu %s", text, rows->levels[LEVEL_GOOD],
		svg_hosts(rows->levels[LEVEL_GOOD]));
	for (enum level i = has_warning ? LEVEL_WARNING : LEVEL_CRITICAL; i <= LEVEL_CRITICAL;
		i++) {
		svg_threshold_format("±", distances[i], text);
		put_bar_sign(self, i);
		put_text(self, "%s, beyond %s: %zu %s", level_names[i], text, rows->levels[i],
			svg_hosts(rows->levels[i]));
	}
}

void svg_legend_put(FILE *file, const struct svg_rows *rows, const struct thresholds *thresholds,
	bool has_growing, double y)
{
	struct legend self = {.file = file, .x = 2.0 * SVG_GAP, .y = y};

	fputs("<g class=\"legend\">\n", file);
	put_levels(&self, rows, thresholds);
	self.x = 2.0 * SVG_GAP;
	self.y += LINE;
	put_bar_sign(&self, LEVEL_GOOD);
	put_text(&self, "the interval that contains the offset of a host, and its middle");
	fprintf(file, "<path class=\"zero\" d=\"M%.0f %.0fv12\"/>\n", self.x + SIGN / 2.0,
		self.y - 6);
	put_text(&self, "the local clock: hosts to its right are ahead");
	if (has_growing) {
		fprintf(file,
			"<rect class=\"growing\" x=\"%.0f\" y=\"%.0f\" width=\"%d\" "
			"height=\"12\"/>\n",
			self.x, self.y - 6, SIGN);
		put_text(&self, "logarithmic scale");
	}
	fputs("</g>\n", file);
}
