/* The Character Generator Protocol, RFC 864: lines of 72 characters, each starting one further. */
#ifndef INETKIT_PROTOCOL_RFC864_H
#define INETKIT_PROTOCOL_RFC864_H

enum {
	RFC864_FIRST = ' ',
	RFC864_RING = 95, /* the printable ASCII characters, ' ' to '~' */
	RFC864_LINE = 72, /* characters, before CR LF */
	/* After as many lines as the ring has characters, the pattern starts again. */
	RFC864_PERIOD = RFC864_RING * (RFC864_LINE + 2),
};

/* One period of the pattern. */
void rfc864_fill(char ret_block[RFC864_PERIOD]);

#endif
