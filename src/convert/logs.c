/* SPDX-License-Identifier: ISC */
/* What is logged about connections, and where. */
#include "convert/translation.h"

#include <string.h>

void map_log_type(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute == NULL || attribute->count < 2)
		return;
	conversion_find(self->result, VERDICT_CHANGED, "log_type", attribute,
		"connections are logged in the journal and not %s %s: journalctl -u '%s%s'",
		strcmp(attribute->values[0].text, "FILE") == 0 ? "in the file" : "by the facility",
		attribute->values[1].text, self->result->name, self->accepts ? "@*" : "");
}

void map_log_on_success(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute == NULL)
		return;
	if (config_has(self->service, "log_on_success", "USERID"))
		conversion_find(self->result, VERDICT_CHANGED, "log_on_success", attribute,
			"USERID: systemd does not ask ident");
	if (config_has(self->service, "log_on_success", "TRAFFIC"))
		conversion_find(self->result, VERDICT_CHANGED, "log_on_success", attribute,
			"TRAFFIC: %s",
			config_find(self->service, "redirect") != NULL
				? "inetkit talk logs the bytes of each direction"
				: "IPAccounting= would count the bytes of all connections "
				  "together");
	if (attribute->count > 0)
		conversion_find(self->result, VERDICT_CHANGED, "log_on_success", attribute,
			"the journal has a line for the start and one for the end; the name of the "
			"unit has the addresses, and the difference of the lines is the duration");
}

void map_log_on_failure(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute == NULL || attribute->count == 0)
		return;
	conversion_find(self->result, VERDICT_CHANGED, "log_on_failure", attribute,
		"admit logs in the journal whom it refuses; 'systemctl show -p NRefused' counts "
		"the connections above MaxConnections=");
}
