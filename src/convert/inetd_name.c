/* SPDX-License-Identifier: ISC */
/* The first field of inetd.conf: addresses and the service. See inetd_fields.h. */
#include "base/number.h"
#include "convert/build.h"
#include "convert/inetd_fields.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Whether the text is an octal number to 777. A ':' stands at the end. */
static bool is_mode(const char *text, const char *end)
{
	const char *digits = text + strspn(text, "0");
	size_t count = strspn(digits, "01234567");

	return text < end && digits + count == end && count <= 3;
}

bool inetd_take_owner(struct inetd_builder *self)
{
	static const char *const names[] = {"path_user", "path_group", "path_mode"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *colon;

		inetd_cut(self, 1);
		colon = memchr(self->field.word.text, ':', self->field.word.size);
		if (colon == NULL) {
			inetd_refuse(self, self->field.word.column,
				"the path of the socket must be :user:group:mode:path");
			return false;
		}
		/* systemd would ignore another mode, and admit everybody. */
		if (strcmp(names[i], "path_mode") == 0 && !is_mode(self->field.word.text, colon))
			inetd_refuse(self, self->field.word.column,
				"'%.*s' is not an octal mode from 0 to 777",
				(int)(colon - self->field.word.text), self->field.word.text);
		inetd_set_part(self, names[i], self->field.word.text, colon);
		inetd_cut(self, (size_t)(colon - self->field.word.text));
	}
	inetd_cut(self, 1);
	return true;
}

/* Names the service as it is named without addresses and marks. */
static void set_name(struct inetd_builder *self, const struct word *name)
{
	char *copy = strndup(name->text, name->size);
	char *id = strndup(name->text, name->size);

	if (!reader_check(self->reader, copy != NULL && id != NULL)) {
		free(copy);
		free(id);
		return;
	}
	free(self->service->name);
	free(self->service->id);
	self->service->name = copy;
	self->service->id = id;
}

/* NAME/VERSION or NAME/LOW-HIGH. */
static void take_rpc(struct inetd_builder *self)
{
	struct word name = self->field.word;
	const char *slash = memrchr(name.text, '/', name.size);

	inetd_set(self, "type", "RPC");
	if (slash == NULL) {
		inetd_set(self, "rpc_version", "1");
		set_name(self, &name);
		return;
	}
	inetd_set_part(self, "rpc_version", slash + 1, name.text + name.size);
	name.size = (size_t)(slash - name.text);
	set_name(self, &name);
}

static void take_tcpmux(struct inetd_builder *self)
{
	bool has_plus;

	inetd_cut(self, strlen("tcpmux/"));
	has_plus = self->field.word.size > 0 && self->field.word.text[0] == '+';
	inetd_set(self, "type", has_plus ? "TCPMUXPLUS" : "TCPMUX");
	inetd_cut(self, has_plus);
	set_name(self, &self->field.word);
}

/* A number is the port of a service without a name. */
static void take_port(struct inetd_builder *self)
{
	const struct word *word = &self->field.word;
	int64_t port;

	set_name(self, word);
	if (self->service->name[0] == '\0' ||
		strspn(self->service->name, "0123456789") != strlen(self->service->name))
		return;
	inetd_set(self, "type", "UNLISTED");
	inetd_set_part(self, "port", word->text, word->text + word->size);
	if (!number_parse(self->service->name, 1, UINT16_MAX, &port))
		inetd_refuse(self, word->column, "'%.*s' is not a port", READER_SHOWN(word));
}

/* Adds each of the addresses between commas. */
static void take_hosts(struct inetd_builder *self)
{
	const char *text = self->hosts.text;
	const char *end;

	if (text == NULL)
		return;
	end = text + self->hosts.size;
	while (text < end) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		const char *stop = comma == NULL ? end : comma;
		struct place place = self->host_place;
		struct config_attribute *attribute;

		place.column += (unsigned)(text - self->hosts.text);
		attribute = stop == text ? NULL : build_find(self->service, "bind", place);
		if (stop > text && reader_charge(self->reader, self->service, place))
			reader_check(self->reader,
				attribute != NULL && build_value(attribute, text,
							     (size_t)(stop - text), place, false));
		text = stop + (comma != NULL);
	}
}

void inetd_take_name(struct inetd_builder *self)
{
	struct inetd_field protocol = self->field;
	const struct word *word = &self->field.word;

	self->field = self->service_field;
	if (word->size == 0)
		inetd_refuse(self, word->column, "the service is missing");
	if (self->is_unix) {
		set_name(self, word);
		inetd_set_part(self, "path", word->text, word->text + word->size);
	} else if (self->is_rpc) {
		take_rpc(self);
	} else if (word->size > strlen("tcpmux/") &&
		   memcmp(word->text, "tcpmux/", strlen("tcpmux/")) == 0) {
		take_tcpmux(self);
	} else {
		take_port(self);
	}
	if (!self->is_unix && !word_is(&self->hosts, "*"))
		take_hosts(self);
	self->field = protocol;
}
