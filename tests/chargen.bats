#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The character generator, RFC 864.
load helpers/load
load helpers/peers

@test "the first line has the first 72 printable characters, and the second starts one character later" {
  # shellcheck disable=SC1003 # characters, not quoting
  {
    printf '%s\r\n' ' !"#$%&'"'"'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefg'
    printf '%s\r\n' '!"#$%&'"'"'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefgh'
  } >"$sent"
  [ "$(size_of "$sent")" -eq 148 ]
  timeout 120 "$services/chargen" </dev/null | head -c 148 >"$got"
  assert_same "$got" "$sent"
}

@test "the first 20,000 bytes through a pipe are the pattern of the RFC" {
  timeout 120 "$services/chargen" </dev/null | head -c 20000 >"$got"
  [ "$(size_of "$got")" -eq 20000 ]
  assert_ring "$got" 20000
}

@test "the pattern repeats after 95 lines" {
  timeout 120 "$services/chargen" </dev/null | head -n 96 >"$got"
  head -n 1 "$got" >"$BATS_TEST_TMPDIR/first"
  tail -n 1 "$got" >"$BATS_TEST_TMPDIR/last"
  assert_same "$BATS_TEST_TMPDIR/last" "$BATS_TEST_TMPDIR/first"
  [ "$(sort -u "$got" | wc -l)" -eq 95 ]
}

@test "chargen stays in phase for 5 MB over TCP" {
  serve "$services/chargen"
  dial
  receive "$got" 5000000
  assert_ring "$got" 5000000
}

@test "chargen stays in phase for a reader with 1009-byte reads and a small buffer" {
  need socat
  serve "$services/chargen"
  timeout 120 socat -u -b 1009 "TCP4:127.0.0.1:$port,rcvbuf=3001" - | head -c 3000000 >"$got"
  assert_ring "$got" 3000000
}

@test "chargen stays in phase for a reader with 997-byte reads from a pipe" {
  timeout 120 "$services/chargen" </dev/null | dd bs=997 count=3100 iflag=fullblock status=none >"$got"
  assert_ring "$got" 3000000
}

@test "chargen stays in phase over a UNIX socket" {
  need socat
  serve_unix "$BATS_TEST_TMPDIR/socket" "$services/chargen"
  timeout 120 socat -u -b 4099 "UNIX:$BATS_TEST_TMPDIR/socket" - | head -c 3000000 >"$got"
  assert_ring "$got" 3000000
}

@test "chargen discards input: a peer that sends 20 MB before it reads gets the pattern" {
  serve "$services/chargen"
  dial
  timeout 120 head -c 20000000 /dev/zero >&"$peer"
  receive "$got" 3000000
  assert_ring "$got" 3000000
}

@test "chargen continues after the peer has half-closed the connection" {
  serve "$services/chargen"
  exchange "TCP4:127.0.0.1:$port" 12000000 <<<"that is all"
  assert_ring "$got" 12000000
}

@test "chargen waits for a stalled reader without a busy loop, for any kind of input" {
  local inputs=('' '</dev/null' '</dev/zero' '<&-') input traces=() logs=()
  need socat strace
  open_stalled_pipe
  for input in "${inputs[@]}" ''; do
    traces+=("$BATS_TEST_TMPDIR/trace${#traces[@]}")
    serve strace -o "${traces[-1]}" -e trace=poll,ppoll,recvfrom,sendmsg -e signal=none -s 0 \
      sh -c "exec \"\$0\" -t 1 $input" "$services/chargen"
    logs+=("$log")
    [ "${#traces[@]}" -gt "${#inputs[@]}" ] || dial
  done
  # The peer of the last one has half-closed the connection.
  background sh -c 'exec socat -t 60 - "TCP4:127.0.0.1:$0" >&9' "$port"
  for log in "${logs[@]}"; do
    until_ended
  done
  for input in "${!traces[@]}"; do
    echo "input: ${inputs[input]-ended}"
    assert_between 1 "$(wc -l <"${traces[input]}")" 500
  done
}

@test "a peer that resets the connection is a normal end" {
  serve_watched "$services/chargen"
  dial
  receive "$got" 100
  until_true has_unread
  hang_up # with what it has not read
  until_ended
  assert_empty "$errors"
}
