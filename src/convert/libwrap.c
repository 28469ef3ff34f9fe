/* SPDX-License-Identifier: ISC */
/* hosts.allow(5) and hosts.deny(5), which xinetd asks about each connection, and systemd never. */
#include "convert/translation.h"

#include <string.h>
#include <sys/socket.h>

/* Whether xinetd asks them about this service. The attribute libwrap counts without rules, too:
 * they may be on the machine that the file comes from. */
static bool asks(const struct translation *self)
{
	return self->service->dialect == CONFIG_XINETD &&
	       !config_has(self->service, "flags", "NOLIBWRAP") &&
	       (self->setting->has_host_rules || config_find(self->service, "libwrap") != NULL);
}

static void report_loss(struct translation *self, const char *remedy)
{
	conversion_find(self->result, self->setting->has_host_rules ? VERDICT_WEAKER : VERDICT_SAME,
		"libwrap", config_find(self->service, "libwrap"),
		"hosts.allow(5) and hosts.deny(5) are no longer asked; %s", remedy);
}

void translation_lose_libwrap(struct translation *self)
{
	struct config_program program;

	/* A replacement does not go through the tcpd of this service either. */
	if (asks(self) || (self->setting->has_host_rules &&
				  config_program(self->service, &program) && program.tcpd != NULL))
		report_loss(self, self->result->replacement != NULL
					  ? "add their rules to its service as ExecCondition= with "
					    "admit, see inetkit-xinetd(7)"
					  : "write their rules as only_from and no_access");
}

const char *translation_find_tcpd(struct translation *self, const struct config_program *program)
{
	const struct config_attribute *libwrap = config_find(self->service, "libwrap");
	const char *name = strrchr(program->path, '/');
	const char *wanted = config_text(self->service, "libwrap");

	if (program->tcpd != NULL)
		return program->tcpd;
	if (!asks(self))
		return NULL;
	/* tcpd looks at the peer of its standard input, which only a connection has. */
	if (!self->accepts || self->type != SOCK_STREAM) {
		translation_lose_libwrap(self);
		return NULL;
	}
	if (self->setting->tcpd == NULL) {
		report_loss(self, "install tcpd and convert again, or write their rules as "
				  "only_from and no_access");
		return NULL;
	}
	if (wanted != NULL && name != NULL && strcmp(wanted, name + 1) != 0)
		conversion_find(self->result, VERDICT_WEAKER, "libwrap", libwrap,
			"tcpd looks for rules about '%s', not about '%s'; write them about that",
			name + 1, wanted);
	return self->setting->tcpd;
}
