/*
 * Draws readings as inetkit clocks --plot does: "plots COLUMNS [ascii]" a histogram, "plots svg" a
 * picture. A line of standard input is a host, a tab, and either the ends of the offset's interval
 * in nanoseconds, with a tab between them, or "-", a tab and the cause. \HH is an octet.
 */
#include "clocks/measurement.h"
#include "format/histogram.h"
#include "format/svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

static char *decode(const char *text)
{
	char *octets = must(strdup(text));
	char *end = octets;

	while (*text != '\0') {
		unsigned octet;

		if (*text == '\\' && sscanf(text + 1, "%2x", &octet) == 1) {
			*end++ = (char)octet;
			text += 3;
		} else {
			*end++ = *text++;
		}
	}
	*end = '\0';
	return octets;
}

static struct measurement parse(char *line)
{
	const char *host = strsep(&line, "\t");
	const char *low = strsep(&line, "\t");
	const char *rest = strsep(&line, "\n");
	struct measurement measurement = {.rtt = -1};

	if (rest == NULL)
		abort();
	measurement.host = decode(host);
	if (strcmp(low, "-") == 0)
		measurement.cause = decode(rest);
	else
		measurement.offset = (struct interval){
			.low = strtoll(low, NULL, 10), .high = strtoll(rest, NULL, 10)};
	return measurement;
}

int main(int argc, char *argv[])
{
	struct measurement *measurements = NULL;
	size_t count = 0;
	char *line = NULL;
	size_t size = 0;
	int error;

	if (argc < 2) {
		fputs("usage: plots svg|COLUMNS [ascii]\n", stderr);
		return 2;
	}
	while (getline(&line, &size, stdin) > 0) {
		measurements = must(realloc(measurements, (count + 1) * sizeof *measurements));
		measurements[count++] = parse(line);
	}
	if (strcmp(argv[1], "svg") == 0)
		error = svg_put(stdout, measurements, count);
	else
		error = histogram_put(stdout, measurements, count,
			(unsigned)strtoul(argv[1], NULL, 10), argc > 2);
	for (size_t i = 0; i < count; i++) {
		free((char *)measurements[i].host);
		free((char *)measurements[i].cause);
	}
	free(measurements);
	free(line);
	return error < 0;
}
