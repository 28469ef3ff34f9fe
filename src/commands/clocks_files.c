/* SPDX-License-Identifier: ISC */
/* Compares the files of inetkit clocks: see clocks_files.h. */
#include "commands/clocks_files.h"

#include "format/real_path.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path, or if that is NULL, a descriptor. */
struct file {
	const char *path;
	int fd;
};

/* Compares the paths of files of which at least one is missing. */
static bool is_same_path(const struct file *one, const struct file *other)
{
	char *path = one->path != NULL ? real_path_find(one->path) : NULL;
	char *other_path = other->path != NULL ? real_path_find(other->path) : NULL;
	bool is_same = path != NULL && other_path != NULL && strcmp(path, other_path) == 0;

	free(path);
	free(other_path);
	return is_same;
}

static bool is_same(const struct file *one, const struct file *other)
{
	struct stat there;
	struct stat other_there;

	if ((one->path != NULL ? stat(one->path, &there) : fstat(one->fd, &there)) < 0 ||
		(other->path != NULL ? stat(other->path, &other_there)
				     : fstat(other->fd, &other_there)) < 0)
		return is_same_path(one, other);
	/* A terminal or a socket gives back other data than it takes. */
	return there.st_dev == other_there.st_dev && there.st_ino == other_there.st_ino &&
	       !S_ISCHR(there.st_mode) && !S_ISSOCK(there.st_mode);
}

static const char *find_conflict_with_hosts(
	const struct clocks_options *options, const struct file *output, const struct file *plot)
{
	for (size_t i = 0; i < options->hosts_files_count; i++) {
		const char *path = options->hosts_files[i];
		struct file hosts = {strcmp(path, "-") != 0 ? path : NULL, STDIN_FILENO};

		if (is_same(&hosts, output))
			return options->output != NULL
				       ? "--hosts and --output name the same file"
				       : "--hosts and standard output are the same file";
		if (plot != NULL && is_same(&hosts, plot))
			return "--hosts and --plot name the same file";
	}
	return NULL;
}

const char *clocks_files_find_conflict(const struct clocks_options *options)
{
	struct file output = {options->output, STDOUT_FILENO};
	struct file picture = {options->plot_file, -1};
	const struct file *plot = options->plot_file != NULL ? &picture : NULL;

	if (plot != NULL && is_same(&output, plot))
		return options->output != NULL ? "--output and --plot name the same file"
					       : "--plot and standard output are the same file";
	return find_conflict_with_hosts(options, &output, plot);
}
