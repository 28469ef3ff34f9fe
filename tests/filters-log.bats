#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Where the diagnostics of all filters go, and that no peer gets them.
load helpers/load
load helpers/peers
load helpers/filters

@test "a usage error is one line on descriptor 2, and the peer gets nothing" {
  for name in "${all_services[@]}"; do
    serve_watched "$services/$name" -x
    dial
    receive "$got"
    hang_up
    assert_empty "$got"
    until_true has_died 2
    assert_same "$errors" <(echo "$name: unknown option -- 'x'; $(usage "$name")")
  done
}

@test "a usage error does not reach the peer when descriptor 2 is the connection" {
  need socat
  for name in "${all_services[@]}"; do
    echo "$name over TCP"
    serve sh -c 'exec "$0" -x 2>&1' "$services/$name"
    dial
    receive "$got"
    hang_up
    assert_empty "$got"
    until_true has_died 2

    echo "$name over a UNIX socket"
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" sh -c 'exec "$0" -x 2>&1' "$services/$name"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" </dev/null
    assert_empty "$got"
    until_true has_died 2

    echo "$name on a pair of sockets"
    timeout 120 socat -t 60 - "EXEC:$services/$name -x,stderr" </dev/null >"$got" 2>/dev/null || true
    assert_empty "$got"
  done
}

@test "a usage error does not go to an Internet connection that is neither descriptor 0 nor 1" {
  for name in "${all_services[@]}"; do
    serve sh -c 'exec "$0" -x 2>&1 <"$1" >"$2"' "$services/$name" "$sent" "$out"
    dial
    receive "$got"
    hang_up
    assert_empty "$got"
    assert_empty "$out"
    until_true has_died 2
  done
}

@test "with descriptor 2 on the connection the peer gets the reply and no error message" {
  serve sh -c 'exec "$0" missing "$1" 2>&1' "$services/qotd" "$BATS_TEST_TMPDIR/quotation"
  dial
  receive "$got"
  assert_same "$got" "$BATS_TEST_TMPDIR/quotation"

  serve sh -c 'exec "$0" <"$1" 2>&1' "$services/echo" "$BATS_TEST_TMPDIR"
  dial
  receive "$got"
  assert_empty "$got"
  until_true has_died 1
}

@test "diagnostics that must not go to descriptor 2 go to syslog" {
  need strace
  for name in "${all_services[@]}"; do
    # LeakSanitizer does not work under strace(1).
    serve env ASAN_OPTIONS=detect_leaks=0 strace -o "$BATS_TEST_TMPDIR/trace" -e trace=connect sh -c 'exec "$0" -x 2>&1' "$services/$name"
    dial
    receive "$got"
    hang_up
    assert_empty "$got"
    until_true has_died 2
    assert_file_matches "$BATS_TEST_TMPDIR/trace" '^connect\(.*AF_UNIX.*"/dev/log"'
  done
}

@test "diagnostics go to a UNIX socket that is neither descriptor 0 nor 1" {
  for name in "${all_services[@]}"; do
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" sh -c 'exec "$0" -x 2>&1 </dev/null >"$1"' "$services/$name" "$out"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" </dev/null
    assert_same "$got" <(echo "$name: unknown option -- 'x'; $(usage "$name")")
    assert_empty "$out"
  done
}

@test "diagnostics to the journal carry their priority" {
  local journal='exec 2>&1 </dev/null >"$1"; JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2)'
  for name in "${all_services[@]}"; do
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" sh -c "$journal"' exec "$0" -x' "$services/$name" "$out"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" </dev/null
    assert_same "$got" <(echo "<3>unknown option -- 'x'; $(usage "$name")")
    # A descriptor that differs from JOURNAL_STREAM is not the journal.
    serve_unix "$BATS_TEST_TMPDIR/$name.other" sh -c "$journal"'0 exec "$0" -x' "$services/$name" "$out"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.other" </dev/null
    assert_same "$got" <(echo "$name: unknown option -- 'x'; $(usage "$name")")
    assert_empty "$out"
  done
}

@test "a peer gets no diagnostics when JOURNAL_STREAM names its connection" {
  for name in "${all_services[@]}"; do
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" \
      sh -c 'exec 2>&1; JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2) exec "$0" -x' "$services/$name"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" </dev/null
    assert_empty "$got"
    until_true has_died 2
  done
}

@test "a filter makes descriptor 2 /dev/null when it is the connection" {
  serve_watched sh -c 'exec "$0" 2>&1' "$services/echo"
  dial
  echo line >&"$peer"
  read -r -t 60 -u "$peer" line
  run readlink "/proc/$(pgrep -P "$server")/fd/2"
  assert_output /dev/null
  hang_up
}
