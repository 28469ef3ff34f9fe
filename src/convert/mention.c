/* SPDX-License-Identifier: ISC */
/* Looks for a word in a program: see mention.h. */
#include "convert/mention.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool mention_find(const char *path, const char *word)
{
	struct stat there;
	void *data = MAP_FAILED;
	bool is_found = false;
	/* O_NONBLOCK: a FIFO does not block. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (fstat(fd, &there) == 0 && S_ISREG(there.st_mode) && there.st_size > 0)
		data = mmap(NULL, (size_t)there.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data != MAP_FAILED) {
		is_found = memmem(data, (size_t)there.st_size, word, strlen(word)) != NULL;
		munmap(data, (size_t)there.st_size);
	}
	close(fd);
	return is_found;
}
