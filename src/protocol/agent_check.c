/* SPDX-License-Identifier: ISC */
/* The reply to an agent check of HAProxy: see agent_check.h. */
#include "protocol/agent_check.h"

#include <stdio.h>
#include <string.h>

static bool is_word(const char *text, size_t size, const char *word)
{
	return strlen(word) == size && memcmp(text, word, size) == 0;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* 0% to 100%, without leading zeros. */
static bool parse_weight(const char *text, size_t size, unsigned *ret_weight)
{
	unsigned weight = 0;

	if (size < 2 || size > sizeof "100%" - 1 || text[size - 1] != '%' ||
		(size > 2 && *text == '0'))
		return false;
	for (size_t i = 0; i < size - 1; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		weight = weight * 10 + (unsigned)(text[i] - '0');
	}
	if (weight > AGENT_CHECK_FULL)
		return false;
	*ret_weight = weight;
	return true;
}

bool agent_check_parse(const char *text, size_t size, struct agent_check *ret_check)
{
	static const struct {
		const char *word;
		const char *state;
	} states[] = {{"ready", NULL}, {"up", NULL}, {"drain", "up drain"}, {"maint", "maint"},
		{"down", "down"}};

	for (; size > 0 && is_space(*text); text++)
		size--;
	while (size > 0 && is_space(text[size - 1]))
		size--;
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (is_word(text, size, states[i].word)) {
			ret_check->state = states[i].state;
			return true;
		}
	if (!parse_weight(text, size, &ret_check->weight))
		return false;
	ret_check->state = NULL;
	return true;
}

unsigned agent_check_weigh(uint64_t load, uint64_t busy)
{
	uint64_t used = load >= busy ? AGENT_CHECK_FULL : load * AGENT_CHECK_FULL / busy;

	return used >= AGENT_CHECK_FULL ? 1 : AGENT_CHECK_FULL - (unsigned)used;
}

size_t agent_check_format(const struct agent_check *self, char ret_line[AGENT_CHECK_SIZE])
{
	int size = self->state != NULL
			   ? snprintf(ret_line, AGENT_CHECK_SIZE, "%s\n", self->state)
			   : snprintf(ret_line, AGENT_CHECK_SIZE, "up ready %u%%\n", self->weight);

	return (size_t)size;
}
