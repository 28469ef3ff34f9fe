/* SPDX-License-Identifier: ISC */
/*
 * A configuration of xinetd or inetd after it was read: a list of services, each with its
 * attributes as xinetd.conf(5) names them. The lines of inetd.conf become the same attributes.
 */
#ifndef INETKIT_CONVERT_MODEL_H
#define INETKIT_CONVERT_MODEL_H

#include <stdbool.h>
#include <stddef.h>

/* Where something stands in a file. Lines and columns count from 1; a column counts bytes. */
struct place {
	const char *file; /* as the user or an include line names it */
	unsigned line;    /* 0 if it concerns the whole file */
	unsigned column;  /* 0 if it concerns the whole line */
};

enum config_severity {
	CONFIG_NOTE,    /* the result is right, but differs from what one may expect */
	CONFIG_WARNING, /* something was ignored, as xinetd or inetd ignores it */
	CONFIG_ERROR,   /* a file, a service or a part of one is lost */
};

/*
 * Called for each message: one sentence without a newline at its end, which names the cause and,
 * where there is one, the remedy. It can contain any byte of the file. Text and place are valid
 * during the call.
 */
typedef void config_message(
	const struct place *place, enum config_severity severity, const char *text, void *userdata);

struct config_value {
	char *text;
	struct place place;
	bool is_default; /* from the defaults of xinetd.conf */
};

/*
 * An attribute after =, += and -= were applied, on top of the defaults. It may have no value: then
 * "only_from" admits nobody, and "passenv" passes no variable. Reading has checked the number of
 * values and their form as xinetd does: "wait" is "yes" or "no", a limit is a number or
 * "UNLIMITED", and "flags" has known names. It does not check that users, hosts, services or files
 * exist, because the configuration may be that of another machine.
 *
 * Names: those of xinetd.conf(5), except "interface", which becomes "bind", and "disable", which
 * becomes the member disabled of the service. If only one of socket_type and protocol is there, the
 * other is added as xinetd does it. Factorized addresses such as 10.1.{2,3} become 10.1.2.0/24 and
 * 10.1.3.0/24. Nothing else is added: without "cps" xinetd uses 50 10, without "instances" and
 * "per_source" UNLIMITED, and without "port" the port of the service's name. With neither IPv4 nor
 * IPv6 in "flags", and without "bind", xinetd 2.3.15 listens on IPv4 only, but 2.3.15.3 of openSUSE
 * and Debian on IPv6, which also takes IPv4 unless "v6only" is "yes".
 *
 * From inetd.conf:
 *     socket_type, wait, user, server, server_args   as xinetd has them
 *     protocol              without 4, 6, 46 or 6only; "unix" for a UNIX socket
 *     flags                 IPv4 for tcp4, IPv6 for tcp6, tcp46 and tcp6only, neither for "tcp":
 *                           openbsd-inetd then uses both, others only IPv4.
 *                           NAMEINARGS: see config_program()
 *     v6only                "yes" for tcp6only, "no" for tcp46. Without it IPv6 is IPv6 only in
 *                           openbsd-inetd and FreeBSD, but takes IPv4, too, in inetutils
 *     group                 of user:group, user.group and wait:group
 *     groups                "yes": inetd calls initgroups(3)
 *     bind                  the addresses of address:service, also several; not there for "*"
 *     port, type UNLISTED   if the service is a number
 *     type                  INTERNAL, RPC with rpc_version, TCPMUX, TCPMUXPLUS
 *     instances             max-child of FreeBSD's nowait/max-child/...; not there for 0
 *     per_source            max-child-per-ip of FreeBSD; not there for 0
 * and, because xinetd has nothing like them:
 *     rate                  starts per minute of nowait.N or wait.N; above it, inetd stops the
 *                           service for ten minutes
 *     rate_per_source       connections per minute from one address, of FreeBSD; not there for 0
 *     login_class           of user/class
 *     sndbuf, rcvbuf        of tcp,sndbuf=N,rcvbuf=N of openbsd-inetd: bytes, or with k or m
 *     path                  of a UNIX socket
 *     path_user, path_group, path_mode   of FreeBSD's :user:group:mode:path
 */
struct config_attribute {
	const char *name;
	struct config_value *values;
	size_t count;
	/* Of the name in the line that set it last; in inetd.conf of the field. */
	struct place place;
	bool is_default; /* the service itself does not mention it */
};

enum config_dialect {
	CONFIG_XINETD,
	CONFIG_INETD, /* that of OpenBSD, GNU inetutils or FreeBSD */
};

/* Why a service does not run. */
enum config_disabled {
	CONFIG_ENABLED,
	CONFIG_DISABLE_YES,  /* "disable = yes" */
	CONFIG_DISABLED_IDS, /* its id is in "disabled" of the defaults */
	CONFIG_NOT_ENABLED,  /* its id is not in "enabled" of the defaults */
	CONFIG_COMMENT,      /* a line of inetd.conf behind #<off># or #<disabled># */
	CONFIG_BAD_VALUE,    /* xinetd disables it, because an attribute has a bad value */
	CONFIG_MISTAKE, /* xinetd or inetd refuses it; as for a bad value, a message said why */
};

/* A line of the file, without its line end, but otherwise as it stands there. */
struct config_line {
	char *text;
	unsigned number;
};

struct config_service {
	char *name;
	/* Unique in xinetd only by convention; the name unless the attribute "id" is there. */
	char *id;
	enum config_dialect dialect;
	struct place place; /* of the word "service", or of the first field */

	/* In the order of the file, then those that only the defaults have, then those that were
	 * added. Each name once. */
	struct config_attribute *attributes;
	size_t attribute_count;

	enum config_disabled disabled;
	struct place disabled_place; /* of the attribute or mistake; unset for CONFIG_ENABLED */

	/* From "service" to "}" with the comments between, or the one line of inetd.conf. All are
	 * in place.file. */
	struct config_line *lines;
	size_t line_count;
};

struct config {
	struct config_service *services; /* in the order in which xinetd reads them */
	size_t service_count;
	char **files; /* every file that was opened, in this order; places refer to these names */
	size_t file_count;
};

/* Limits. Each has its own message. What was read before is kept, but a service of which a part is
 * missing does not run. */
enum {
	CONFIG_FILE_MAX = 16 << 20,  /* bytes of a file */
	CONFIG_TOTAL_MAX = 64 << 20, /* bytes of all files */
	CONFIG_DEPTH_MAX = 16,       /* files that include each other */
	CONFIG_FILES_MAX = 4096,
	CONFIG_SERVICES_MAX = 16384,
	CONFIG_PARTS_MAX = 1 << 20, /* lines and values of all services */
	CONFIG_VALUES_MAX = 4096,   /* values of an attribute */
};

/*
 * Reads files of xinetd or inetd as one configuration, in this order; "-" is standard input. Of a
 * directory it reads what "includedir" would. The content tells which kind a file is. "defaults" of
 * one file holds for the services of all, as in xinetd, where they follow it.
 *
 * Everything wrong in the files goes to on_message, and reading goes on; a file that cannot be read
 * is such a mistake, too. Returns 0 with a configuration that may have no service, or -ENOMEM.
 * Release it with config_free().
 */
int config_read(const char *const *paths, size_t count, config_message *on_message, void *userdata,
	struct config **ret_config);

/* Also of NULL. */
void config_free(struct config *self);

/* The attribute with this name, or NULL. */
const struct config_attribute *config_find(const struct config_service *self, const char *name);

/* The text of the attribute's first value, or NULL without the attribute or a value. */
const char *config_text(const struct config_service *self, const char *name);

/* True if the attribute has this value, such as "flags" "IPv6". */
bool config_has(const struct config_service *self, const char *name, const char *value);

/* A server and its arguments, after NAMEINARGS and tcpd(8). All point into the service. */
struct config_program {
	const char *path;  /* of the server itself. Behind tcpd it may be a name without '/' */
	const char *argv0; /* NULL if it is the last component of path */
	const struct config_value *arguments; /* without argv[0] */
	size_t count;
	const char *tcpd; /* the path of tcpd, which checks hosts.allow(5) first; NULL without it */
};

/* Of attributes "server" and "server_args". False if the service has no server: an internal service
 * or a redirection. */
bool config_program(const struct config_service *self, struct config_program *ret_program);

#endif
