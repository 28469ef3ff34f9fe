/* SPDX-License-Identifier: ISC */
/* Echo, RFC 862: sends back all that it receives. */
#include "base/io.h"
#include "filter/filter.h"
#include "generated/policy.h"
#include "generated/services.h"

#include <unistd.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_ECHO};

	filter_begin(&self, argc, argv);
	sandbox_enter(&policy_echo, &self.log);
	return filter_end(&self, io_copy(STDIN_FILENO, STDOUT_FILENO));
}
