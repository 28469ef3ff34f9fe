/* SPDX-License-Identifier: ISC */
/* Agent: tells HAProxy the state and the weight of this host. */
#include "protocol/agent_check.h"

#include "base/io.h"
#include "base/load.h"
#include "base/number.h"
#include "filter/answer.h"
#include "filter/filter.h"
#include "generated/policy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

/* Bytes that are read of the file: more than any word, and the white space around it. */
enum { FILE_SIZE = 64 };

static const struct service agent = {
	.name = "agent",
	.description = "tells HAProxy the state and the weight of this host",
	.synopsis = "[-hV] [-l load] [-t seconds] [file]",
};

/* Returns NULL, or what is wrong. */
static const char *weigh(uint64_t busy, struct agent_check *ret_check)
{
	uint64_t load;
	int error;

	if (busy == 0)
		return NULL;
	error = load_get(&load);
	if (error < 0)
		return strerror(-error);
	ret_check->weight = agent_check_weigh(load, busy);
	return NULL;
}

/* Returns NULL, or what is wrong. */
static const char *read_regular(int fd, char ret_text[FILE_SIZE], ssize_t *ret_size)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "not a regular file";
	*ret_size = io_read_at(fd, ret_text, FILE_SIZE, 0);
	return *ret_size < 0 ? strerror((int)-*ret_size) : NULL;
}

/* Without a file, the host is ready. Returns NULL, or what is wrong. */
static const char *read_file(const char *path, struct agent_check *ret_check)
{
	char text[FILE_SIZE];
	const char *cause;
	ssize_t size = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return errno == ENOENT ? NULL : strerror(errno);
	cause = read_regular(fd, text, &size);
	close(fd);
	if (cause != NULL)
		return cause;
	if (size == sizeof text || !agent_check_parse(text, (size_t)size, ret_check))
		return "not ready, up, drain, maint, down or a percentage such as 50%";
	return NULL;
}

int main(int argc, char *argv[])
{
	struct filter self = {.service = agent, .operands = true};
	struct agent_check check = {.weight = AGENT_CHECK_FULL};
	char line[AGENT_CHECK_SIZE];
	const char *cause;
	uint64_t busy = 0;
	size_t size;

	while (filter_option(&self, argc, argv, FILTER_OPTIONS "l:") > 0)
		if (!number_parse_decimal(optarg, LOAD_MAX, &busy))
			filter_refuse(&self, "-l %s: not a load average such as 2.5", optarg);
	if (argc - optind > 1)
		filter_refuse(&self, "unexpected operand '%s'", argv[optind + 1]);
	io_hold_standard(0);
	cause = weigh(busy, &check);
	if (cause != NULL) {
		log_message(
			&self.log, LOG_ERR, "the load average is not known: %s; omit -l", cause);
		return FILTER_FAILED;
	}
	cause = optind == argc ? NULL : read_file(argv[optind], &check);
	/* HAProxy keeps the state and the weight that it has. */
	if (cause != NULL) {
		log_message(&self.log, LOG_ERR, "%s: %s; correct the file, or remove it",
			argv[optind], cause);
		return FILTER_FAILED;
	}
	size = agent_check_format(&check, line);
	answer_send(&self, &policy_agent, line, size, FILTER_SERVED);
}
