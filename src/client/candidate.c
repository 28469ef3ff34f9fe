/* SPDX-License-Identifier: ISC */
/* The addresses of a host: see candidate.h. */
#include "client/candidate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The next address from this one on that is, or is not, of the family; NULL at the end. */
static const struct addrinfo *find(const struct addrinfo *address, int family, bool is_of_family)
{
	while (address != NULL && (address->ai_family == family) != is_of_family)
		address = address->ai_next;
	return address;
}

struct candidate *candidate_list(
	struct dial *dial, const struct addrinfo *addresses, size_t *ret_count)
{
	int family = addresses->ai_family;
	const struct addrinfo *next[] = {
		find(addresses, family, true), find(addresses, family, false)};
	struct candidate *list;
	size_t count = 0;
	unsigned turn = 0;

	for (const struct addrinfo *address = addresses; address != NULL;
		address = address->ai_next)
		count++;
	list = calloc(count, sizeof *list);
	if (list == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (next[turn] == NULL)
			turn = 1 - turn;
		list[i].dial = dial;
		list[i].address = next[turn];
		next[turn] = find(next[turn]->ai_next, family, turn == 0);
		turn = 1 - turn;
	}
	*ret_count = count;
	return list;
}

/* The numeric address; empty for a UNIX socket. */
static void write_address(const struct candidate *self, char ret_text[TARGET_HOST_SIZE])
{
	if (getnameinfo(self->address->ai_addr, self->address->ai_addrlen, ret_text,
		    TARGET_HOST_SIZE, NULL, 0, NI_NUMERICHOST) != 0)
		ret_text[0] = '\0';
}

bool candidate_prefer(struct candidate *list, size_t count, const char *address)
{
	for (size_t i = 0; i < count; i++) {
		char text[TARGET_HOST_SIZE];
		struct candidate preferred = list[i];

		write_address(&preferred, text);
		if (strcmp(text, address) != 0)
			continue;
		memmove(&list[1], &list[0], i * sizeof *list);
		list[0] = preferred;
		return true;
	}
	return false;
}

struct candidate *candidate_next(struct candidate *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].state == CANDIDATE_UNTRIED)
			return &list[i];
	for (size_t i = 0; i < count; i++)
		if (list[i].state == CANDIDATE_SILENT)
			return &list[i];
	return NULL;
}

void candidate_fail(struct candidate *self, enum candidate_state state, const char *cause)
{
	self->state = state;
	free(self->cause);
	self->cause = strdup(cause);
}

void candidate_stop(struct candidate *self)
{
	attempt_free(self->attempt);
	self->attempt = NULL;
	self->state = self->is_second ? CANDIDATE_SILENT : CANDIDATE_UNTRIED;
}

static const char *cause_of(const struct candidate *self)
{
	return self->cause != NULL ? self->cause : "out of memory";
}

static bool have_one_cause(const struct candidate *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(cause_of(&list[i]), cause_of(&list[0])) != 0)
			return false;
	return true;
}

void candidate_join_causes(const struct candidate *list, size_t count, char *ret_text, size_t size)
{
	size_t used = 0;

	if (have_one_cause(list, count)) {
		snprintf(ret_text, size, "%s", cause_of(&list[0]));
		return;
	}
	for (size_t i = 0; i < count && used < size; i++) {
		char address[TARGET_HOST_SIZE];

		write_address(&list[i], address);
		used += (size_t)snprintf(ret_text + used, size - used, "%s%s: %s",
			i > 0 ? "; " : "", address, cause_of(&list[i]));
	}
}
