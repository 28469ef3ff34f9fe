/* Text for one line of a log or a table. */
#ifndef INETKIT_BASE_PLAIN_H
#define INETKIT_BASE_PLAIN_H

/*
 * Make every octet of a control character a '?', newlines and those that turn the direction of
 * writing included: whatever the text holds, it is one line, in the order in which it is written.
 */
void plain_text(char *text);

#endif
