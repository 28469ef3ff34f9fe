#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --watch: each round looks names up again.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/network

setup() {
  need jq
  private_network
  background "${within[@]}" "$build/tests/clockserver" -a 0.0.0.0 -p 3737 >"$BATS_TEST_TMPDIR/port"
  until_true has_line "$BATS_TEST_TMPDIR/port"
}

# start_rounds HOST...: asks in rounds without a pause, until end_rounds
start_rounds() {
  start_clocks --watch 0.1 -p 3737 --format json "$@"
}

# end_rounds: ends the client, and removes the rows of a round in which the signal came
end_rounds() {
  kill -TERM "$asked"
  end_clocks
  sed -i '/before the interrupt"/d' "$out"
}

# until_next_round REGEX: waits for two more rows that match; the name was looked up at least once after the call
until_next_round() {
  local rows
  rows=$(grep -cE -- "$1" "$out") || true
  until_true has_more_rows "$1" $((rows + 2))
}

has_more_rows() {
  [ "$(grep -cE -- "$1" "$out")" -ge "$2" ]
}

@test "--watch follows a name to another address, says so once, and restarts the drift" {
  private_hosts '127.0.0.2 moving' '127.0.0.9 staying'
  start_rounds moving staying
  until_next_round '"address":"127.0.0.2".*"drift":-?[0-9]'
  private_hosts '127.0.0.3 moving' '127.0.0.9 staying'
  until_next_round '"address":"127.0.0.3"'
  end_rounds
  jq -se 'map(select(.host == "moving")) | map(.address) == (map(.address) | sort) and
    (map(select(.address == "127.0.0.3"))[:2] | map(has("drift"))) == [false, true]' "$out" >/dev/null || fail "$(<"$out")"
  jq -se 'map(select(.host == "staying" and .error == null)) | .[1:] | all(has("drift"))' "$out" >/dev/null || fail "$(<"$out")"
  assert_file_matches "$err" '^inetkit: moving: its address changed from 127\.0\.0\.2 to 127\.0\.0\.3$'
  [ "$(grep -c 'its address' "$err")" -eq 1 ] || fail "$(<"$err")"
}

@test "--watch keeps asking the same address of a name while it is among those found, in any order" {
  private_hosts '127.0.0.2 many'
  start_rounds many
  until_next_round '"address":"127.0.0.2"'
  private_hosts '127.0.0.3 many' '127.0.0.2 many' '127.0.0.4 many'
  until_next_round '"host":"many"'
  private_hosts '127.0.0.2 many' '127.0.0.4 many' '127.0.0.3 many'
  until_next_round '"host":"many"'
  end_rounds
  jq -se 'map(.address) | unique == ["127.0.0.2"]' "$out" >/dev/null || fail "$(<"$out")"
  run cat "$err"
  refute_match 'its address'
}

@test "with --watch a lookup that fails is the failure of its round, and the address is not asked" {
  private_hosts '127.0.0.2 leaving'
  start_rounds leaving
  until_next_round '"address":"127.0.0.2"'
  private_hosts '127.0.0.1 localhost'
  until_next_round '"error":"unknown host"'
  private_hosts '127.0.0.3 leaving'
  until_next_round '"address":"127.0.0.3"'
  end_rounds
  jq -se 'map(select(.error != null)) | map([.address, .offset, .probes]) | unique == [[null, null, 0]]' "$out" >/dev/null || fail "$(<"$out")"
  assert_file_matches "$err" '^inetkit: leaving: its address changed from 127\.0\.0\.2 to 127\.0\.0\.3$'
}

@test "--watch says that a name has left its address even if the new one does not answer" {
  private_hosts '127.0.0.2 moving'
  start_rounds moving
  until_next_round '"address":"127.0.0.2"'
  private_hosts '::1 moving'
  until_next_round 'connection refused'
  end_rounds
  assert_file_matches "$err" '^inetkit: moving: its address is no longer 127\.0\.0\.2$'
  [ "$(grep -c 'its address' "$err")" -eq 1 ] || fail "$(<"$err")"
}

@test "lookups that fail and are repeated share the time of --timeout" {
  ask clocks --retries 10 --spacing 0.5 --timeout 1 no-such-host
  assert_status 1
  assert_row 2 "$(failed_row no-such-host 'no reply within 1 s in total; --timeout allows more time; before that: unknown host')"
}
