/* SPDX-License-Identifier: ISC */
/* Who may come in, and when. */
#include "filter/access.h"
#include "base/socket_address.h"
#include "filter/address.h"
#include "filter/hours.h"
#include "filter/peer.h"
#include "functions/functions.h"

#include <err.h>
#include <stdio.h>
#include <string.h>

void check_name(char *arguments[])
{
	puts(peer_name_is_valid(arguments[0]) ? "valid" : "not valid");
}

void admit(char *arguments[])
{
	static struct access access;
	union socket_address peer = {.any.sa_family = AF_UNSPEC};
	const struct access_rule *worst;
	const struct access_rule *best;
	bool admits;

	if (address_parse(arguments[0], &peer))
		socket_address_unmap(&peer);
	for (char **rule = arguments + 1; *rule != NULL; rule++) {
		char *match = strchr(*rule, '=');
		const char *cause;

		if (match != NULL)
			*match++ = '\0';
		cause = access_add(&access, **rule == 'x', *rule + 1);
		if (cause != NULL)
			errx(1, "%s", cause);
		if (match != NULL && strcmp(match, "unknown") != 0)
			access.rules[access.count - 1].match =
				strcmp(match, "yes") == 0 ? ACCESS_YES : ACCESS_NO;
	}
	access_match(&access, &peer);
	admits = access_admits(&access, false, &worst);
	if (access_admits(&access, true, &best) != admits)
		puts("unknown");
	else
		printf("%s %s\n", admits ? "admitted" : "refused",
			worst == NULL ? "-" : worst->text);
}

void check_domain(char *arguments[])
{
	puts(access_is_in_domain(arguments[0], arguments[1]) ? "yes" : "no");
}

void list_hours(char *arguments[])
{
	struct hours hours = {.minutes = {0}};
	bool before = false;

	for (; *arguments != NULL; arguments++)
		if (!hours_add(&hours, *arguments))
			errx(1, "not a span: %s", *arguments);
	for (int minute = 0; minute <= HOURS_MINUTES; minute++) {
		bool now =
			minute < HOURS_MINUTES && hours_contain(&hours, minute / 60, minute % 60);

		if (now != before)
			printf("%s%02d:%02d", now ? " " : "-", minute / 60, minute % 60);
		before = now;
	}
	puts("");
}
