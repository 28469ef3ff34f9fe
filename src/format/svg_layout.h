/* SPDX-License-Identifier: ISC */
/* Where the parts of the SVG picture stand, in pixels at its natural size. */
#ifndef INETKIT_FORMAT_SVG_LAYOUT_H
#define INETKIT_FORMAT_SVG_LAYOUT_H

enum {
	SVG_WIDTH = 1100,
	SVG_LEFT = 220,  /* left edge of the plot; names stand before it */
	SVG_RIGHT = 910, /* right edge of the plot; numbers stand behind it */
	SVG_GAP = 10,
	SVG_TOP = 92,   /* top of the histogram */
	SVG_BARS = 150, /* height of the histogram */
	SVG_ROW = 16,   /* height of a row with a name */
};

/* Maximum lengths of text, in columns. */
enum {
	SVG_NAME_COLUMNS = 30,  /* a name beside its row */
	SVG_TEXT_COLUMNS = 100, /* a cause, or a name elsewhere */
};

#endif
