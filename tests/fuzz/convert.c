/* SPDX-License-Identifier: ISC */
/* A configuration of xinetd or inetd, and the units that it becomes. */
#include "convert/conversion.h"
#include "convert/installed.h"
#include "convert/model.h"
#include "convert/translate.h"
#include "fuzz/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_message(
	const struct place *place, enum config_severity severity, const char *text, void *userdata)
{
	if (place->file == NULL || severity > CONFIG_ERROR || text[0] == '\0' || userdata != NULL)
		abort();
}

/* Whatever the configuration says, each line of a unit is a comment, a section or a directive. */
static void check_unit(const char *text)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	for (; *text != '\0'; text += strcspn(text, "\n") + 1) {
		size_t key = strspn(text, letters);

		if (text[0] != '\n' && text[0] != '#' && text[0] != '[' &&
			(key == 0 || text[key] != '='))
			abort();
	}
}

static void convert(const struct config_service *service, const struct convert_setting *setting)
{
	struct conversion conversion = {.service = NULL};
	char *name = strdup("xinetd-fuzz");

	if (name == NULL)
		abort();
	translate(service, setting, name, &conversion);
	for (int i = 0; i < 2; i++)
		if (conversion.files[i].name != NULL)
			check_unit(conversion.files[i].text);
	conversion_free(&conversion);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct installed installed = {NULL, 0};
	static const struct convert_setting setting = {.systemd = CONVERT_SYSTEMD_POLL_LIMIT,
		.installed = &installed,
		.tcpd = "/usr/sbin/tcpd",
		.inetd = "inetd",
		.has_admit = true};
	struct input input = {data, size};
	int fd = input_file(&input);
	struct config *config = NULL;
	char path[32];
	const char *paths[] = {path};

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (config_read(paths, 1, on_message, NULL, &config) == 0)
		for (size_t i = 0; i < config->service_count; i++)
			convert(&config->services[i], &setting);
	config_free(config);
	close(fd);
	return 0;
}
