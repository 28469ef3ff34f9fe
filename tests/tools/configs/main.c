/* SPDX-License-Identifier: ISC */
/*
 * configs: reads configurations of xinetd and inetd and prints their models. Arguments between "--"
 * are the files of one configuration. -q leaves out the lines and the notes, -n everything but the
 * number of services and messages, and -x prints the services that run as "xinetd -d" does.
 */
#include "configs/dump.h"
#include "convert/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FULL, QUIET, COUNTS, XINETD };

struct output {
	int mode;
	size_t messages;
};

static void put_place(const struct place *place)
{
	printf("%s:%u:%u", place->file, place->line, place->column);
}

static void put_message(
	const struct place *place, enum config_severity severity, const char *text, void *userdata)
{
	static const char *const names[] = {"note", "warning", "error"};
	struct output *output = userdata;

	output->messages++;
	if (output->mode >= COUNTS || (output->mode == QUIET && severity == CONFIG_NOTE))
		return;
	printf("%s ", names[severity]);
	put_place(place);
	printf(": %s\n", text);
}

static void put_attribute(const struct config_attribute *attribute)
{
	printf("  %s =", attribute->name);
	for (size_t i = 0; i < attribute->count; i++)
		printf(" %s%s@%u:%u", attribute->values[i].text,
			attribute->values[i].is_default ? "*" : "", attribute->values[i].place.line,
			attribute->values[i].place.column);
	printf("  (%s", attribute->is_default ? "default " : "");
	put_place(&attribute->place);
	puts(")");
}

static void put_program(const struct config_service *service)
{
	struct config_program program;

	if (!config_program(service, &program))
		return;
	printf("  program %s", program.path);
	if (program.argv0 != NULL)
		printf(" as %s", program.argv0);
	if (program.tcpd != NULL)
		printf(" behind %s", program.tcpd);
	printf(", %zu arguments\n", program.count);
}

static void put_service(const struct config_service *service, int mode)
{
	static const char *const disabled[] = {
		"", "disable = yes", "disabled", "not enabled", "comment", "bad value", "mistake"};

	printf("%s %s (%s) ", service->dialect == CONFIG_XINETD ? "xinetd" : "inetd", service->name,
		service->id);
	put_place(&service->place);
	puts("");
	if (service->disabled != CONFIG_ENABLED) {
		printf("  off: %s ", disabled[service->disabled]);
		put_place(&service->disabled_place);
		puts("");
	}
	for (size_t i = 0; i < service->attribute_count; i++)
		put_attribute(&service->attributes[i]);
	put_program(service);
	for (size_t i = 0; mode == FULL && i < service->line_count; i++)
		printf("  %u| %s\n", service->lines[i].number, service->lines[i].text);
}

static void put_config(char *files[], size_t count, int mode)
{
	struct output output = {.mode = mode};
	struct config *config;

	if (config_read((const char *const *)files, count, put_message, &output, &config) < 0)
		abort();
	for (size_t i = 0; mode != COUNTS && i < config->service_count; i++)
		if (mode != XINETD)
			put_service(&config->services[i], mode);
		else if (config->services[i].disabled == CONFIG_ENABLED)
			dump_service(&config->services[i]);
	if (mode == COUNTS)
		printf("%zu services, %zu messages\n", config->service_count, output.messages);
	config_free(config);
}

int main(int argc, char *argv[])
{
	int mode = FULL;
	int first = 1;

	if (argc > 1 && strcmp(argv[1], "-q") == 0)
		mode = QUIET;
	if (argc > 1 && strcmp(argv[1], "-n") == 0)
		mode = COUNTS;
	if (argc > 1 && strcmp(argv[1], "-x") == 0)
		mode = XINETD;
	first += mode != FULL;
	for (int i = first; i <= argc; i++)
		if (i == argc || strcmp(argv[i], "--") == 0) {
			put_config(argv + first, (size_t)(i - first), mode);
			first = i + 1;
		}
	return 0;
}
