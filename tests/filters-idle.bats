#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The idle limit of all filters, -t.
# bats file_tags=long
load helpers/load
load helpers/peers

# stall LIMIT: starts filters on pipes without traffic and appends their process ids to $stalled
stall() {
  local name
  for name in echo discard; do
    mkfifo "$BATS_TEST_TMPDIR/silent-$name-$1"
    background sh -c 'exec timeout 120 "$1" -t "$2" <>"$3" >>"$4" 2>&1' sh "$services/$name" "$1" \
      "$BATS_TEST_TMPDIR/silent-$name-$1" "$out"
    stalled+=("$started")
  done
  for name in echo chargen; do
    mkfifo "$BATS_TEST_TMPDIR/full-$name-$1"
    background sh -c 'exec timeout 120 "$1" -t "$2" </dev/zero 1<>"$3" 2>>"$4"' sh "$services/$name" "$1" \
      "$BATS_TEST_TMPDIR/full-$name-$1" "$out"
    stalled+=("$started")
  done
}

@test "a filter on idle pipes ends at the limit with status 0 and no message, and never with -t 0" {
  local stalled=() pid
  stall 0
  stall 1
  for pid in "${stalled[@]:4}"; do
    status=0
    wait "$pid" || status=$?
    assert_status 0
  done
  for pid in "${stalled[@]:0:4}"; do
    is_alive "$pid"
  done
  assert_empty "$out"
}

@test "a filter on an idle connection ends at the limit with status 0 and no message, and never with -t 0" {
  local name limit logs=() peers=()
  : >"$out"
  for limit in 0 1; do
    for name in echo discard chargen; do
      serve sh -c 'exec "$1" -t "$2" 2>>"$3"' sh "$services/$name" "$limit" "$out"
      dial
      logs+=("$log") peers+=("$peer")
    done
  done
  for log in "${logs[@]:3}"; do
    until_ended
  done
  for log in "${logs[@]:0:3}"; do
    if grep '^Child' "$log"; then
      fail "it has ended"
    fi
  done
  for peer in "${peers[@]:3:2}"; do
    receive "$got"
    assert_empty "$got"
  done
  assert_empty "$out"
}

@test "a slow peer that stays below the idle limit between bytes is served to the end" {
  local pids=() pid
  # Pipes with a few bytes at a time, for longer in total than the limit of five seconds.
  background bash -c 'for _ in {1..10}; do printf x; sleep 0.6; done | "$0" -t 5 >"$1"' "$services/echo" "$got"
  pids+=("$started")
  background bash -o pipefail -c 'for _ in {1..10}; do printf x || exit; sleep 0.6; done | "$0" -t 5' "$services/discard"
  pids+=("$started")
  background bash -c '"$0" -t 5 </dev/zero | for _ in {1..10}; do head -c 16384; sleep 0.6; done >"$1"' \
    "$services/chargen" "$got.chargen"
  pids+=("$started")
  # The same over a connection.
  serve "$services/echo" -t 5
  dial
  for byte in 0 1 2 3 4 5 6 7 8 9; do
    printf %s "$byte" >&"$peer"
    read -r -N 1 -t 60 -u "$peer" answer
    [ "$answer" = "$byte" ]
    sleep 0.6
  done
  for pid in "${pids[@]}"; do
    wait "$pid"
  done
  assert_same "$got" <(printf xxxxxxxxxx)
  assert_ring "$got.chargen" 163840
}

# begin_ticks: starts echo on pipes, with a timer that does not expire by itself, and sends a line through it
begin_ticks() {
  mkfifo "$BATS_TEST_TMPDIR/to" "$BATS_TEST_TMPDIR/from"
  exec {to}<>"$BATS_TEST_TMPDIR/to" {from}<>"$BATS_TEST_TMPDIR/from"
  background sh -c 'exec "$1" -t 86400 <"$2/to" >"$2/from"' sh "$services/echo" "$BATS_TEST_TMPDIR"
  pass_line ''
}

pass_line() {
  local line
  echo "$1" >&"$to"
  IFS= read -r -t 60 -u "$from" line
  [ "$line" = "$1" ]
}

# tick TEXT: a quarter of the idle limit passes, and then echo gets a line and sends it back
tick() {
  kill -ALRM "$started"
  pass_line "$1"
}

# has_closed PID: the process has ended, even if nothing has waited for it yet
has_closed() {
  [ ! -e "/proc/$1/fd/0" ]
}

@test "a connection that transfers fewer than 60 bytes in five idle limits ends" {
  local i
  begin_ticks
  # With the 20 line ends, 58 bytes in both directions.
  tick 123456789
  for ((i = 2; i < 20; i++)); do tick ''; done
  kill -ALRM "$started"
  until_true has_closed "$started"
  wait "$started"
}

@test "a connection that transfers 60 bytes in five idle limits goes on, and ends after sixty" {
  local i
  begin_ticks
  for ((i = 1; i < 240; i++)); do
    if ((i % 20 == 1)); then tick 1234567890; else tick ''; fi
  done
  kill -ALRM "$started"
  until_true has_closed "$started"
  wait "$started"
}

@test "the idle limit works whether the parent ignored, blocked or reset SIGALRM" {
  local pids=() pid parent
  for parent in --block-signal=ALRM --ignore-signal=ALRM --block-signal --default-signal=ALRM; do
    mkfifo "$BATS_TEST_TMPDIR/silent$parent"
    background sh -c 'exec timeout -s KILL 20 env "$1" "$2" -t 1 <>"$3" 1<>"$3"' sh "$parent" "$services/discard" \
      "$BATS_TEST_TMPDIR/silent$parent"
    pids+=("$started")
  done
  for pid in "${pids[@]}"; do
    status=0
    wait "$pid" || status=$?
    assert_status 0
  done
}
