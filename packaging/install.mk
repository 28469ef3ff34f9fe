# SPDX-License-Identifier: ISC
# install and uninstall.

# The installed files, as mode:file:path or link:target:path, for install and uninstall.
of_filters := \
	644:$(BUILD)/man/inetkit.7:$(MANDIR)/man7/inetkit.7 \
	$(foreach s,$(services), \
		755:$(BUILD)/services/$(s):$(LIBEXECDIR)/inetkit/$(s) \
		644:$(BUILD)/man/$(s).8:$(MANDIR)/man8/inetkit-$(s).8 \
		644:$(BUILD)/xinetd.d/inetkit-$(s):$(drop_in_directory)/inetkit-$(s) \
		755:$(BUILD)/tcpserver/$(s)/run:$(DOCDIR)/examples/tcpserver/$(s)/run) \
	$(foreach c,$(unlisted), \
		755:$(BUILD)/services/$(c):$(LIBEXECDIR)/inetkit/$(c) \
		644:$(BUILD)/man/$(c).8:$(MANDIR)/man8/inetkit-$(c).8) \
	755:$(BUILD)/services/hello-lookup:$(LIBEXECDIR)/inetkit/hello-lookup \
	644:$(BUILD)/inetd.conf:$(DOCDIR)/examples/inetd.conf \
	644:LICENSE:$(DOCDIR)/LICENSE \
	644:NEWS.md:$(DOCDIR)/NEWS.md
of_systemd := \
	755:$(BUILD)/inetkit:$(BINDIR)/inetkit \
	644:$(BUILD)/man/inetkit.1:$(MANDIR)/man1/inetkit.1 \
	644:$(BUILD)/man/inetkit-xinetd.7:$(MANDIR)/man7/inetkit-xinetd.7 \
	755:$(BUILD)/services/shared:$(LIBEXECDIR)/inetkit/shared \
	644:$(BUILD)/man/shared.8:$(MANDIR)/man8/inetkit-shared.8 \
	$(foreach s,$(services), \
		644:$(BUILD)/units/inetkit-$(s).socket:$(UNITDIR)/inetkit-$(s).socket \
		644:$(BUILD)/units/inetkit-$(s)@.service:$(UNITDIR)/inetkit-$(s)@.service) \
	$(foreach s,$(long_lived), \
		644:$(BUILD)/units/inetkit-$(s).socket:$(UNITDIR)/inetkit-$(s).socket \
		644:$(BUILD)/units/inetkit-$(s).service:$(UNITDIR)/inetkit-$(s).service \
		644:$(BUILD)/xinetd.d/inetkit-$(s):$(drop_in_directory)/inetkit-$(s)) \
	$(foreach u,inetkit.target inetkit.slice inetkit-.socket.d/10-inetkit.conf inetkit-.service.d/10-inetkit.conf, \
		644:units/$(u):$(UNITDIR)/$(u)) \
	644:units/inetkit.sysusers:$(SYSUSERSDIR)/inetkit.conf \
	644:units/inetkit.catalog:$(CATALOGDIR)/inetkit.catalog \
	$(foreach s,$(services),644:$(BUILD)/firewalld/inetkit-$(s).xml:$(FIREWALLDDIR)/inetkit-$(s).xml) \
	$(foreach e,$(notdir $(wildcard packaging/examples/*.*)),644:$(BUILD)/examples/$(e):$(DOCDIR)/examples/$(e)) \
	link:$(BINDIR)/inetkit:$(PLUGINDIR)/check_clocks \
	644:$(clocks_service):$(UNITDIR)/inetkit-clocks.service \
	$(foreach u,timer service.d/10-inetkit.conf, \
		644:units/inetkit-clocks.$(u):$(UNITDIR)/inetkit-clocks.$(u)) \
	644:units/inetkit-clocks.sysusers:$(SYSUSERSDIR)/inetkit-clocks.conf \
	644:$(BUILD)/man/check_clocks.8:$(MANDIR)/man8/check_clocks.8 \
	$(foreach e,$(notdir $(wildcard packaging/examples/monitoring/*)), \
		644:$(BUILD)/examples/monitoring/$(e):$(MONITORINGDOCDIR)/examples/$(e))
of_completions := \
	644:$(BUILD)/completions/inetkit:$(BASHCOMPDIR)/inetkit \
	644:$(BUILD)/completions/_inetkit:$(ZSHCOMPDIR)/_inetkit \
	644:$(BUILD)/completions/inetkit.fish:$(FISHCOMPDIR)/inetkit.fish
installed := $(of_filters) $(if $(with_systemd),$(of_systemd)) $(if $(with_completions),$(of_completions))
poll_limit := 644:units/inetkit-.socket.d/20-poll-limit.conf:$(UNITDIR)/inetkit-.socket.d/20-poll-limit.conf
knows_poll_limit = $(shell [ $(firstword $(subst ., ,$(SYSTEMD_VERSION))) -ge 255 ] && echo yes)
part = $(word $(2),$(subst :, ,$(1)))
# uninstall removes what any values of the switches have installed.
drop_in_directories = $(XINETDDIR) $(DOCDIR)/examples/xinetd.d
places = $(sort $(foreach i,$(of_filters) $(of_systemd) $(of_completions) $(poll_limit),$(call part,$(i),3)) \
	$(foreach d,$(drop_in_directories),$(addprefix $(d)/inetkit-,$(services) $(long_lived))))
# Files that an administrator edited are not overwritten. xinetd ignores a new version: its name contains a dot.
edited = $(filter $(XINETDDIR)/%,$(1))
install_file = $(if $(filter link,$(1)),$(INSTALL) -d "$(DESTDIR)$(dir $(3))" && ln -sfr "$(DESTDIR)$(2)" "$(DESTDIR)$(3)",$(strip \
	$(INSTALL) -D -m $(1) $(2) "$(DESTDIR)$(3)"))
install_beside = if [ ! -e "$(DESTDIR)$(3)" ] || cmp -s $(2) "$(DESTDIR)$(3)"; then \
		rm -f "$(DESTDIR)$(3).new" && $(call install_file,$(1),$(2),$(3)); \
	else \
		echo "$(DESTDIR)$(3) was edited and is kept; the new version is $(DESTDIR)$(3).new" && \
		$(call install_file,$(1),$(2),$(3).new); fi
# The directories that uninstall removes if they are empty. With DESTDIR, it removes every empty one.
own_directories = $(addprefix $(DESTDIR),$(LIBEXECDIR)/inetkit $(UNITDIR)/inetkit-.socket.d $(UNITDIR)/inetkit-.service.d $(UNITDIR)/inetkit-clocks.service.d \
	$(services:%=$(DOCDIR)/examples/tcpserver/%) $(DOCDIR)/examples/tcpserver $(DOCDIR)/examples/xinetd.d \
	$(DOCDIR)/examples $(DOCDIR) $(MONITORINGDOCDIR)/examples $(MONITORINGDOCDIR) \
	$(PLUGINDIR) $(filter %/nagios,$(patsubst %/,%,$(dir $(PLUGINDIR)))) $(FIREWALLDDIR) $(patsubst %/,%,$(dir $(FIREWALLDDIR))))

.PHONY: install uninstall

install: all ## install below DESTDIR and PREFIX
	@$(foreach i,$(installed) $(if $(with_systemd),$(if $(knows_poll_limit),$(poll_limit))), \
		$(call $(if $(call edited,$(call part,$(i),3)),install_beside,install_file),$(strip \
			$(call part,$(i),1)),$(call part,$(i),2),$(call part,$(i),3)) &&) :

# node_exporter would serve the last measurement forever if the link of inetkit-clocks.service stayed.
uninstall: ## remove what install installed
	@rm -f $(foreach p,$(places) $(addsuffix .new,$(call edited,$(places))),"$(DESTDIR)$(p)")
	@! [ -L "$(DESTDIR)$(TEXTFILEDIR)/inetkit.prom" ] || rm "$(DESTDIR)$(TEXTFILEDIR)/inetkit.prom"
	@rmdir $(own_directories) 2>/dev/null || :
	@$(if $(DESTDIR),for directory in $(sort $(dir $(places))); do \
		while [ "$$directory" != / ] && { rmdir "$(DESTDIR)$$directory" || [ ! -e "$(DESTDIR)$$directory" ]; } 2>/dev/null; do \
			directory=$$(dirname "$$directory"); done; done)

