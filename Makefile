# SPDX-License-Identifier: ISC
# inetkit: the classic Internet services as socket-activated filters, and the client.
# GNU make. "make help" lists the targets. The caller can set every variable with ?=.

VERSION := 0.1.0

BUILD ?= build
DESTDIR ?=
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/inetkit
# Of the alert rules, the dashboard and the like.
MONITORINGDOCDIR ?= $(DOCDIR)
# Plugins of Nagios, Icinga and Naemon, and the metrics that node_exporter reads. Distributions have different directories.
PLUGINDIR ?= $(PREFIX)/lib/nagios/plugins
TEXTFILEDIR ?= /var/lib/prometheus/node-exporter
XINETDDIR ?= /etc/xinetd.d
FIREWALLDDIR ?= $(PREFIX)/lib/firewalld/services
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d
# With PREFIX=/usr, as in a package, the distribution says where these are. systemd also looks below /usr/local.
UNITDIR ?= $(or $(if $(filter /usr,$(PREFIX)),$(systemd_unit_directory)),$(PREFIX)/lib/systemd/system)
SYSUSERSDIR ?= $(or $(if $(filter /usr,$(PREFIX)),$(systemd_sysusers_directory)),$(PREFIX)/lib/sysusers.d)
CATALOGDIR ?= $(or $(if $(filter /usr,$(PREFIX)),$(systemd_catalog_directory)),$(PREFIX)/lib/systemd/catalog)

# Switches: yes, no, or empty. An empty WITH_SYSTEMD is "yes" if libsystemd is found.
# The client, shared and the units. Without them there are the filters, for supervisors other than systemd.
WITH_SYSTEMD ?=
# Drop-ins into XINETDDIR (also if empty). With "no" they go into the documentation.
WITH_XINETD ?=
# The client's completions. Empty is "yes" if there is a client.
WITH_COMPLETIONS ?=

INSTALL ?= install
PKG_CONFIG ?= pkg-config
# Compiles the programs that run during the build.
BUILD_CC ?= cc
CFLAGS ?= -O2 -g
HARDENING ?= $(stack_protector) $(call unless,_FORTIFY_SOURCE,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
WARNINGS ?= -Wall -Wextra -Wconversion -Wformat-security -Wmissing-prototypes -Wshadow -Wstrict-prototypes -Wvla
# WERROR=1 turns warnings into errors; V=1 shows the commands.
WERROR ?=
V ?=
quiet := $(if $(V),,@)
silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
say = $(if $(V)$(silent),@:,@printf '  %-6s %s\n' $(1) $(2))

# The registry of services. The filters are static where that works. A dynamic loader would take most of their time, and
# its messages go to descriptor 2, which can be the peer. hello-lookup is dynamic, because it calls the resolver.
registry := services/services.tsv
services := $(shell awk -F'\t' '/^[a-z]/ { print $$1 }' $(registry))
# Filters that have no port and no units: those that decide about a connection or describe it, then execute a program, and
# the one that serves a load balancer.
unlisted := admit agent proxy
static_programs := $(addprefix $(BUILD)/services/,$(services) $(unlisted))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all deps demo clean help FORCE

all: ## build everything below build/ (the default)

# Goals that compile nothing here need no compiler.
goals := $(or $(MAKECMDGOALS),all)
building := $(filter-out help deps clean demo check check-arm64 check-fresh check-releases bench bench-units faults fuzz coverage list-lints dist deb rpm \
	pkgbuild,$(goals))

include packaging/toolchain.mk

servers := $(services) $(if $(with_systemd),shared)
programs := $(if $(with_systemd),$(BUILD)/inetkit) $(addprefix $(BUILD)/services/,$(servers) $(unlisted) hello-lookup)

include packaging/generated.mk
include units/units.mk

all: $(programs) $(configuration) $(if $(with_completions),$(completions)) $(manual)
	@$(if $(silent),:,echo) "inetkit $(VERSION) in $(BUILD)/: filters by $(FILTER_CC), $(filter_how)"
# Also with -s, if the caller did not ask for it.
	@$(if $(or $(with_systemd),$(and $(silent),$(WITH_SYSTEMD))),:,echo "$(without)")

# --- programs ------------------------------------------------------------------------------------

# Each directory of src/ is an archive, compiled for the filters (static) and for everything else (dynamic).
# A program links the archives of its side, its own first; src/README.md has the rule.
static_archives := $(addprefix $(BUILD)/static/,$(addsuffix .a,hello filter protocol base))
shared_archives := $(addprefix $(DYNAMIC)/,$(addsuffix .a,shared filter protocol base))
client_archives := $(addprefix $(DYNAMIC)/,$(addsuffix .a,commands convert format clocks client protocol base))

define archive
$(1)/$(2).a: $(patsubst src/%.c,$(1)/%.o,$(wildcard src/$(2)/*.c))
endef
$(foreach d,hello filter protocol base,$(eval $(call archive,$(BUILD)/static,$(d))))
$(foreach d,$(patsubst src/%/,%,$(wildcard src/*/)),$(eval $(call archive,$(DYNAMIC),$(d))))
$(sort $(static_archives) $(patsubst src/%/,$(DYNAMIC)/%.a,$(wildcard src/*/))):
	$(quiet)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/inetkit: $(client_archives)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_ld) -o $@ $^ $(SYSTEMD_LIBS) $(JSON_LIBS)

$(BUILD)/services/hello-lookup: $(DYNAMIC)/services/hello-lookup.o $(static_archives:$(BUILD)/static/%=$(DYNAMIC)/%)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_ld) -o $@ $^

$(BUILD)/services/shared: $(DYNAMIC)/services/shared.o $(shared_archives)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_ld) -o $@ $^ $(SYSTEMD_LIBS)

$(static_programs): $(BUILD)/services/%: $(BUILD)/static/services/%.o $(static_archives)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(static_ld) -o $@ $^

$(BUILD)/static/services/%.o: services/%.c $(BUILD)/static.flags | $(generated)
	$(call say,CC,$@)
	$(quiet)mkdir -p $(@D) && $(static_cc) -c -o $@ $<

$(BUILD)/static/%.o: src/%.c $(BUILD)/static.flags | $(generated)
	$(call say,CC,$@)
	$(quiet)mkdir -p $(@D) && $(static_cc) -c -o $@ $<

$(DYNAMIC)/services/%.o: services/%.c $(DYNAMIC).flags | $(generated)
	$(call say,CC,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_cc) -c -o $@ $<

$(DYNAMIC)/%.o: src/%.c $(DYNAMIC).flags | $(generated)
	$(call say,CC,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_cc) -c -o $@ $<

-include $(wildcard $(BUILD)/static/*/*.d $(DYNAMIC)/*/*.d)

# --- on a new machine ----------------------------------------------------------------------------

foreign := $(BUILD)/foreign
# $(call install_packages,GROUP...): also discards the detected compilers and libraries, which packages may change.
install_packages = packaging/deps/install $(foreign) $(1) && rm -f $(BUILD)/toolchain

# BENCH=1 on the command line also installs what make bench compares with, and gnuplot.
BENCH :=
deps: ## install what building and testing need, with the system's package manager
	@$(call install_packages,build check unpack $(if $(BENCH),bench))

demo: ## build, and show the services and the client at work on loopback
	@$(call install_packages,build)
	@$(MAKE) --no-print-directory all WITH_SYSTEMD=yes
	@tests/demo $(BUILD)

help: ## show this list
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

clean: ## remove build/
	rm -rf $(BUILD)

include packaging/install.mk
include packaging/packages.mk
include packaging/lint.mk
include tests/tests.mk
