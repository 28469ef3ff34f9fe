/* SPDX-License-Identifier: ISC */
/* The Quote of the Day Protocol: see rfc865.h. */
#include "protocol/rfc865.h"

#include <stddef.h>

/* From the RFCs that made the Internet, and from the one that makes fun of it. */
static const char quotations[][RFC865_MAX + 1] = {
	"Be conservative in what you do, be liberal in what you accept from others.\n"
	"\t\t-- Jon Postel, RFC 793\n",
	"Be liberal in what you accept, and conservative in what you send.\n"
	"\t\t-- RFC 1122, section 1.2.2\n",
	"It Has To Work.\n\t\t-- RFC 1925, (1)\n",
	"It is always something.\n\t\t-- RFC 1925, (7)\n",
	"It is more complicated than you think.\n\t\t-- RFC 1925, (8)\n",
	"One size never fits all.\n\t\t-- RFC 1925, (10)\n",
	"With sufficient thrust, pigs fly just fine.\n\t\t-- RFC 1925, (3)\n",
	"A quote of the day service simply sends a short message without regard to the input.\n"
	"\t\t-- RFC 865\n",
};

const char *rfc865_builtin(struct prng *prng)
{
	return quotations[prng_below(prng, sizeof quotations / sizeof *quotations)];
}
