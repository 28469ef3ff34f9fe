/* SPDX-License-Identifier: ISC */
/* Writes units into a directory, and never over a file that differs. */
#ifndef INETKIT_CONVERT_STORE_H
#define INETKIT_CONVERT_STORE_H

#include "convert/conversion.h"

#include <stdbool.h>

/*
 * Writes both units of the conversion, each as a whole, or with is_dry only finds out what would
 * happen. If one is there with another text, neither is written. Sets their states. Returns false
 * if a unit differs or cannot be written.
 */
bool store_units(struct conversion *conversion, const char *directory, bool is_dry);

#endif
