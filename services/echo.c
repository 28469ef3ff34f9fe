/* Echo, RFC 862: what comes goes back, and all of it before the end. */
#include "filter.h"
#include "io.h"
#include "policy.h"
#include "services.h"

#include <unistd.h>

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_ECHO};

	filter_option(&self, argc, argv, FILTER_OPTIONS);
	if (self.done)
		return self.status;
	confine(&policy_echo, &self.report);
	return filter_end(&self, io_copy(STDIN_FILENO, STDOUT_FILENO));
}
