/* SPDX-License-Identifier: ISC */
/* What a conversion found, for people and for programs. */
#ifndef INETKIT_CONVERT_REPORT_H
#define INETKIT_CONVERT_REPORT_H

#include "convert/conversion.h"
#include "convert/list.h"
#include "convert/translate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A message about a file that was read. */
struct report_message {
	enum config_severity severity;
	struct place place; /* its file is owned */
	char *text;
};

struct report {
	struct conversion *conversions;
	size_t count;
	struct report_message *messages;
	size_t message_count;
	struct list notes;     /* sentences about all services */
	struct list commands;  /* for a shell, in this order */
	const char *directory; /* of the units, or NULL */
	bool is_incomplete;    /* there was not enough memory */
};

/* Keeps a message. Takes a struct report as userdata. */
config_message report_add_message;

/* Fills in the notes and the commands, after the units are written. */
void report_advise(struct report *self, const struct convert_setting *setting);

/*
 * Whether all is well: every file was read, every unit is as it should be, and no service that is
 * enabled became weaker or is refused.
 */
bool report_is_good(const struct report *self);

/* Writes it for people. With is_ascii as for shown_put(). */
void report_put_text(const struct report *self, FILE *file, bool is_ascii);

/* Writes it as a JSON object and a newline. Returns 0, or -ENOMEM and has written nothing. */
int report_put_json(const struct report *self, FILE *file);

void report_free(struct report *self);

/* --- words that both have --------------------------------------------------------------------- */

extern const char *const report_state_names[];    /* of enum unit_state */
extern const char *const report_severity_names[]; /* of enum config_severity */

#endif
