#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit get: what the server sends is the output, byte for byte.
load helpers/load
load helpers/client

random_file() {
  head -c "$1" /dev/urandom >"$BATS_TEST_TMPDIR/sent"
}

@test "get writes every byte of 10 MB into a file" {
  random_file 10000000
  serve cat "$BATS_TEST_TMPDIR/sent"
  ask get 127.0.0.1 "$port"
  assert_status 0
  assert_same "$out" "$BATS_TEST_TMPDIR/sent"
  assert_text "$err"
}

@test "get writes every byte of 10 MB into a pipe" {
  random_file 10000000
  serve cat "$BATS_TEST_TMPDIR/sent"
  run bash -o pipefail -c "'$client' get 127.0.0.1 $port | cat >'$BATS_TEST_TMPDIR/got'"
  assert_status 0
  assert_output ''
  assert_same "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/sent"
}

@test "get writes every byte value unchanged, including NUL and line ends" {
  for ((i = 0; i < 256; i++)); do printf -v hex %02x "$i" && printf %b "\\x$hex"; done >"$BATS_TEST_TMPDIR/sent"
  printf '\0\0\r\n\n\r\0' >>"$BATS_TEST_TMPDIR/sent"
  serve cat "$BATS_TEST_TMPDIR/sent"
  ask get 127.0.0.1 "$port"
  assert_status 0
  assert_same "$out" "$BATS_TEST_TMPDIR/sent"
}

@test "get waits for a slow reader of its output" {
  random_file 3000000
  serve cat "$BATS_TEST_TMPDIR/sent"
  cd "$BATS_TEST_TMPDIR"
  mkfifo reader
  background sh -c '"$0" get -w 20 127.0.0.1 "$1" >reader 2>err; echo "$?" >status' "$client" "$port"
  { head -c 1 && sleep 0.3 && cat; } <reader >got
  until_true test -s status
  assert_text status 0
  assert_same got sent
  assert_text err
}

@test "get prints data as soon as it arrives" {
  mkfifo "$BATS_TEST_TMPDIR/more"
  serve sh -c 'printf "first\n"; read -r word <"$0"; echo "$word"' "$BATS_TEST_TMPDIR/more"
  background "$client" get 127.0.0.1 "$port" >"$BATS_TEST_TMPDIR/got"
  until_match "$BATS_TEST_TMPDIR/got" '^first$'
  echo second >"$BATS_TEST_TMPDIR/more"
  until_match "$BATS_TEST_TMPDIR/got" '^second$'
  until_true eval "! kill -0 $started 2>/dev/null"
  assert_text "$BATS_TEST_TMPDIR/got" first second
}

@test "get prints nothing and succeeds when the server sends nothing" {
  serve true
  ask get 127.0.0.1 "$port"
  assert_said ''
}

@test "get does not read standard input" {
  serve printf '%s\n' abc
  run bash -c "printf 'one\ntwo\n' | { '$client' get 127.0.0.1 $port; cat; }"
  assert_status 0
  assert_output $'abc\none\ntwo'
}

@test "get sends nothing to the server" {
  serve sh -c 'echo said; exec timeout 0.3 cat >"$0"' "$BATS_TEST_TMPDIR/heard"
  ask get 127.0.0.1 "$port"
  assert_said $'said\n'
  until_match "$log" 'died with code'
  assert_text "$BATS_TEST_TMPDIR/heard"
}

@test "get ends when the reader of its output is gone, even with an endless server" {
  serve "$services/chargen"
  run bash -c "timeout 120 '$client' get 127.0.0.1 $port | head -c 10"
  assert_status 0
  assert_output ' !"#$%&'"'()"
  until_match "$log" 'died with code'
}

@test "get waits while a slow server keeps sending" {
  serve sh -c 'for i in 1 2 3 4 5 6 7 8; do printf "$i"; sleep 0.3; done'
  ask get -w 2 127.0.0.1 "$port"
  assert_said 12345678
}

@test "get reports that standard output is full" {
  serve printf %s abc
  run --separate-stderr bash -c "timeout 120 '$client' get 127.0.0.1 $port >/dev/full"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
}

@test "get reports that standard output is closed, for replies of any length" {
  # Eight bytes could be swallowed by an eventfd of the client that took the place of standard output.
  for said in abc 12345678 0123456789abcdef; do
    serve printf %s "$said"
    run --separate-stderr bash -c "timeout 120 '$client' get 127.0.0.1 $port >&-"
    assert_status 1
    [ "$stderr" = 'inetkit: standard output: Bad file descriptor' ] || fail "$stderr"
  done
}

@test "get prints with standard input and standard error closed" {
  serve printf %s abc
  run bash -c "timeout 120 '$client' get 127.0.0.1 $port <&- 2>&-"
  assert_status 0
  assert_output abc
}

@test "get with closed standard descriptors sends the server neither messages nor its own output" {
  for said in abc 12345678; do
    serve sh -c 'printf %s "$1"; exec timeout 0.3 cat >"$0"' "$BATS_TEST_TMPDIR/heard" "$said"
    for closed in '>&-' '>&- 2>&-' '<&- >&-' '<&- >&- 2>&-'; do
      : >"$log"
      run bash -c "timeout 120 '$client' get 127.0.0.1 $port $closed"
      until_match "$log" 'died with code'
      assert_text "$BATS_TEST_TMPDIR/heard"
    done
  done
}
