/* SPDX-License-Identifier: ISC */
/* Runs a harness once on each file given, without libFuzzer, and prints how many there were. */
#include "fuzz/input.h"

#include <stdio.h>
#include <stdlib.h>

enum { INPUT_MAX = 1 << 20 };

static void replay(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(INPUT_MAX);
	uint8_t *exact;
	size_t size;

	if (file == NULL || data == NULL) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	size = fread(data, 1, INPUT_MAX, file);
	fclose(file);
	/* As libFuzzer does: a sanitizer sees what is read beyond the end. */
	exact = realloc(data, size > 0 ? size : 1);
	if (exact == NULL)
		exit(EXIT_FAILURE);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

int main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%d inputs\n", argc - 1);
	return 0;
}
