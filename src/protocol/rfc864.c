/* The Character Generator Protocol: see rfc864.h. */
#include "protocol/rfc864.h"

void rfc864_fill(char ret_block[RFC864_PERIOD])
{
	char *next = ret_block;

	for (int line = 0; line < RFC864_RING; line++) {
		for (int column = 0; column < RFC864_LINE; column++)
			*next++ = (char)(RFC864_FIRST + (line + column) % RFC864_RING);
		*next++ = '\r';
		*next++ = '\n';
	}
}
