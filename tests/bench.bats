#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# shellcheck disable=SC1091,SC2154 # the helpers, and what they set
# bats file_tags=once
# What the benchmarks share. The benchmarks themselves take minutes: make bench.
load helpers/load

@test "the report of a benchmark has medians, ratios within rounds, and whether a target is met" {
  source "$BATS_TEST_DIRNAME/bench/common.bash"
  scratch=$BATS_TEST_TMPDIR build=$BATS_TEST_TMPDIR bench=sample
  # The second contender takes twice as long as the first, which takes longer in each round.
  # shellcheck disable=SC2317 # in_turns calls it
  measure() {
    record 'time, us' "$1" $((round * round * (${#1} - 3)))
  }
  in_turns 4 measure once twice
  target 'time, us' twice once at-most 1.9
  run report
  assert_status 0
  assert_match '^  once  +6\.500 +3\.250 +10\.75 +1\.00'
  assert_match '^target: time, us: "twice" is at most 1\.9 times "once": missed, 2\.00'
  [ "$(grep -v '^#' "$build/bench/sample.csv" | tail -n 1)" = '"time, us",,"twice",4,6.500,13,21.50,2,2,2' ] ||
    fail "$(<"$build/bench/sample.csv")"
}

@test "contenders of a benchmark take turns, in the opposite order every other round" {
  source "$BATS_TEST_DIRNAME/bench/common.bash"
  measure() {
    printf '%s ' "$round$1"
  }
  run in_turns 3 measure a b c
  assert_output '1a 1b 1c 2c 2b 2a 3a 3b 3c '
}

@test "spawn counts the instructions of a program, and fails with one that fails" {
  need "$build/tests/spawn" "$build/tests/empty"
  first=$("$build/tests/spawn" -i "$build/tests/empty")
  assert_between 1 "$first" 1000000
  [ "$("$build/tests/spawn" -i "$build/tests/empty")" -eq "$first" ]
  run "$build/tests/spawn" -n 1 "$(command -v false)"
  assert_status 1
}
