/* SPDX-License-Identifier: ISC */
/* The rows that fit a terminal: see clocks_fit.h. */
#include "commands/clocks_fit.h"

#include "client/terminal.h"
#include "commands/clocks_redraw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A host with its row and the notes below it. */
struct block {
	const struct measurement *measurement;
	enum level level; /* LEVEL_GOOD without an offset */
	const char *text;
	size_t size;
	unsigned lines;
};

/* Hosts without a place. */
struct rest {
	size_t hosts;
	size_t failed;
	size_t beyond; /* a threshold of the table */
};

static uint64_t distance(const struct measurement *measurement)
{
	int64_t middle = interval_middle(measurement->offset);

	return middle < 0 ? -(uint64_t)middle : (uint64_t)middle;
}

static bool has_failed(const struct block *block)
{
	return block->measurement->cause != NULL;
}

/* A host without an offset comes before those within the thresholds. */
static unsigned urgency(const struct block *block)
{
	return 2 * (unsigned)block->level + has_failed(block);
}

/* By urgency, then by the distance of the offset from 0, then in the order of the rows. */
static int compare(const void *a, const void *b)
{
	const struct block *one = a;
	const struct block *other = b;

	if (urgency(one) != urgency(other))
		return urgency(one) > urgency(other) ? -1 : 1;
	if (!has_failed(one) && distance(one->measurement) != distance(other->measurement))
		return distance(one->measurement) > distance(other->measurement) ? -1 : 1;
	return one->text > other->text ? 1 : -1;
}

static struct block *list_blocks(const struct clocks_rows *rows, const char *text)
{
	struct block *blocks = calloc(rows->count, sizeof *blocks);
	size_t start = rows->heading;

	if (blocks == NULL)
		return NULL;
	for (size_t i = 0; i < rows->count; i++) {
		const struct measurement *measurement = &rows->measurements[i];

		blocks[i] = (struct block){.measurement = measurement,
			.level = measurement->cause == NULL ? table_level(&rows->table, measurement)
							    : LEVEL_GOOD,
			.text = text + start,
			.size = rows->ends[i] - start};
		blocks[i].lines = clocks_count_lines(blocks[i].text, blocks[i].size);
		start = rows->ends[i];
	}
	return blocks;
}

static void put_rest(const struct clocks_rows *rows, const struct rest *rest)
{
	FILE *file = rows->destination->file;
	double threshold = (double)rows->table.warning / 1e9;
	const char *separator = ": ";

	fprintf(file, "... %zu more host%s", rest->hosts, rest->hosts == 1 ? "" : "s");
	if (rest->beyond > 0) {
		fprintf(file, ": %zu off by more than %g s", rest->beyond, threshold);
		separator = ", ";
	}
	if (rest->failed > 0)
		fprintf(file, "%s%zu without an offset", separator, rest->failed);
	if (rest->beyond == 0 && rest->failed == 0)
		fprintf(file, ", off by at most %g s", threshold);
	fputc('\n', file);
}

/* Prints the blocks while there is room for their lines, and counts the others. */
static void put_blocks(const struct clocks_rows *rows, const struct block *blocks, unsigned room)
{
	struct rest rest = {0};

	for (size_t i = 0; i < rows->count; i++) {
		if (blocks[i].lines <= room && rest.hosts == 0) {
			fwrite(blocks[i].text, 1, blocks[i].size, rows->destination->file);
			room -= blocks[i].lines;
			continue;
		}
		rest.hosts++;
		rest.failed += has_failed(&blocks[i]);
		rest.beyond += blocks[i].level != LEVEL_GOOD;
	}
	if (rest.hosts > 0)
		put_rest(rows, &rest);
}

/* The lines for rows. One line of the terminal is for the cursor, and one says what is missing. */
static unsigned find_room(unsigned height, unsigned above, unsigned below)
{
	unsigned fixed = above + below + 2;
	unsigned least = height / 2 > above + 2 ? height / 2 - above : 1;

	return height > fixed + least ? height - fixed : least;
}

static void refill(const struct clocks_rows *rows, unsigned room, const char *text, size_t size)
{
	size_t end = rows->ends[rows->count - 1];
	struct block *blocks = list_blocks(rows, text);

	if (blocks == NULL) {
		clocks_destination_spoil(rows->destination, "clocks", -ENOMEM);
		return;
	}
	qsort(blocks, rows->count, sizeof *blocks, compare);
	fwrite(text, 1, rows->heading, rows->destination->file);
	put_blocks(rows, blocks, room);
	fwrite(text + end, 1, size - end, rows->destination->file);
	free(blocks);
}

void clocks_fit(const struct clocks_rows *rows)
{
	unsigned height = terminal_size(STDOUT_FILENO).rows;
	unsigned lines;
	unsigned room;
	size_t size;
	size_t end;
	char *text;

	if (rows->count == 0 || rows->ends == NULL)
		return;
	text = clocks_destination_restart(rows->destination, &size);
	if (text == NULL)
		return;
	end = rows->ends[rows->count - 1];
	lines = clocks_count_lines(text + rows->heading, end - rows->heading);
	room = find_room(height, clocks_count_lines(text, rows->heading),
		clocks_count_lines(text + end, size - end));
	if (clocks_count_lines(text, size) < height || lines <= room)
		fwrite(text, 1, size, rows->destination->file);
	else
		refill(rows, room, text, size);
	free(text);
}
