/* Daytime, RFC 867: the date and time as a line of text, then the end. */
#include "rfc867.h"

#include "filter.h"
#include "io.h"
#include "services.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define ZONEINFO "/usr/share/zoneinfo"

/* Whether the C library knows the zone: for one that it does not, it would serve UTC silently. */
static bool zone_is_known(const char *zone)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char path[1024];
	size_t name = strspn(zone, letters);

	/* A POSIX zone such as CET-1CEST or <+0330>-3:30: at least three letters, then an offset.
	 */
	if (zone[0] == '<' || (name >= 3 && strspn(zone + name, "+-0123456789") > 0))
		return true;
	if (strcmp(zone, "UTC") == 0)
		return true;
	if (zone[0] == '\0' || strstr(zone, "..") != NULL)
		return false;
	return (size_t)snprintf(path, sizeof path, ZONEINFO "/%s", zone) < sizeof path &&
	       access(path, R_OK) == 0;
}

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
			if (!zone_is_known(optarg))
				filter_refuse(&self,
					"-z %s: neither in " ZONEINFO
					" nor a zone such as CET-1CEST",
					optarg);
			setenv("TZ", optarg, 1);
			is_local = true;
			break;
		}
	if (self.done)
		return self.status;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0) {
		report(&self.report, LOG_ERR, "cannot read the clock: %s", strerror(errno));
		return FILTER_FAILED;
	}
	if (is_local)
		tzset();
	size = rfc867_encode(now.tv_sec, format, is_local, reply);
	if (size == 0) {
		filter_refuse(&self, "-f: makes no line of 1 to %d printable ASCII characters",
			RFC867_SIZE - 3);
		return self.status;
	}
	return filter_end(&self, io_answer(STDIN_FILENO, STDOUT_FILENO, reply, size));
}
