# SPDX-License-Identifier: ISC
# Configurations of xinetd and inetd for build/tests/configs, which prints the model of each and the messages about it.

# An include that has no limit, and a FIFO that is opened, would take for ever.
export BATS_TEST_TIMEOUT=120

setup() {
  cd "$BATS_TEST_TMPDIR" || return
}

# messages FILE...: the messages about one configuration
messages() {
  run "$build/tests/configs" "$@"
  assert_status 0
  output=$(grep -E '^(note|warning|error) ' <<<"$output")
}
