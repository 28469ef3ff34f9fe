/* Text for one line of a log or a table. */
#ifndef INETKIT_PLAIN_H
#define INETKIT_PLAIN_H

/* Make every control character of ASCII a '?', newlines included: whatever the text holds, it is
 * one line. */
void plain_text(char *text);

#endif
