/* What a server says, on its way to standard output: see output.h. */
#include "output.h"

#include "io.h"

#include <locale.h>
#include <unistd.h>

void output_begin(struct output *self)
{
	*self = (struct output){.is_terminal = isatty(STDOUT_FILENO)};
	if (self->is_terminal)
		setlocale(LC_CTYPE, ""); /* which characters the terminal can show */
}

static char text[VISIBLE_SIZE(OUTPUT_CHUNK)];

int output_write(struct output *self, const char *data, size_t size)
{
	if (!self->is_terminal)
		return io_write(STDOUT_FILENO, data, size);
	size = visible_encode(&self->visible, data, size, text);
	return io_write(STDOUT_FILENO, text, size);
}

int output_end(struct output *self)
{
	return io_write(STDOUT_FILENO, text, visible_end(&self->visible, text));
}
