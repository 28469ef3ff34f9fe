/* Daytime, RFC 867: the date and time as a line of text, then the end. */
#include "rfc867.h"

#include "filter.h"
#include "io.h"
#include "services.h"
#include "zone.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_DAYTIME};
	const char *format = RFC867_FORMAT;
	char reply[RFC867_SIZE];
	struct timespec now;
	bool is_local = false;
	size_t size;
	int option;

	while ((option = filter_option(&self, argc, argv, FILTER_OPTIONS "f:z:")) > 0)
		switch (option) {
		case 'f':
			format = optarg;
			break;
		case 'z':
			if (!zone_set(optarg))
				filter_refuse(&self,
					"-z %s: neither a zone of " ZONE_FOLDER
					" nor one such as CET-1CEST,M3.5.0,M10.5.0/3",
					optarg);
			is_local = true;
			break;
		}
	if (self.done)
		return self.status;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0) {
		report(&self.report, LOG_ERR, "cannot read the clock: %s", strerror(errno));
		return FILTER_FAILED;
	}
	size = rfc867_encode(now.tv_sec, format, is_local, reply);
	if (size == 0) {
		filter_refuse(&self, "-f: makes no line of 1 to %d printable ASCII characters",
			RFC867_SIZE - 3);
		return self.status;
	}
	return filter_end(&self, io_answer(STDIN_FILENO, STDOUT_FILENO, reply, size));
}
