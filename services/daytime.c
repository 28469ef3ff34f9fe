/* Daytime, RFC 867: the date and time as a line of text, then the end. */
#include "rfc867.h"

#include "filter.h"
#include "io.h"
#include "now.h"
#include "policy.h"
#include "services.h"
#include "zone.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_DAYTIME};
	const char *format = RFC867_FORMAT;
	char reply[RFC867_SIZE];
	int64_t now;
	int error;
	bool is_given = false;
	bool is_local = false;
	size_t size;
	int option;

	while ((option = filter_option(&self, argc, argv, FILTER_OPTIONS "f:z:")) > 0)
		switch (option) {
		case 'f':
			format = optarg;
			is_given = true;
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

	error = now_get(&now);
	if (error < 0) {
		report(&self.report, LOG_ERR, "cannot read the clock: %s", strerror(-error));
		return FILTER_FAILED;
	}
	if (is_given && !is_local)
		unsetenv("TZ"); /* strftime(3) would heed it for %s */
	size = rfc867_encode(now, format, is_local, reply);
	if (size == 0) {
		filter_refuse(&self, "-f: makes no line of 1 to %d printable ASCII characters",
			RFC867_SIZE - 3);
		return self.status;
	}
	confine(&policy_daytime, &self.report); /* not before: strftime(3) may open a zone's file */
	return filter_end(&self, io_answer(STDIN_FILENO, STDOUT_FILENO, reply, size));
}
