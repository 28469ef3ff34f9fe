/* SPDX-License-Identifier: ISC */
/* The fields of a line of inetd.conf, one function for each, which turn them into attributes. */
#ifndef INETKIT_CONVERT_INETD_FIELDS_H
#define INETKIT_CONVERT_INETD_FIELDS_H

#include "convert/inetd_line.h"

struct inetd_builder {
	struct reader *reader;
	const struct inetd_line *line;
	struct config_service *service;
	size_t next;              /* the index of the field after this one */
	struct inetd_field field; /* the current one */

	struct inetd_field service_field; /* without the addresses */
	struct word hosts;                /* empty or "*" for all */
	struct place host_place;
	bool is_rpc;
	bool is_unix;
};

/* A column in the line of the current field. */
struct place inetd_place(const struct inetd_builder *self, unsigned column);

/* Reports a mistake, because of which the service does not run. */
__attribute__((format(printf, 3, 4))) void inetd_refuse(
	struct inetd_builder *self, unsigned column, const char *format, ...);

/* Removes bytes from the start of the current field. */
void inetd_cut(struct inetd_builder *self, size_t size);

/* Add a value to an attribute, which is added if it is not there: a word that follows from the
 * current field, or a part of the field, from text to before end. */
void inetd_set(struct inetd_builder *self, const char *name, const char *value);
void inetd_set_part(
	struct inetd_builder *self, const char *name, const char *text, const char *end);

/* Take the current field. */
bool inetd_take_owner(
	struct inetd_builder *self); /* :user:group:mode:path; false after a mistake */
void inetd_take_type(struct inetd_builder *self);
void inetd_take_protocol(struct inetd_builder *self);
void inetd_take_wait(struct inetd_builder *self);
void inetd_take_user(struct inetd_builder *self);
void inetd_take_server(struct inetd_builder *self); /* and all fields behind it */

/* Takes the service, whose meaning depends on the protocol, and the addresses. */
void inetd_take_name(struct inetd_builder *self);

#endif
