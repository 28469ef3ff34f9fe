#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks that is stopped, or blocked on its output, for longer than its limits.
# bats file_tags=slow
load helpers/load
load helpers/client
load helpers/clocks

# start_stopped [ARG...]: starts clocks with CSV output to $out.NUMBER, and stops it after it has asked its hosts
start_stopped() {
  start_clocks --format csv "$@"
  mv "$out" "$out.${#stopped[@]}"
  until_true has_socket "$asked"
  sleep 0.2
  suspend_all "$asked"
  stopped+=("$asked")
}

# has_socket PID: the process has opened a socket
has_socket() {
  [ "$(sockets_of "$1" | wc -l)" -gt 0 ]
}

@test "clocks that is stopped accepts the replies that arrived within its limits, and no others" {
  local stopped=() early=() late=() run cause
  serve_clock -a 0.0.0.0 -o 7 -m delay=500
  early=("127.0.0."{1..20}":$port")
  serve_clock -a 0.0.0.0 -m delay=6000
  late=("127.0.0."{1..5}":$port")
  serve_unix "$BATS_TEST_TMPDIR/socket" sh -c 'sleep 0.5; exec "$0" -o 7' "$services/time"
  start_stopped -w 5 "${early[@]}" "${late[@]}" "unix:$BATS_TEST_TMPDIR/socket"
  start_stopped --timeout 5 "${early[@]}" "${late[@]}" "unix:$BATS_TEST_TMPDIR/socket"
  start_stopped -u -w 5 "${early[@]}" "${late[@]}"
  sleep 6.5
  kill -CONT "${stopped[@]}"
  for run in 0 1 2; do
    asked=${stopped[run]} out=$BATS_TEST_TMPDIR/out.$run
    end_clocks
    assert_status 1
    # Each early reply counts with the moment of its arrival.
    awk -F, 'NR > 1 && NR <= 21 && !($6 >= 0.5 && $6 <= 5 && $4 - $5 <= 7 && 7 <= $4 + $5) { exit 1 }' "$out" || fail "$(<"$out")"
    cause='no reply within 5 s; -w allows more time'
    [ "$run" -ne 1 ] || cause='no reply within 5 s in total; --timeout allows more time'
    [ "$(sed -n 22,26p "$out" | grep -c ",,1,,$cause")" -eq 5 ] || fail "$(<"$out")"
    # The kernel does not note when bytes arrive on a UNIX socket: the bound is wide, but right.
    awk -F, 'NR == 27 && !($4 != "" && $4 - $5 <= 7 && 7 <= $4 + $5) { exit 1 }' "$out" || fail "$(<"$out")"
  done
}

@test "clocks that is blocked on its output accepts the replies that arrive meanwhile" {
  serve_clock -a 0.0.0.0 -m delay=300
  first=127.0.0.1:$port
  serve_clock -a 0.0.0.0 -m delay=900
  {
    echo "$first"
    seq -f 'a-host-whose-port-is-invalid-%g:0' 3000
    printf '%s\n' "127.0.0."{1..20}":$port" "localhost:$port"
  } >"$BATS_TEST_TMPDIR/hosts"
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  exec {unread}<>"$BATS_TEST_TMPDIR/pipe"
  background "$client" clocks -w 2 --timeout 2 --format csv --hosts "$BATS_TEST_TMPDIR/hosts" >"$BATS_TEST_TMPDIR/pipe"
  asked=$started
  until_true is_waiting_for_room "$asked"
  sleep 2.2
  timeout 60 head -n 3023 <"$BATS_TEST_TMPDIR/pipe" >"$BATS_TEST_TMPDIR/rows"
  end_clocks
  [ "$(tail -n 21 "$BATS_TEST_TMPDIR/rows" | cut -d, -f4,9 | grep -c '^[0-9.-]*,$')" -eq 21 ] || fail "$(tail -n 21 "$BATS_TEST_TMPDIR/rows")"
}
