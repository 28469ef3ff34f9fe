/* SPDX-License-Identifier: ISC */
/* inetkit convert: translates the configuration of xinetd or inetd into units of systemd. */
#include "base/number.h"
#include "client/shown.h"
#include "commands/command.h"
#include "convert/installed.h"
#include "convert/model.h"
#include "convert/naming.h"
#include "convert/report.h"
#include "convert/store.h"
#include "convert/translate.h"
#include "generated/commands.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct parameters {
	const char *directory;
	bool is_dry;
	bool is_json;
	unsigned systemd; /* 0: the installed version */
};

static const char *take(int id, const struct command_value *value, void *userdata)
{
	struct parameters *parameters = userdata;
	int64_t version;

	switch (id) {
	case OPTION_DRY_RUN:
		parameters->is_dry = true;
		return NULL;
	case OPTION_DIRECTORY:
		parameters->directory = value->text;
		return value->text[0] == '\0' ? "not a directory" : NULL;
	case OPTION_FORMAT:
		parameters->is_json = value->choice == CHOICE_CONVERT_FORMAT_JSON;
		return NULL;
	case OPTION_SYSTEMD:
		if (!number_parse(value->text, CONVERT_SYSTEMD_MIN, CONVERT_SYSTEMD_MAX, &version))
			return "not a version of systemd from 243, which has ExecCondition=";
		parameters->systemd = (unsigned)version;
		return NULL;
	default:
		return "not an option of convert";
	}
}

/* Lists the files that are there if none is given. Returns their number. */
static size_t find_files(int argc, char *argv[], const char *ret_paths[])
{
	static const char *const standard[] = {"/etc/xinetd.conf", "/etc/inetd.conf"};
	size_t count = 0;

	for (int i = optind; i < argc; i++)
		ret_paths[count++] = argv[i];
	for (size_t i = 0; optind == argc && i < 2; i++)
		if (access(standard[i], F_OK) == 0)
			ret_paths[count++] = standard[i];
	return count;
}

static int translate_all(
	const struct config *config, const struct convert_setting *setting, struct report *report)
{
	report->conversions = calloc(config->service_count + 1, sizeof *report->conversions);
	if (report->conversions == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < config->service_count; i++) {
		char *name = naming_find(&config->services[i], report->conversions, i);

		if (name == NULL)
			return -ENOMEM;
		translate(&config->services[i], setting, name, &report->conversions[i]);
		report->count++;
		if (report->conversions[i].is_incomplete)
			return -ENOMEM;
	}
	return 0;
}

static void show_units(const struct report *report)
{
	for (size_t i = 0; i < report->count; i++)
		for (int j = 0; j < 2; j++)
			if (report->conversions[i].files[j].name != NULL)
				printf("# === %s ===\n%s\n", report->conversions[i].files[j].name,
					report->conversions[i].files[j].text);
}

static int put_report(const struct parameters *parameters, const struct report *report)
{
	int error = 0;

	fflush(stdout);
	if (parameters->is_json)
		error = report_put_json(report, stderr);
	else
		report_put_text(report, stderr, shown_needs_ascii(STDERR_FILENO));
	return error;
}

/* Returns 0 or -ENOMEM. */
static int convert(const struct parameters *parameters, const struct config *config,
	const struct convert_setting *setting, struct report *report)
{
	int error = translate_all(config, setting, report);

	if (error < 0)
		return error;
	if (parameters->directory == NULL)
		show_units(report);
	for (size_t i = 0; parameters->directory != NULL && i < report->count; i++)
		store_units(&report->conversions[i], parameters->directory, parameters->is_dry);
	report_advise(report, setting);
	return put_report(parameters, report);
}

static int convert_files(
	const struct parameters *parameters, const char *const *paths, size_t count)
{
	struct report report = {.directory = parameters->directory};
	struct installed installed = {NULL, 0};
	struct config *config = NULL;
	struct convert_setting setting;
	bool is_good = false;
	int error = config_read(paths, count, report_add_message, &report, &config);

	if (error == 0)
		error = installed_read(getenv("SYSTEMD_UNIT_PATH"), &installed);
	if (error == 0) {
		convert_setting_find(&installed, parameters->systemd, &setting);
		error = convert(parameters, config, &setting, &report);
	}
	if (error < 0)
		complain("convert", "%s", strerror(-error));
	else
		is_good = report_is_good(&report);
	report_free(&report);
	installed_free(&installed);
	config_free(config);
	return is_good ? STATUS_OK : STATUS_FAILED;
}

static int run(const struct command *self, int argc, char *argv[])
{
	struct parameters parameters = {NULL};
	struct request request = {.port = NULL};
	struct stat there;
	const char **paths;
	size_t count;
	int status = command_options(self, argc, argv, &request, &parameters);

	if (status >= 0)
		return status;
	if (parameters.is_dry && parameters.directory == NULL)
		return command_refuse(self, "-n needs -o; without -o nothing is written");
	if (parameters.directory != NULL &&
		(stat(parameters.directory, &there) < 0 || !S_ISDIR(there.st_mode))) {
		complain(parameters.directory, "not a directory; create it, or give another to -o");
		return STATUS_FAILED;
	}
	paths = calloc((size_t)argc + 2, sizeof *paths);
	if (paths == NULL) {
		complain("convert", "%s", strerror(ENOMEM));
		return STATUS_FAILED;
	}
	count = find_files(argc, argv, paths);
	if (count == 0) {
		complain("convert",
			"neither /etc/xinetd.conf nor /etc/inetd.conf is there; name the "
			"files to convert");
		status = STATUS_FAILED;
	} else {
		status = convert_files(&parameters, paths, count);
	}
	free(paths);
	return status;
}

static const struct command_option options[] = CONVERT_OPTIONS;

const struct command convert_command = {
	CONVERT_COMMAND,
	.options = options,
	.notes = "A file is that of xinetd or of inetd; of a directory, convert reads what "
		 "includedir would.\n"
		 "The default files are /etc/xinetd.conf and /etc/inetd.conf. The report goes to "
		 "standard error.\n",
	.run = run,
	.take = take,
};
