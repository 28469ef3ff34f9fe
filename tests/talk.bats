#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit talk: sends standard input to the server and prints the reply, both at the same time.
load helpers/load
load helpers/client
load helpers/network

# begin_talk ARG...: runs talk in the background; the test writes its standard input through descriptor $input
begin_talk() {
  cd "$BATS_TEST_TMPDIR" || return
  mkfifo input
  background sh -c '"$@" <input >got 2>err; echo "$?" >status' sh "$client" talk "$@"
  talking=$started
  exec {input}<>input
}

@test "talk sends 20 MB from a file through echo and gets them all back" {
  serve "$services/echo"
  head -c 20000000 /dev/urandom >"$BATS_TEST_TMPDIR/sent"
  ask talk 127.0.0.1 "$port" <"$BATS_TEST_TMPDIR/sent"
  assert_status 0
  assert_same "$out" "$BATS_TEST_TMPDIR/sent"
  assert_text "$err"
}

@test "talk sends 20 MB from a pipe through echo and gets them all back" {
  serve "$services/echo"
  head -c 20000000 /dev/urandom >"$BATS_TEST_TMPDIR/sent"
  run bash -o pipefail -c "cat '$BATS_TEST_TMPDIR/sent' | timeout 120 '$client' talk 127.0.0.1 $port | cat >'$BATS_TEST_TMPDIR/got'"
  assert_status 0
  assert_output ''
  assert_same "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/sent"
}

@test "talk receives while the server does not read, and sends while the server does not write" {
  # The client must receive 5 MB before the server reads anything, and then send 5 MB while the server is silent.
  serve sh -c 'head -c 5000000 /dev/zero; sum=$(cksum); printf "%s\n" "$sum"'
  head -c 5000000 /dev/urandom >"$BATS_TEST_TMPDIR/sent"
  { head -c 5000000 /dev/zero; cksum <"$BATS_TEST_TMPDIR/sent"; } >"$BATS_TEST_TMPDIR/expected"
  ask talk 127.0.0.1 "$port" <"$BATS_TEST_TMPDIR/sent"
  assert_status 0
  assert_same "$out" "$BATS_TEST_TMPDIR/expected"
}

@test "talk sends while nobody reads its output" {
  serve sh -c 'head -c 5000000 /dev/zero & cksum >"$0"; wait' "$BATS_TEST_TMPDIR/sum"
  cd "$BATS_TEST_TMPDIR"
  head -c 20000000 /dev/urandom >sent
  mkfifo output
  background sh -c '"$0" talk -w 20 127.0.0.1 "$1" <sent >output; echo "$?" >status' "$client" "$port"
  exec {reader}<output
  until_true test -s sum
  assert_text sum "$(cksum <sent)"
  cat <&"$reader" >got
  until_true test -s status
  assert_text status 0
  head -c 5000000 /dev/zero >expected
  assert_same got expected
}

@test "talk sends every byte value unchanged, including NUL and line ends" {
  for ((i = 0; i < 256; i++)); do printf -v hex %02x "$i" && printf %b "\\x$hex"; done >"$BATS_TEST_TMPDIR/sent"
  printf '\0\0\r\n\n\r\0' >>"$BATS_TEST_TMPDIR/sent"
  serve sh -c 'exec cat >"$0"' "$BATS_TEST_TMPDIR/heard"
  ask talk 127.0.0.1 "$port" <"$BATS_TEST_TMPDIR/sent"
  assert_said ''
  until_match "$log" 'died with code'
  assert_same "$BATS_TEST_TMPDIR/heard" "$BATS_TEST_TMPDIR/sent"
}

@test "talk half-closes the connection at the end of its input, and then prints the answer" {
  serve sh -c 'sum=$(cksum); printf "%s\n" "$sum"'
  printf 'one\ntwo\n' >"$BATS_TEST_TMPDIR/sent"
  expected=$(cksum <"$BATS_TEST_TMPDIR/sent")
  ask talk 127.0.0.1 "$port" <"$BATS_TEST_TMPDIR/sent"
  assert_said "$expected"$'\n'
  run bash -c "timeout 120 '$client' talk 127.0.0.1 $port < <(printf 'one\ntwo\n')"
  assert_status 0
  assert_output "$expected"
}

@test "talk half-closes the connection for an empty file, /dev/null and an empty pipe" {
  serve sh -c 'wc -c | tr -d " "'
  : >"$BATS_TEST_TMPDIR/empty"
  ask talk 127.0.0.1 "$port" <"$BATS_TEST_TMPDIR/empty"
  assert_said $'0\n'
  ask talk 127.0.0.1 "$port" </dev/null
  assert_said $'0\n'
  run bash -c "true | timeout 120 '$client' talk 127.0.0.1 $port"
  assert_status 0
  assert_output 0
}

@test "talk exchanges lines before its input has ended" {
  serve "$services/echo"
  begin_talk 127.0.0.1 "$port"
  for word in one two three; do
    echo "$word" >&"$input"
    until_match got "^$word\$"
  done
  assert_text got one two three
  kill -0 "$talking"
}

@test "talk ends when its input and the server have ended" {
  serve "$services/echo"
  begin_talk 127.0.0.1 "$port"
  echo one >&"$input"
  until_match got '^one$'
  exec {input}>&-
  until_true test -s status
  assert_text status 0
  assert_text got one
  assert_text err
}

@test "talk ends with the server when its input goes on" {
  serve printf '%s\n' bye
  begin_talk 127.0.0.1 "$port"
  until_true test -s status
  assert_text status 0
  assert_text got bye
  assert_text err
}

@test "talk waits for its input without a limit, whatever -w is" {
  serve "$services/echo"
  # After the end of the input, -w is also the time that the server has to reply and to close.
  begin_talk -w 2 127.0.0.1 "$port"
  sleep 3
  echo late >&"$input"
  until_match got '^late$'
  exec {input}>&-
  until_true test -s status
  assert_text status 0
  assert_text got late
}

@test "talk fails when the server stops reading, and prints its last reply" {
  serve sh -c 'head -c 1 >/dev/null; echo no more'
  ask talk 127.0.0.1 "$port" < <(head -c 20000000 /dev/zero)
  assert_status 1
  assert_text "$out" 'no more'
  assert_file_matches "$err" '^inetkit: 127\.0\.0\.1: (cannot send: )?(Connection reset by peer|Broken pipe|the server ended .*)$'
}

@test "talk gives up a server that is silent after the end of the input for -w seconds" {
  serve sleep 100
  ask talk -w 0.3 127.0.0.1 "$port" </dev/null
  assert_complaint 1 '127.0.0.1: the server was silent for 0.3 s; -w allows more time'
}

@test "talk gives up a server that reads nothing for -w seconds" {
  serve sleep 100
  ask talk -w 0.3 127.0.0.1 "$port" < <(head -c 20000000 /dev/zero)
  assert_complaint 1 '127.0.0.1: the server was silent for 0.3 s; -w allows more time'
}

@test "talk ends after -t seconds without a byte, and not while bytes flow in one direction" {
  serve sh -c 'for i in 1 2 3 4 5; do echo "$i"; sleep 1; done; exec sleep 100'
  begin_talk -t 3 127.0.0.1 "$port"
  until_true test -s status
  assert_text status 1
  assert_text got 1 2 3 4 5
  assert_text err 'inetkit: 127.0.0.1: no byte in either direction for 3 s; -t allows more'
}

@test "talk waits while a slow server keeps reading" {
  serve sh -c 'for i in 1 2 3 4 5 6 7 8; do head -c 3000000; sleep 0.3; done | wc -c'
  ask talk -w 2 127.0.0.1 "$port" < <(head -c 24000000 /dev/zero)
  assert_said $'24000000\n'
}

@test "talk works without a terminal and outside the session" {
  serve "$services/echo"
  run bash -c "printf 'hi\n' | timeout 120 setsid --wait '$client' talk 127.0.0.1 $port 2>&1"
  assert_status 0
  assert_output hi
}

@test "talk connects over IPv6" {
  serve_on ::1 "$services/echo"
  printf 'hi\n' >"$BATS_TEST_TMPDIR/hi"
  for host in ::1 '[::1]' '-6 ::1'; do
    # shellcheck disable=SC2086 # words
    ask talk $host "$port" <"$BATS_TEST_TMPDIR/hi"
    assert_said $'hi\n'
  done
}

@test "talk accepts names of hosts and services" {
  private_network
  printf 'hi\n' >"$BATS_TEST_TMPDIR/hi"
  serve_inside 127.0.0.1:7 "$services/echo"
  private_file /etc/services </dev/null
  ask talk localhost echo <"$BATS_TEST_TMPDIR/hi"
  assert_said $'hi\n'
}

@test "talk with discard succeeds and prints nothing" {
  serve "$services/discard"
  ask talk 127.0.0.1 "$port" < <(head -c 1000000 /dev/zero)
  assert_said ''
}

@test "talk accepts the port after the host" {
  serve_unix "$BATS_TEST_TMPDIR/socket" "$services/echo"
  serve "$services/echo"
  printf 'hi\n' >"$BATS_TEST_TMPDIR/hi"
  for operands in "127.0.0.1 $port" "127.0.0.1:$port" "[127.0.0.1]:$port" "[127.0.0.1] $port" \
    "unix:$BATS_TEST_TMPDIR/socket"; do
    # shellcheck disable=SC2086 # words
    ask talk $operands <"$BATS_TEST_TMPDIR/hi"
    assert_said $'hi\n'
  done
}

@test "talk requires a host and a port" {
  ask talk </dev/null
  assert_complaint 2 "talk: missing host; see 'inetkit help talk'"
  ask talk -w 5 </dev/null
  assert_complaint 2 "talk: missing host; see 'inetkit help talk'"
  for host in localhost 127.0.0.1 ::1 '[::1]'; do
    ask talk "$host" </dev/null
    assert_complaint 2 "talk: '$host': the port is missing; see 'inetkit help talk'"
  done
  ask talk localhost echo more </dev/null
  assert_complaint 2 "talk: extra operand 'more'; see 'inetkit help talk'"
}

@test "talk rejects an empty host and an invalid port" {
  ask talk '' echo </dev/null
  assert_complaint 2 "talk: '': the host is empty; see 'inetkit help talk'"
  for wrong in 0 65536 -1; do
    ask talk -- localhost "$wrong" </dev/null
    assert_complaint 2 "talk: '$wrong': the port is not from 1 to 65535; see 'inetkit help talk'"
  done
  for wrong in 'http!' ''; do
    ask talk localhost "$wrong" </dev/null
    assert_complaint 2 "talk: '$wrong': the port is neither a number nor a service name; see 'inetkit help talk'"
  done
}

@test "talk reports a closed port" {
  serve "$services/echo"
  ask talk 127.0.0.2 "$port" </dev/null
  assert_complaint 1 "127.0.0.2: connection refused: nothing listens on port $port"
}

@test "talk reports that standard output is full" {
  serve "$services/echo"
  run --separate-stderr bash -c "printf 'hi\n' | timeout 120 '$client' talk 127.0.0.1 $port >/dev/full"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
}

@test "talk reports that standard input cannot be read" {
  serve "$services/echo"
  ask talk 127.0.0.1 "$port" <"$BATS_TEST_TMPDIR"
  assert_complaint 1 'standard input: Is a directory'
}

@test "talk reports that standard input is closed" {
  serve "$services/echo"
  run --separate-stderr bash -c "timeout 120 '$client' talk 127.0.0.1 $port <&-"
  assert_status 1
  assert_output ''
  [ "$stderr" = 'inetkit: standard input: Bad file descriptor' ] || fail "$stderr"
}

@test "talk reports that standard input is open for writing only" {
  serve "$services/echo"
  run --separate-stderr bash -c "timeout 120 '$client' talk 127.0.0.1 $port 0>'$BATS_TEST_TMPDIR/written'"
  assert_status 1
  [ "$stderr" = 'inetkit: standard input: Bad file descriptor' ] || fail "$stderr"
}
