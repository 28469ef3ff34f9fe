/* SPDX-License-Identifier: ISC */
/* Atomic replacement of a file: see atomic_file.h. */
#include "format/atomic_file.h"

#include "client/stream.h"
#include "format/file_replace.h"
#include "format/real_path.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* O_NONBLOCK: a FIFO without a reader is an error instead of a wait. */
static int open_in_place(struct atomic_file *self, const char *path)
{
	self->fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	self->is_in_place = self->fd >= 0;
	return self->fd < 0 ? -errno : 0;
}

/* Uses standard output or error if it is this file. */
static bool find_shared(struct atomic_file *self, const struct stat *there)
{
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		struct stat open_file;

		if (fstat(fd, &open_file) < 0 || open_file.st_dev != there->st_dev ||
			open_file.st_ino != there->st_ino ||
			(fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
			continue;
		self->fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		self->is_in_place = self->fd >= 0;
		self->is_shared = self->is_in_place;
		return self->is_in_place;
	}
	return false;
}

/* Opens a file without a name in the directory, if the file system has such files. */
static int open_unnamed(struct atomic_file *self)
{
	char *directory = strndup(self->path, (size_t)(strrchr(self->path, '/') - self->path) + 1);
	int error = 0;

	if (directory == NULL)
		return -ENOMEM;
	/* Without /proc it could never get a name. */
	if (access("/proc/self/fd", X_OK) < 0) {
		free(directory);
		return 0;
	}
	self->fd = open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC,
		S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH);
	if (self->fd < 0 && errno != EOPNOTSUPP && errno != EISDIR)
		error = -errno;
	free(directory);
	return error;
}

static int open_target(struct atomic_file *self, const char *path)
{
	struct stat there;
	bool is_there = stat(path, &there) == 0;
	int error;

	if (!is_there && errno != ENOENT)
		return -errno;
	if (is_there && S_ISDIR(there.st_mode))
		return -EISDIR;
	if (is_there && find_shared(self, &there))
		return 0;
	self->path = real_path_find(path);
	if (self->path == NULL && !is_there)
		return -errno;
	/* An open file in /proc that is deleted has no path. */
	if (is_there && (self->path == NULL || !S_ISREG(there.st_mode) || there.st_nlink != 1))
		return open_in_place(self, path);
	error = open_unnamed(self);
	return is_there && file_replace_is_forbidden(error) ? open_in_place(self, path) : error;
}

void atomic_file_begin(struct atomic_file *self, const char *path)
{
	*self = (struct atomic_file){.fd = -1};
	self->file = open_memstream(&self->data, &self->size);
	self->error = self->file == NULL ? -ENOMEM : open_target(self, path);
}

static bool is_regular(int fd)
{
	struct stat there;

	return fstat(fd, &there) == 0 && S_ISREG(there.st_mode);
}

static int write_open(const struct atomic_file *self)
{
	int error = self->is_shared ? stream_write(self->fd, self->data, self->size)
				    : file_overwrite(self->fd, self->data, self->size);

	return close(self->fd) < 0 && error == 0 ? -errno : error;
}

/* No signal leaves half of a file, or one with a temporary name. */
static int write_file(struct atomic_file *self)
{
	sigset_t all;
	sigset_t present;
	int error;

	/* A device or a FIFO may block. */
	if (self->is_in_place && !is_regular(self->fd))
		return write_open(self);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &present);
	error = self->is_in_place ? write_open(self)
				  : file_replace(self->path, self->fd, self->data, self->size);
	pthread_sigmask(SIG_SETMASK, &present, NULL);
	return error;
}

int atomic_file_end(struct atomic_file *self, int error)
{
	if (error == 0)
		error = self->error;
	/* Only memory takes what is written to the stream. */
	if (self->file != NULL && ferror(self->file) && error == 0)
		error = -ENOMEM;
	if (self->file != NULL && fclose(self->file) != 0 && error == 0)
		error = -ENOMEM;
	if (error == 0)
		return write_file(self);
	if (self->fd >= 0)
		close(self->fd);
	return error;
}

void atomic_file_free(struct atomic_file *self)
{
	free(self->data);
	free(self->path);
}
