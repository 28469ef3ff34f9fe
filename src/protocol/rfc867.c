/* SPDX-License-Identifier: ISC */
/* The Daytime Protocol: see rfc867.h. */
#include "protocol/rfc867.h"

#include <string.h>
#include <time.h>

size_t rfc867_encode(
	int64_t unix_time, const char *format, bool is_local, char ret_reply[RFC867_SIZE])
{
	time_t seconds = (time_t)unix_time;
	struct tm tm;
	size_t size;

	if ((is_local ? localtime_r(&seconds, &tm) : gmtime_r(&seconds, &tm)) == NULL)
		return 0;
	if (!is_local && strcmp(tm.tm_zone, "GMT") == 0)
		tm.tm_zone = "UTC"; /* glibc says GMT, musl UTC */

	size = strftime(ret_reply, RFC867_SIZE - 2, format, &tm);
	for (size_t i = 0; i < size; i++)
		if (ret_reply[i] < ' ' || ret_reply[i] > '~')
			return 0;
	if (size == 0)
		return 0;
	ret_reply[size++] = '\r';
	ret_reply[size++] = '\n';
	return size;
}
