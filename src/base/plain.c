/* Text that is safe in a line: see plain.h. */
#include "base/plain.h"

#include <stddef.h>
#include <string.h>

/*
 * The size in bytes of the control character at the start of the text; 0 if there is none. Beyond
 * ASCII these are U+0080 to U+009F, and the bidirectional controls U+061C, U+200E, U+200F, U+202A
 * to U+202E and U+2066 to U+2069.
 */
static size_t measure_control(const unsigned char *text)
{
	if (text[0] < 0x20 || text[0] == 0x7f)
		return 1;
	if (text[0] == 0xc2)
		return text[1] >= 0x80 && text[1] <= 0x9f ? 2 : 0;
	if (text[0] == 0xd8)
		return text[1] == 0x9c ? 2 : 0;
	if (text[0] != 0xe2)
		return 0;
	if (text[1] == 0x80)
		return text[2] == 0x8e || text[2] == 0x8f || (text[2] >= 0xaa && text[2] <= 0xae)
			       ? 3
			       : 0;
	return text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9 ? 3 : 0;
}

void plain_text(char *text)
{
	while (*text != '\0') {
		size_t size = measure_control((unsigned char *)text);

		memset(text, '?', size);
		text += size > 0 ? size : 1;
	}
}
