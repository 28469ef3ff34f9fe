# inetkit: the classic Internet services as socket-activated filters, and the client.
# GNU make. "make help" lists the targets; each variable with ?= can be set by the caller.

VERSION := 0.1.0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/inetkit
XINETDDIR ?= /etc/xinetd.d
# Where shells look for what completes command lines.
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d
# A package asks where the distribution has these; below another prefix systemd finds them too.
UNITDIR ?= $(call systemd_folder,systemdsystemunitdir,systemd/system)
SYSUSERSDIR ?= $(call systemd_folder,sysusersdir,sysusers.d)
CATALOGDIR ?= $(call systemd_folder,catalogdir,systemd/catalog)
systemd_folder = $(or $(if $(filter /usr,$(PREFIX)),$(shell $(PKG_CONFIG) --variable=$(1) systemd 2>/dev/null)),$(PREFIX)/lib/$(2))
# For which release the units are: keys that it does not know are left out.
SYSTEMD_VERSION ?= $(shell $(PKG_CONFIG) --modversion systemd 2>/dev/null || echo 255)
DESTDIR ?=
BUILD ?= build

INSTALL ?= install
PKG_CONFIG ?= pkg-config
# For the program that makes a part of the source while building.
BUILD_CC ?= cc
CFLAGS ?= -O2 -g
HARDENING ?= -fstack-protector-strong \
	$(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
WARNINGS ?= -Wall -Wextra -Wconversion -Wformat-security -Wmissing-prototypes -Wshadow -Wstrict-prototypes -Wvla
# WERROR=1 makes warnings errors, V=1 shows the commands.
WERROR ?=
V ?=
quiet := $(if $(V),,@)
silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
say = $(if $(V)$(silent),@:,@printf '  %-6s %s\n' $(1) $(2))

# What there is, from the registry of services.
registry := services/services.tsv
services := $(shell awk -F'\t' '/^[a-z]/ { print $$1 }' $(registry))
# hello asks the resolver and executes programs: a dynamic program, as the client is. The rest are filters
# that start in a tenth of a millisecond, because they need no dynamic loader.
dynamic_services := hello
static_services := $(filter-out $(dynamic_services),$(services))
# What the shared server serves, as units and drop-ins are called: NAME-dgram over UDP, NAME-shared over TCP.
served_over = $(shell awk -F'\t' '/^[a-z]/ && ("," $$8 ",") ~ /,$(1),/ { print $$1 }' $(registry))
of_dgram := $(addsuffix -dgram,$(call served_over,udp))
of_shared := $(addsuffix -shared,$(call served_over,tcp))
long_lived := $(of_dgram) $(of_shared)

static_parts := confine filter fortune io now number plain prng report rfc864 rfc865 rfc867 rfc868 \
	settings_daytime settings_time zone
hello_parts := confine filter io now number peer plain readonly report reverse
shared_parts := answer collection confine datagrams drain filter fortune io now number plain prng rate report \
	rfc864 rfc865 rfc867 rfc868 settings_daytime settings_time sockets zone
# What the client knows of clocks, in the formats that machines read, and in pictures.
readings_parts := columns csv decimal interval json plain plugin prometheus spread utf8
plots_parts := decimal histogram interval scale svg unit utf8
client_parts := clocks clocks_options command daytime dial drift endpoint fleet flow get hosts inetkit interrupt io line narrow now \
	number output ping prng probe progress question replace resolve rfc868 rtt service session show stream table talk \
	target terminal timer visible \
	$(sort $(readings_parts) $(plots_parts))

goals := $(or $(MAKECMDGOALS),all)
building := $(filter-out help deps clean demo check check-releases bench bench-units list-lints uninstall,$(goals))
ifneq ($(building),)
$(shell mkdir -p $(BUILD))
FILTER_CC ?= $(if $(shell command -v musl-gcc),musl-gcc,$(CC))
ifndef FILTER_LDFLAGS
$(shell sh packaging/filter-link '$(FILTER_CC)' $(BUILD) >$(BUILD)/filter.mk)
include $(BUILD)/filter.mk
else
filter_how := linked as FILTER_LDFLAGS says
endif
FILTER_CFLAGS ?= $(filter_cflags)
FILTER_LDFLAGS ?= $(filter_ldflags)
SYSTEMD_CFLAGS ?= $(shell $(PKG_CONFIG) --cflags libsystemd 2>/dev/null)
SYSTEMD_LIBS ?= $(or $(shell $(PKG_CONFIG) --libs libsystemd 2>/dev/null),-lsystemd)
# JSON as its library writes it.
JSON_CFLAGS ?= $(shell $(PKG_CONFIG) --cflags json-c 2>/dev/null)
JSON_LIBS ?= $(or $(shell $(PKG_CONFIG) --libs json-c 2>/dev/null),-ljson-c)
endif

common := -std=gnu11 -D_GNU_SOURCE -Isrc -I$(BUILD)/generated -DINETKIT_VERSION='"$(VERSION)"' \
	$(WARNINGS) $(if $(WERROR),-Werror) -MMD -MP
static_cc = $(FILTER_CC) $(common) -fstack-protector-strong -ffunction-sections $(CPPFLAGS) $(CFLAGS) $(FILTER_CFLAGS)
static_ld = $(FILTER_CC) $(CFLAGS) $(FILTER_CFLAGS) $(FILTER_LDFLAGS) -Wl,--gc-sections,-z,relro,-z,now,-z,noexecstack
dynamic_cc = $(CC) $(common) $(HARDENING) -fPIE -pthread $(SYSTEMD_CFLAGS) $(JSON_CFLAGS) $(CPPFLAGS) $(CFLAGS)
dynamic_ld = $(CC) $(CFLAGS) -pie -pthread -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)

static_objects := $(static_parts:%=$(BUILD)/static/%.o)
hello_objects := $(hello_parts:%=$(BUILD)/dynamic/%.o)
shared_objects := $(shared_parts:%=$(BUILD)/dynamic/%.o)
client_objects := $(client_parts:%=$(BUILD)/dynamic/%.o)
static_programs := $(static_services:%=$(BUILD)/services/%)
servers := $(services) shared
programs := $(BUILD)/inetkit $(servers:%=$(BUILD)/services/%)

sockets := $(services:%=$(BUILD)/units/inetkit-%.socket)
templates := $(services:%=$(BUILD)/units/inetkit-%@.service)
drop_ins := $(services:%=$(BUILD)/xinetd.d/inetkit-%)
run_scripts := $(services:%=$(BUILD)/tcpserver/%/run)
dgram_sockets := $(of_dgram:%=$(BUILD)/units/inetkit-%.socket)
shared_sockets := $(of_shared:%=$(BUILD)/units/inetkit-%.socket)
long_lived_services := $(long_lived:%=$(BUILD)/units/inetkit-%.service)
long_lived_drop_ins := $(long_lived:%=$(BUILD)/xinetd.d/inetkit-%)
configuration := $(sockets) $(templates) $(drop_ins) $(run_scripts) $(BUILD)/inetd.conf \
	$(dgram_sockets) $(shared_sockets) $(long_lived_services) $(long_lived_drop_ins)
# What completes command lines, as each shell wants to have it called.
completions := $(addprefix $(BUILD)/completions/,inetkit _inetkit inetkit.fish)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all test-programs build-glibc build-sanitize demo check check-releases bench bench-units lint sanitize deps \
	install uninstall clean help

all: $(programs) $(configuration) $(completions) ## build everything below build/ (the default)
	@$(if $(silent),:,echo) "inetkit $(VERSION) in $(BUILD)/: filters by $(FILTER_CC), $(filter_how)"

$(BUILD)/inetkit: $(client_objects)
	$(call say,LINK,$@)
	$(quiet)$(dynamic_ld) -o $@ $^ $(SYSTEMD_LIBS) $(JSON_LIBS)

$(BUILD)/services/hello: $(BUILD)/dynamic/services/hello.o $(hello_objects)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_ld) -o $@ $^

# Once for many peers: what libsystemd costs at its start is paid once.
$(BUILD)/services/shared: $(BUILD)/dynamic/services/shared.o $(shared_objects)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_ld) -o $@ $^ $(SYSTEMD_LIBS)

# The parts are in an archive, of which a filter takes only what it calls.
$(static_programs): $(BUILD)/services/%: $(BUILD)/static/services/%.o $(BUILD)/static/parts.a
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(static_ld) -o $@ $^

$(BUILD)/static/parts.a: $(static_objects)
	$(quiet)rm -f $@ && $(AR) rcs $@ $^

generated := $(addprefix $(BUILD)/generated/,services.h policy.h messages.h commands.h)

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

# The registry for C: SERVICE_NAME is a row as a struct service, SERVICE_NAME_PORT its port as text, SERVICES all rows.
$(BUILD)/generated/services.h: $(registry) Makefile
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && awk -F'\t' ' \
		!/^#/ { \
			row = "SERVICE_" toupper($$1); rows = rows (rows ? ", " : "") row; \
			printf "#define %s_PORT \"%d\"\n", row, $$2; \
			printf "#define %s {\"%s\", %d, \"%s\", \"%s\", \"%s\", \"%s\"}\n", row, $$1, $$2, $$3, $$5, $$6, $$8 \
		} \
		END { print "#define SERVICES " rows }' $< > $@

# The client's commands and options.
$(BUILD)/generated/commands.h: $(registry) src/commands.tsv packaging/commands
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && packaging/commands $(registry) src/commands.tsv >$@

# The same for shells.
$(BUILD)/completions/inetkit: for_shell := bash
$(BUILD)/completions/_inetkit: for_shell := zsh
$(BUILD)/completions/inetkit.fish: for_shell := fish
$(completions): $(registry) src/commands.tsv packaging/completions
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && packaging/completions $(for_shell) $(registry) src/commands.tsv >$@

# --- units, drop-ins and run scripts -------------------------------------------------------------

# $(call generate,NAME,TEMPLATE,KEY=VALUE...)
generate = mkdir -p $(@D) && packaging/generate $(registry) $(1) $(2) LIBEXECDIR='$(LIBEXECDIR)' $(3) >$@
generate_from := $(registry) packaging/generate $(BUILD)/paths
# The same for one of $(long_lived): $(call generate_long_lived,SERVER,TEMPLATE,KEY=VALUE...)
generate_long_lived = $(call generate,$(word 1,$(subst -, ,$(1))),$(2),SERVER=$(1) $(about_$(word 2,$(subst -, ,$(1)))) $(3))
about_dgram := PROTOCOL=udp SOCKET_TYPE=dgram
about_shared := PROTOCOL=tcp SOCKET_TYPE=stream
strict := packaging/examples/strict.conf

$(sockets): $(BUILD)/units/inetkit-%.socket: units/socket.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,$*,$<)

$(templates): $(BUILD)/units/inetkit-%@.service: units/service.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,$*,$<)

$(dgram_sockets): $(BUILD)/units/inetkit-%.socket: units/dgram-socket.in $(generate_from)
$(shared_sockets): $(BUILD)/units/inetkit-%.socket: units/shared-socket.in $(generate_from)
$(dgram_sockets) $(shared_sockets):
	$(call say,GEN,$@)
	$(quiet)$(call generate_long_lived,$*,$<)

$(long_lived_services): $(BUILD)/units/inetkit-%.service: units/shared-service.in $(strict) $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate_long_lived,$*,$<,STRICT="$$(grep -E '^[A-Za-z]+=.' $(strict))")

$(long_lived_drop_ins): $(BUILD)/xinetd.d/inetkit-%: units/xinetd-shared.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate_long_lived,$*,$<)

$(drop_ins): $(BUILD)/xinetd.d/inetkit-%: units/xinetd.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,$*,$<)

$(run_scripts): $(BUILD)/tcpserver/%/run: units/run.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,$*,$<) && chmod 755 $@

$(BUILD)/inetd.conf: units/inetd.conf.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,-,$<)

# What each filter may ask of the kernel, for seccomp(2): by the numbers of the machine that it is made for.
# hello and shared are made for the same.
machine_of = $(shell $(1) -dumpmachine 2>/dev/null)
machine = $(call machine_of,$(FILTER_CC))
ifneq ($(building),)
processors := $(foreach m,$(call machine_of,$(CC)) $(machine),$(firstword $(subst -, ,$(m))))
ifneq ($(word 2,$(sort $(processors))),)
$(error CC=$(CC) is for another processor than FILTER_CC=$(FILTER_CC): $(processors))
endif
endif
$(BUILD)/generated/policy.h: services/policy $(BUILD)/policy $(BUILD)/flags
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && $(BUILD)/policy $(if $(machine),-m $(machine)) $< >$@

$(BUILD)/policy: packaging/policy.c src/confine.h
	$(call say,LINK,$@)
	$(quiet)$(BUILD_CC) -std=gnu11 -D_GNU_SOURCE -Isrc $(WARNINGS) $(if $(WERROR),-Werror) -O1 -o $@ $< \
		$$($(PKG_CONFIG) --cflags --libs libseccomp || echo -lseccomp)

# The identifiers of what the journal's catalog explains.
$(BUILD)/generated/messages.h: units/inetkit.catalog
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && awk '/^# MESSAGE_/ { name = $$2 } \
		/^-- / { printf "#define %s \"%s\"\n", name, $$2 }' $< >$@

# Other flags or another compiler: everything is made anew.
flags := $(static_cc) $(static_ld) $(dynamic_cc) $(dynamic_ld)
ifneq ($(building),)
ifneq ($(strip $(flags)),$(strip $(file <$(BUILD)/flags)))
.PHONY: $(BUILD)/flags
endif
endif
$(BUILD)/flags:
	$(file >$@,$(flags))

# The same for what is filled into templates.
paths := $(LIBEXECDIR)
ifneq ($(building),)
ifneq ($(strip $(paths)),$(strip $(file <$(BUILD)/paths)))
.PHONY: $(BUILD)/paths
endif
endif
$(BUILD)/paths:
	$(file >$@,$(paths))

-include $(wildcard $(BUILD)/static/*.d $(BUILD)/static/services/*.d $(BUILD)/dynamic/*.d $(BUILD)/dynamic/services/*.d)

# --- on a new machine ----------------------------------------------------------------------------

foreign := $(BUILD)/foreign

deps: ## install what building and testing need, with the system's package manager
	@packaging/deps/install $(foreign) build check unpack

demo: ## build, and show the services and the client at work on loopback
	@packaging/deps/install $(foreign) build
	@$(MAKE) --no-print-directory all
	@tests/demo $(BUILD)

# --- tests ---------------------------------------------------------------------------------------

functions_parts := daytime io number peer prng rate rfc867 rfc868 rtt visible
intervals_parts := drift interval narrow number prng
test_programs := $(BUILD)/tests/functions $(BUILD)/tests/listen $(BUILD)/tests/breach $(BUILD)/tests/connections \
	$(BUILD)/tests/datagrams $(BUILD)/tests/ask $(BUILD)/tests/readings $(BUILD)/tests/plots \
	$(BUILD)/tests/relay $(BUILD)/tests/clockserver $(BUILD)/tests/terminal $(BUILD)/tests/intervals

$(BUILD)/tests/functions: tests/tools/functions.c $(functions_parts:%=$(BUILD)/dynamic/%.o)
$(BUILD)/tests/intervals: tests/tools/intervals.c $(intervals_parts:%=$(BUILD)/dynamic/%.o)
$(BUILD)/tests/readings: tests/tools/readings.c $(patsubst %,$(BUILD)/dynamic/%.o,$(readings_parts) prng)
$(BUILD)/tests/intervals: libraries = -lm
$(BUILD)/tests/readings: libraries = $(JSON_LIBS)
$(BUILD)/tests/plots: tests/tools/plots.c $(plots_parts:%=$(BUILD)/dynamic/%.o)
$(BUILD)/tests/listen: tests/tools/listen.c $(BUILD)/flags
$(BUILD)/tests/functions $(BUILD)/tests/intervals $(BUILD)/tests/readings $(BUILD)/tests/plots $(BUILD)/tests/listen:
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_cc) $(LDFLAGS) -pie -o $@ $(filter %.c %.o,$^) $(libraries)

# As the filters are made.
$(BUILD)/tests/breach: tests/tools/breach.c $(BUILD)/static/parts.a $(generated)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(static_cc) $(static_ld:$(FILTER_CC)%=%) -o $@ $(filter %.c %.a,$^)

# Static, to run on whatever system a container has.
$(addprefix $(BUILD)/tests/,connections datagrams ask relay clockserver terminal): $(BUILD)/tests/%: tests/tools/%.c $(BUILD)/flags
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(CC) $(common) $(CPPFLAGS) -O2 -pthread -static -o $@ $<

test-programs: all $(test_programs)

sanitizer_flags := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
sanitized := $(BUILD)/sanitize

# The same programs, all dynamic, under the address and undefined behaviour sanitizers.
build-sanitize:
	@$(MAKE) --no-print-directory test-programs BUILD=$(sanitized) CFLAGS='$(sanitizer_flags)' HARDENING= \
		FILTER_CC='$(CC)' FILTER_CFLAGS=-fPIE FILTER_LDFLAGS='-fPIE -pie'

# The filters with the C library of the system, whose system calls are not those of musl.
build-glibc:
	@$(MAKE) --no-print-directory test-programs BUILD=$(BUILD)/glibc FILTER_CC='$(CC)'

check: ## install what is needed, build, lint, and run all tests, also under the sanitizers
	@packaging/deps/install $(foreign) build check unpack
	@$(MAKE) --no-print-directory test-programs
	@$(MAKE) --no-print-directory build-glibc
	@$(MAKE) --no-print-directory build-sanitize
	@INETKIT_FOREIGN=$(abspath $(foreign)) \
		tests/run lint $(BUILD) confined:$(BUILD)/glibc system:$(BUILD) $(sanitized)

sanitize: build-sanitize ## run the tests under the address and undefined behaviour sanitizers
	@INETKIT_FOREIGN=$(abspath $(foreign)) tests/run $(sanitized)

releases := trixie sid

check-releases: ## run the tests for systemd on other releases of Debian, made by debootstrap
	@packaging/deps/install $(foreign) build check unpack release
	@$(MAKE) --no-print-directory test-programs
	@for suite in $(releases); do \
		tests/system/release $$suite $(BUILD)/roots/$$suite && \
		INETKIT_ROOT=$(abspath $(BUILD))/roots/$$suite tests/run system:$(BUILD) || exit; done

bench: ## measure the shared server beside the builtin services of inetds, and clocks for many hosts
	@packaging/deps/install $(foreign) build check unpack
	@$(MAKE) --no-print-directory test-programs
	@INETKIT_FOREIGN=$(abspath $(foreign)) tests/bench/shared $(BUILD)
	@tests/bench/clocks $(BUILD)

# ROOT=build/roots/trixie: on another system than this one.
ROOT ?=
bench-units: ## measure what units cost for each connection, directive by directive
	@packaging/deps/install $(foreign) build check
	@$(MAKE) --no-print-directory test-programs
	@tests/bench/units $(BUILD) $(ROOT)

# --- lint ----------------------------------------------------------------------------------------

sources := $(wildcard src/*.c services/*.c packaging/*.c tests/tools/*.c)
headers := $(wildcard src/*.h)
scripts := .ci/run packaging/completions packaging/filter-link packaging/deps/install packaging/generate tests/run tests/demo \
	$(addprefix tests/system/,boot container release) $(addprefix tests/bench/,clocks shared units units-inside)
pages := $(wildcard src/*.1 src/*.7 services/*.8)
lint_flags = -std=gnu11 -D_GNU_SOURCE -Isrc -I$(BUILD)/generated -DINETKIT_VERSION='"$(VERSION)"' $(SYSTEMD_CFLAGS) $(JSON_CFLAGS)
tidy_checks := -*,bugprone-*,clang-analyzer-*,misc-redundant-expression,misc-unused-parameters,$\
	performance-*,portability-*,readability-misleading-indentation,readability-redundant-*,$\
	-bugprone-easily-swappable-parameters,-bugprone-switch-missing-default-case,-bugprone-reserved-identifier,$\
	-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,$\
	-clang-analyzer-security.insecureAPI.strcpy
lints := lint-format lint-headers lint-tidy lint-cppcheck lint-shell lint-man

.PHONY: $(lints) list-lints
lint: $(lints) ## check sources, scripts and manual pages

list-lints:
	@echo $(lints)

lint-format:
	clang-format --dry-run -Werror $(sources) $(headers)

lint-headers: $(generated)
	$(quiet)for header in $(headers); do \
		$(CC) $(lint_flags) $(WARNINGS) -Werror -fsyntax-only -x c $$header || exit; done

lint-tidy: $(generated)
	printf '%s\n' $(sources) | xargs -P 2 -I{} \
		clang-tidy --quiet --warnings-as-errors='*' --checks='$(tidy_checks)' {} -- $(lint_flags)

lint-cppcheck: $(generated)
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem -Isrc -I$(BUILD)/generated $(sources)

# Helpers and suites share variables, which look never set or never used in each of them alone, and
# hand pieces of shell to other shells in single quotes.
lint-shell: $(completions)
	shellcheck $(scripts)
	shellcheck $(BUILD)/completions/inetkit
	zsh -n $(BUILD)/completions/_inetkit
	zsh -n tests/helpers/interactive.zsh
	fish --no-execute $(BUILD)/completions/inetkit.fish
	shellcheck -s sh -e SC1083 units/run.in
	shellcheck -s bash -e SC1091,SC2016,SC2034,SC2154 tests/helpers/*.bash tests/system/*.bash
	shellcheck -s bats -e SC1091,SC2016,SC2030,SC2031,SC2034,SC2154 tests/*.bats tests/system/*.bats

# What a page refers to need not be installed; on standard error mandoc speaks only of its own index.
lint-man:
	$(quiet)out=$$(mandoc -T lint -W style $(pages) 2>/dev/null | grep -v 'referenced manual not found'); \
		[ -z "$$out" ] || { echo "$$out"; exit 1; }

# --- installation --------------------------------------------------------------------------------

# All that is installed: mode:file:place. install and uninstall replay this list.
installed := \
	755:$(BUILD)/inetkit:$(BINDIR)/inetkit \
	644:src/inetkit.1:$(MANDIR)/man1/inetkit.1 \
	644:src/inetkit.7:$(MANDIR)/man7/inetkit.7 \
	644:$(BUILD)/completions/inetkit:$(BASHCOMPDIR)/inetkit \
	644:$(BUILD)/completions/_inetkit:$(ZSHCOMPDIR)/_inetkit \
	644:$(BUILD)/completions/inetkit.fish:$(FISHCOMPDIR)/inetkit.fish \
	$(foreach s,$(servers), \
		755:$(BUILD)/services/$(s):$(LIBEXECDIR)/inetkit/$(s) \
		644:services/$(s).8:$(MANDIR)/man8/inetkit-$(s).8) \
	$(foreach s,$(services), \
		644:$(BUILD)/units/inetkit-$(s).socket:$(UNITDIR)/inetkit-$(s).socket \
		644:$(BUILD)/units/inetkit-$(s)@.service:$(UNITDIR)/inetkit-$(s)@.service \
		644:$(BUILD)/xinetd.d/inetkit-$(s):$(XINETDDIR)/inetkit-$(s) \
		755:$(BUILD)/tcpserver/$(s)/run:$(DOCDIR)/examples/tcpserver/$(s)/run) \
	$(foreach s,$(long_lived), \
		644:$(BUILD)/units/inetkit-$(s).socket:$(UNITDIR)/inetkit-$(s).socket \
		644:$(BUILD)/units/inetkit-$(s).service:$(UNITDIR)/inetkit-$(s).service \
		644:$(BUILD)/xinetd.d/inetkit-$(s):$(XINETDDIR)/inetkit-$(s)) \
	$(foreach u,inetkit.target inetkit.slice inetkit-.socket.d/10-inetkit.conf inetkit-.service.d/10-inetkit.conf, \
		644:units/$(u):$(UNITDIR)/$(u)) \
	644:units/inetkit.sysusers:$(SYSUSERSDIR)/inetkit.conf \
	644:units/inetkit.catalog:$(CATALOGDIR)/inetkit.catalog \
	644:$(BUILD)/inetd.conf:$(DOCDIR)/examples/inetd.conf \
	$(foreach e,$(notdir $(wildcard packaging/examples/*)),644:packaging/examples/$(e):$(DOCDIR)/examples/$(e))
poll_limit := 644:units/inetkit-.socket.d/20-poll-limit.conf:$(UNITDIR)/inetkit-.socket.d/20-poll-limit.conf
knows_poll_limit = $(shell [ $(firstword $(subst ., ,$(SYSTEMD_VERSION))) -ge 255 ] && echo yes)
part = $(word $(2),$(subst :, ,$(1)))
places = $(foreach i,$(installed) $(poll_limit),$(call part,$(i),3))
# What an administrator edits is not overwritten. xinetd reads no file with a dot in its name.
edited = $(filter $(XINETDDIR)/%,$(1))
install_file = $(INSTALL) -D -m $(1) $(2) "$(DESTDIR)$(3)"
install_beside = if [ ! -e "$(DESTDIR)$(3)" ] || cmp -s $(2) "$(DESTDIR)$(3)"; then \
		rm -f "$(DESTDIR)$(3).new" && $(call install_file,$(1),$(2),$(3)); \
	else \
		echo "$(DESTDIR)$(3) has been edited and stays; the new one is $(3).new" && \
		$(call install_file,$(1),$(2),$(3).new); fi
# Folders that are nobody else's; the others go too where they are empty and below a DESTDIR.
own_folders = $(addprefix $(DESTDIR),$(LIBEXECDIR)/inetkit $(UNITDIR)/inetkit-.socket.d $(UNITDIR)/inetkit-.service.d \
	$(services:%=$(DOCDIR)/examples/tcpserver/%) $(DOCDIR)/examples/tcpserver $(DOCDIR)/examples $(DOCDIR))

install: all ## install below DESTDIR and PREFIX
	@$(foreach i,$(installed) $(if $(knows_poll_limit),$(poll_limit)), \
		$(call $(if $(call edited,$(call part,$(i),3)),install_beside,install_file),$(strip \
			$(call part,$(i),1)),$(call part,$(i),2),$(call part,$(i),3)) &&) :

uninstall: ## remove what install put there
	@rm -f $(foreach p,$(places) $(addsuffix .new,$(call edited,$(places))),"$(DESTDIR)$(p)")
	@rmdir $(own_folders) 2>/dev/null || :
	@$(if $(DESTDIR),for folder in $(sort $(dir $(places))); do \
		while [ "$$folder" != / ] && { rmdir "$(DESTDIR)$$folder" || [ ! -e "$(DESTDIR)$$folder" ]; } 2>/dev/null; do \
			folder=$$(dirname "$$folder"); done; done)

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

clean: ## remove build/
	rm -rf $(BUILD)
