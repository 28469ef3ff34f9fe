/* SPDX-License-Identifier: ISC */
/* What admit asks the system before it decides: see facts.h. */
#include "filter/facts.h"

#include "base/io.h"
#include "base/load.h"
#include "base/now.h"
#include "protocol/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *read_text(struct facts *self, int fd, char ret_text[ADMIT_TEXT_MAX + 1])
{
	struct stat st;
	ssize_t size;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "not a regular file";
	size = io_read_at(fd, ret_text, ADMIT_TEXT_MAX + 1, 0);
	if (size < 0)
		return strerror((int)-size);
	if (size > ADMIT_TEXT_MAX)
		return "longer than 4096 bytes";
	self->text_size = (size_t)size;
	return NULL;
}

void facts_read_text(struct facts *self, const char *path, char ret_text[ADMIT_TEXT_MAX + 1])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	self->text_cause = fd < 0 ? strerror(errno) : read_text(self, fd, ret_text);
	if (fd >= 0)
		close(fd);
}

void facts_read_load(struct facts *self)
{
	int error = load_get(&self->load);

	self->load_cause = error < 0 ? strerror(-error) : NULL;
}

/* Returns the variable with its name, or NULL. */
static char *find_variable(const char *name)
{
	size_t size = strlen(name);

	for (char **variable = environ; *variable != NULL; variable++)
		if (strncmp(*variable, name, size) == 0 && (*variable)[size] == '=')
			return *variable;
	return NULL;
}

static const char *read_time(struct tm *ret_local, const char *zone)
{
	int64_t now;
	int error = now_get(&now);
	time_t seconds = (time_t)now;
	const char *cause;

	if (error < 0)
		return strerror(-error);
	if (zone == NULL)
		return zone_local_time(now, ret_local);
	cause = zone_set(zone);
	if (cause == NULL && localtime_r(&seconds, ret_local) == NULL)
		cause = strerror(errno);
	return cause;
}

void facts_read_time(struct facts *self, const char *zone)
{
	/* The functions change TZ. The program must find the environment as it is. */
	char *own[] = {zone == NULL ? find_variable("TZ") : NULL, NULL};
	char **kept = environ;

	environ = own;
	self->time_cause = read_time(&self->local, zone);
	environ = kept;
}
