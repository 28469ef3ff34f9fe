/* SPDX-License-Identifier: ISC */
/* Rules that are names: see access_lookup.h. */
#include "filter/access_lookup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void fail(
	struct access_failure *ret_failure, const struct access_rule *rule, const char *cause)
{
	if (ret_failure->rule != NULL)
		return;
	ret_failure->rule = rule;
	snprintf(ret_failure->cause, sizeof ret_failure->cause, "%s", cause);
}

static const char *explain(int error)
{
	if (error == -ETIMEDOUT)
		return "no answer in time";
	return error == -ENODATA ? "hello-lookup ended without an answer" : strerror(-error);
}

bool access_is_decided(const struct access *self)
{
	const struct access_rule *decisive;

	return access_admits(self, false, &decisive) == access_admits(self, true, &decisive);
}

/* Reads what hello-lookup says about this rule. Returns 0, or a negative errno. */
static int read_answer(
	struct lookup *lookup, struct access_rule *rule, struct access_failure *ret_failure)
{
	static const char failed[] = "failed ";
	char line[LOOKUP_LINE_SIZE];
	int error = lookup_read_line(lookup, line);

	if (error < 0)
		return error;
	if (strcmp(line, "yes") == 0)
		rule->match = ACCESS_YES;
	else if (strcmp(line, "no") == 0)
		rule->match = ACCESS_NO;
	else if (strncmp(line, failed, strlen(failed)) == 0)
		fail(ret_failure, rule, line + strlen(failed));
	else
		return -EBADMSG;
	return 0;
}

void access_look_up(struct access *self, const char *peer, unsigned seconds, bool is_quiet,
	struct access_failure *ret_failure)
{
	const char *argv[ADMIT_RULES_MAX + 3];
	struct access_rule *names[ADMIT_RULES_MAX];
	size_t count = 0;
	struct lookup lookup;
	int error;

	ret_failure->rule = NULL;
	argv[1] = peer;
	for (size_t i = 0; i < self->count; i++)
		if (self->rules[i].is_name) {
			names[count] = &self->rules[i];
			argv[2 + count++] = self->rules[i].text;
		}
	if (count == 0)
		return;
	argv[2 + count] = NULL;
	error = lookup_start(&lookup, argv, seconds, is_quiet);
	if (error < 0) {
		fail(ret_failure, names[0], explain(error));
		return;
	}
	for (size_t i = 0; i < count && !access_is_decided(self); i++) {
		error = read_answer(&lookup, names[i], ret_failure);
		if (error < 0) {
			fail(ret_failure, names[i], explain(error));
			break;
		}
	}
	lookup_end(&lookup);
}
