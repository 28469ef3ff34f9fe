/* SPDX-License-Identifier: ISC */
/* Where the parts of the SVG picture stand, in pixels at its natural size. */
#ifndef INETKIT_FORMAT_SVG_LAYOUT_H
#define INETKIT_FORMAT_SVG_LAYOUT_H

enum {
	SVG_WIDTH = 1100,
	SVG_LEFT = 220,  /* left edge of the plot; names stand before it */
	SVG_RIGHT = 890, /* right edge of the plot; numbers stand behind it */
	SVG_GAP = 10,
	SVG_LEGEND = 98,   /* middle of the legend's first line */
	SVG_TOP = 156,     /* top of the plot */
	SVG_BARS = 150,    /* height of the histogram */
	SVG_ROW = 16,      /* height of a row with a name */
	SVG_MARK = 2,      /* width of the mark in a bar */
	SVG_BAR = 4,       /* minimum width of a bar: the mark does not cover it */
	SVG_CHARACTER = 7, /* approximate width of a character of the small text */
};

/* Maximum lengths of text, in columns. */
enum {
	SVG_NAME_COLUMNS = 30,   /* a name beside its row */
	SVG_NUMBER_COLUMNS = 23, /* an offset with its bound, without the unit */
	SVG_TEXT_COLUMNS = 100,  /* a cause, or a name elsewhere */
};

/* Below this number of hosts, all of them have a name and a row to themselves: the scale is linear,
 * and there is no histogram. */
enum { SVG_MANY = 10 };

/* The vertical extent of the plot. */
struct svg_frame {
	double bars_end; /* y below the histogram; SVG_TOP if there is none */
	double rows_top; /* y of the first row */
	double rows_end; /* y below the last row */
};

#endif
