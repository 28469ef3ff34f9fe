# Compilers, libraries and flags.

# The filters' compiler: musl-gcc if it is on the PATH, else $(CC).
FILTER_CC ?= $(if $(wildcard $(addsuffix /musl-gcc,$(subst :, ,$(PATH)))),musl-gcc,$(CC))

# packaging/toolchain finds out how to link filters and where the libraries are, and writes make variables. It
# runs again when its arguments change.
toolchain_arguments := '$(CC)' '$(FILTER_CC)' '$(PKG_CONFIG)' $(BUILD)
ifneq ($(building),)
-include $(BUILD)/toolchain
ifneq ($(strip $(toolchain_arguments)),$(strip $(toolchain_known)))
$(BUILD)/toolchain: FORCE
endif
endif
$(BUILD)/toolchain: packaging/toolchain
	$(quiet)mkdir -p $(@D) && { packaging/toolchain $(toolchain_arguments) && \
		printf '%s\n' "toolchain_known := $(toolchain_arguments)"; } >$@

ifdef FILTER_LDFLAGS
filter_how := linked as FILTER_LDFLAGS says
endif
FILTER_CFLAGS ?= $(filter_cflags)
FILTER_LDFLAGS ?= $(filter_ldflags)
SYSTEMD_CFLAGS ?= $(systemd_cflags)
SYSTEMD_LIBS ?= $(or $(systemd_libs),-lsystemd)
JSON_CFLAGS ?= $(json_cflags)
JSON_LIBS ?= $(or $(json_libs),-ljson-c)
# The systemd release that the units are for. Directives that it does not know are left out.
SYSTEMD_VERSION ?= $(or $(systemd_version),255)

# Dynamic objects are the same for every build of the filters: DYNAMIC can name those of another build.
DYNAMIC ?= $(BUILD)/dynamic

common := -std=gnu11 -D_GNU_SOURCE -Isrc -I$(BUILD) -DINETKIT_VERSION='"$(VERSION)"' \
	$(WARNINGS) $(if $(WERROR),-Werror) -MMD -MP
static_cc = $(FILTER_CC) $(common) -fstack-protector-strong -ffunction-sections $(CPPFLAGS) $(CFLAGS) $(FILTER_CFLAGS)
static_ld = $(FILTER_CC) $(CFLAGS) $(FILTER_CFLAGS) $(FILTER_LDFLAGS) -Wl,--gc-sections,-z,relro,-z,now,-z,noexecstack
dynamic_cc = $(CC) $(common) $(HARDENING) -fPIE -pthread $(SYSTEMD_CFLAGS) $(JSON_CFLAGS) $(CPPFLAGS) $(CFLAGS)
dynamic_ld = $(CC) $(CFLAGS) -pie -pthread -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)

# $(eval $(call remember,FILE,TEXT)): a file that is written again when the text changes, to depend on.
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
