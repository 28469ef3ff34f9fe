# SPDX-License-Identifier: ISC
# Units, drop-ins and run scripts, generated from the templates here for each service of the registry.

# The services of the shared server, as in the names of units and drop-ins: NAME-dgram over UDP, NAME-shared over TCP.
served_over = $(shell awk -F'\t' '/^[a-z]/ && ("," $$8 ",") ~ /,$(1),/ { print $$1 }' $(registry))
of_dgram := $(addsuffix -dgram,$(call served_over,udp))
of_shared := $(addsuffix -shared,$(call served_over,tcp))
long_lived := $(of_dgram) $(of_shared)

sockets := $(services:%=$(BUILD)/units/inetkit-%.socket)
templates := $(services:%=$(BUILD)/units/inetkit-%@.service)
drop_ins := $(services:%=$(BUILD)/xinetd.d/inetkit-%)
run_scripts := $(services:%=$(BUILD)/tcpserver/%/run)
dgram_sockets := $(of_dgram:%=$(BUILD)/units/inetkit-%.socket)
shared_sockets := $(of_shared:%=$(BUILD)/units/inetkit-%.socket)
long_lived_services := $(long_lived:%=$(BUILD)/units/inetkit-%.service)
long_lived_drop_ins := $(long_lived:%=$(BUILD)/xinetd.d/inetkit-%)
configuration := $(drop_ins) $(run_scripts) $(BUILD)/inetd.conf $(if $(with_systemd),$(sockets) $(templates) \
	$(dgram_sockets) $(shared_sockets) $(long_lived_services) $(long_lived_drop_ins))

drop_in_directory := $(if $(with_xinetd),$(XINETDDIR),$(DOCDIR)/examples/xinetd.d)
# The keys of every template and manual page.
directories = BINDIR='$(BINDIR)' LIBEXECDIR='$(LIBEXECDIR)' DOCDIR='$(DOCDIR)' UNITDIR='$(UNITDIR)' XINETDDIR='$(drop_in_directory)' \
	MONITORINGDOCDIR='$(MONITORINGDOCDIR)' PLUGINDIR='$(PLUGINDIR)' TEXTFILEDIR='$(TEXTFILEDIR)'
$(eval $(call remember,$(BUILD)/directories,$(directories)))

# $(call generate,NAME,TEMPLATE,KEY=VALUE...)
generate = mkdir -p $(@D) && packaging/generate $(registry) $(1) $(2) $(directories) $(3) >$@
generate_from := $(registry) packaging/generate $(BUILD)/directories
# $(call generate_long_lived,SERVER,TEMPLATE,KEY=VALUE...): SERVER is one of $(long_lived)
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

# The measurement of the clocks of a fleet.
clocks_service := $(BUILD)/units/inetkit-clocks.service
configuration += $(if $(with_systemd),$(clocks_service))
$(clocks_service): units/clocks-service.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,-,$<)

# Drop-ins and units that an administrator copies, and files for other monitoring software.
examples := $(patsubst packaging/%,$(BUILD)/%,$(wildcard packaging/examples/*.* packaging/examples/monitoring/*))
configuration += $(if $(with_systemd),$(examples))
$(examples): $(BUILD)/examples/%: packaging/examples/% $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,-,$<)

# The ports of each service, for firewalld.
firewalld_services := $(services:%=$(BUILD)/firewalld/inetkit-%.xml)
configuration += $(if $(with_systemd),$(firewalld_services))
$(firewalld_services): $(BUILD)/firewalld/inetkit-%.xml: units/firewalld.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,$*,$<)

$(run_scripts): $(BUILD)/tcpserver/%/run: units/run.in $(generate_from)
	$(call say,GEN,$@)
	$(quiet)$(call generate,$*,$<) && chmod 755 $@

# Without shared, without its lines at the end.
$(eval $(call remember,$(BUILD)/servers,$(servers)))
$(BUILD)/inetd.conf: units/inetd.conf.in $(generate_from) $(BUILD)/servers
	$(call say,GEN,$@)
	$(quiet)$(call generate,-,$<)
	$(if $(with_systemd),,$(quiet)sed -i '/^$$/,$$d' $@)
