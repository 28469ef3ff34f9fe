/* SPDX-License-Identifier: ISC */
/* A JSON object, RFC 8259, in one line of text. */
#ifndef INETKIT_FORMAT_JSON_LINE_H
#define INETKIT_FORMAT_JSON_LINE_H

#include <stdbool.h>
#include <stdint.h>

struct json_object;

struct json_line {
	struct json_object *object;
	bool has_failed; /* there was not enough memory */
};

void json_line_begin(struct json_line *self);

/*
 * Add a member. The key must be a constant, and not yet in the object. Bytes of a text that are not
 * UTF-8 become U+FFFD. A number is printed as its text, which has the syntax of JSON. NULL stands
 * for null.
 */
void json_line_add_text(struct json_line *self, const char *key, const char *text);
void json_line_add_number(struct json_line *self, const char *key, const char *number);
void json_line_add_count(struct json_line *self, const char *key, uint64_t count);

/* The object without a newline, until json_line_free(). NULL if there was not enough memory. */
const char *json_line_text(struct json_line *self);

void json_line_free(struct json_line *self);

#endif
