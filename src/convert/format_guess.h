/* SPDX-License-Identifier: ISC */
/* Whether a file is one of xinetd or of inetd. */
#ifndef INETKIT_CONVERT_FORMAT_GUESS_H
#define INETKIT_CONVERT_FORMAT_GUESS_H

#include "convert/model.h"
#include "convert/text_file.h"

/*
 * The first line that only one of them can have decides: a keyword or a brace of xinetd, or the
 * type of socket in the second field of inetd. Without one, the name decides. Does not move in the
 * file. False if the file has text but is neither.
 */
bool format_guess(const struct text_file *file, const char *name, enum config_dialect *ret_dialect);

#endif
