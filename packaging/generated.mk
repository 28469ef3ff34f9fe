# SPDX-License-Identifier: ISC
# Files generated from the descriptions of services and commands: headers, completions, manual pages.

commands_table := src/commands/commands.tsv
generated := $(addprefix $(BUILD)/generated/,services.h policy.h messages.h commands.h attributes.h \
	directories.h)

# The registry in C: SERVICE_NAME initializes a struct service, SERVICE_NAME_PORT is its port as a string, SERVICES is
# the list of all rows.
$(BUILD)/generated/services.h: $(registry) packaging/generated.mk
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && awk -F'\t' ' \
		!/^#/ { \
			row = "SERVICE_" toupper($$1); rows = rows (rows ? ", " : "") row; \
			printf "#define %s_PORT \"%d\"\n", row, $$2; \
			printf "#define %s {\"%s\", %d, \"%s\", \"%s\", \"%s\", \"%s\"}\n", row, $$1, $$2, $$3, $$5, $$6, $$8 \
		} \
		END { print "#define SERVICES " rows }' $< > $@

# The client's commands and options.
$(BUILD)/generated/commands.h: $(registry) $(commands_table) packaging/commands
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && packaging/commands $(registry) $(commands_table) >$@

# The attributes of xinetd that "inetkit convert" knows: ATTRIBUTES is the list of all rows.
attributes_table := src/convert/attributes.tsv
$(BUILD)/generated/attributes.h: $(attributes_table) packaging/generated.mk
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && awk -F'\t' ' \
		!/^#/ { \
			rows = rows (rows ? ", " : "") "{\"" $$1 "\", " ($$2 == "-" ? "NULL" : $$2) "}"; \
			if ($$2 != "-") print "attribute_map " $$2 ";" \
		} \
		END { print "#define ATTRIBUTES " rows }' $< > $@

# Where programs are installed that units of "inetkit convert" start.
$(eval $(call remember,$(BUILD)/program_directories,$(LIBEXECDIR) $(BINDIR)))
$(BUILD)/generated/directories.h: $(BUILD)/program_directories packaging/generated.mk
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && printf '#define %s "%s"\n' LIBEXECDIR '$(LIBEXECDIR)' BINDIR '$(BINDIR)' >$@

# The system calls that each program may make, for seccomp(2).
$(eval $(call remember,$(BUILD)/machine,$(machine)))
$(BUILD)/generated/policy.h: services/policy $(BUILD)/policy $(BUILD)/machine
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && $(BUILD)/policy $(if $(machine),-m $(machine)) $< >$@

# The compiler of the policies. It runs on the machine that builds, and PKG_CONFIG can be for another one.
policy_sources := $(wildcard packaging/policy/*.c)
$(BUILD)/policy: $(policy_sources) $(wildcard packaging/policy/*.h) src/filter/sandbox.h
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(BUILD_CC) -std=gnu11 -D_GNU_SOURCE -Isrc -Ipackaging $(WARNINGS) $(if $(WERROR),-Werror) \
		-O1 -o $@ $(policy_sources) -lseccomp

# The message identifiers of the journal's catalog.
$(BUILD)/generated/messages.h: units/inetkit.catalog
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && awk '/^# MESSAGE_/ { name = $$2 } \
		/^-- / { printf "#define %s \"%s\"\n", name, $$2 }' $< >$@

# Completions, with the file names that the shells expect.
completions := $(addprefix $(BUILD)/completions/,inetkit _inetkit inetkit.fish)
$(BUILD)/completions/inetkit: for_shell := bash
$(BUILD)/completions/_inetkit: for_shell := zsh
$(BUILD)/completions/inetkit.fish: for_shell := fish
$(completions): $(registry) $(commands_table) $(wildcard packaging/completions/*)
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && packaging/completions/generate $(for_shell) $(registry) $(commands_table) >$@

# Manual pages contain the configured directories. A page can say what only one kind of build has, between the lines
# '.\" with systemd' or '.\" without systemd' and '.\" end'. @ATTRIBUTES@ is the list of attributes.
attributes_list = $$(awk -F'\t' '!/^\#/ { text = $$3 "." ($$4 == "-" ? "" : " " $$4); gsub(/\. /, ".\n", text); \
	print ".It Ic " $$1 "\n" text }' $(attributes_table) | fold -s -w 80 | sed 's/ $$//')
pages := $(if $(with_systemd),$(wildcard src/commands/*.[18])) $(wildcard units/*.7) $(patsubst %,services/%.8,$(servers) $(unlisted))
manual := $(addprefix $(BUILD)/man/,$(notdir $(pages)))
vpath %.1 src/commands
vpath %.7 units
vpath %.8 services src/commands
$(manual): $(BUILD)/man/%: % $(registry) $(attributes_table) packaging/generate $(BUILD)/directories $(BUILD)/servers
	$(call say,GEN,$@)
	$(quiet)mkdir -p $(@D) && sed '/^\.\\" $(if $(with_systemd),without,with) systemd$$/,/^\.\\" end$$/d' $< | \
		packaging/generate $(registry) - - $(directories) ATTRIBUTES="$(attributes_list)" >$@
