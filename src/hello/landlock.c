/* SPDX-License-Identifier: ISC */
/* No changes outside of the process: see landlock.h. */
#include "hello/landlock.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* musl 1.2.2 does not know these system calls. On alpha and x32 the numbers differ. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

/* linux/landlock.h: musl-gcc does not find the headers of the kernel. */
enum { CREATE_RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };

struct ruleset_attributes {
	uint64_t handled_access_fs;
	uint64_t handled_access_net;
	uint64_t scoped;
};

struct path_beneath {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

/* LANDLOCK_ACCESS_FS_WRITE_FILE. */
#define WRITE_FILE (UINT64_C(1) << 1)
/* From LANDLOCK_ACCESS_FS_REMOVE_DIR, bit 4, to LANDLOCK_ACCESS_FS_MAKE_SYM, bit 12. */
#define REMOVE_OR_MAKE ((UINT64_C(1) << 13) - (UINT64_C(1) << 4))

#define BIND_TCP UINT64_C(1)
/* LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and LANDLOCK_SCOPE_SIGNAL. */
#define SCOPES UINT64_C(3)

/* The versions that know TCP and scopes. */
enum { VERSION_NET = 4, VERSION_SCOPES = 6 };

/* The operations that change the file system and that this version of Landlock can deny. */
static uint64_t changes(long version)
{
	uint64_t all = WRITE_FILE | REMOVE_OR_MAKE;

	if (version >= 2)
		all |= UINT64_C(1) << 13; /* LANDLOCK_ACCESS_FS_REFER: rename, link */
	if (version >= 3)
		all |= UINT64_C(1) << 14; /* LANDLOCK_ACCESS_FS_TRUNCATE */
	return all;
}

static void allow_writing(long ruleset, const char *path)
{
	struct path_beneath rule = {
		.allowed_access = WRITE_FILE,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (rule.parent_fd < 0)
		return;
	syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
}

void landlock_confine(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
	/* An older kernel accepts members that it does not know if they are 0. */
	struct ruleset_attributes attributes = {
		.handled_access_fs = changes(version),
		.handled_access_net = version >= VERSION_NET ? BIND_TCP : 0,
		.scoped = version >= VERSION_SCOPES ? SCOPES : 0,
	};
	long ruleset;

	if (version < 1)
		return;
	ruleset = syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
	if (ruleset < 0)
		return;
	allow_writing(ruleset, "/dev/null");
	syscall(SYS_landlock_restrict_self, ruleset, 0);
	close((int)ruleset);
}
