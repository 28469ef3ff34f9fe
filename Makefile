# inetkit: the classic Internet services as socket-activated filters, and the client.
# GNU make. "make help" lists the targets; each variable with ?= can be set by the caller.

VERSION := 0.1.0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec
MANDIR ?= $(PREFIX)/share/man
DESTDIR ?=
BUILD ?= build

INSTALL ?= install
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
HARDENING ?= -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
WARNINGS ?= -Wall -Wextra -Wconversion -Wformat-security -Wmissing-prototypes -Wshadow -Wstrict-prototypes -Wvla
# WERROR=1 makes warnings errors, V=1 shows the commands.
WERROR ?=
V ?=
quiet := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-6s %s\n' $(1) $(2))

# What there is, from the registry of services.
registry := services/services.tsv
services := $(shell awk -F'\t' '!/^\#/ { print $$1 }' $(registry))
# hello asks the resolver and executes programs: a dynamic program, as the client is. The rest are filters
# that start in a tenth of a millisecond, because they need no dynamic loader.
dynamic_services := hello
static_services := $(filter-out $(dynamic_services),$(services))

static_parts := filter fortune io number plain prng report rfc864 rfc865 rfc867 rfc868
hello_parts := filter io number peer plain report reverse
client_parts := clocks command dial get inetkit io number output plain probe resolve rfc868 session talk target visible

goals := $(or $(MAKECMDGOALS),all)
building := $(filter-out help deps clean distclean lint-%,$(goals))
ifneq ($(building),)
FILTER_CC ?= $(if $(shell command -v musl-gcc),musl-gcc,$(CC))
ifndef FILTER_LDFLAGS
$(shell mkdir -p $(BUILD) && sh packaging/filter-link '$(FILTER_CC)' $(BUILD) >$(BUILD)/filter.mk)
include $(BUILD)/filter.mk
else
filter_how := linked as FILTER_LDFLAGS says
endif
FILTER_CFLAGS ?= $(filter_cflags)
FILTER_LDFLAGS ?= $(filter_ldflags)
SYSTEMD_CFLAGS ?= $(shell $(PKG_CONFIG) --cflags libsystemd 2>/dev/null)
SYSTEMD_LIBS ?= $(or $(shell $(PKG_CONFIG) --libs libsystemd 2>/dev/null),-lsystemd)
endif

common := -std=gnu11 -D_GNU_SOURCE -Isrc -I$(BUILD)/generated -DINETKIT_VERSION='"$(VERSION)"' \
	$(WARNINGS) $(if $(WERROR),-Werror) -MMD -MP
static_cc = $(FILTER_CC) $(common) -fstack-protector-strong -ffunction-sections $(CPPFLAGS) $(CFLAGS) $(FILTER_CFLAGS)
static_ld = $(FILTER_CC) $(CFLAGS) $(FILTER_CFLAGS) $(FILTER_LDFLAGS) -Wl,--gc-sections,-z,relro,-z,now,-z,noexecstack
dynamic_cc = $(CC) $(common) $(HARDENING) -fPIE -pthread $(SYSTEMD_CFLAGS) $(CPPFLAGS) $(CFLAGS)
dynamic_ld = $(CC) $(CFLAGS) -pie -pthread -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)

static_objects := $(static_parts:%=$(BUILD)/static/%.o)
hello_objects := $(hello_parts:%=$(BUILD)/dynamic/%.o)
client_objects := $(client_parts:%=$(BUILD)/dynamic/%.o)
static_programs := $(static_services:%=$(BUILD)/services/%)
programs := $(BUILD)/inetkit $(services:%=$(BUILD)/services/%)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all demo check lint sanitize deps install uninstall clean help

all: $(programs) ## build everything below build/ (the default)
	@echo "inetkit $(VERSION) in $(BUILD)/: filters by $(FILTER_CC), $(filter_how)"

$(BUILD)/inetkit: $(client_objects)
	$(call say,LINK,$@)
	$(quiet)$(dynamic_ld) -o $@ $^ $(SYSTEMD_LIBS)

$(BUILD)/services/hello: $(BUILD)/dynamic/services/hello.o $(hello_objects)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_ld) -o $@ $^

# The parts are in an archive, of which a filter takes only what it calls.
$(static_programs): $(BUILD)/services/%: $(BUILD)/static/services/%.o $(BUILD)/static/parts.a
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(static_ld) -o $@ $^

$(BUILD)/static/parts.a: $(static_objects)
	$(quiet)rm -f $@ && $(AR) rcs $@ $^

generated := $(BUILD)/generated/services.h

$(BUILD)/static/services/%.o: services/%.c $(generated) $(BUILD)/flags
	$(call say,CC,$@)
	$(quiet)mkdir -p $(@D) && $(static_cc) -c -o $@ $<

$(BUILD)/static/%.o: src/%.c $(generated) $(BUILD)/flags
	$(call say,CC,$@)
	$(quiet)mkdir -p $(@D) && $(static_cc) -c -o $@ $<

$(BUILD)/dynamic/services/%.o: services/%.c $(generated) $(BUILD)/flags
	$(call say,CC,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_cc) -c -o $@ $<

$(BUILD)/dynamic/%.o: src/%.c $(generated) $(BUILD)/flags
	$(call say,CC,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_cc) -c -o $@ $<

# The registry for C: SERVICE_NAME is a row as a struct service, SERVICES all of them.
$(BUILD)/generated/services.h: $(registry) Makefile
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && awk -F'\t' ' \
		!/^#/ { \
			row = "SERVICE_" toupper($$1); rows = rows (rows ? ", " : "") row; \
			printf "#define %s {\"%s\", %d, \"%s\", %d, \"%s\", \"%s\"}\n", row, $$1, $$2, $$3, $$4, $$5, $$6 \
		} \
		END { print "#define SERVICES " rows }' $< > $@

# Other flags or another compiler: everything is made anew.
flags := $(static_cc) $(static_ld) $(dynamic_cc) $(dynamic_ld)
ifneq ($(building),)
ifneq ($(strip $(flags)),$(strip $(file <$(BUILD)/flags)))
.PHONY: $(BUILD)/flags
endif
endif
$(BUILD)/flags:
	$(quiet)mkdir -p $(@D)
	$(file >$@,$(flags))

-include $(wildcard $(BUILD)/static/*.d $(BUILD)/static/services/*.d $(BUILD)/dynamic/*.d $(BUILD)/dynamic/services/*.d)

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

clean: ## remove build/
	rm -rf $(BUILD)
