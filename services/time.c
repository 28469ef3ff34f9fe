/* Time, RFC 868: the seconds since 1900 as four octets, then the end. */
#include "rfc868.h"

#include "filter.h"
#include "io.h"
#include "now.h"
#include "policy.h"
#include "services.h"
#include "settings.h"

#include <string.h>
#include <syslog.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_TIME};
	struct settings_time settings;
	uint8_t reply[RFC868_SIZE];
	int64_t now;
	int error;

	settings_time(&settings, &self, argc, argv, FILTER_OPTIONS SETTINGS_TIME_OPTIONS);
	if (self.done)
		return self.status;
	confine(&policy_time, &self.report);

	error = now_get(&now);
	if (error < 0) {
		/* "... close the connection without sending anything", says the RFC. */
		report(&self.report, LOG_ERR, "cannot read the clock: %s", strerror(-error));
		return FILTER_FAILED;
	}
	rfc868_encode(now + settings.shift, reply);
	return filter_end(&self, io_answer(STDIN_FILENO, STDOUT_FILENO, reply, sizeof reply));
}
