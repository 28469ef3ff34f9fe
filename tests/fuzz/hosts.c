/* SPDX-License-Identifier: ISC */
/* A list of hosts, and each host in it as clocks takes it. */
#include "clocks/host_spec.h"
#include "clocks/hosts_file.h"
#include "fuzz/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int on_host(char *text, const char *mistake, void *userdata __attribute__((unused)))
{
	struct host_spec spec;

	if (text[0] == '\0' || strlen(text) > HOSTS_FILE_LINE_MAX)
		abort();
	if (mistake == NULL)
		mistake = host_spec_parse(text, PROTOCOL_TIME, NULL, &spec);
	if (mistake == NULL && spec.target.path == NULL && spec.target.host[0] == '\0')
		abort();
	if (mistake == NULL)
		target_is_numeric(&spec.target);
	free(text);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	int fd = input_file(&input);
	char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	hosts_file_read(path, on_host, NULL);
	close(fd);
	return 0;
}
