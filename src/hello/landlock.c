/* A read-only file system: see landlock.h. */
#include "hello/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The operations that change the file system and that this version of Landlock can deny. */
static uint64_t changes(long version)
{
	uint64_t all = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
		       LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
		       LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
		       LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
		       LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

	/* The headers may be older than the kernel, and lack these names. */
	if (version >= 2)
		all |= UINT64_C(1) << 13; /* LANDLOCK_ACCESS_FS_REFER: rename, link */
	if (version >= 3)
		all |= UINT64_C(1) << 14; /* LANDLOCK_ACCESS_FS_TRUNCATE */
	return all;
}

static void allow_writing(long ruleset, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_WRITE_FILE,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (rule.parent_fd < 0)
		return;
	syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
}

void landlock_make_readonly(void)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr attributes = {.handled_access_fs = changes(version)};
	long ruleset;

	if (version < 1)
		return;
	ruleset = syscall(
		SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
	if (ruleset < 0)
		return;
	allow_writing(ruleset, "/dev/null");
	syscall(SYS_landlock_restrict_self, ruleset, 0);
	close((int)ruleset);
}
