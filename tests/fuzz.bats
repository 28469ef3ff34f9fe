#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Inputs for each parser, which make fuzz starts from, and those that once broke one. The sanitizers see what is wrong.
load helpers/load

@test "every input of the corpus is parsed without a defect" {
  cd "$BATS_TEST_DIRNAME" || return
  for source in fuzz/*.c; do
    name=$(basename "$source" .c)
    case $name in input | replay) continue ;; esac
    files=("fuzz/corpus/$name"/*)
    [ "$name" != convert ] || files+=(convert/*)
    run "$build/tests/fuzz/$name" "${files[@]}"
    assert_status 0
    assert_output "${#files[@]} inputs"
  done
}
