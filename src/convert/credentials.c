/* SPDX-License-Identifier: ISC */
/*
 * As whom a server runs. User= of systemd adds all groups of the user; xinetd does so only with
 * "groups = yes". Otherwise setpriv(1) starts the server, or the conversion would add rights.
 */
#include "convert/translation.h"

#include "base/number.h"

#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

static const struct passwd *find_user(const char *name)
{
	int64_t uid;

	return number_parse(name, 0, UINT32_MAX, &uid) ? getpwuid((uid_t)uid) : getpwnam(name);
}

static bool is_root(const char *name)
{
	return name == NULL || strcmp(name, "root") == 0 || strcmp(name, "0") == 0;
}

/* Whether a process of the user with User= has other groups than its primary one. */
static bool has_groups(const struct passwd *user)
{
	gid_t groups[2];
	int count = 2;

	return getgrouplist(user->pw_name, user->pw_gid, groups, &count) < 0 || count > 1;
}

/* With Group= systemd leaves the user's own group out, which initgroups(3) has. */
static void add_own_group(struct translation *self, const char *user)
{
	const struct passwd *known = find_user(user);
	const struct group *own = known == NULL ? NULL : getgrgid(known->pw_gid);

	if (own != NULL)
		unit_add_literal(&self->unit, UNIT_OWN, "SupplementaryGroups", own->gr_name);
	else
		conversion_find(self->result, VERDICT_STRICTER, "group",
			config_find(self->service, "group"),
			"the server is not in the own group of the user '%s', which this machine "
			"does not know; add it as SupplementaryGroups=",
			user);
}

static void add_user(
	struct translation *self, const char *user, const char *group, bool has_all_groups)
{
	unit_add_literal(&self->unit, UNIT_OWN, "User", user);
	if (group == NULL)
		return;
	unit_add_literal(&self->unit, UNIT_OWN, "Group", group);
	if (has_all_groups)
		add_own_group(self, user);
}

static void add_setpriv(
	const char *user, const char *group, const struct passwd *known, struct list *ret_words)
{
	const struct group *primary;

	list_add(ret_words, "/usr/bin/setpriv");
	list_add(ret_words, "--reuid=%s", user);
	if (group == NULL && (primary = getgrgid(known->pw_gid)) != NULL)
		list_add(ret_words, "--regid=%s", primary->gr_name);
	else if (group == NULL)
		list_add(ret_words, "--regid=%u", known->pw_gid);
	else
		list_add(ret_words, "--regid=%s", group);
	list_add(ret_words, "--clear-groups");
}

/* Without "groups = yes". */
static void add_without_groups(struct translation *self, const char *user, const char *group,
	bool keeps_name, struct list *ret_words)
{
	const struct config_attribute *attribute = config_find(self->service, "user");
	const struct passwd *known = find_user(user);

	if (known == NULL && (group == NULL || keeps_name)) {
		conversion_find(self->result, VERDICT_REFUSED, "user", attribute,
			"this machine has no user '%s', whose group the server needs; convert "
			"where the user is known, or set the group",
			user);
	} else if (keeps_name) {
		add_user(self, user, group, false);
		if (has_groups(known))
			conversion_find(self->result, VERDICT_WEAKER, "groups", attribute,
				"the server gets all groups of the user '%s': setpriv cannot give "
				"a server another name; take groups from the user",
				user);
	} else {
		add_setpriv(user, group, known, ret_words);
	}
}

void translation_add_credentials(struct translation *self, bool keeps_name, struct list *ret_words)
{
	const char *user = config_text(self->service, "user");
	const char *group = config_text(self->service, "group");
	const struct passwd *known = is_root(user) ? getpwuid(0) : NULL;
	bool has_all_groups = config_has(self->service, "groups", "yes");

	/* PID 1 is root without further groups. */
	if (is_root(user) && (group == NULL || is_root(group)) &&
		(!has_all_groups || known == NULL || !has_groups(known)))
		return;
	if (user == NULL)
		user = "root";
	if (has_all_groups)
		add_user(self, user, group, true);
	else
		add_without_groups(self, user, group, keeps_name, ret_words);
}

void map_login_class(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute != NULL)
		conversion_find(self->result, VERDICT_WEAKER, "login_class", attribute,
			"systemd has no login classes; set the limits of the class with LimitAS= "
			"and the like");
}
