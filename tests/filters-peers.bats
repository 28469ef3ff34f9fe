#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Peers that send before they read, send without end, keep the connection open or vanish.
# bats file_tags=long
load helpers/load
load helpers/peers
load helpers/filters

answers=(time daytime qotd)

# has_waited REGEX COUNT: in $BATS_TEST_TMPDIR/trace, after shutting down the connection, the filter found COUNT times
# that the number of bytes without an acknowledgement matches, and then ended
has_waited() {
  awk -v regex="$1" -v count="$2" '/^shutdown\(1, SHUT_WR\) *= 0/ { shut = 1 } shut && $0 ~ "TIOCOUTQ, \\[" regex "\\]" { n++ }
    /^\+\+\+ exited with 0/ { ended = 1; exit } END { exit !(ended && n == count) }' "$BATS_TEST_TMPDIR/trace"
}

# bats test_tags=once
@test "a peer that keeps the connection open sees the end of the answer, and keeps the filter until it has the answer, or 2 s" {
  local trace=(strace -D -o "$BATS_TEST_TMPDIR/trace" -e "trace=shutdown,ioctl,exit_group")
  need strace
  for name in "${answers[@]}"; do
    take "$name"
    serve "${trace[@]}" "${filter[@]}"
    dial
    receive "$got"
    assert_served "$name"
    until_true has_waited 0 1
    hang_up
  done
  # Over a UNIX socket, what the peer has not read counts as not acknowledged.
  take time
  serve_unix "$BATS_TEST_TMPDIR/socket" "${trace[@]}" "${filter[@]}"
  background socat -u PIPE "UNIX:$BATS_TEST_TMPDIR/socket"
  until_true has_waited '[1-9][0-9]*' 20
  # The limit of the drain also holds if the process runs again only after it has expired.
  serve strace -D -o "$BATS_TEST_TMPDIR/late" -e trace=setitimer -e inject=setitimer:delay_exit=300000:when=3 "${filter[@]}"
  dial
  until_match "$BATS_TEST_TMPDIR/late" 'INJECTED|DELAYED'
  until_match "$BATS_TEST_TMPDIR/late" '^\+\+\+ exited with 0'
}

@test "a peer that sent 60 KB gets the whole answer and a clean end" {
  for name in "${answers[@]}"; do
    head -c 60000 /dev/urandom >"$sent"
    take "$name"
    serve_watched "${filter[@]}"
    exchange "TCP4:127.0.0.1:$port" <"$sent"
    assert_served "$name"
    until_ended
    assert_empty "$errors"
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" "${filter[@]}"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" <"$sent"
    assert_served "$name"
  done
}

@test "an answering filter ends although the peer keeps the connection open, and the whole answer arrives" {
  local logs=() peers=() times=() name
  for name in "${answers[@]}"; do
    take "$name" -t 0
    serve "${filter[@]}"
    dial
    head -c 60000 /dev/zero >&"$peer"
    logs+=("$log") peers+=("$peer") times+=("$before")
  done
  serve "$services/qotd" -t 0 missing
  dial
  until_true has_died 1
  for name in "${!answers[@]}"; do
    log=${logs[name]} peer=${peers[name]} before=${times[name]}
    until_ended
    receive "$got"
    assert_served "${answers[name]}"
  done
}

@test "a peer that trickles bytes does not keep the answering filter running" {
  local logs=() name
  for name in "${answers[@]}"; do
    take "$name" -t 0
    serve "${filter[@]}"
    logs+=("$log")
    dial
    background bash -c 'while printf x >&"$0"; do sleep 0.1; done' "$peer"
    receive "$got"
    assert_served "$name"
  done
  for log in "${logs[@]}"; do
    until_ended
  done
}

@test "a peer that sends without end does not keep the answering filter running" {
  for name in "${answers[@]}"; do
    take "$name" -t 0
    serve_watched "${filter[@]}"
    dial
    background bash -c 'exec cat /dev/zero >&"$0"' "$peer"
    until_ended
    assert_empty "$errors"
  done
}

@test "a peer that hangs up or resets the connection at once is a normal end" {
  for name in "${served[@]}"; do
    take "$name"
    serve_watched "${filter[@]}"
    dial
    hang_up
    until_ended
    dial_and_reset
    until_ended 2
    assert_empty "$errors"
  done
}
