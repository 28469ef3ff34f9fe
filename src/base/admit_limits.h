/* SPDX-License-Identifier: ISC */
/* What admit(8) accepts. "inetkit convert" writes no more than that. */
#ifndef INETKIT_BASE_ADMIT_LIMITS_H
#define INETKIT_BASE_ADMIT_LIMITS_H

enum {
	ADMIT_RULES_MAX = 256, /* options -f and -x together */
	/* Bytes of the text of -s. They always fit in the send buffer of a new connection. */
	ADMIT_TEXT_MAX = 4096,
};

#endif
