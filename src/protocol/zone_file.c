/* SPDX-License-Identifier: ISC */
/* Zone files: see zone_file.h. */
#include "protocol/zone_file.h"

#include "base/io.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes. The longest file of tzdata has under 4 KiB. */
enum { FILE_SIZE_MAX = 64 * 1024, HEADER_SIZE = 44, TYPE_SIZE = 6 };

/* The file has two blocks of data: with times of 4 bytes, and from version 2 on also of 8 bytes. */
struct block {
	size_t time_size;
	size_t time_count;
	size_t type_count;
	size_t names_size;
	const uint8_t *times;   /* of the transitions, in ascending order */
	const uint8_t *indexes; /* for each transition, the number of its type */
	const uint8_t *types;   /* bytes 0 to 3: the offset; byte 5: the place of the name */
	const char *names;
	const uint8_t *end;
};

static uint32_t get_32(const uint8_t *from)
{
	uint32_t value;

	memcpy(&value, from, sizeof value);
	return be32toh(value);
}

static int64_t get_time(const struct block *block, size_t i)
{
	const uint8_t *from = block->times + i * block->time_size;

	if (block->time_size == 4)
		return (int32_t)get_32(from);
	return (int64_t)((uint64_t)get_32(from) << 32 | get_32(from + 4));
}

/* Finds the parts of the block that starts here. False if it does not end before the file does. */
static bool find_parts(const uint8_t *from, size_t size, size_t time_size, struct block *ret_block)
{
	struct block self = {.time_size = time_size};
	uint64_t all;

	if (size < HEADER_SIZE || memcmp(from, "TZif", 4) != 0)
		return false;
	self.time_count = get_32(from + 32);
	self.type_count = get_32(from + 36);
	self.names_size = get_32(from + 40);
	/* Leap seconds, and two kinds of marks for the types, follow the names. */
	all = HEADER_SIZE + (uint64_t)self.time_count * (time_size + 1) +
	      (uint64_t)self.type_count * TYPE_SIZE + self.names_size +
	      (uint64_t)get_32(from + 28) * (time_size + 4) + get_32(from + 24) + get_32(from + 20);
	if (all > size)
		return false;
	self.times = from + HEADER_SIZE;
	self.indexes = self.times + self.time_count * time_size;
	self.types = self.indexes + self.time_count;
	self.names = (const char *)self.types + self.type_count * TYPE_SIZE;
	self.end = from + all;
	*ret_block = self;
	return true;
}

/* The C libraries do not check all of this, and would read beyond the data. */
static bool is_consistent(const struct block *self)
{
	if (self->type_count == 0 || self->names_size == 0 ||
		self->names[self->names_size - 1] != '\0')
		return false;
	for (size_t i = 0; i < self->time_count; i++)
		if (self->indexes[i] >= self->type_count ||
			(i > 0 && get_time(self, i - 1) >= get_time(self, i)))
			return false;
	for (size_t i = 0; i < self->type_count; i++) {
		size_t place = self->types[i * TYPE_SIZE + 5];

		if (place >= self->names_size || strlen(self->names + place) >= ZONE_NAME_SIZE)
			return false;
	}
	return true;
}

/* The rule stands between two newlines at the end of the file. */
static bool copy_rule(const uint8_t *from, size_t size, char ret_rule[ZONE_RULE_SIZE])
{
	if (size < 2 || from[0] != '\n' || from[size - 1] != '\n' || size - 2 >= ZONE_RULE_SIZE)
		return false;
	memcpy(ret_rule, from + 1, size - 2);
	ret_rule[size - 2] = '\0';
	return strlen(ret_rule) == size - 2;
}

static bool parse(const uint8_t *data, size_t size, int64_t unix_time, struct zone_moment *ret)
{
	struct block block;
	size_t passed = 0;
	const uint8_t *type;

	*ret = (struct zone_moment){.rule = ""};
	if (!find_parts(data, size, 4, &block))
		return false;
	if (data[4] != '\0') {
		if (!find_parts(block.end, size - (size_t)(block.end - data), 8, &block) ||
			!copy_rule(block.end, size - (size_t)(block.end - data), ret->rule))
			return false;
	}
	if (!is_consistent(&block))
		return false;
	while (passed < block.time_count && get_time(&block, passed) <= unix_time)
		passed++;
	if (passed < block.time_count)
		ret->rule[0] = '\0';
	type = block.types + (passed == 0 ? (size_t)0 : block.indexes[passed - 1]) * TYPE_SIZE;
	ret->offset = (int32_t)get_32(type);
	strcpy(ret->name, block.names + type[5]);
	return true;
}

/* Returns the size, or a negative errno. */
static ssize_t read_all(const char *path, uint8_t data[FILE_SIZE_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		n = -errno;
	else if (!S_ISREG(st.st_mode))
		n = -EBADMSG;
	else if (st.st_size > FILE_SIZE_MAX)
		n = -EFBIG;
	else
		n = io_read_at(fd, data, FILE_SIZE_MAX, 0);
	close(fd);
	return n;
}

int zone_file_read(const char *path, int64_t unix_time, struct zone_moment *ret_moment)
{
	static uint8_t data[FILE_SIZE_MAX];
	ssize_t n = read_all(path, data);

	if (n < 0)
		return (int)n;
	return parse(data, (size_t)n, unix_time, ret_moment) ? 0 : -EBADMSG;
}
