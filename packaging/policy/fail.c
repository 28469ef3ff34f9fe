/* SPDX-License-Identifier: ISC */
/* Error messages that name the line of the policy file at fault. */
#include "policy/fail.h"

#include <stdio.h>
#include <stdlib.h>

static const char *path = "";
static unsigned line_number;

void fail_at(const char *at_path, unsigned at_line_number)
{
	path = at_path;
	line_number = at_line_number;
}

void fail(const char *thing, const char *cause)
{
	fprintf(stderr, "%s:%u: %s: %s\n", path, line_number, thing, cause);
	exit(1);
}
