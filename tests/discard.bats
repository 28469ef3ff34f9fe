#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The discard service, RFC 863.
load helpers/load
load helpers/peers

@test "discard reads all of a pipe and sends nothing" {
  {
    head -c 5000000 /dev/zero
    echo $? >"$BATS_TEST_TMPDIR/writer"
  } | timeout 120 "$services/discard" >"$out" 2>"$errors"
  assert_empty "$out"
  assert_empty "$errors"
  assert_bytes "$BATS_TEST_TMPDIR/writer" 300a
}

@test "discard reads all of a file and exits with status 0" {
  head -c 5000001 /dev/urandom >"$sent"
  exec 7<"$sent"
  call "$services/discard" <&7
  assert_silent
  assert_empty "$out"
  [ "$(cat <&7 | wc -c)" -eq 0 ]
}

@test "discard sends nothing to a peer that sends 20 MB" {
  need "$client"
  head -c 20000000 /dev/urandom >"$sent"
  serve_watched "$services/discard"
  timeout 120 "$client" talk 127.0.0.1 "$port" <"$sent" >"$got"
  assert_empty "$got"
  until_ended
  assert_empty "$errors"
}

@test "discard with empty input sends nothing" {
  call "$services/discard" </dev/null
  assert_silent
  assert_empty "$out"

  serve_watched "$services/discard"
  exchange "TCP4:127.0.0.1:$port" </dev/null
  assert_empty "$got"
  until_ended
  assert_empty "$errors"
}

@test "discard ends with the peer, and not before" {
  serve "$services/discard"
  dial
  until_match "$log" '^Spawned'
  filter=$(sed -n 's/^Spawned .* as PID \([0-9]*\).*/\1/p' "$log")
  for byte in a b c; do
    printf %s "$byte" >&"$peer"
    until_true is_all_read
    is_alive "$filter"
  done
  hang_up
  until_ended
}

# is_all_read: the server has read everything sent to $port
is_all_read() {
  awk -v port=":$(printf %04X "$port")" \
    'substr($2, length($2) - 4) == port && $4 == "01" { known = 1; if ($5 !~ /:00000000$/) unread = 1 }
    END { exit !known || unread }' /proc/net/tcp
}
