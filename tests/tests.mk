# SPDX-License-Identifier: ISC
# Test programs, test runs and benchmarks.

all_archives := $(sort $(DYNAMIC)/hello.a $(shared_archives) $(client_archives))
linked_tools := configs functions http intervals proxy_headers readings rfc5905
static_tools := ask clockserver connections datagrams garbage hostile icmphosts intrude least listen relay spawn terminal
# What the benchmarks compare the filters with. They have none of our code.
bare_tools := bare empty
tools := $(linked_tools) $(static_tools) $(bare_tools) bare-dynamic breach
test_programs := $(addprefix $(BUILD)/tests/,$(if $(with_systemd),$(tools),listen breach))
# $(call suites,NAME...): these suites and their parts
suites = $(foreach name,$(1),$(wildcard tests/$(name).bats tests/$(name)-*.bats))
# The suites for a build without the client and shared. Their tests skip what needs the client.
filter_suites := $(filter-out tests/daytime-forms.bats,$(call suites,admit agent chargen confine daytime discard echo filters hello proxy qotd time))

# A tool is tests/tools/NAME.c, or the files of tests/tools/NAME/. Static tools share tests/tools/common/.
common_tool_sources := $(wildcard tests/tools/common/*.[ch]) $(addprefix src/base/,now.c number.c prng.c)
tool_cc = -Itests/tools -o $@ $(filter %.c,$^)

# Another build can take the static tools of this one.
TOOLS ?= $(BUILD)/tools

define tool
$(if $(filter $(1),$(static_tools)),$(TOOLS),$(BUILD)/tests)/$(1): $(wildcard tests/tools/$(1).c tests/tools/$(1)/*.[ch])
endef
$(foreach t,$(tools),$(eval $(call tool,$(t))))

# Tools that call our functions.
$(addprefix $(BUILD)/tests/,$(linked_tools)): $(all_archives)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_cc) $(link_hardening) $(LDFLAGS) $(tool_cc) \
		-Wl,--start-group $(all_archives) -Wl,--end-group $(SYSTEMD_LIBS) $(JSON_LIBS) -lm

# Compiled and linked as the filters are.
$(BUILD)/tests/breach: $(static_archives) $(generated)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(static_cc) $(static_ldflags) $(tool_cc) $(static_archives)

# Without the flags of the build, which may ask for what only our code has.
$(addprefix $(BUILD)/tests/,$(bare_tools)): $(BUILD)/static.flags
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(FILTER_CC) $(common) -O2 -static -o $@ $(filter %.c,$^)

$(BUILD)/tests/bare-dynamic: tests/tools/bare.c
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(CC) $(common) -O2 -o $@ $(filter %.c,$^)

# Static, so that they run in any container.
$(addprefix $(BUILD)/tests/,$(static_tools)): $(BUILD)/tests/%: $(TOOLS)/%
	$(quiet)mkdir -p $(@D) && ln -f $< $@

$(addprefix $(TOOLS)/,$(static_tools)): $(common_tool_sources) $(dir $(TOOLS))static.flags
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(CC) $(common) $(CPPFLAGS) -O2 -pthread -static $(tool_cc)

.PHONY: static-tools
static-tools: $(addprefix $(BUILD)/tests/,$(static_tools))

# Harnesses of libFuzzer, tests/fuzz/NAME.c. Without clang, replay.c runs them on files.
harnesses := $(filter-out input replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
fuzz_programs := $(addprefix $(BUILD)/tests/fuzz/,$(harnesses))
FUZZ_MAIN ?= tests/fuzz/replay.c

$(fuzz_programs): $(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(wildcard tests/fuzz/input.*) $(FUZZ_MAIN) $(all_archives)
	$(call say,LINK,$@)
	$(quiet)mkdir -p $(@D) && $(dynamic_cc) $(link_hardening) $(LDFLAGS) $(if $(FUZZ_MAIN),,-fsanitize=fuzzer) -Itests $(tool_cc) \
		-Wl,--start-group $(all_archives) -Wl,--end-group $(SYSTEMD_LIBS) $(JSON_LIBS) -lm

.PHONY: test-programs build-fuzz fuzz build-glibc build-sanitize builds check check-arm64 check-fresh test sanitize check-releases conformance bench soak bench-units

test-programs: all $(test_programs) $(if $(with_systemd),$(fuzz_programs))

sanitizer_flags := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# Programs start in two thirds of the time without the libraries of gcc's sanitizers. clang links them statically.
sanitizers := $(if $(findstring clang,$(CC)),,-static-libasan -static-libubsan)
sanitized := $(BUILD)/sanitize

# The same programs, all dynamic, under the address and undefined behaviour sanitizers.
build-sanitize: $(addprefix $(TOOLS)/,$(static_tools))
	@$(MAKE) --no-print-directory test-programs BUILD=$(sanitized) TOOLS=$(TOOLS) CFLAGS='$(sanitizer_flags)' HARDENING= \
		LDFLAGS='$(sanitizers)' FILTER_CC='$(CC)' FILTER_CFLAGS=-fPIE FILTER_LDFLAGS='-fPIE -pie $(sanitizers)'

covered := $(BUILD)/coverage
coverage_wraps := -Wl,--wrap=_exit,--wrap=raise,--wrap=syscall,--wrap=sandbox_enter,--wrap=sandbox_enter_strict,--wrap=landlock_confine $(abspath $(covered))/dump.o

# The same programs, all dynamic, which count the lines that they execute.
.PHONY: build-coverage coverage
build-coverage: $(addprefix $(TOOLS)/,$(static_tools))
	$(quiet)mkdir -p $(covered) && $(CC) -std=gnu11 -Isrc $(WARNINGS) -O2 -c -o $(covered)/dump.o tests/tools/coverage/dump.c
	@$(MAKE) --no-print-directory test-programs BUILD=$(covered) TOOLS=$(TOOLS) HARDENING= \
		CFLAGS='-O0 -g --coverage -fprofile-update=atomic' LDFLAGS='$(coverage_wraps)' \
		FILTER_CC='$(CC)' FILTER_CFLAGS=-fPIE FILTER_LDFLAGS='-fPIE -pie $(coverage_wraps)'

# The harnesses with libFuzzer, and our code compiled for it. Also the programs, which meet peers that send garbage; clang
# does not define the macro by which the sandbox knows of the sanitizers.
build-fuzz:
	@$(MAKE) --no-print-directory fuzz-programs BUILD=$(BUILD)/fuzz CC=clang FILTER_CC=clang HARDENING= FUZZ_MAIN= WARNINGS=-Wall \
		CFLAGS='-fsanitize=fuzzer-no-link $(sanitizer_flags) -D__SANITIZE_ADDRESS__' FILTER_CFLAGS=-fPIE FILTER_LDFLAGS='-fPIE -pie'

.PHONY: fuzz-programs
fuzz-programs: $(fuzz_programs) $(programs) $(addprefix $(BUILD)/tests/,connections datagrams garbage listen)

# Seconds for each harness, for the client, and for the servers.
SECONDS ?= 60

fuzz: ## look for inputs that break a parser or a program, SECONDS=60 for each, with libFuzzer
	@$(call install_packages,build check fuzz)
	@$(MAKE) --no-print-directory -j$(shell nproc) build-fuzz
	@tests/fuzz/run $(BUILD)/fuzz $(SECONDS) $(harnesses) programs servers

# The filters with the system's C library, which makes other system calls than musl. The other objects are those of
# test-programs. No test of the sandbox calls our functions.
build-glibc: test-programs
	@$(MAKE) --no-print-directory test-programs BUILD=$(BUILD)/glibc DYNAMIC=$(BUILD)/dynamic TOOLS=$(TOOLS) \
		FILTER_CC='$(CC)' harnesses= linked_tools=

builds: test-programs build-glibc build-sanitize

check: ## install what is needed, build, lint, and run all tests, also under the sanitizers
	@$(call install_packages,build check unpack)
	@$(MAKE) --no-print-directory -j$(shell nproc) builds WITH_SYSTEMD=yes
	@INETKIT_FOREIGN=$(abspath $(foreign)) \
		tests/run lint system:$(BUILD) $(BUILD) once:$(sanitized) confined:$(BUILD)/glibc

test: test-programs ## build, and run the quick tests; installs nothing, and skips what needs root or other software
	@echo "# Left out: tests tagged slow, lints, systemd as PID 1, and the builds with glibc and sanitizers; see make check."
	@$(if $(with_systemd),:,echo "# $(without). Left out: all suites except $(notdir $(filter_suites)).")
	@INETKIT_FOREIGN=$(abspath $(foreign)) tests/run quick:$(BUILD) $(if $(with_systemd),,$(filter_suites))

sanitize: build-sanitize ## run the tests under the address and undefined behaviour sanitizers
	@INETKIT_FOREIGN=$(abspath $(foreign)) tests/run once:$(sanitized)

releases := trixie sid

check-releases: ## run the tests for systemd on other releases of Debian, made by debootstrap
	@$(call install_packages,build check unpack release)
	@$(MAKE) --no-print-directory test-programs
	@for suite in $(releases); do \
		tests/system/release $$suite $(BUILD)/roots/$$suite && \
		INETKIT_ROOT=$(abspath $(BUILD))/roots/$$suite tests/run system:$(BUILD) || exit; done

# The tools as peers run on this machine. Skips what tests/emulated/left-out names.
check-arm64: ## on Debian, build for arm64 and riscv64, and run the tests under qemu-user
	@$(call install_packages,build check cross)
	@for architecture in arm64 riscv64; do tests/emulated/build $$architecture $(BUILD) || exit; done
	@tests/run emulated:$(BUILD)/arm64/emulated emulated:$(BUILD)/riscv64/emulated

check-fresh: ## run make demo and make check on new minimal systems, Debian 12 and 13, made by debootstrap
	@packaging/fresh bookworm,trixie "make demo" "make check"

# $(call inject_faults,ARGUMENTS): in a network of its own, because there are many connections.
inject_faults = unshare $(if $(filter 0,$(shell id -u)),,-r) -n sh -c 'ip link set lo up && exec tests/faults/run $(1)'

# Suites that build or install run make, which would compile without --coverage.
build_suites := $(addprefix tests/,$(addsuffix .bats,conformance deb docs install rpm switches))

# umask: some tests run programs as another user.
coverage: ## run the tests with programs that count their lines, and list the lines that they did not execute
	@$(call install_packages,build check unpack coverage)
	@$(MAKE) --no-print-directory -j$(shell nproc) build-coverage WITH_SYSTEMD=yes
	@find $(covered) -name '*.gcda' -delete && find $(covered) -type d -exec chmod a+rwx {} +
	@umask 0; GCOV_ERROR_FILE=/dev/null INETKIT_FOREIGN=$(abspath $(foreign)) \
		tests/run $(covered) $(filter-out $(build_suites),$(wildcard tests/*.bats)) || \
		echo "# The tests that failed count what they executed."
	@umask 0; export GCOV_ERROR_FILE=/dev/null; $(call inject_faults,-o $(covered)) >$(covered)/faults.log || \
		echo "# $(covered)/faults.log has what programs that count their lines did wrong."
	@tests/coverage/report $(covered) 95

.PHONY: faults
faults: ## make each system call of each program fail in turn, with strace
	@$(call install_packages,build check)
	@$(MAKE) --no-print-directory test-programs WITH_SYSTEMD=yes
	@$(call inject_faults,$(BUILD))

conformance: ## check inetkit and the inetds rule by rule, and write packaging/conformance.md
	@$(call install_packages,build check unpack)
	@$(MAKE) --no-print-directory test-programs
	@INETKIT_FOREIGN=$(abspath $(foreign)) tests/conformance/run $(BUILD) >$(BUILD)/conformance.md
	@mv $(BUILD)/conformance.md packaging/conformance.md

# NAME names one benchmark, or several in quotes. Both are for the command line: WSL has NAME in the environment.
NAME :=
PLOT :=
bench: ## measure all that tests/bench has (25 minutes), or NAME=...; with PLOT=1, draw the plots
	@$(call install_packages,build check unpack)
	@$(call install_packages,bench) || echo "bench: some packages were not installed; the reports say what is left out" >&2
	@$(MAKE) --no-print-directory test-programs
	@INETKIT_FOREIGN=$(abspath $(foreign)) tests/bench/run $(BUILD) $(NAME); status=$$?; \
		$(if $(PLOT),tests/bench/plot $(BUILD)/bench $(BUILD)/bench;) exit $$status

# Connections for each of systemd, xinetd and shared.
CONNECTIONS ?= 200000

soak: ## serve CONNECTIONS=200000 honest peers beside hostile ones, under systemd and xinetd and by shared
	@$(call install_packages,build check unpack)
	@$(MAKE) --no-print-directory test-programs
	@INETKIT_FOREIGN=$(abspath $(foreign)) INETKIT_SOAK=$(CONNECTIONS) INETKIT_JOBS=1 \
		tests/run $(BUILD) system:$(BUILD) tests/soak.bats tests/system/soak.bats

# ROOT names the directory of another system to measure, such as build/roots/trixie.
ROOT ?=
bench-units: ## measure what units cost for each connection, directive by directive
	@$(call install_packages,build check)
	@$(MAKE) --no-print-directory test-programs
	@tests/bench/units $(BUILD) $(ROOT)
