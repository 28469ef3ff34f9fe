#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The echo service, RFC 862.
load helpers/load
load helpers/peers

# every_byte: prints each byte value once, in scrambled order
every_byte() {
  awk 'BEGIN { for (i = 0; i < 256; i++) printf "\\%03o", (i * 91 + 7) % 256 }' >"$BATS_TEST_TMPDIR/octal"
  # shellcheck disable=SC2059 # the bytes are in the format
  printf "$(cat "$BATS_TEST_TMPDIR/octal")"
}

@test "echo sends back every byte value through a pipe" {
  every_byte >"$sent"
  [ "$(size_of "$sent")" -eq 256 ]
  # shellcheck disable=SC2002 # a pipe is wanted
  cat "$sent" | timeout 120 "$services/echo" | cat >"$got"
  assert_same "$got" "$sent"
}

@test "echo sends back every byte value over TCP" {
  every_byte >"$sent"
  serve "$services/echo"
  exchange "TCP4:127.0.0.1:$port" <"$sent"
  assert_same "$got" "$sent"
}

@test "echo sends back 20 MB from a file into a file" {
  head -c 20000000 /dev/urandom >"$sent"
  call "$services/echo" <"$sent"
  assert_silent
  assert_same "$out" "$sent"
}

@test "echo sends back all of 20 MB over TCP before it ends" {
  need "$client"
  head -c 20000000 /dev/urandom >"$sent"
  serve_watched "$services/echo"
  timeout 120 "$client" talk 127.0.0.1 "$port" <"$sent" >"$got"
  assert_same "$got" "$sent"
  until_ended
  assert_empty "$errors"
}

@test "echo sends back all of 20 MB to socat" {
  head -c 20000000 /dev/urandom >"$sent"
  serve "$services/echo"
  exchange "TCP4:127.0.0.1:$port" <"$sent"
  assert_same "$got" "$sent"
}

@test "echo delivers its buffer to a peer that reads after the end" {
  need "$client"
  head -c 100000 /dev/urandom >"$sent"
  serve "$services/echo"
  open_stalled_pipe
  background sh -c 'exec "$0" talk 127.0.0.1 "$1" <"$2" >&9' "$client" "$port" "$sent"
  until_ended
  timeout 120 head -c 100000 <&9 >"$got"
  assert_same "$got" "$sent"
}

@test "echo with empty input sends nothing" {
  call "$services/echo" </dev/null
  assert_silent
  assert_empty "$out"

  serve_watched "$services/echo"
  exchange "TCP4:127.0.0.1:$port" </dev/null
  assert_empty "$got"
  until_ended
  assert_empty "$errors"
}

@test "echo sends back a single byte without waiting for more" {
  local byte answer
  serve "$services/echo"
  dial
  for byte in a b c; do
    printf %s "$byte" >&"$peer"
    read -r -N 1 -t 60 -u "$peer" answer
    [ "$answer" = "$byte" ]
  done
  hang_up
  until_ended
}

@test "echo keeps two connections apart" {
  local answer first
  serve "$services/echo"
  dial
  first=$peer
  dial
  printf first >&"$first"
  printf other >&"$peer"
  read -r -N 5 -t 60 -u "$first" answer
  [ "$answer" = first ]
  read -r -N 5 -t 60 -u "$peer" answer
  [ "$answer" = other ]
}

@test "a peer that resets the connection while echo reads is a normal end" {
  serve_watched "$services/echo"
  dial
  printf 0123456789 >&"$peer"
  read -r -N 1 -t 60 -u "$peer"
  until_true has_unread
  hang_up # with what it has not read
  until_ended
  assert_empty "$errors"
}

@test "a peer that sends without reading and then resets the connection is a normal end" {
  serve_watched "$services/echo"
  background bash -c "exec cat /dev/zero >/dev/tcp/127.0.0.1/$port"
  until_true has_unread
  kill -KILL "$started"
  until_ended
  assert_empty "$errors"
}
