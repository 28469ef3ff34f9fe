#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Inputs for each parser, which make fuzz starts from, and those that once broke one; the client against a server that
# answers with garbage; and the servers against clients that send it. The sanitizers see what is wrong.
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

@test "each command survives garbage, ends by its limits, and succeeds only with a right answer" {
  seeds=2
  ! is_sanitized || seeds=8
  run "$BATS_TEST_DIRNAME/fuzz/programs" "$build" 1 "$seeds"
  assert_status 0
  assert_output "$((11 * seeds)) runs, 0 ended wrong"
}

@test "after clients that send garbage, each filter and shared serve an honest client exactly" {
  need systemd-socket-activate
  run "$BATS_TEST_DIRNAME/fuzz/servers" "$build" 2 1
  assert_status 0
  assert_output "16 visits, 0 wrong"
}
