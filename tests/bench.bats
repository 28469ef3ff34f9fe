#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# bats file_tags=once
# What the benchmarks share. The benchmarks themselves take minutes: make bench.
load helpers/load

# In a subshell, because common.bash has a fail of its own, which exits.
with_common() (
  source "$BATS_TEST_DIRNAME/bench/common.bash"
  "$@"
)

# The second contender takes twice as long as the first, which takes longer in each round. Nothing is lost.
report_sample() {
  local scratch=$BATS_TEST_TMPDIR build=$BATS_TEST_TMPDIR bench=sample
  # shellcheck disable=SC2317 # in_turns calls it
  measure() {
    record 'time, us' "$1" $((round * round * (${#1} - 3)))
    record lost "$1" 0
  }
  in_turns 4 measure once twice
  target 'time, us' twice once at-most 1.9
  target 'time, us' twice once at-least 1.9
  target lost twice once at-most 1.9
  target 'time, us' twice '' at-most 13
  target 'time, us' twice '' at-least 13.1
  ! can_have thrice bash no-such-program || measure thrice
  can_have once bash
  report
}

@test "the report of a benchmark has medians, ratios within rounds, and whether a target is met" {
  run with_common report_sample
  assert_status 0
  assert_match '^  once  +6\.500 +3\.250 +10\.75 +1\.00 '
  assert_match '^  twice  +13 +6\.500 +21\.50 +2\.00 +2\.00 +2\.00$'
  assert_match '^target: time, us: "twice" is at most 1\.9 times "once": missed, 2\.00 '
  assert_match '^target: time, us: "twice" is at least 1\.9 times "once": met, 2\.00 '
  assert_match '^target: time, us: "twice" is at most 13: met, 13 \(6\.500 to 21\.50\)$'
  assert_match '^target: time, us: "twice" is at least 13\.1: missed, 13 '
  grep -qxF '"time, us",,"twice",4,6.500,13,21.50,2,2,2' "$BATS_TEST_TMPDIR/bench/sample.csv" ||
    fail "$(<"$BATS_TEST_TMPDIR/bench/sample.csv")"
}

@test "the report of a benchmark leaves out a ratio to 0" {
  run with_common report_sample
  assert_status 0
  assert_match '^  once  +0 +0 +0 +$'
  assert_match '^target: lost: "twice" is at most 1\.9 times "once": not measured$'
  grep -qxF '"lost",,"twice",4,0,0,0,,,' "$BATS_TEST_TMPDIR/bench/sample.csv" ||
    fail "$(<"$BATS_TEST_TMPDIR/bench/sample.csv")"
}

@test "the report of a benchmark says which contender is left out because a program is missing" {
  run with_common report_sample
  assert_status 0
  assert_match '^left out: thrice, because no-such-program is missing; '
  refute_match 'left out: once'
  refute_match '^  thrice '
  grep -q '^# left out: thrice, ' "$BATS_TEST_TMPDIR/bench/sample.csv" || fail "$(<"$BATS_TEST_TMPDIR/bench/sample.csv")"
}

# shellcheck disable=SC2317 # run calls it
take_turns() {
  measure() {
    printf '%s ' "$round$1"
  }
  in_turns 3 measure a b c
}

@test "contenders of a benchmark take turns, in the opposite order every other round" {
  run with_common take_turns
  assert_output '1a 1b 1c 2c 2b 2a 3a 3b 3c '
}

@test "spawn counts the instructions of a program, and fails with one that fails" {
  local empty
  need "$build/tests/spawn" "$build/tests/empty" "$build/tests/bare"
  run "$build/tests/spawn" -n 1 "$(command -v false)"
  assert_status 1
  run "$build/tests/spawn" -i "$build/tests/empty"
  [[ $output != *'spawn: ptrace: '* ]] || skip "no program can be traced here by single steps: $output"
  assert_status 0
  empty=$output
  assert_between 100 "$empty" 1000000
  run "$build/tests/spawn" -i "$build/tests/empty"
  assert_output "$empty"
  run "$build/tests/spawn" -i "$build/tests/bare"
  assert_between $((empty + 1)) "$output" 1000000
}
