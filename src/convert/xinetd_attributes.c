/* SPDX-License-Identifier: ISC */
/* The attributes of xinetd.conf(5): see xinetd_attributes.h. */
#include "convert/xinetd_attributes.h"

#include "base/typing.h"
#include "convert/xinetd_values.h"

#include <stdint.h>
#include <string.h>

enum { NAME_SIZE = 32 };

static const struct xinetd_attribute attributes[] = {
	{"access_times", XINETD_ANY, 0, xinetd_check_interval, true},
	{"banner", 1, 1, NULL, false},
	{"banner_fail", 1, 1, NULL, false},
	{"banner_success", 1, 1, NULL, false},
	{"bind", 1, 1, NULL, false},
	{"cps", 2, 2, xinetd_check_unsigned, false},
	{"deny_time", 1, 0, xinetd_check_deny_time, false},
	{"disable", 1, 0, xinetd_check_yes_no, false},
	{"disabled", 0, XINETD_ADDS_UP, NULL, false},
	{"enabled", 0, XINETD_ADDS_UP, NULL, false},
	{"env", XINETD_ADDS_UP, 0, xinetd_check_env, false},
	{"flags", XINETD_ANY, 0, xinetd_check_flag, true},
	{"group", 1, 0, NULL, false},
	{"groups", 1, 1, xinetd_check_yes_no, false},
	{"id", 1, 0, NULL, false},
	{"instances", 1, 1, xinetd_check_limit, false},
	{"libwrap", 1, 0, NULL, false},
	{"log_on_failure", XINETD_ADDS_UP, XINETD_ADDS_UP, xinetd_check_log_failure, false},
	{"log_on_success", XINETD_ADDS_UP, XINETD_ADDS_UP, xinetd_check_log_success, false},
	{"log_type", XINETD_ANY, XINETD_ADDS_UP, NULL, true},
	{"max_load", 1, 1, xinetd_check_load, false},
	{"nice", 1, 0, xinetd_check_integer, false},
	{"no_access", XINETD_ADDS_UP, XINETD_ADDS_UP, xinetd_check_address, false},
	{"only_from", XINETD_ADDS_UP, XINETD_ADDS_UP, xinetd_check_address, false},
	{"passenv", XINETD_ADDS_UP, XINETD_ADDS_UP, NULL, false},
	{"per_source", 1, 1, xinetd_check_limit, false},
	{"port", 1, 0, xinetd_check_port, false},
	{"protocol", 1, 0, NULL, false},
	{"redirect", 2, 0, NULL, false},
	{"rlimit_as", 1, 0, xinetd_check_size, false},
	{"rlimit_cpu", 1, 0, xinetd_check_seconds, false},
	{"rlimit_data", 1, 0, xinetd_check_size, false},
	{"rlimit_files", 1, 0, xinetd_check_size, false},
	{"rlimit_rss", 1, 0, xinetd_check_size, false},
	{"rlimit_stack", 1, 0, xinetd_check_size, false},
	{"rpc_number", 1, 0, xinetd_check_integer, false},
	{"rpc_version", 1, 0, xinetd_check_versions, false},
	{"server", 1, 0, NULL, false},
	{"server_args", XINETD_ANY, 0, NULL, true},
	{"socket_type", 1, 0, xinetd_check_socket_type, false},
	{"type", XINETD_ANY, 0, xinetd_check_type, true},
	{"umask", 1, 1, xinetd_check_umask, false},
	{"user", 1, 0, NULL, false},
	{"v6only", 1, 1, xinetd_check_yes_no, false},
	{"wait", 1, 0, xinetd_check_yes_no, false},
};

enum { COUNT = sizeof attributes / sizeof *attributes };

static const struct word synonym = {.text = "bind", .size = sizeof "bind" - 1};

const struct xinetd_attribute *xinetd_attribute_find(const struct word *name)
{
	if (word_is(name, "interface"))
		name = &synonym;
	for (size_t i = 0; i < COUNT; i++)
		if (word_is(name, attributes[i].name))
			return &attributes[i];
	return NULL;
}

const char *xinetd_attribute_suggest(const struct word *name)
{
	char copy[NAME_SIZE] = "";
	const char *meant = NULL;
	size_t least = SIZE_MAX;

	if (name->size >= sizeof copy)
		return NULL;
	memcpy(copy, name->text, name->size);
	for (size_t i = 0; i < COUNT; i++) {
		size_t mistakes = typing_mistakes(copy, attributes[i].name);

		if (mistakes < least) {
			least = mistakes;
			meant = attributes[i].name;
		}
	}
	return meant;
}
