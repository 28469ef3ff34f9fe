# SPDX-License-Identifier: ISC
# Assertions. A failed assertion prints the actual and the expected value.

fail() {
  printf '%s\n' "$@" >&2
  return 1
}

# assert_status STATUS, after run
assert_status() {
  [ "$status" -eq "$1" ] || fail "status $status instead of $1; output:" "$output" "${stderr-}"
}

# assert_output TEXT, after run
assert_output() {
  [ "$output" = "$1" ] || fail "output:" "$output" "instead of:" "$1"
}

# assert_match REGEX, after run: at least one line of the output matches the extended regular expression
assert_match() {
  grep -Eq -- "$1" <<<"$output" || fail "no line matches $1 in:" "$output"
}

# refute_match REGEX, after run: no line of the output matches
refute_match() {
  if grep -E -- "$1" <<<"$output"; then
    fail "this should not match $1"
  fi
}

# assert_file_matches FILE REGEX
assert_file_matches() {
  grep -Eq -- "$2" "$1" || fail "no line matches $2 in $1:" "$(cat "$1")"
}

# assert_same FILE FILE: both files contain the same bytes
assert_same() {
  cmp -- "$1" "$2" || fail "$1 and $2 differ:" "$(od -An -c "$1" | head -n 8)" "---" "$(od -An -c "$2" | head -n 8)"
}

# assert_bytes FILE HEX: the file consists of exactly these bytes
assert_bytes() {
  local have
  have=$(od -An -v -tx1 "$1" | tr -d ' \n')
  [ "$have" = "$2" ] || fail "bytes $have instead of $2"
}

# assert_between LOW NUMBER HIGH
assert_between() {
  (($1 <= $2 && $2 <= $3)) || fail "$2 is not from $1 to $3"
}

# need COMMAND...: skips the test if one of the commands is missing; with INETKIT_STRICT=1 that is a failure
need() {
  local command
  for command; do
    command -v "$command" >/dev/null || skip "$command is not installed"
    case $command in
    strace | valgrind | faketime) ! is_emulated || skip "$command sees qemu, not the program that it runs" ;;
    esac
  done
}

# need_no_host_rules: the verdicts of convert depend on rules of the machine
need_no_host_rules() {
  ! grep -qsE '^[[:space:]]*[^#[:space:]]' /etc/hosts.allow /etc/hosts.deny || skip "hosts.allow or hosts.deny has rules"
}

need_root() {
  [ "$(id -u)" -eq 0 ] || skip "this needs root"
}
