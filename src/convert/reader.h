/* SPDX-License-Identifier: ISC */
/* What the readers of the formats share while they read: what was read so far, and the messages. */
#ifndef INETKIT_CONVERT_READER_H
#define INETKIT_CONVERT_READER_H

#include "convert/model.h"
#include "convert/text_file.h"
#include "convert/words.h"

#include <errno.h>

/* The files that are being read, from the innermost to the outermost. */
struct reader_file {
	const struct text_file *text;
	const struct reader_file *parent; /* the file that includes this one, or NULL */
};

struct reader {
	struct config *config;
	config_message *on_message;
	void *userdata;
	/* The attributes of "defaults" so far, also "enabled" and "disabled", which no service has.
	 */
	struct config_service defaults;
	const struct reader_file *innermost;
	unsigned depth;
	size_t parts;      /* of CONFIG_PARTS_MAX */
	size_t bytes;      /* of CONFIG_TOTAL_MAX */
	size_t errors;     /* messages of this severity */
	bool has_too_many; /* of something, which was said */
	int error;         /* 0, or -ENOMEM, and then nothing more is read */
};

/* Bytes shown of a word of the file, for "%.*s": enough to recognise it. */
enum { READER_SHOWN_MAX = 60 };

/* A word of the file as the two arguments of "%.*s". */
#define READER_SHOWN(word) \
	(int)((word)->size < READER_SHOWN_MAX ? (word)->size : READER_SHOWN_MAX), (word)->text

/* Passes a message on. */
__attribute__((format(printf, 4, 5))) void reader_say(struct reader *self, struct place place,
	enum config_severity severity, const char *format, ...);

/* Notes that there is no memory unless the condition holds, which is returned. Inline, so that
 * clang-tidy knows what it returns. */
static inline bool reader_check(struct reader *self, bool has_memory)
{
	if (!has_memory)
		self->error = -ENOMEM;
	return has_memory;
}

/* Marks a service as one that does not run, unless an earlier reason is there. */
void reader_disable(struct config_service *service, enum config_disabled why, struct place place);

/* Marks a service of which a part is missing. Without it the service could admit more, so that no
 * units are written, even if it is off. */
void reader_cut(struct config_service *service, struct place place);

/* Counts a line or value of a service against CONFIG_PARTS_MAX. False if there are too many, which
 * is reported once and disables the service. */
bool reader_charge(struct reader *self, struct config_service *service, struct place place);

/* Adds a line of the file to a service. */
void reader_add_line(
	struct reader *self, struct config_service *service, const struct text_line *line);

/* Adds a service, unless there are too many, which is reported once. NULL without it. */
struct config_service *reader_add_service(struct reader *self, enum config_dialect dialect,
	const struct word *name, struct place place);

/* --- xinetd_reader.c, inetd_reader.c ---------------------------------------------------------- */

/* Read all lines of a file of this kind; name is that of the config. Errors are in the reader. */
void xinetd_read(struct reader *self, struct text_file *file, const char *name);
void inetd_read(struct reader *self, struct text_file *file, const char *name);

/* --- includes.c ------------------------------------------------------------------------------- */

/* Reads what an operand of the user names: a file of either kind, or a directory. */
void includes_read_operand(struct reader *self, const char *path);

/* Read what a line of xinetd.conf includes. */
void includes_read_file(struct reader *self, const char *path, struct place place);
void includes_read_directory(struct reader *self, const char *path, struct place place);

/* --- defaults.c ------------------------------------------------------------------------------- */

/* Adds the attribute to a service before it is changed by += or -=: with the values of the
 * defaults, if it is one that adds up. NULL without memory. */
struct config_attribute *defaults_begin(
	struct reader *self, struct config_service *service, const char *name, struct place place);

/* Adds what the defaults that were read so far hold for a service that ends here. */
void defaults_end_service(struct reader *self, struct config_service *service);

/* Adds the other defaults to all services, which hold wherever "defaults" stands, and finds out
 * which services "enabled" and "disabled" switch off. */
void defaults_finish(struct reader *self);

/* --- checks.c --------------------------------------------------------------------------------- */

/* Adds socket_type or protocol, and finds what xinetd would refuse of a whole service. */
void checks_finish(struct reader *self);

#endif
