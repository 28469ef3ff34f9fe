/* SPDX-License-Identifier: ISC */
/* A service's policy compiled to a filter for seccomp(2). */
#include "policy/compile.h"

#include "policy/fail.h"
#include "policy/rules.h"

#include <errno.h>
#include <string.h>

static void choose_architecture(scmp_filter_ctx filter, const struct target *target)
{
	uint32_t architecture = seccomp_arch_resolve_name(target->architecture);

	if (architecture == 0)
		fail(target->architecture, "libseccomp is too old for this architecture");
	if (architecture == seccomp_arch_native())
		return;
	/* In this order: a filter cannot hold two architectures of different byte orders. */
	if (seccomp_arch_remove(filter, seccomp_arch_native()) < 0 ||
		seccomp_arch_add(filter, architecture) < 0)
		fail(target->architecture, "libseccomp makes no filter for this architecture");
}

static void add_calls(const struct rules *rules, const char *calls)
{
	char list[LINE_SIZE];
	char *rest = strcpy(list, calls);

	for (char *call; (call = strtok_r(rest, " \t", &rest)) != NULL;)
		rules_add(rules, call);
}

static void add_word(const struct rules *rules, const char *name, const struct words *words)
{
	bool is_known = false;

	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->list[i].name, name) == 0) {
			add_calls(rules, words->list[i].calls);
			is_known = true;
		}
	if (!is_known)
		fail(name, "no such word");
}

scmp_filter_ctx compile(
	const struct statement *policy, const struct words *words, const struct target *target)
{
	static const struct {
		uint32_t listed;
		uint32_t others;
	} actions[] = {
		[STATEMENT_ONLY] = {SCMP_ACT_ALLOW, SCMP_ACT_TRAP},
		[STATEMENT_OPENS] = {SCMP_ACT_ALLOW, SCMP_ACT_TRAP},
		[STATEMENT_EXECUTES] = {SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM)},
		[STATEMENT_BUT] = {SCMP_ACT_ERRNO(EPERM), SCMP_ACT_ALLOW},
	};
	scmp_filter_ctx filter = seccomp_init(actions[policy->kind].others);
	struct rules rules = {filter, target, actions[policy->kind].listed};
	char list[LINE_SIZE];
	char *rest = strcpy(list, policy->list);

	if (filter == NULL)
		fail(policy->name, "libseccomp makes no filter");
	choose_architecture(filter, target);
	/* A system call by the numbers of another architecture is always wrong. */
	seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	/* A binary tree: on installation the kernel runs the filter once for every system call. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	for (char *word; (word = strtok_r(rest, " \t", &rest)) != NULL;)
		add_word(&rules, word, words);
	return filter;
}
