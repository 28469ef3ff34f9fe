/* SPDX-License-Identifier: ISC */
/* A zone file, or a POSIX string for TZ. */
#include "fuzz/input.h"
#include "protocol/zone_file.h"
#include "protocol/zone_string.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	int64_t moment = input_number(&input);
	struct input copy = input;
	char *text = input_text(&copy);
	int fd = input_file(&input);
	struct zone_moment found;
	char path[32];

	zone_string_is_valid(text);
	free(text);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (zone_file_read(path, moment, &found) == 0 &&
		(memchr(found.rule, '\0', sizeof found.rule) == NULL ||
			memchr(found.name, '\0', sizeof found.name) == NULL))
		abort();
	close(fd);
	return 0;
}
