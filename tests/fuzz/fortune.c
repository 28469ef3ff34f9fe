/* SPDX-License-Identifier: ISC */
/* A fortune file and its index, neither of which needs to fit the other. */
#include "protocol/fortune.h"
#include "fuzz/input.h"
#include "protocol/fortune_index.h"
#include "protocol/fortune_scan.h"

#include <stdlib.h>
#include <unistd.h>

static void on_quotation(void *userdata __attribute__((unused)),
	const char *message __attribute__((unused)), size_t size)
{
	if (size == 0 || size > RFC865_MAX)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	struct prng prng = {.state = (uint64_t)input_number(&input)};
	size_t index_size = input_byte(&input);
	struct fortune_style style = {.delimiter = '%'};
	struct fortune fortune = {.size = 0};
	struct input head = {input.data, index_size < input.size ? index_size : input.size};
	int index;
	int text;

	input.data += head.size;
	input.size -= head.size;
	index_size = head.size;
	index = input_file(&head);
	text = input_file(&input);
	fortune_index_read(index, (off_t)index_size, &style);
	if (fortune_index_draw(text, index, (off_t)index_size, &prng, &style, &fortune) &&
		(fortune.size == 0 || fortune.size > RFC865_MAX))
		abort();
	if (lseek(text, 0, SEEK_SET) != 0)
		abort();
	fortune_scan(text, style.delimiter, on_quotation, NULL);
	close(text);
	close(index);
	return 0;
}
