/* SPDX-License-Identifier: ISC */
/* Time, RFC 868: sends the seconds since 1900 as 4 bytes, then closes. */
#include "protocol/rfc868.h"

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
	struct filter self = {.service = SERVICE_TIME};
	struct options_time settings;
	uint8_t reply[RFC868_SIZE];
	int64_t now;
	int error;

	options_time(&settings, &self, argc, argv, FILTER_OPTIONS OPTIONS_TIME_OPTIONS);

	error = now_get(&now);
	if (error < 0) {
		/* RFC 868: a server that does not know the time closes without sending a byte. */
		log_message(&self.log, LOG_ERR, "cannot read the clock: %s", strerror(-error));
		return FILTER_FAILED;
	}
	rfc868_encode(now + settings.shift, reply);
	answer_send(&self, &policy_time, reply, sizeof reply, FILTER_SERVED);
}
