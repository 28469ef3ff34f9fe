# SPDX-License-Identifier: ISC
# Checks of sources, scripts and manual pages. None of them runs inetkit.

sources := $(wildcard src/*/*.c services/*.c packaging/policy/*.c tests/tools/*.c tests/tools/*/*.c \
	tests/fuzz/*.c)
headers := $(wildcard src/*/*.h packaging/policy/*.h tests/tools/*/*.h tests/fuzz/*.h)
debian_scripts := $(wildcard packaging/debian/*.prerm packaging/debian/*.postrm) packaging/debian/tests/system
scripts := .ci/run packaging/completions/generate packaging/pictures/bench packaging/pictures/fleet packaging/toolchain packaging/deps/install \
	packaging/fresh packaging/generate packaging/layers packaging/minimal tests/run tests/demo tests/emulated/build tests/emulated/suite tests/fuzz/programs tests/fuzz/run tests/fuzz/servers tests/conformance/run tests/conformance/serve \
	$(addprefix tests/system/,boot container release convert/clients convert/probe) \
	$(debian_scripts)
benches := $(filter-out %.awk %.bash %.gnuplot %/directives,$(wildcard tests/bench/*))
python_scripts := tests/conformance/check tests/coverage/report tests/faults/run \
	$(addprefix tests/faults/,programs.py right.py scenarios.py servers.py)
lint_flags = -std=gnu11 -D_GNU_SOURCE -Isrc -Ipackaging -I$(BUILD) -Itests -Itests/tools \
	-DINETKIT_VERSION='"$(VERSION)"' $(SYSTEMD_CFLAGS) $(JSON_CFLAGS)
lints := lint-tidy lint-cppcheck lint-headers lint-shell lint-format lint-layers lint-man lint-license

.PHONY: lint list-lints $(lints)
lint: $(lints) ## check sources, scripts and manual pages

list-lints:
	@echo $(lints)

lint-format:
	clang-format --dry-run -Werror $(sources) $(headers) $(wildcard tests/emulated/*.c)

# Every header compiles on its own.
lint-headers: $(generated)
	$(quiet)$(CC) $(lint_flags) $(WARNINGS) -Werror -fsyntax-only -x c $(headers)

# The include rule of src/README.md, and no name that two headers define.
lint-layers:
	packaging/layers src services

# clang-tidy follows the paths through each function, which takes seconds for some files. Every file has a target, so
# that make checks several at once, the largest first, and again only after a change. .clang-tidy lists the checks.
.PHONY: tidy-each
lint-tidy: $(generated)
	@$(MAKE) --no-print-directory -k $(if $(filter -j%,$(MAKEFLAGS)),,-j $(shell nproc)) tidy-each
ifneq ($(filter tidy-each,$(MAKECMDGOALS)),)
tidy-each: $(patsubst %.c,$(BUILD)/lint/%.tidied,$(shell ls -S $(sources)))
	@:
endif

$(BUILD)/lint/%.tidied: %.c .clang-tidy packaging/lint.mk
	$(call say,TIDY,$<)
	$(quiet)mkdir -p $(@D) && $(CC) $(lint_flags) -MM -MP -MT $@ -MF $@.d $<
	$(quiet)out=$$(clang-tidy --quiet $< -- $(lint_flags) 2>&1) || { echo "$$out"; exit 1; }
	$(quiet)touch $@

-include $(wildcard $(BUILD)/lint/*/*.d $(BUILD)/lint/*/*/*.d $(BUILD)/lint/*/*/*/*.d)

# The analyzer of gcc, which compiles one file at a time. It takes 20 seconds of CPU time, so it is not one of the lints.
# gcc 12 reports a leak where an element of a list holds the only pointer; the sanitizers find leaks.
.PHONY: analyze
analyze: $(generated) ## look for defects with gcc -fanalyzer
	$(quiet)printf '%s\n' $(filter src/% services/% packaging/%,$(sources)) | xargs -n 1 -P $(shell nproc) \
		gcc $(lint_flags) -O1 -fanalyzer -Wno-analyzer-malloc-leak -Werror -c -o /dev/null

# cppcheck 2.11 and later reports which functions it analysed in part. That is no defect.
lint-cppcheck: $(generated)
	$(quiet)mkdir -p $(BUILD)/lint/cppcheck
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--cppcheck-build-dir=$(BUILD)/lint/cppcheck --inline-suppr --suppress=missingIncludeSystem \
		--suppress=normalCheckLevelMaxBranches -Isrc -Ipackaging -I$(BUILD) -Itests -Itests/tools \
		-DINETKIT_VERSION='"$(VERSION)"' $(sources)

# Suites and benchmarks share variables with their helpers, so each file seems to use unset variables and to set unused
# ones. They also pass scripts in single quotes to other shells.
lint-shell: $(completions)
	shellcheck $(scripts)
	python3 -c 'import ast, sys; [ast.parse(open(name).read()) for name in sys.argv[1:]]' $(python_scripts)
	perl -c tests/tools/forking
	shellcheck $(BUILD)/completions/inetkit
	zsh -n $(BUILD)/completions/_inetkit
	zsh -n tests/helpers/interactive.zsh
	fish --no-execute $(BUILD)/completions/inetkit.fish
	shellcheck -s sh -e SC1083 units/run.in
	shellcheck -s bash -e SC1091,SC2016,SC2034,SC2154 tests/helpers/*.bash tests/system/*.bash tests/bench/*.bash $(benches)
	shellcheck -s bats -e SC1091,SC2016,SC2030,SC2031,SC2034,SC2154 tests/*.bats tests/emulated/*.bats tests/system/*.bats tests/packages/*.bats

# Pages may refer to pages that are not installed.
lint-man: $(manual)
	$(quiet)out=$$(mandoc -T lint -W style $(manual) 2>/dev/null | grep -v 'referenced manual not found'); \
		[ -z "$$out" ] || { echo "$$out"; exit 1; }

# Every source file names the license in its first line, or in the second after #! and the like. The files of
# packaging/debian that are no programs have formats of their own.
licensed = Makefile .ci/run packaging/debian/rules $(debian_scripts) \
	$(shell find packaging services src tests units -type f ! -name '*.md' ! -name '*.svg' ! -name '*.txt' ! -name '*.json' ! -name '*.csv' \
		! -path 'tests/fuzz/corpus/*' \
		! -path 'packaging/debian/*')
lint-license:
	$(quiet)awk 'FNR <= 2 && /SPDX-License-Identifier: ISC/ { found[FILENAME] } END { \
		for (i = 1; i < ARGC; i++) if (!(ARGV[i] in found)) { \
			print ARGV[i] ": no SPDX-License-Identifier in the first two lines"; status = 1 } \
		exit status }' $(licensed)
