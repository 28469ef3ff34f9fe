/* SPDX-License-Identifier: ISC */
/* Error messages that name the line of the policy file at fault. */
#ifndef INETKIT_POLICY_FAIL_H
#define INETKIT_POLICY_FAIL_H

/* Later failures are reported for this line of this file. The path is not copied. */
void fail_at(const char *path, unsigned line_number);

/* Prints "PATH:LINE: thing: cause" and exits with status 1. */
_Noreturn void fail(const char *thing, const char *cause);

#endif
