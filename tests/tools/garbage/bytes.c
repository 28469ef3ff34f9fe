/* SPDX-License-Identifier: ISC */
/* Random bytes, mistakes and pieces: see garbage.h. */
#include "garbage/garbage.h"

#include <string.h>

enum { RANDOM_MAX = 2000 };

size_t garbage_below(struct garbage *self, size_t bound)
{
	return (size_t)prng_below(&self->prng, bound);
}

void garbage_fill(struct garbage *self)
{
	size_t max = garbage_below(self, 8) == 0 ? GARBAGE_DATAGRAM_SIZE : RANDOM_MAX;

	self->size = 1 + garbage_below(self, max);
	for (size_t i = 0; i < self->size; i++)
		self->data[i] = (uint8_t)garbage_below(self, 256);
}

void garbage_damage(struct garbage *self)
{
	for (size_t i = garbage_below(self, 4); i > 0 && self->size > 1; i--) {
		size_t at = garbage_below(self, self->size);

		switch (garbage_below(self, 5)) {
		case 0:
			self->data[at] ^= (uint8_t)(1U << garbage_below(self, 8));
			break;
		case 1:
			self->data[at] = (uint8_t)garbage_below(self, 256);
			break;
		case 2:
			self->size = at;
			break;
		case 3:
			memmove(self->data + at, self->data + at + 1, self->size - at - 1);
			self->size--;
			break;
		default:
			/* The whole again, after its first part. */
			if (at + self->size <= sizeof self->data) {
				memmove(self->data + at, self->data, self->size);
				self->size += at;
			}
		}
	}
}

void garbage_send(struct garbage *self, int fd, int flags)
{
	size_t sent = 0;

	while (sent < self->size) {
		size_t max = garbage_below(self, 4) == 0 ? 8 : self->size;
		size_t size = 1 + garbage_below(self, max);
		ssize_t n;

		if (size > self->size - sent)
			size = self->size - sent;
		n = send(fd, self->data + sent, size, MSG_NOSIGNAL | flags);
		if (n < 0)
			return;
		sent += (size_t)n;
	}
}
