#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The program that checks the small services of any host.
# bats file_tags=once,slow
load helpers/load

directory=$BATS_TEST_DIRNAME/conformance

@test "check exits with 0 if a server keeps the rules, with 1 if not or if there is none, and with 2 if misused" {
  need python3
  serve "$services/time"
  run "$directory/check" "time/tcp=127.0.0.1:$port"
  assert_status 0
  [ "${lines[-1]}" = '4 passed, 0 failed, 1 not checked' ] || fail "$output"
  run "$directory/check" --tap --offset 5 --rules '*-value' "time/tcp=127.0.0.1:$port"
  assert_status 1
  assert_match '^not ok 1 - tcp-time-value: '
  assert_match '^# tcp-time-value failed: off by -[45] s$'
  serve "$services/discard"
  run "$directory/check" --wait 0.2 --rules '*-line' "daytime/tcp=127.0.0.1:$port"
  assert_status 1
  assert_match 'came: the server neither sends nor closes the connection$'
  run "$directory/check" --wait 0.2 daytime/tcp=127.0.0.1:1
  assert_status 1
  assert_match 'no such service: cannot connect: Connection refused$'
  run "$directory/check" 127.0.0.1:7
  assert_status 2
  assert_match "^check: error: '127\.0\.0\.1:7' is not HOST or SERVICE"
}
