/* Text for one line: see plain.h. */
#include "plain.h"

#include <stddef.h>
#include <string.h>

/* The octets of the control character that the text begins with; 0 if it is none. */
static size_t measure_control(const unsigned char *text)
{
	if (text[0] < 0x20 || text[0] == 0x7f)
		return 1;
	/* Beyond ASCII there are U+0080 to U+009F, in UTF-8. */
	return text[0] == 0xc2 && text[1] >= 0x80 && text[1] <= 0x9f ? 2 : 0;
}

void plain_text(char *text)
{
	while (*text != '\0') {
		size_t size = measure_control((unsigned char *)text);

		memset(text, '?', size);
		text += size > 0 ? size : 1;
	}
}
