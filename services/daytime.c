/* Daytime, RFC 867: the date and time as a line of text, then the end. */
#include "rfc867.h"

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
	struct filter self = {.service = SERVICE_DAYTIME};
	struct settings_daytime settings;
	char reply[RFC867_SIZE];
	int64_t now;
	int error;
	size_t size;

	settings_daytime(&settings, &self, argc, argv, FILTER_OPTIONS SETTINGS_DAYTIME_OPTIONS);
	if (self.done)
		return self.status;

	error = now_get(&now);
	if (error < 0) {
		report(&self.report, LOG_ERR, "cannot read the clock: %s", strerror(-error));
		return FILTER_FAILED;
	}
	size = rfc867_encode(now, settings.format, settings.is_local, reply);
	if (size == 0) {
		settings_daytime_refuse(&self);
		return self.status;
	}
	confine(&policy_daytime, &self.report); /* not before: strftime(3) may open a zone's file */
	return filter_end(&self, io_answer(STDIN_FILENO, STDOUT_FILENO, reply, size));
}
