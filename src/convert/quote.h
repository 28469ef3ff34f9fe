/* SPDX-License-Identifier: ISC */
/* Words as unit files have them: systemd.service(5), "Command lines", and systemd.syntax(7). */
#ifndef INETKIT_CONVERT_QUOTE_H
#define INETKIT_CONVERT_QUOTE_H

#include <stdio.h>

/* Writes the path of a program: systemd expands % in it, but not $. */
void quote_path(FILE *file, const char *path);

/* Writes an argument of ExecStart= and the like, so that the program gets exactly these bytes. */
void quote_argument(FILE *file, const char *word);

/* Writes a variable of Environment=, NAME=VALUE. systemd does not expand $ there. */
void quote_variable(FILE *file, const char *variable);

#endif
