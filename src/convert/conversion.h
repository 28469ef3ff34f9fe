/* SPDX-License-Identifier: ISC */
/* What becomes of a service: a verdict, what differs and why, and its units. */
#ifndef INETKIT_CONVERT_CONVERSION_H
#define INETKIT_CONVERT_CONVERSION_H

#include "convert/model.h"

#include <stdbool.h>
#include <stddef.h>

/* In the order of their weight: the verdict of a service is the heaviest of its findings. */
enum verdict {
	VERDICT_SAME,     /* also of a finding that only explains */
	VERDICT_STRICTER, /* a limit or a rule refuses more than before */
	VERDICT_CHANGED,
	VERDICT_WEAKER, /* a limit or a rule is lost */
	VERDICT_REFUSED,
};

/* "same", "stricter" and so on. */
extern const char *const verdict_names[];

struct finding {
	enum verdict verdict;
	const char *subject; /* the name of the attribute */
	struct place place;  /* of the attribute, or of the service */
	char *text;          /* a sentence or several, without a newline */
};

enum unit_state {
	UNIT_SHOWN,       /* no directory was given */
	UNIT_WOULD_WRITE, /* with -n */
	UNIT_WRITTEN,
	UNIT_UNCHANGED, /* the file already has this text */
	UNIT_DIFFERS,   /* the file has another text, and keeps it */
	UNIT_FAILED,
	UNIT_LEFT_OUT, /* not written, because the other unit of the pair differs or failed */
};

struct unit_file {
	char *name; /* "xinetd-tftp.socket" */
	char *text;
	enum unit_state state;
	int error; /* of UNIT_FAILED: a negative errno */
};

struct conversion {
	const struct config_service *service;
	char *name; /* "xinetd-tftp": the units without their suffix */
	enum verdict verdict;
	struct finding *findings;
	size_t finding_count;
	struct unit_file files[2]; /* socket and service; without a name if there are none */
	char *replacement;         /* an installed socket to use instead, or NULL */
	const char *rival;         /* another installed socket with the same port, or NULL */
	bool is_incomplete;        /* there was not enough memory */
};

/* Adds a finding about an attribute of the service. attribute may be NULL: then about the service.
 */
__attribute__((format(printf, 5, 6))) void conversion_find(struct conversion *self,
	enum verdict verdict, const char *subject, const struct config_attribute *attribute,
	const char *format, ...);

bool conversion_has_units(const struct conversion *self);

/* Whether the service is switched off on purpose, and not by a mistake in the file. */
bool conversion_is_off(const struct conversion *self);

void conversion_free(struct conversion *self);

#endif
