/* SPDX-License-Identifier: ISC */
/*
 * The head of an HTTP/1.1 response while it arrives: its status line and its fields, RFC 9112,
 * sections 4 and 5. Keeps only what tells the time, and whether the connection can be used again.
 * Skips interim responses (1xx). No body follows, because the request is HEAD.
 *
 * Whatever the grammar does not allow is an error: a line that ends without CR, a CR without LF, a
 * control character, space before a colon. A field that continues on the next line is obsolete, but
 * section 5.2 requires that a client reads it as one line.
 */
#ifndef INETKIT_PROTOCOL_HTTP_HEAD_H
#define INETKIT_PROTOCOL_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HTTP_HEAD_MAX = 16384,    /* bytes, with all interim responses */
	HTTP_HEAD_TEXT_SIZE = 40, /* more than HTTP_DATE_MAX */
	HTTP_HEAD_CAUSE_SIZE = 80,
};

enum http_head_state {
	HTTP_HEAD_PARTIAL,  /* more bytes are needed */
	HTTP_HEAD_COMPLETE, /* the fields below are known */
	HTTP_HEAD_WRONG,    /* http_head_explain() says why */
};

/* Must be zero before the first byte. */
struct http_head {
	bool has_date;
	bool has_age;     /* the response is from a cache (RFC 9111, section 5.1) */
	bool has_via;     /* a proxy sent it or passed it on (RFC 9110, section 7.6.3) */
	bool is_lighttpd; /* the server says that it is lighttpd */
	bool is_timeout;  /* status 408: the server waited too long for a request */
	bool is_close;    /* no other request may follow on the connection */
	/* The date, without the space around it and without a NUL. One that is too long is cut off,
	 * and fills the array. */
	char text[HTTP_HEAD_TEXT_SIZE];
	uint8_t text_size;

	/* For http_head.c: */
	uint8_t step;
	uint8_t field;      /* whose value this is */
	uint8_t candidates; /* the words that the current one can be, one bit each */
	bool is_interim;
	bool is_old;         /* HTTP/1.0 */
	bool is_kept;        /* by Connection: keep-alive */
	uint16_t word_size;  /* bytes of the current word */
	uint16_t size;       /* bytes so far */
	const char *mistake; /* NULL unless the head is wrong */
};

/* Takes bytes. Returns how many belong to the head: fewer than size only if it is complete or wrong
 * then. */
size_t http_head_add(struct http_head *self, const uint8_t *data, size_t size);

enum http_head_state http_head_state(const struct http_head *self);

/* Says why the head is wrong, or that it is incomplete: a line of printable ASCII. */
void http_head_explain(const struct http_head *self, char ret_cause[HTTP_HEAD_CAUSE_SIZE]);

/*
 * Writes the text in single quotes, printable, and "..." after it if it is cut off. Returns
 * nothing: what does not fit is cut off.
 */
void http_head_quote(const struct http_head *self, char *ret_text, size_t size);

#endif
