/* SPDX-License-Identifier: ISC */
/* Discard, RFC 863: throws away what it receives, and sends nothing. */
#include "base/io.h"
#include "filter/filter.h"
#include "generated/policy.h"
#include "generated/services.h"

#include <unistd.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_DISCARD};

	filter_begin(&self, argc, argv);
	sandbox_enter(&policy_discard, &self.log);
	return filter_end(&self, io_discard(STDIN_FILENO));
}
