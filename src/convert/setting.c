/* SPDX-License-Identifier: ISC */
/* What the conversion must know about this machine: see translate.h. */
#include "convert/translate.h"

#include "generated/directories.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The systemd of Debian 12, of RHEL 9 and of their like. */
enum { SYSTEMD_STANDARD = 252 };

/* Of the two in Debian, openbsd-inetd has an inetd.service, inetutils-inetd a script in init.d.
 * Only the program tells whether that is installed: the script remains when the package is removed.
 */
static const char inetutils_path[] = "/usr/sbin/inetutils-inetd";

static const char tcpd_path[] = "/usr/sbin/tcpd";

/* "systemd 252 (252.39-1~deb12u1)" */
static unsigned find_version(void)
{
	FILE *output = popen("exec systemctl --version 2>/dev/null", "re");
	unsigned version = 0;

	if (output != NULL) {
		if (fscanf(output, "systemd %4u", &version) != 1)
			version = 0;
		pclose(output);
	}
	return version >= CONVERT_SYSTEMD_MIN ? version : SYSTEMD_STANDARD;
}

/* Whether the file has a line that is neither empty nor a comment. */
static bool has_rules(const char *path)
{
	FILE *file = fopen(path, "re");
	bool is_found = false;
	char *line = NULL;
	size_t size = 0;

	while (file != NULL && !is_found && getline(&line, &size, file) > 0) {
		const char *text = line + strspn(line, " \t\r\n");

		is_found = *text != '\0' && *text != '#';
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return is_found;
}

void convert_setting_find(
	const struct installed *installed, unsigned systemd, struct convert_setting *ret_setting)
{
	*ret_setting = (struct convert_setting){
		.systemd = systemd != 0 ? systemd : find_version(),
		.installed = installed,
		.tcpd = access(tcpd_path, X_OK) == 0 ? tcpd_path : NULL,
		.inetd = access(inetutils_path, X_OK) == 0 ? "inetutils-inetd" : "inetd",
		.has_admit = access(LIBEXECDIR "/inetkit/admit", X_OK) == 0,
		.has_host_rules = has_rules("/etc/hosts.allow") || has_rules("/etc/hosts.deny"),
	};
}
