/* SPDX-License-Identifier: ISC */
/* Memory for a tool: see allocate.h. */
#include "common/allocate.h"

#include <err.h>
#include <stdlib.h>

void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		err(1, "calloc");
	return memory;
}
