/* SPDX-License-Identifier: ISC */
/* Programs in the directory of this program. */
#ifndef INETKIT_FILTER_BESIDE_H
#define INETKIT_FILTER_BESIDE_H

#include <limits.h>
#include <stdbool.h>

/* Finds the program with this name. Returns false if there is none that can be executed. */
bool beside_find(const char *name, char ret_path[PATH_MAX]);

#endif
