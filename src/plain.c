/* Text for one line: see plain.h. */
#include "plain.h"

void plain_text(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}
