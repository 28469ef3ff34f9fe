/* SPDX-License-Identifier: ISC */
/* Character Generator, RFC 864: sends printable characters until the peer closes. */
#include "protocol/rfc864.h"

#include "base/io.h"
#include "filter/filter.h"
#include "generated/policy.h"
#include "generated/services.h"

#include <unistd.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_CHARGEN};
	char block[RFC864_PERIOD];

	filter_begin(&self, argc, argv);
	sandbox_enter(&policy_chargen, &self.log);
	rfc864_fill(block);
	return filter_end(&self, io_repeat(STDIN_FILENO, STDOUT_FILENO, block, sizeof block));
}
