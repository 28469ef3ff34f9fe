#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The program that hello executes after the greeting.
load helpers/load
load helpers/hello

@test "hello finds the program on its built-in PATH and passes the arguments on" {
  run --separate-stderr "$hello" -n printf '%s-%s\n' -n 'two words' </dev/null
  [ "${lines[1]}" = '-n-two words' ]
}

@test "hello leaves the program only descriptors 0, 1 and 2" {
  exec 7</dev/null 9</dev/null
  run --separate-stderr "$hello" -n sh -c 'for fd in 0 1 2 3 4 5 6 7 8 9; do
    [ ! -e "/proc/$$/fd/$fd" ] || echo "$fd"; done' </dev/null
  exec 7<&- 9<&-
  [ "${lines[*]:1}" = '0 1 2' ]
}

@test "hello executes the program with default SIGPIPE and SIGALRM and without a timer" {
  run --separate-stderr sh -c "trap '' PIPE; exec '$hello' -n -t 1 sh -c 'grep SigIgn /proc/self/status; sleep 2; echo done'" </dev/null
  # Bits 12 and 13 are SIGPIPE and SIGALRM. The parent of the test may ignore other signals.
  ((("16#${lines[1]##*[[:space:]]}" & 16#3000) == 0)) || fail "${lines[1]}"
  [ "${lines[2]}" = 'done' ]
}

@test "hello with a program lets it read from the peer" {
  need "$client"
  serve "$hello" head -n 1
  run "$client" talk 127.0.0.1 "$port" <<<"from the peer"
  assert_status 0
  [ "${lines[1]}" = 'from the peer' ]
}

@test "hello that cannot execute the program greets, logs the cause, and fails" {
  run --separate-stderr "$hello" /nowhere/program </dev/null
  assert_status 1
  assert_match "$(greeting unknown)"
  [[ $stderr == *'hello: cannot execute /nowhere/program: No such file or directory' ]]

  run --separate-stderr "$hello" /etc/passwd </dev/null
  assert_status 1
  assert_match "$(greeting unknown)"
  [[ $stderr == *'hello: cannot execute /etc/passwd: Permission denied' ]]
}

@test "hello without a program executes fortune, and fails if that cannot be executed" {
  need_root
  mkdir "$BATS_TEST_TMPDIR/games"
  printf '#!/bin/sh\necho a fortune\n' >"$BATS_TEST_TMPDIR/games/fortune"
  chmod +x "$BATS_TEST_TMPDIR/games/fortune"
  with_fortune="mkdir -p /usr/games && mount --bind '$BATS_TEST_TMPDIR/games' /usr/games"
  run --separate-stderr unshare --mount sh -c "$with_fortune && exec '$hello'" </dev/null
  [ "${lines[1]}" = 'a fortune' ]

  printf '#!/nowhere/sh\n' >"$BATS_TEST_TMPDIR/games/fortune"
  run --separate-stderr unshare --mount sh -c "$with_fortune && exec '$hello'" </dev/null
  assert_status 1
  assert_match "$(greeting unknown)"
  # The child has logged it; its parent does not.
  [ "$stderr" = $'hello: connection from unknown [unknown] at port unknown\nhello: cannot execute /usr/games/fortune: No such file or directory' ] || fail "$stderr"
}

@test "hello without a fortune program executes the qotd in its own directory" {
  need_root
  mkdir "$BATS_TEST_TMPDIR/games" "$BATS_TEST_TMPDIR/programs"
  cp "$hello" "$BATS_TEST_TMPDIR/programs"
  printf '#!/bin/sh\necho the qotd beside it\n' >"$BATS_TEST_TMPDIR/programs/qotd"
  chmod +x "$BATS_TEST_TMPDIR/programs/qotd"
  without_fortune="mkdir -p /usr/games && mount --bind '$BATS_TEST_TMPDIR/games' /usr/games"
  run --separate-stderr unshare --mount sh -c "$without_fortune && exec '$BATS_TEST_TMPDIR/programs/hello'" </dev/null
  assert_status 0
  [ "${lines[1]}" = 'the qotd beside it' ]

  rm "$BATS_TEST_TMPDIR/programs/qotd"
  run --separate-stderr unshare --mount sh -c "$without_fortune && exec '$BATS_TEST_TMPDIR/programs/hello'" </dev/null
  assert_status 1
  assert_match "$(greeting unknown)"
  [[ $stderr == *'hello: no program to execute: install fortune or qotd' ]]
}

# bats test_tags=once
@test "hello fails and logs the cause if the default program fails, but not if the peer closed before its end" {
  need_root
  need perl
  local failure expected message
  mkdir "$BATS_TEST_TMPDIR/games"
  while IFS='|' read -r failure expected message; do
    printf '#!/bin/sh\necho half\n%s\n' "$failure" >"$BATS_TEST_TMPDIR/games/fortune"
    chmod +x "$BATS_TEST_TMPDIR/games/fortune"
    run --separate-stderr unshare --mount bash -o pipefail \
      -c "mkdir -p /usr/games && mount --bind '$BATS_TEST_TMPDIR/games' /usr/games && '$hello' | head -n 2" </dev/null
    assert_status "$expected"
    [ "${lines[1]}" = half ]
    [ "${stderr_lines[1]-}" = "$message" ]
  done <<'END'
exit 3|1|hello: /usr/games/fortune failed: exit status 3
exec perl -e "unpack('p', pack('Q', 1))"|1|hello: /usr/games/fortune failed: signal 11
exec seq 1000000|0|
END
}

# bats test_tags=once
@test "hello without /proc finds the programs in its own directory, by an absolute or relative path or a link" {
  need_root
  local path
  mkdir "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/links"
  cp "$hello" "$hello-lookup" "$BATS_TEST_TMPDIR/programs"
  printf '#!/bin/sh\necho the qotd beside it\n' >"$BATS_TEST_TMPDIR/programs/qotd"
  chmod +x "$BATS_TEST_TMPDIR/programs/qotd"
  ln -s ../programs/hello "$BATS_TEST_TMPDIR/links/hello"
  cd "$BATS_TEST_TMPDIR"
  for path in "$PWD/programs/hello" programs/hello links/hello; do
    run --separate-stderr unshare --mount sh -c '
      mkdir -p /usr/games && mount -t tmpfs none /usr/games && mount -t tmpfs none /proc &&
      REMOTE_ADDR=127.0.0.1 exec "$0"' "$path" </dev/null
    assert_status 0
    [[ ${lines[0]} = 'Hello there, localhost, '* && ${lines[1]} = 'the qotd beside it' ]] || fail "$path: $output" "$stderr"
  done
}

@test "hello keeps the program's standard error from a peer that is descriptor 2" {
  serve sh -c "exec '$hello' sh -c 'echo to the log >&2; echo to the peer' 2>&1"
  ask
  [ "${#lines[@]}" -eq 2 ]
  [ "${lines[1]}" = 'to the peer' ]
}

@test "hello keeps its own diagnostics from a peer that is descriptor 2" {
  serve sh -c "exec '$hello' /nowhere/program 2>&1"
  ask
  [ "${#lines[@]}" -eq 1 ]
  assert_match "$(greeting localhost)"
}

# bats test_tags=once
@test "hello keeps the messages of the dynamic loader from a peer that is descriptor 2" {
  skip_if_counting
  serve sh -c "LD_PRELOAD=/nowhere.so exec '$hello' true 2>&1"
  ask
  [ "${#lines[@]}" -eq 1 ]
  assert_match "$(greeting localhost)"
}

@test "hello ends cleanly for a peer that talks late, even if the default program outlasts the idle limit" {
  need_root
  mkdir "$BATS_TEST_TMPDIR/games"
  # The program ends only after the peer has sent something.
  printf '#!/bin/sh\necho a fortune\nuntil [ -e "%s/sent" ]; do sleep 0.02; done\nsleep 1.5\n' "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/games/fortune"
  chmod +x "$BATS_TEST_TMPDIR/games/fortune"
  in_mounts "mkdir -p /usr/games && mount --bind '$BATS_TEST_TMPDIR/games' /usr/games" "$hello" -t 1
  serve "${private[@]}"
  exec 5<>"/dev/tcp/127.0.0.1/$port"
  read -r -u 5 output
  assert_match "$(greeting localhost)"
  printf 'GET / HTTP/1.0\r\n\r\n' >&5
  touch "$BATS_TEST_TMPDIR/sent"
  # cat would fail on a reset.
  run cat <&5
  exec 5>&-
  assert_status 0
  assert_output 'a fortune'
}

@test "hello that cannot execute the program exits with status 1 when its standard error is a broken pipe" {
  local fifo=$BATS_TEST_TMPDIR/fifo
  mkfifo "$fifo"
  exec 8<>"$fifo"
  exec 9>"$fifo" 8<&-
  run sh -c "exec '$hello' -n /nowhere/program 2>&9 9>&-" </dev/null
  exec 9>&-
  assert_status 1
}

@test "hello that cannot execute the program ends cleanly for a peer that talked first" {
  serve sh -c "until [ -e '$BATS_TEST_TMPDIR/sent' ]; do sleep 0.02; done; exec '$hello' -n /nowhere/program"
  exec 5<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET / HTTP/1.0\r\n\r\n' >&5
  touch "$BATS_TEST_TMPDIR/sent"
  run cat <&5
  exec 5>&-
  assert_status 0
  assert_match "$(greeting '127\.0\.0\.1')"
}
