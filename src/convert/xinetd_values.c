/* SPDX-License-Identifier: ISC */
/* Checks of the values of xinetd.conf(5): see xinetd_values.h. */
#include "convert/xinetd_values.h"

#include "base/number.h"
#include "convert/addresses.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { UMASK_MAX = 0777, OCTAL = 8 };

static const char unlimited[] = "UNLIMITED";

/* Returns the cause unless the value is one of the words, of which the last is NULL. */
static const char *check_words(const char *value, const char *const *words, const char *cause)
{
	for (; *words != NULL; words++)
		if (strcmp(value, *words) == 0)
			return NULL;
	return cause;
}

static const char *check_number(const char *value, int64_t min, int64_t max, const char *cause)
{
	int64_t number;

	return number_parse(value, min, max, &number) ? NULL : cause;
}

const char *xinetd_check_yes_no(const char *value, __attribute__((unused)) size_t index)
{
	static const char *const words[] = {"yes", "no", NULL};

	return check_words(value, words, "must be \"yes\" or \"no\"");
}

const char *xinetd_check_socket_type(const char *value, __attribute__((unused)) size_t index)
{
	static const char *const words[] = {"stream", "dgram", "raw", "seqpacket", NULL};

	return check_words(value, words, "must be stream, dgram, raw or seqpacket");
}

const char *xinetd_check_type(const char *value, __attribute__((unused)) size_t index)
{
	static const char *const words[] = {
		"RPC", "INTERNAL", "UNLISTED", "SPECIAL", "TCPMUX", "TCPMUXPLUS", NULL};

	return check_words(
		value, words, "must be RPC, INTERNAL, UNLISTED, SPECIAL, TCPMUX or TCPMUXPLUS");
}

const char *xinetd_check_flag(const char *value, __attribute__((unused)) size_t index)
{
	static const char *const words[] = {"REUSE", "INTERCEPT", "NORETRY", "IDONLY", "NAMEINARGS",
		"NODELAY", "KEEPALIVE", "NOLIBWRAP", "SENSOR", "IPv4", "IPv6", "LABELED", NULL};

	return check_words(value, words,
		"must be one of REUSE, INTERCEPT, NORETRY, IDONLY, NAMEINARGS, NODELAY, KEEPALIVE, "
		"NOLIBWRAP, SENSOR, IPv4, IPv6, LABELED");
}

const char *xinetd_check_log_success(const char *value, __attribute__((unused)) size_t index)
{
	static const char *const words[] = {
		"HOST", "DURATION", "EXIT", "PID", "USERID", "TRAFFIC", NULL};

	return check_words(value, words, "must be HOST, DURATION, EXIT, PID, USERID or TRAFFIC");
}

const char *xinetd_check_log_failure(const char *value, __attribute__((unused)) size_t index)
{
	static const char *const words[] = {"HOST", "ATTEMPT", "USERID", NULL};

	return check_words(value, words, "must be HOST, ATTEMPT or USERID");
}

const char *xinetd_check_integer(const char *value, __attribute__((unused)) size_t index)
{
	return check_number(value, INT64_MIN, INT64_MAX, "is not a number");
}

const char *xinetd_check_unsigned(const char *value, __attribute__((unused)) size_t index)
{
	return check_number(value, 0, INT32_MAX, "is not a number from 0");
}

const char *xinetd_check_limit(const char *value, __attribute__((unused)) size_t index)
{
	if (strcmp(value, unlimited) == 0)
		return NULL;
	return check_number(value, 0, INT32_MAX, "must be a number from 0 or UNLIMITED");
}

const char *xinetd_check_port(const char *value, __attribute__((unused)) size_t index)
{
	return check_number(value, 0, UINT16_MAX, "is not a number from 0 to 65535");
}

const char *xinetd_check_seconds(const char *value, __attribute__((unused)) size_t index)
{
	if (strcmp(value, unlimited) == 0)
		return NULL;
	return check_number(value, 0, INT64_MAX, "must be a number of seconds or UNLIMITED");
}

/* A number of bytes, or of kilobytes or megabytes with a k, K, m or M. */
static bool is_size(const char *value)
{
	char digits[sizeof "123456789012345678"];
	size_t size = strlen(value);
	int64_t number;

	if (size > 0 && strchr("kKmM", value[size - 1]) != NULL)
		size--;
	if (size >= sizeof digits)
		return false;
	memcpy(digits, value, size);
	digits[size] = '\0';
	return number_parse(digits, 0, INT64_MAX, &number);
}

const char *xinetd_check_size(const char *value, __attribute__((unused)) size_t index)
{
	if (strcmp(value, unlimited) == 0 || is_size(value))
		return NULL;
	return "must be a number, with K or M for kilobytes or megabytes, or UNLIMITED";
}

const char *xinetd_check_deny_time(const char *value, __attribute__((unused)) size_t index)
{
	if (strcmp(value, "FOREVER") == 0 || strcmp(value, "NEVER") == 0)
		return NULL;
	return check_number(
		value, INT64_MIN, INT64_MAX, "must be a number of minutes, FOREVER or NEVER");
}

const char *xinetd_check_umask(const char *value, __attribute__((unused)) size_t index)
{
	char *end;
	long mask = strtol(value, &end, OCTAL);

	return end == value || *end != '\0' || mask < 0 || mask > UMASK_MAX
		       ? "is not an octal number from 0 to 777"
		       : NULL;
}

const char *xinetd_check_load(const char *value, __attribute__((unused)) size_t index)
{
	char *end;
	double load = strtod(value, &end);

	return end == value || *end != '\0' || !isfinite(load) || load <= 0
		       ? "is not a load such as 2.5"
		       : NULL;
}

const char *xinetd_check_env(const char *value, __attribute__((unused)) size_t index)
{
	return strchr(value, '=') == NULL ? "is not a variable such as NAME=value" : NULL;
}

const char *xinetd_check_address(const char *value, __attribute__((unused)) size_t index)
{
	struct factorized factorized;

	if (addresses_is_factorized(value))
		return addresses_factorize(value, &factorized);
	return strchr(value, ',') == NULL ? NULL : "has a comma; separate addresses by spaces";
}

/* Digits up to this character. NULL without it, or if the number is above max. */
static const char *parse_until(const char *text, char stop, long max, long *ret_number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return NULL;
	*ret_number = strtol(text, &end, 10);
	return *end != stop || *ret_number > max ? NULL : end + 1;
}

const char *xinetd_check_versions(const char *value, __attribute__((unused)) size_t index)
{
	long low;
	long high;
	const char *next = parse_until(value, '-', INT32_MAX, &low);

	if (next == NULL && parse_until(value, '\0', INT32_MAX, &low) != NULL)
		return NULL;
	return next == NULL || parse_until(next, '\0', INT32_MAX, &high) == NULL || low > high
		       ? "is not a version such as 2 or a range such as 2-4"
		       : NULL;
}

const char *xinetd_check_interval(const char *value, __attribute__((unused)) size_t index)
{
	enum { HOUR_MAX = 23, MINUTE_MAX = 59, MINUTES_PER_HOUR = 60 };
	long hours[2];
	long minutes[2];
	const char *next = parse_until(value, ':', HOUR_MAX, &hours[0]);

	if (next != NULL)
		next = parse_until(next, '-', MINUTE_MAX, &minutes[0]);
	if (next != NULL)
		next = parse_until(next, ':', HOUR_MAX, &hours[1]);
	if (next == NULL || parse_until(next, '\0', MINUTE_MAX, &minutes[1]) == NULL)
		return "is not an interval such as 8:00-17:30 within a day";
	return hours[0] * MINUTES_PER_HOUR + minutes[0] >= hours[1] * MINUTES_PER_HOUR + minutes[1]
		       ? "ends before it begins; split an interval that passes midnight"
		       : NULL;
}

static const char *check_syslog(const struct config_value *values, size_t count, size_t *ret_index)
{
	static const char *const facilities[] = {"daemon", "auth", "authpriv", "user", "mail",
		"lpr", "news", "uucp", "ftp", "local0", "local1", "local2", "local3", "local4",
		"local5", "local6", "local7", NULL};
	static const char *const levels[] = {
		"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", NULL};

	if (count < 2 || count > 3)
		return "needs a facility and may have a level";
	*ret_index = 1;
	if (check_words(values[1].text, facilities, "") != NULL)
		return "is not a facility of syslog that xinetd knows";
	*ret_index = 2;
	return count < 3 ? NULL
			 : check_words(values[2].text, levels,
				   "is not a level of syslog that xinetd knows");
}

const char *xinetd_check_log_type(
	const struct config_value *values, size_t count, size_t *ret_index)
{
	enum { WITH_LIMITS = 4 };

	*ret_index = 0;
	if (strcmp(values[0].text, "SYSLOG") == 0)
		return check_syslog(values, count, ret_index);
	if (strcmp(values[0].text, "FILE") != 0)
		return "must be SYSLOG or FILE";
	if (count < 2 || count > WITH_LIMITS)
		return "needs a file and may have a soft and a hard limit";
	for (size_t i = 2; i < count; i++) {
		*ret_index = i;
		if (!is_size(values[i].text))
			return "is not a number of bytes";
	}
	return NULL;
}
