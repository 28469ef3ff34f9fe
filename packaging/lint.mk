# Checks of sources, scripts and manual pages that run nothing of inetkit.

sources := $(wildcard src/*/*.c services/*.c packaging/policy/*.c tests/tools/*.c tests/tools/*/*.c)
headers := $(wildcard src/*/*.h packaging/policy/*.h tests/tools/*/*.h)
scripts := .ci/run packaging/completions packaging/toolchain packaging/deps/install packaging/generate packaging/layers \
	tests/run tests/demo $(addprefix tests/system/,boot container release) \
	$(addprefix tests/bench/,clocks shared units units-inside)
lint_flags = -std=gnu11 -D_GNU_SOURCE -Isrc -Ipackaging -I$(BUILD) -Itests/tools \
	-DINETKIT_VERSION='"$(VERSION)"' $(SYSTEMD_CFLAGS) $(JSON_CFLAGS)
tidy_checks := -*,bugprone-*,clang-analyzer-*,misc-redundant-expression,misc-unused-parameters,$\
	performance-*,portability-*,readability-misleading-indentation,readability-redundant-*,$\
	-bugprone-easily-swappable-parameters,-bugprone-switch-missing-default-case,-bugprone-reserved-identifier,$\
	-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,$\
	-clang-analyzer-security.insecureAPI.strcpy
lints := lint-tidy lint-cppcheck lint-headers lint-shell lint-format lint-layers lint-man

.PHONY: lint list-lints $(lints)
lint: $(lints) ## check sources, scripts and manual pages

list-lints:
	@echo $(lints)

lint-format:
	clang-format --dry-run -Werror $(sources) $(headers)

# Every header compiles alone.
lint-headers: $(generated)
	$(quiet)for header in $(headers); do \
		$(CC) $(lint_flags) $(WARNINGS) -Werror -fsyntax-only -x c $$header || exit; done

# Directories include only what src/README.md lets them, and no two headers define one name.
lint-layers:
	packaging/layers src services

lint-tidy: $(generated)
	printf '%s\n' $(sources) | xargs -P 2 -I{} \
		clang-tidy --quiet --warnings-as-errors='*' --checks='$(tidy_checks)' {} -- $(lint_flags)

lint-cppcheck: $(generated)
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem -Isrc -Ipackaging -I$(BUILD) -Itests/tools $(sources)

# Suites and helpers share variables, which in each of them alone look never set or never used, and pass
# pieces of shell in single quotes to other shells.
lint-shell: $(completions)
	shellcheck $(scripts)
	shellcheck $(BUILD)/completions/inetkit
	zsh -n $(BUILD)/completions/_inetkit
	zsh -n tests/helpers/interactive.zsh
	fish --no-execute $(BUILD)/completions/inetkit.fish
	shellcheck -s sh -e SC1083 units/run.in
	shellcheck -s bash -e SC1091,SC2016,SC2034,SC2154 tests/helpers/*.bash tests/system/*.bash
	shellcheck -s bats -e SC1091,SC2016,SC2030,SC2031,SC2034,SC2154 tests/*.bats tests/system/*.bats

# A page may refer to pages that are not installed.
lint-man: $(manual)
	$(quiet)out=$$(mandoc -T lint -W style $(manual) 2>/dev/null | grep -v 'referenced manual not found'); \
		[ -z "$$out" ] || { echo "$$out"; exit 1; }
