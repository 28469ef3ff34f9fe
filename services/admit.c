/* SPDX-License-Identifier: ISC */
/* Admit: decides whether a connection may come in, then executes a program. */
#include "base/admit_limits.h"
#include "base/io.h"
#include "base/io_ready.h"
#include "base/linger.h"
#include "base/load.h"
#include "base/number.h"
#include "filter/access.h"
#include "filter/access_lookup.h"
#include "filter/chained.h"
#include "filter/facts.h"
#include "filter/filter.h"
#include "filter/hours.h"
#include "filter/peer.h"
#include "filter/sandbox.h"
#include "generated/policy.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

enum {
	LOOKUP_SECONDS = 5,
};

static const struct service admit = {
	.name = "admit",
	.description = "decides whether a connection may come in, then executes a program",
	.synopsis = "[-ehvV] [-a HH:MM-HH:MM] [-f address] [-l load] [-s file] [-x address] "
		    "[-z zone] [program [arg ...]]",
};

struct admit {
	struct filter filter;
	bool trusts_environment; /* -e */
	bool logs_admitted;      /* -v */
	bool has_hours;
	struct hours hours; /* -a */
	const char *zone;   /* -z, or NULL */
	uint64_t load;      /* -l, in millionths; 0 for no limit */
	const char *text;   /* -s, or NULL */
	char **program;     /* ends with NULL; may be empty */
	struct facts facts;
	struct peer peer;
	bool is_socket;   /* standard input */
	bool is_confined; /* as a filter that executes nothing */
	/* -f and -x. This and what follows come last, because most of it is never touched. */
	struct access access;
	char text_bytes[ADMIT_TEXT_MAX + 1]; /* of -s; one more, to notice a longer file */
};

static void take(struct admit *self, int option)
{
	const char *cause = NULL;

	switch (option) {
	case 'a':
		self->has_hours = true;
		if (!hours_add(&self->hours, optarg))
			cause = "not a span of the day such as 08:00-17:30";
		break;
	case 'e':
		self->trusts_environment = true;
		break;
	case 'f':
	case 'x':
		cause = access_add(&self->access, option == 'x', optarg);
		break;
	case 'l':
		if (!number_parse_decimal(optarg, LOAD_MAX, &self->load))
			cause = "not a load average such as 2.5";
		break;
	case 's':
		self->text = optarg;
		break;
	case 'v':
		self->logs_admitted = true;
		break;
	case 'z':
		self->zone = optarg;
		break;
	}
	if (cause != NULL)
		filter_refuse(&self->filter, "-%c %s: %s", option, optarg, cause);
}

static void read_options(struct admit *self, int argc, char *argv[])
{
	int option;

	while ((option = filter_option(&self->filter, argc, argv, "+:a:ef:hl:s:vVx:z:")) > 0)
		take(self, option);
	if (self->access.count == 0 && !self->has_hours && self->load == 0)
		filter_refuse(&self->filter, "no rule: give -a, -f, -l or -x");
	if (self->zone != NULL && !self->has_hours)
		filter_refuse(&self->filter, "-z is the zone of -a, which is not given");
	self->program = argv + optind;
}

/* Asks for all that the rules need, before confine() takes away the calls for that. */
static void look(struct admit *self)
{
	struct facts *facts = &self->facts;
	int type;

	if (!self->trusts_environment)
		peer_of_socket(STDIN_FILENO, &self->peer);
	if (self->text != NULL)
		facts_read_text(facts, self->text, self->text_bytes);
	if (self->load > 0)
		facts_read_load(facts);
	if (self->has_hours)
		facts_read_time(facts, self->zone);
	self->is_socket = getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type,
				  &(socklen_t){sizeof type}) == 0;
}

/*
 * Before the decision, unless a program follows, which would inherit the confinement: sshd(8), for
 * example, starts sessions in which every call and setuid programs must work. A confinement that
 * ends with execve(2) would confine nobody: an attacker would call it. In a child that decides, no
 * program would inherit it, but measured like tests/bench/admit on a busy machine, a connection to
 * time took 2.1 times as long through such a child, and 1.2 times as long through admit.
 */
static void confine(struct admit *self)
{
	if (*self->program != NULL)
		return;
	/* For names, hello-lookup is executed. */
	self->is_confined = !access_has_names(&self->access);
	sandbox_enter(self->is_confined ? &policy_admit : &policy_lookup, &self->filter.log);
}

/* Not only when the text is needed: that would hide the mistake until then. */
static bool check_text(const struct admit *self, struct chained_refusal *ret_refusal)
{
	return self->facts.text_cause == NULL ||
	       chained_refuse(ret_refusal, LOG_ERR, "text",
		       "-s %.150s: %s; correct the file, or omit -s", self->text,
		       self->facts.text_cause);
}

static bool refuse_unknown(const struct admit *self, struct chained_refusal *ret_refusal)
{
	if (!self->trusts_environment)
		return chained_refuse(ret_refusal, LOG_NOTICE, "address",
			"standard input has no address of a peer; use -e if the environment has "
			"it");
	if (self->peer.is_refused)
		return chained_refuse(ret_refusal, LOG_NOTICE, "address",
			"%s is not an address; correct it, or omit -e", self->peer.variable);
	return chained_refuse(ret_refusal, LOG_NOTICE, "address",
		"no variable of -e is set; set REMOTE_ADDR, or omit -e");
}

static bool refuse_address(struct chained_refusal *ret_refusal, const struct access_rule *decisive)
{
	return decisive == NULL
		       ? chained_refuse(ret_refusal, LOG_NOTICE, "address", "no -f matches")
		       : chained_refuse(
				 ret_refusal, LOG_NOTICE, "address", "-x %s", decisive->text);
}

/* The addresses alone. False only if no answer of the resolver could change it. */
static bool check_networks(struct admit *self, struct chained_refusal *ret_refusal)
{
	const struct access_rule *decisive;

	if (self->access.count == 0)
		return true;
	if (self->peer.address.any.sa_family == AF_UNSPEC)
		return refuse_unknown(self, ret_refusal);
	access_match(&self->access, &self->peer.address);
	if (access_admits(&self->access, true, &decisive))
		return true;
	return refuse_address(ret_refusal, decisive);
}

static bool check_load(const struct admit *self, struct chained_refusal *ret_refusal)
{
	const struct facts *facts = &self->facts;

	if (self->load == 0)
		return true;
	if (facts->load_cause != NULL)
		return chained_refuse(ret_refusal, LOG_ERR, "load",
			"the load average is not known: %s; omit -l", facts->load_cause);
	return facts->load < self->load ||
	       chained_refuse(ret_refusal, LOG_NOTICE, "load", "the load average is %u.%02u",
		       (unsigned)(facts->load / 1000000), (unsigned)(facts->load / 10000 % 100));
}

static bool check_hours(const struct admit *self, struct chained_refusal *ret_refusal)
{
	const char *cause = self->facts.time_cause;
	const struct tm *local = &self->facts.local;

	if (!self->has_hours)
		return true;
	if (cause != NULL && self->zone != NULL)
		return chained_refuse(
			ret_refusal, LOG_ERR, "time", "-z %.100s: %s", self->zone, cause);
	if (cause != NULL)
		return chained_refuse(ret_refusal, LOG_ERR, "time",
			"the local time is not known: %s; correct %s, or give -z", cause,
			getenv("TZ") != NULL ? "TZ" : "/etc/localtime");
	return hours_contain(&self->hours, local->tm_hour, local->tm_min) ||
	       chained_refuse(ret_refusal, LOG_NOTICE, "time", "%02d:%02d is outside -a",
		       local->tm_hour, local->tm_min);
}

/* After check_networks(). A rule whose lookup fails counts against the peer. */
static bool check_names(struct admit *self, struct chained_refusal *ret_refusal)
{
	struct access_failure failure;
	const struct access_rule *decisive;

	if (access_admits(&self->access, false, &decisive))
		return true;
	access_look_up(&self->access, self->peer.text, LOOKUP_SECONDS,
		log_reaches_peer(&self->filter.log), &failure);
	if (access_admits(&self->access, false, &decisive))
		return true;
	if (failure.rule == NULL || access_is_decided(&self->access))
		return refuse_address(ret_refusal, decisive);
	return chained_refuse(ret_refusal, LOG_WARNING, "lookup",
		"-%c %.100s: %s; check the resolver and the name",
		failure.rule->refuses ? 'x' : 'f', failure.rule->text, failure.cause);
}

static bool decide(struct admit *self, struct chained_refusal *ret_refusal)
{
	if (self->trusts_environment)
		peer_of_environment(&self->peer);
	return check_text(self, ret_refusal) && check_networks(self, ret_refusal) &&
	       check_load(self, ret_refusal) && check_hours(self, ret_refusal) &&
	       check_names(self, ret_refusal);
}

/* Ends the connection. The peer gets the text, or nothing. */
static void turn_away(struct admit *self)
{
	const struct facts *facts = &self->facts;
	int error;

	/* No program will be executed. */
	if (!self->is_confined)
		sandbox_enter(&policy_admit, &self->filter.log);
	if (!self->is_socket) {
		if (facts->text_size > 0)
			io_write(STDOUT_FILENO, self->text_bytes, facts->text_size);
		return;
	}
	/* To descriptor 0, because 1 can be the journal. The text fits in the send buffer. */
	if (facts->text_size > 0) {
		io_send_ready(STDIN_FILENO, self->text_bytes, facts->text_size, &error);
		linger_close(STDIN_FILENO, STDIN_FILENO);
		return;
	}
	chained_hang_up(STDIN_FILENO);
}

int main(int argc, char *argv[])
{
	static struct admit self;
	struct chained_refusal refusal;

	self.filter = (struct filter){.service = admit, .operands = true, .chained = true};
	signal(SIGPIPE, SIG_IGN);
	log_choose(&self.filter.log);
	io_hold_standard(O_CLOEXEC);
	read_options(&self, argc, argv);
	look(&self);
	confine(&self);
	if (!decide(&self, &refusal)) {
		chained_log(&self.filter, &self.peer, *self.program, &refusal);
		turn_away(&self);
		return FILTER_FAILED;
	}
	if (self.logs_admitted)
		chained_log(&self.filter, &self.peer, *self.program, NULL);
	return *self.program == NULL ? FILTER_SERVED : chained_execute(&self.filter, self.program);
}
