/* SPDX-License-Identifier: ISC */
/* A service while it is translated: what the functions of attributes.tsv read and write. */
#ifndef INETKIT_CONVERT_TRANSLATION_H
#define INETKIT_CONVERT_TRANSLATION_H

#include "convert/conversion.h"
#include "convert/list.h"
#include "convert/translate.h"
#include "convert/unit.h"

#include <stdbool.h>

struct translation {
	const struct config_service *service;
	const struct convert_setting *setting;
	struct conversion *result;
	struct unit_text socket;
	struct unit_text unit; /* the service */
	bool accepts;          /* systemd accepts, and starts a process for each connection */
	int type;              /* SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET */
	unsigned port;         /* 0 before map_port(), and for a UNIX socket */
	struct list deny;      /* the options of an admit(8) that goes before; none if not needed */
	struct list admit;     /* the options of admit(8); none if all may connect */
};

/*
 * Translates an attribute, and those that attributes.tsv calls a part of it. The attribute is NULL
 * if the service has none: then its default counts.
 */
typedef void attribute_map(struct translation *self, const struct config_attribute *attribute);

#include "generated/attributes.h"

/* --- program.c: what systemd starts ----------------------------------------------------------- */

/* Adds a directive whose value is a command: the prefix, such as "-", and the words. The first is
 * the path of the program, and argv0, unless it is NULL, the name that the program sees. */
void translation_add_command(struct translation *self, const char *key, const char *prefix,
	const char *argv0, const struct list *words);

/* --- libwrap.c: hosts.allow(5) and hosts.deny(5) ---------------------------------------------- */

/* The path of tcpd(8) if it must come before the program of the service, or NULL. Reports what is
 * lost without it. */
const char *translation_find_tcpd(struct translation *self, const struct config_program *program);

/* Reports that the rules are lost if the service obeyed them. */
void translation_lose_libwrap(struct translation *self);

/* --- credentials.c: as whom --------------------------------------------------------------------*/

/*
 * Adds User= and Group=, or the words of setpriv(1), which starts the words that follow. It cannot
 * give a program another name than its path, so that keeps_name asks for User=. Refuses a user whom
 * it must know, but does not.
 */
void translation_add_credentials(struct translation *self, bool keeps_name, struct list *ret_words);

/* --- admission.c: who may connect, and when --------------------------------------------------- */

/* Adds the program that decides about each connection, if there is something to decide. It sends
 * the text of this file to a client that it refuses; NULL for none. */
void translation_add_admission(struct translation *self, const char *failure_text);

/* --- replacement.c: installed units ----------------------------------------------------------- */

/* Uses an installed socket instead, and reports which rules of the service it does not have. */
void translation_replace(struct translation *self, const char *unit, const char *why);

/*
 * Uses an installed socket that starts this program on the port of the service, and returns true.
 * Otherwise only recommends installed sockets with that program or that port. The program may be
 * NULL.
 */
bool translation_use_installed(struct translation *self, const char *program);

#endif
