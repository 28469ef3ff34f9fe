/* SPDX-License-Identifier: ISC */
/* The histogram of the SVG picture: see svg_bars.h. */
#include "format/svg_bars.h"

#include "format/svg_layout.h"
#include "format/svg_text.h"

/* From this number of hosts on, an even step has ten bars instead of five. */
enum { NARROW_BARS = 200 };

/* Fills in the bars that are not empty and returns their number. A growing step is one bar. */
static size_t count_hosts(
	const struct svg_rows *rows, const struct axis *axis, struct svg_bar *ret_bars)
{
	int64_t part = axis->step / (rows->hosts_count < NARROW_BARS ? 5 : 10);
	size_t count = 0;

	for (size_t i = 0; i < rows->hosts_count; i++) {
		int64_t middle = rows->hosts[i].middle;
		size_t edge = axis_find(axis, middle);
		struct svg_bar bar = {.low = axis->edges[edge], .high = axis->edges[edge + 1]};

		if (edge >= axis->even && edge < axis->even_end) {
			bar.low += (middle - bar.low) / part * part;
			bar.high = bar.low + part;
		}
		if (count == 0 || ret_bars[count - 1].low != bar.low)
			ret_bars[count++] = bar;
		ret_bars[count - 1].hosts++;
		ret_bars[count - 1].levels[rows->hosts[i].level]++;
	}
	return count;
}

/* Horizontal lines at round numbers of hosts. */
static void put_grid(FILE *file, size_t most)
{
	size_t step = (size_t)axis_step((most + 4) / 5);

	fputs("<path class=\"grid\" d=\"", file);
	for (size_t i = step; i <= most; i += step)
		fprintf(file, "M%d %.2fH%d", SVG_LEFT,
			SVG_TOP + SVG_BARS * (1 - (double)i / (double)most), SVG_RIGHT);
	fputs("\"/>\n", file);
	for (size_t i = step; i <= most; i += step)
		fprintf(file, "<text class=\"hosts\" x=\"%d\" y=\"%.2f\">%zu%s%s</text>\n",
			SVG_LEFT - SVG_GAP, SVG_TOP + 4 + SVG_BARS * (1 - (double)i / (double)most),
			i, i == step ? " " : "", i == step ? svg_hosts(i) : "");
}

/* Draws a part for each level, one above the other. */
static void put_bar(const struct svg_bar *bar, size_t most, const struct svg_axis *axis,
	const struct svg_number *number, FILE *file)
{
	double x = svg_axis_place(axis, bar->low);
	double width = svg_axis_place(axis, bar->high) - x;
	double y = SVG_TOP + SVG_BARS;

	for (enum level level = LEVEL_GOOD; level <= LEVEL_CRITICAL; level++) {
		size_t hosts = bar->levels[level];
		double height = SVG_BARS * (double)hosts / (double)most;

		if (hosts == 0)
			continue;
		height = height < SVG_MARK ? SVG_MARK : height;
		y -= height;
		fprintf(file,
			"<rect class=\"count %s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
			"height=\"%.2f\"><title>%zu %s: ",
			level_names[level], x, y, width > SVG_MARK ? width - 1 : width, height,
			hosts, svg_hosts(hosts));
		svg_number_put_range(number, file, bar->low, bar->high);
		fputs("</title></rect>\n", file);
	}
}

void svg_bars_put(const struct svg_rows *rows, const struct svg_axis *axis,
	const struct svg_number *number, struct svg_bar *scratch, FILE *file)
{
	size_t count = count_hosts(rows, &axis->axis, scratch);
	size_t most = 0;

	for (size_t i = 0; i < count; i++)
		most = scratch[i].hosts > most ? scratch[i].hosts : most;
	put_grid(file, most);
	for (size_t i = 0; i < count; i++)
		put_bar(&scratch[i], most, axis, number, file);
}
