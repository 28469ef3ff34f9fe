/* SPDX-License-Identifier: ISC */
/* Daytime, RFC 867: sends the date and time as a line of text, then closes. */
#include "protocol/rfc867.h"

#include "base/now.h"
#include "filter/answer.h"
#include "filter/filter.h"
#include "filter/options.h"
#include "generated/policy.h"
#include "generated/services.h"

#include <string.h>
#include <syslog.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_DAYTIME};
	struct options_daytime settings;
	char reply[RFC867_SIZE];
	int64_t now;
	int error;
	size_t size;

	options_daytime(&settings, &self, argc, argv, FILTER_OPTIONS OPTIONS_DAYTIME_OPTIONS);

	error = now_get(&now);
	if (error < 0) {
		log_message(&self.log, LOG_ERR, "cannot read the clock: %s", strerror(-error));
		return FILTER_FAILED;
	}
	size = rfc867_encode(now, settings.format, settings.is_local, reply);
	if (size == 0)
		options_daytime_refuse(&self);
	answer_send(&self, &policy_daytime, reply, size, FILTER_SERVED);
}
