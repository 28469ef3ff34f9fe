/* Discard, RFC 863: what comes is thrown away, and nothing is answered. */
#include "filter.h"
#include "io.h"
#include "policy.h"
#include "services.h"

#include <unistd.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_DISCARD};

	filter_option(&self, argc, argv, FILTER_OPTIONS);
	if (self.done)
		return self.status;
	confine(&policy_discard, &self.report);
	return filter_end(&self, io_discard(STDIN_FILENO));
}
