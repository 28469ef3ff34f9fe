/* Atomic replacement of a file: see atomic_file.h. */
#include "format/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The mode that open(2) would have given to a new file. */
static mode_t get_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH) & ~mask;
}

/* To what is no file. Without a reader, a FIFO is an error, not something to wait for. */
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

/* Of the file that will be there, which none may be yet. NULL without memory. */
static char *find_path(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL ? real : strdup(path);
}

static int open_temporary(struct atomic_file *self)
{
	const char *slash = strrchr(self->path, '/');
	int folder = slash != NULL ? (int)(slash - self->path) + 1 : 0;
	int error = 0;
	int fd;

	/* A name can be as long as the file system allows: not all of it is needed. */
	if (asprintf(&self->temporary, "%.*s.%.64s.XXXXXX", folder, self->path,
		    self->path + folder) < 0) {
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
	/* An error of a write before is known to the stream only as such. */
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
