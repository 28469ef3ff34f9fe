/* Atomic replacement of a file: see atomic_file.h. */
#include "format/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The mode that open(2) gives to a new file. */
static mode_t get_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH) & ~mask;
}

/* O_NONBLOCK: a FIFO without a reader is an error instead of a wait. */
static int open_device(struct atomic_file *self, const char *path)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return -errno;
	if (fcntl(fd, F_SETFL, 0) == 0)
		self->file = fdopen(fd, "w");
	if (self->file == NULL) {
		error = -errno;
		close(fd);
	}
	return error;
}

/* Resolves symbolic links, if the file exists. Returns NULL if there is not enough memory. */
static char *find_path(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL ? real : strdup(path);
}

static int open_temporary(struct atomic_file *self)
{
	const char *slash = strrchr(self->path, '/');
	int directory = slash != NULL ? (int)(slash - self->path) + 1 : 0;
	int error = 0;
	int fd;

	/* Cut the name: with the suffix it could be longer than the file system allows. */
	if (asprintf(&self->temporary, "%.*s.%.64s.XXXXXX", directory, self->path,
		    self->path + directory) < 0) {
		self->temporary = NULL;
		return -ENOMEM;
	}
	fd = mkostemp(self->temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fchmod(fd, get_mode()) == 0)
		self->file = fdopen(fd, "w");
	if (self->file == NULL) {
		error = -errno;
		close(fd);
		unlink(self->temporary);
	}
	return error;
}

static void free_names(struct atomic_file *self)
{
	free(self->temporary);
	free(self->path);
}

int atomic_file_begin(struct atomic_file *self, const char *path)
{
	struct stat there;
	int error;

	*self = (struct atomic_file){.file = NULL};
	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
		return open_device(self, path);
	self->path = find_path(path);
	error = self->path == NULL ? -ENOMEM : open_temporary(self);
	if (error < 0)
		free_names(self);
	return error;
}

int atomic_file_end(struct atomic_file *self, int error)
{
	/* The stream remembers that an earlier write failed, but not its errno. */
	errno = 0;
	if ((fflush(self->file) != 0 || ferror(self->file)) && error == 0)
		error = errno != 0 ? -errno : -EIO;
	if (fclose(self->file) != 0 && error == 0)
		error = -errno;
	if (self->temporary == NULL)
		return error;
	if (error == 0 && rename(self->temporary, self->path) < 0)
		error = -errno;
	if (error < 0)
		unlink(self->temporary);
	free_names(self);
	return error;
}
