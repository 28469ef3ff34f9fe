#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The units of the shared server, which end when they are idle: what happens to requests meanwhile.
load helpers
load shared

# from_manager: messages of the service manager about the services of shared servers since mark
from_manager() {
  journal -o cat _PID=1 | grep -E 'inetkit-[a-z]+-(dgram|shared)\.service' || true
}

# ask_at_the_end NAME FIRST STEP: asks 14 times around the moment when a server with -i 1 ends. The first pause is FIRST
# milliseconds, and each further pause is STEP longer. Prints a line for each invocation that answered.
ask_at_the_end() {
  local i pause
  for ((i = 0; i < 14; i++)); do
    if [[ $1 = *-dgram ]]; then
      assert_datagram_answer "${1%-*}" 127.0.0.1 >&2
    else
      assert_answer "${1%-*}" TCP4:127.0.0.1 >&2
    fi
    invocation "$1"
    pause=$(($2 + i * $3))
    sleep "$((pause / 1000)).$(printf %03d $((pause % 1000)))"
  done
}

@test "requests at the moment when an idle server ends are answered" {
  local server servers=(echo-dgram time-dgram chargen-dgram daytime-dgram time-shared daytime-shared) pids=() first=970 failed=0
  for server in "${servers[@]}"; do
    call_server "$server" -i 1
  done
  reload
  start "${servers[@]}"
  for server in "${servers[@]}"; do
    mkdir "$BATS_TEST_TMPDIR/$server"
    (
      BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR/$server
      got=$BATS_TEST_TMPDIR/got sent=$BATS_TEST_TMPDIR/sent
      ask_at_the_end "$server" "$first" 6 >"$BATS_TEST_TMPDIR/invocations"
    ) &
    pids+=($!)
    first=$((first + 5))
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || failed=$((failed + 1))
  done
  [ "$failed" -eq 0 ] || fail "$failed servers did not answer"
  for server in "${servers[@]}"; do
    # The servers ended several times, and not because they failed.
    assert_between 4 "$(sort -u "$BATS_TEST_TMPDIR/$server/invocations" | wc -l)" 14
    [ "$(property "inetkit-$server.service" NRestarts)" = 0 ]
    [ "$(property "inetkit-$server.service" Result)" = success ]
    [ "$(property "inetkit-$server.socket" Result)" = success ]
  done
}

@test "a burst of datagrams is answered in order by a running, an ended and a suspended server" {
  local i state
  call_server echo-dgram -i 1 -b 1000
  reload
  start echo-dgram
  for state in inactive inactive suspended active; do
    case $state in
    inactive) until_true is_in_state inactive echo-dgram ;;
    suspended) suspend echo-dgram ;;
    esac
    dial_datagram 127.0.0.1 7
    for i in {1..100}; do
      echo "$state $i" >&"$peer"
    done
    [ "$state" != suspended ] || kill -CONT "$suspended"
    for i in {1..100}; do
      receive_datagram "$got"
      [ "$(<"$got")" = "$state $i" ] || fail "$(<"$got") instead of $state $i"
    done
    hang_up
  done
}

@test "a thousand datagrams wait for a suspended server" {
  local i
  call_server discard-dgram -r 0
  reload
  start discard-dgram
  suspend discard-dgram
  dial_datagram 127.0.0.1 9
  for i in {1..1000}; do
    echo "$i" >&"$peer"
  done
  hang_up
  kill -CONT "$suspended"
  until_true has_status discard-dgram 'answered 1000, '
}

@test "starting, answering and ending logs nothing to the journal" {
  mark
  call_server daytime-shared -i 1
  call_server echo-dgram -i 1
  reload
  start daytime-shared echo-dgram
  assert_answer daytime TCP4:127.0.0.1
  assert_datagram_answer echo 127.0.0.1
  until_true is_in_state inactive daytime-shared
  until_true is_in_state inactive echo-dgram
  journalctl --sync
  run journal -o cat INETKIT_SERVICE=daytime + INETKIT_SERVICE=echo
  assert_output ''
  run from_manager
  assert_output ''
}
