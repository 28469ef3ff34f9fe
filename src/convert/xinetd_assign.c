/* SPDX-License-Identifier: ISC */
/* A line of an entry in xinetd.conf: see xinetd_assign.h. */
#include "convert/xinetd_assign.h"

#include "convert/addresses.h"
#include "convert/build.h"
#include "convert/xinetd_attributes.h"
#include "convert/xinetd_values.h"

#include <string.h>

struct assignment {
	struct reader *reader;
	struct config_service *service;
	bool is_defaults;
	const struct xinetd_line *line;
	struct word name;
	enum xinetd_operator sign;
	struct words rest; /* from behind the operator */
	const struct xinetd_attribute *attribute;
	struct config_attribute given; /* the values of this line */
};

static struct place place_at(const struct assignment *self, unsigned column)
{
	return (struct place){
		.file = self->line->file, .line = self->line->number, .column = column};
}

static struct place name_place(const struct assignment *self)
{
	return place_at(self, self->name.column);
}

static bool is_word(char c)
{
	return !words_is_space(c) && c != '=';
}

static unsigned column_of(const struct words *words)
{
	return (unsigned)words->next + 1;
}

static void skip_spaces(struct words *words)
{
	while (words->next < words->size && words_is_space(words->line[words->next]))
		words->next++;
}

/* Reports a line that is no assignment. */
static bool refuse_form(struct assignment *self, unsigned column, const char *cause)
{
	reader_say(self->reader, place_at(self, column), CONFIG_ERROR,
		"%s '%.*s'; xinetd ignores the %s", cause, READER_SHOWN(&self->name),
		self->is_defaults ? "rest of these defaults" : "whole service");
	return false;
}

static bool parse_operator(struct assignment *self)
{
	struct words *rest = &self->rest;
	size_t left = rest->size - rest->next;
	const char *text = rest->line + rest->next;

	if (left >= 1 && text[0] == '=') {
		self->sign = XINETD_SET;
		rest->next++;
		return true;
	}
	if (left < 2 || (text[0] != '+' && text[0] != '-') || text[1] != '=')
		return refuse_form(self, column_of(rest), "'=', '+=' or '-=' must follow");
	self->sign = text[0] == '+' ? XINETD_ADD : XINETD_REMOVE;
	rest->next += 2;
	return true;
}

/* Splits the line into the name and the operator. */
static bool parse_form(struct assignment *self)
{
	struct words *rest = &self->rest;
	size_t first;

	*rest = (struct words){.line = self->line->text, .size = self->line->size};
	skip_spaces(rest);
	first = rest->next;
	while (rest->next < rest->size && is_word(rest->line[rest->next]))
		rest->next++;
	self->name = (struct word){.text = rest->line + first,
		.size = rest->next - first,
		.column = (unsigned)first + 1};
	if (rest->next < rest->size && rest->line[rest->next] == '=')
		return refuse_form(self, column_of(rest), "a space is missing before the '=' of");
	skip_spaces(rest);
	if (rest->next == rest->size)
		return refuse_form(self, column_of(rest), "nothing follows");
	return parse_operator(self);
}

/* Reports a mistake because of which xinetd ignores the line. */
static void ignore(struct assignment *self, const char *cause)
{
	reader_say(self->reader, name_place(self), CONFIG_WARNING, "'%.*s' %s; the line is ignored",
		READER_SHOWN(&self->name), cause);
}

static bool find_attribute(struct assignment *self)
{
	const char *meant;

	self->attribute = xinetd_attribute_find(&self->name);
	if (self->attribute == NULL) {
		meant = xinetd_attribute_suggest(&self->name);
		reader_say(self->reader, name_place(self), CONFIG_WARNING,
			meant == NULL ? "unknown attribute '%.*s'; the line is ignored"
				      : "unknown attribute '%.*s'; the line is ignored. Did you "
					"mean '%s'?",
			READER_SHOWN(&self->name), meant);
		return false;
	}
	if ((self->is_defaults ? self->attribute->default_values
			       : self->attribute->service_values) != XINETD_NOT_HERE)
		return true;
	ignore(self, self->is_defaults ? "must stand in a service" : "must stand in \"defaults\"");
	return false;
}

static int expected_values(const struct assignment *self)
{
	return self->is_defaults ? self->attribute->default_values
				 : self->attribute->service_values;
}

/* Whether the operator is allowed, and the attribute was not set before. */
static bool check_operator(struct assignment *self)
{
	const struct config_attribute *before = config_find(self->service, self->attribute->name);

	if (expected_values(self) == XINETD_ADDS_UP &&
		strcmp(self->attribute->name, "log_type") != 0)
		return true;
	if (before != NULL) {
		reader_say(self->reader, name_place(self), CONFIG_WARNING,
			"'%.*s' is already set in %s, line %u; this line is ignored",
			READER_SHOWN(&self->name), before->place.file, before->place.line);
		return false;
	}
	if (self->sign != XINETD_SET && expected_values(self) != XINETD_ADDS_UP) {
		ignore(self, "takes only the operator '='");
		return false;
	}
	return true;
}

/* Warns of what other formats of files know and xinetd does not. */
static void warn_of_form(struct assignment *self, const struct word *value)
{
	if (value->text[0] == '#')
		reader_say(self->reader, place_at(self, value->column), CONFIG_WARNING,
			"'#' begins no comment here; xinetd takes it for a value");
	if (value->text[0] == '"' || value->text[0] == '\'')
		reader_say(self->reader, place_at(self, value->column), CONFIG_NOTE,
			"xinetd knows no quotes; they belong to the value");
}

static void refuse_excess(struct assignment *self, struct place place)
{
	reader_say(self->reader, place, CONFIG_ERROR, "more than %d values; %s", CONFIG_VALUES_MAX,
		self->is_defaults ? "no service is converted" : "the service is not converted");
	reader_cut(self->service, place);
}

/* Copies the values of the line. */
static bool read_values(struct assignment *self)
{
	const struct config_attribute *before = config_find(self->service, self->attribute->name);
	size_t max = CONFIG_VALUES_MAX - (before == NULL ? 0 : before->count);
	struct word value;

	while (words_next(&self->rest, &value)) {
		if (self->given.count == max) {
			refuse_excess(self, place_at(self, value.column));
			return true;
		}
		warn_of_form(self, &value);
		if (!reader_charge(self->reader, self->service, place_at(self, value.column)))
			return true;
		if (!reader_check(
			    self->reader, build_value(&self->given, value.text, value.size,
						  place_at(self, value.column), self->is_defaults)))
			return false;
	}
	return true;
}

static bool check_count(struct assignment *self)
{
	int expected = expected_values(self);

	if (expected < 0 || self->given.count == (size_t)expected)
		return true;
	reader_say(self->reader, name_place(self), CONFIG_WARNING,
		"'%.*s' takes %d value%s and not %zu; the line is ignored",
		READER_SHOWN(&self->name), expected, expected == 1 ? "" : "s", self->given.count);
	return false;
}

/* Reports a value, or the lack of one, because of which xinetd disables the service, or does not
 * start. */
static void refuse_value(struct assignment *self, const struct config_value *value, const char *why)
{
	const char *result =
		self->is_defaults ? "xinetd does not start" : "xinetd disables the service";
	struct place place = value == NULL ? name_place(self) : value->place;

	if (value == NULL)
		reader_say(self->reader, place, CONFIG_ERROR, "'%.*s' %s; %s",
			READER_SHOWN(&self->name), why, result);
	else
		reader_say(self->reader, place, CONFIG_ERROR, "%.*s: '%.*s' %s; %s",
			READER_SHOWN(&self->name), READER_SHOWN_MAX, value->text, why, result);
	if (!self->is_defaults)
		reader_disable(self->service, CONFIG_BAD_VALUE, place);
}

static bool check_values(struct assignment *self)
{
	const struct config_attribute *given = &self->given;
	const char *why = NULL;
	size_t i = 0;

	if (self->attribute->needs_value && given->count == 0) {
		refuse_value(self, NULL, "needs a value");
		return false;
	}
	if (strcmp(given->name, "env") == 0 && self->sign == XINETD_REMOVE) {
		refuse_value(self, NULL, "does not take the operator '-='");
		return false;
	}
	if (strcmp(given->name, "log_type") == 0)
		why = xinetd_check_log_type(given->values, given->count, &i);
	else if (self->attribute->check != NULL)
		for (; i < given->count && why == NULL; i += why == NULL)
			why = self->attribute->check(given->values[i].text, i);
	if (why == NULL)
		return true;
	refuse_value(self, &given->values[i], why);
	return false;
}

/* Replaces a value by the addresses that it stands for. */
static bool expand(struct assignment *self, size_t index)
{
	struct config_value value = self->given.values[index];
	char text[ADDRESSES_TEXT_SIZE];
	struct factorized factorized;

	if (addresses_factorize(value.text, &factorized) != NULL)
		return true;
	while (addresses_next(&factorized, text) &&
		reader_charge(self->reader, self->service, value.place))
		if (!build_value(&self->given, text, strlen(text), value.place, value.is_default))
			return false;
	build_remove_value(&self->given, index);
	return true;
}

static bool expand_all(struct assignment *self)
{
	size_t count = self->given.count;

	if (self->attribute->check != xinetd_check_address)
		return true;
	for (size_t i = 0; i < count;) {
		if (self->given.count - count > CONFIG_VALUES_MAX) {
			refuse_excess(self, self->given.values[i].place);
			return true;
		}
		if (!addresses_is_factorized(self->given.values[i].text)) {
			i++;
			continue;
		}
		if (!expand(self, i))
			return false;
		count--;
	}
	return true;
}

/* A set keeps a value once; a list of addresses or variables keeps what was given. */
static bool is_set(const struct assignment *self)
{
	return strncmp(self->attribute->name, "log_on_", strlen("log_on_")) == 0 ||
	       strcmp(self->attribute->name, "passenv") == 0;
}

static bool contains(const struct config_attribute *attribute, const char *value)
{
	for (size_t i = 0; i < attribute->count; i++)
		if (strcmp(attribute->values[i].text, value) == 0)
			return true;
	return false;
}

static void remove_equal(struct config_attribute *from, const char *value)
{
	for (size_t i = 0; i < from->count;)
		if (strcmp(from->values[i].text, value) == 0)
			build_remove_value(from, i);
		else
			i++;
}

static bool remove_values(struct assignment *self, struct config_attribute *from)
{
	if (self->attribute->check == xinetd_check_address)
		return addresses_remove(from, &self->given);
	for (size_t i = 0; i < self->given.count; i++)
		remove_equal(from, self->given.values[i].text);
	return true;
}

static bool add_values(struct assignment *self, struct config_attribute *to)
{
	for (size_t i = 0; i < self->given.count; i++) {
		const struct config_value *value = &self->given.values[i];

		if (is_set(self) && contains(to, value->text))
			continue;
		if (to->count == CONFIG_VALUES_MAX) {
			refuse_excess(self, value->place);
			return true;
		}
		if (!build_value(
			    to, value->text, strlen(value->text), value->place, value->is_default))
			return false;
	}
	return true;
}

/* In defaults, '=' means '+=', and the lists of services know no '-='. */
static enum xinetd_operator real_operator(const struct assignment *self)
{
	bool is_list = self->attribute->service_values == XINETD_NOT_HERE;

	return self->is_defaults && (self->sign == XINETD_SET || is_list) ? XINETD_ADD : self->sign;
}

static bool apply(struct assignment *self)
{
	struct config_attribute *attribute = defaults_begin(
		self->reader, self->service, self->attribute->name, name_place(self));
	enum xinetd_operator sign = real_operator(self);

	if (attribute == NULL)
		return false;
	attribute->place = name_place(self);
	attribute->is_default = self->is_defaults;
	if (sign == XINETD_REMOVE)
		return remove_values(self, attribute);
	if (sign == XINETD_SET)
		build_remove_values(attribute);
	return add_values(self, attribute);
}

/* Both values take back what a bad value before them did. */
static void apply_disable(struct assignment *self)
{
	if (self->service->disabled == CONFIG_BAD_VALUE)
		self->service->disabled = CONFIG_ENABLED;
	if (strcmp(self->given.values[0].text, "yes") == 0)
		reader_disable(self->service, CONFIG_DISABLE_YES, name_place(self));
}

static void assign(struct assignment *self)
{
	if (!find_attribute(self))
		return;
	self->given.name = self->attribute->name;
	if (!check_operator(self) || !read_values(self) || !check_count(self) ||
		!check_values(self) || !reader_check(self->reader, expand_all(self)))
		return;
	if (strcmp(self->attribute->name, "disable") == 0)
		apply_disable(self);
	reader_check(self->reader, apply(self));
}

bool xinetd_assign(struct reader *reader, struct config_service *service, bool is_defaults,
	const struct xinetd_line *line)
{
	struct assignment self = {
		.reader = reader, .service = service, .is_defaults = is_defaults, .line = line};

	if (!parse_form(&self))
		return false;
	assign(&self);
	build_remove_values(&self.given);
	return true;
}
