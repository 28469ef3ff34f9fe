# SPDX-License-Identifier: ISC
# Compilers, libraries and flags.

# The compiler of the filters: musl-gcc if it is on the PATH, otherwise $(CC).
FILTER_CC ?= $(if $(wildcard $(addsuffix /musl-gcc,$(subst :, ,$(PATH)))),musl-gcc,$(CC))

# packaging/toolchain detects how to link the filters and where the libraries are, and prints make variables. It runs
# again when its arguments change.
toolchain_arguments := '$(CC)' '$(FILTER_CC)' '$(BUILD_CC)' '$(PKG_CONFIG)' $(BUILD)
ifneq ($(building),)
-include $(BUILD)/toolchain
ifneq ($(strip $(toolchain_arguments)),$(strip $(toolchain_known)))
$(BUILD)/toolchain: FORCE
else ifneq ($(systemd_missing),)
# libsystemd may have been installed meanwhile. make sets MAKE_RESTARTS when it reads the new file.
ifeq ($(filter no,$(WITH_SYSTEMD))$(MAKE_RESTARTS),)
$(BUILD)/toolchain: FORCE
endif
endif
endif
$(BUILD)/toolchain: packaging/toolchain
	$(quiet)mkdir -p $(@D) && { packaging/toolchain $(toolchain_arguments) && \
		printf '%s\n' "toolchain_known := $(toolchain_arguments)"; } >$@

ifdef FILTER_LDFLAGS
filter_how := linked with FILTER_LDFLAGS
endif
FILTER_CFLAGS ?= $(filter_cflags)
FILTER_LDFLAGS ?= $(filter_ldflags)
$(foreach w,WITH_SYSTEMD WITH_XINETD WITH_COMPLETIONS,$(if $(filter-out yes no,$($(w))),$(error $(w) is yes, no or empty)))
# A caller who sets SYSTEMD_LIBS knows where libsystemd is.
ifdef SYSTEMD_LIBS
systemd_missing :=
endif
# Each of these is "yes" or empty.
with_systemd := $(filter yes,$(or $(WITH_SYSTEMD),$(if $(systemd_missing),no,yes)))
with_xinetd := $(filter yes,$(or $(WITH_XINETD),yes))
with_completions := $(and $(with_systemd),$(filter yes,$(or $(WITH_COMPLETIONS),yes)))
missing := $(systemd_missing). Install libsystemd-dev and libjson-c-dev (Debian, Ubuntu), systemd-devel and json-c-devel \
	(Fedora), or systemd and json-c (Arch)
ifneq ($(and $(WITH_SYSTEMD:no=),$(systemd_missing),$(MAKE_RESTARTS)),)
$(error WITH_SYSTEMD=yes, but $(missing))
endif
without = Without the client, shared and the units, because $(if $(WITH_SYSTEMD),WITH_SYSTEMD=no,$(missing))
SYSTEMD_CFLAGS ?= $(systemd_cflags)
SYSTEMD_LIBS ?= $(or $(systemd_libs),-lsystemd)
JSON_CFLAGS ?= $(json_cflags)
JSON_LIBS ?= $(or $(json_libs),-ljson-c)
# The systemd release that the units are for. Directives that it does not know are not installed.
SYSTEMD_VERSION ?= $(or $(systemd_version),255)

# Dynamic objects do not depend on how the filters are built. DYNAMIC can name the objects of another build.
DYNAMIC ?= $(BUILD)/dynamic

comma := ,
# The flags of a distribution win, and are not added a second time.
# $(call unless,TEXT,FLAG): FLAG for the compiler, unless the caller's flags contain TEXT
unless = $(if $(findstring $(1),$(CPPFLAGS) $(CFLAGS)),,$(2))
# $(call unless_linked,FLAG): FLAG for the linker, unless the caller's flags contain it
unless_linked = $(if $(findstring $(1),$(CFLAGS) $(LDFLAGS)),,$(if $(filter -z%,$(1)),-Wl$(comma))$(1))
stack_protector = $(call unless,-fstack-protector,-fstack-protector-strong)
link_hardening = $(call unless_linked,-pie) $(call unless_linked,-z$(comma)relro) $(call unless_linked,-z$(comma)now)

common := -std=gnu11 -D_GNU_SOURCE -Isrc -I$(BUILD) -DINETKIT_VERSION='"$(VERSION)"' \
	$(WARNINGS) $(if $(WERROR),-Werror) -MMD -MP
static_flags = $(CFLAGS) $(filter-out $(CFLAGS),$(FILTER_CFLAGS))
static_cc = $(FILTER_CC) $(common) $(stack_protector) -ffunction-sections $(CPPFLAGS) $(static_flags)
static_ld = $(FILTER_CC) $(static_flags) $(static_ldflags)
static_ldflags = $(FILTER_LDFLAGS) -Wl,--gc-sections,-z,relro,-z,now,-z,noexecstack
dynamic_cc = $(CC) $(subst -I$(BUILD) ,-I$(patsubst %/,%,$(dir $(DYNAMIC))) ,$(common)) $(HARDENING) $(call unless,-fPIE,-fPIE) -pthread \
	$(if $(with_systemd),$(SYSTEMD_CFLAGS) $(JSON_CFLAGS)) $(CPPFLAGS) $(CFLAGS)
dynamic_ld = $(CC) $(CFLAGS) -pthread $(link_hardening) -Wl,-z,noexecstack $(LDFLAGS)

# $(eval $(call remember,FILE,TEXT)): a rule that rewrites FILE only when TEXT changes. Targets that depend on the text
# depend on the file.
define remember
$(1):
	$$(quiet)mkdir -p $$(@D)
	$$(file >$$@,$(2))
ifneq ($(building),)
ifneq ($$(strip $(2)),$$(strip $$(file <$(1))))
$(1): FORCE
endif
endif
endef
$(eval $(call remember,$(BUILD)/static.flags,$(static_cc) $(static_ld)))
$(eval $(call remember,$(DYNAMIC).flags,$(dynamic_cc) $(dynamic_ld)))
