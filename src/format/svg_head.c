/* SPDX-License-Identifier: ISC */
/* The start of the SVG picture: see svg_head.h. */
#include "format/svg_head.h"

#include "format/svg_layout.h"
#include "format/svg_text.h"

#include <string.h>
#include <time.h>

enum { TIME_SIZE = 64 };

/*
 * The contrast of text with what can be behind it is at least 4.5 (WCAG 2.2, level AA): with the
 * background, and that of axis labels also with the grey parts.
 */
static const char style[] =
	"text{font:11px monospace;fill:#1f2328}"
	".title{font:bold 20px sans-serif}.summary{font:13px sans-serif}"
	".head{font:bold 13px sans-serif}"
	".axis,.threshold{text-anchor:middle}"
	".name,.number,.more,.hosts{text-anchor:end}"
	".axis,.more,.hosts{fill:#59636e}"
	".page{fill:#fff}"
	".grid{stroke:#dde1e6;fill:none}.zero{stroke:#1f2328;stroke-dasharray:4 3}"
	".growing{fill:#f1f2f4}"
	".count.good{fill:#4a7fb5}.count.warning{fill:#c28300}.count.critical{fill:#cf222e}"
	".interval path{stroke:#9cc0e6}.interval .warning{stroke:#f0cd74}"
	".interval .critical{stroke:#f2aaa2}"
	".interval .mark{stroke:#12406f}.interval .mark.warning{stroke:#7a4a00}"
	".interval .mark.critical{stroke:#a40e26}"
	"path.threshold.warning{stroke:#9a6700}path.threshold.critical{stroke:#cf222e}"
	"text.warning{fill:#7a4a00}text.critical{fill:#a40e26}"
	"\n@media (prefers-color-scheme:dark){"
	"text{fill:#e6edf3}"
	".axis,.more,.hosts{fill:#9198a1}"
	".page{fill:#0d1117}"
	".grid{stroke:#2b323b}.zero{stroke:#e6edf3}"
	".growing{fill:#1b212a}"
	".count.good{fill:#4f8fcf}.count.warning{fill:#d29922}.count.critical{fill:#f85149}"
	".interval path{stroke:#2a5687}.interval .warning{stroke:#7a5606}"
	".interval .critical{stroke:#8c2c2f}"
	".interval .mark{stroke:#a5d1ff}.interval .mark.warning{stroke:#f5c451}"
	".interval .mark.critical{stroke:#ff9a92}"
	"path.threshold.warning{stroke:#d29922}path.threshold.critical{stroke:#f85149}"
	"text.warning{fill:#f5c451}text.critical{fill:#ff9a92}"
	"}";

static void put_summary(
	FILE *file, const struct svg_rows *rows, const struct svg_number *number, size_t count)
{
	size_t known = rows->hosts_count;

	if (known == 0) {
		fputs("No offset is known.", file);
		return;
	}
	if (known < count)
		fprintf(file, "%zu with an offset, %zu without. ", known, count - known);
	if (known == 1) {
		fputs("Offset ", file);
		svg_number_put_interval(number, file, rows->hosts[0].measurement->offset);
		fputs(".", file);
		return;
	}
	fputs("Lowest ", file);
	svg_number_put(number, file, interval_middle(rows->hosts[0].measurement->offset));
	fputs(", median ", file);
	svg_number_put(number, file, interval_middle(rows->hosts[known / 2].measurement->offset));
	fputs(", highest ", file);
	svg_number_put(number, file, interval_middle(rows->hosts[known - 1].measurement->offset));
	fputs(".", file);
}

/* The local time with its distance from UTC: abbreviations of zones are ambiguous. */
static void format_time(int64_t unix_time, char ret_text[TIME_SIZE])
{
	time_t seconds = (time_t)unix_time;
	struct tm tm;

	if (localtime_r(&seconds, &tm) == NULL ||
		strftime(ret_text, TIME_SIZE, "%Y-%m-%d %H:%M:%S %z", &tm) == 0)
		snprintf(ret_text, TIME_SIZE, "?");
}

static void put_origin(FILE *file, const struct svg_origin *origin)
{
	char begun[TIME_SIZE];
	char ended[TIME_SIZE];

	format_time(origin->begun, begun);
	format_time(origin->ended, ended);
	fputs("Measured ", file);
	if (origin->host != NULL) {
		fputs("from ", file);
		svg_put_text(file, origin->host, SVG_TEXT_COLUMNS - 2 * SVG_NAME_COLUMNS);
		fputs(", ", file);
	}
	fprintf(file, "%s", begun);
	if (strcmp(begun, ended) != 0)
		fprintf(file, " to %s", ended);
	putc('.', file);
}

void svg_head_put(FILE *file, const struct svg_rows *rows, const struct svg_number *number,
	const struct svg_origin *origin, size_t count, double height)
{
	fprintf(file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" role=\"img\" "
		"aria-labelledby=\"title desc\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\">\n"
		"<title id=\"title\">Clock offsets of %zu %s</title>\n<desc id=\"desc\">",
		SVG_WIDTH, height, SVG_WIDTH, height, count, svg_hosts(count));
	put_origin(file, origin);
	putc(' ', file);
	put_summary(file, rows, number, count);
	fprintf(file,
		"</desc>\n<style type=\"text/css\">%s</style>\n"
		"<rect class=\"page\" width=\"100%%\" height=\"100%%\"/>\n"
		"<text class=\"title\" x=\"%d\" y=\"34\">Clock offsets of %zu %s</text>\n"
		"<text class=\"summary\" x=\"%d\" y=\"56\">",
		style, 2 * SVG_GAP, count, svg_hosts(count), 2 * SVG_GAP);
	put_origin(file, origin);
	fprintf(file, "</text>\n<text class=\"summary\" x=\"%d\" y=\"76\">", 2 * SVG_GAP);
	put_summary(file, rows, number, count);
	fputs("</text>\n", file);
}
