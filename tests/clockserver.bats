#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The tools of other suites: servers with wrong clocks, and relays with delay, jitter and loss.
# bats file_tags=once
load helpers/load
load helpers/peers
load helpers/clocks

# time_of [HOST]: writes the reply over TCP to $got, and sets $late to the seconds by which its clock is fast
time_of() {
  timeout 120 cat <"/dev/tcp/${1:-127.0.0.1}/$port" >"$got"
  late=$((16#$(od -An -tx1 -N4 "$got" | tr -d ' ') - 2208988800 - $(date +%s)))
}

@test "clockserver -o serves its offset over TCP and UDP, from each address of 127.0.0.0/8" {
  serve_clock -a 0.0.0.0 -o -86400 -v
  time_of 127.9.8.7
  assert_between -86401 "$late" -86399
  for address in 127.0.0.1 127.9.8.7; do
    # ask rejects a reply from another address.
    "$build/tests/ask" "$address" "$port" </dev/null >"$got"
    assert_time "$got" "$(($(date +%s) - 1))" -86400
  done
  assert_file_matches "$log" '^udp 127\.0\.0\.1 [0-9]+ [0-9]+\.[0-9]{6} 1$'
}

@test "clockserver -m sends 8 or 3 bytes, even seconds, a step, a reset or nothing" {
  serve_clock -m eight
  time_of
  [ "$(size_of "$got")" -eq 8 ]
  [ "$(od -An -tx1 -j4 "$got" | tr -d ' ')" = 00000000 ]
  assert_between -1 "$late" 0
  serve_clock -m short
  exec {peer}<>"/dev/tcp/127.0.0.1/$port"
  receive "$got"
  [ "$(size_of "$got")" -eq 3 ]
  serve_clock -m even -m step=1,1000
  time_of
  assert_between -2 "$late" 0
  [ $((16#$(od -An -tx1 "$got" | tr -d ' ') % 2)) -eq 0 ]
  time_of
  assert_between 998 "$late" 1000
  serve_clock -m reset
  run cat <"/dev/tcp/127.0.0.1/$port"
  assert_match 'reset by peer'
  serve_clock -m silent
  dial
  ! read -t 0.2 -r -u "$peer" || fail "it answered"
}

# microseconds: prints the time in microseconds
microseconds() {
  echo "${EPOCHREALTIME/[.,]/}"
}

@test "relay delays TCP and UDP by its -d and -r, and forwards data unchanged" {
  for option in '' -u; do
    serve_clock
    # shellcheck disable=SC2086 # an option, or none
    relay_to "$port" $option -d 150 -r 150
    before=$(microseconds)
    if [ -n "$option" ]; then
      "$build/tests/ask" 127.0.0.1 "$port" </dev/null >"$got"
    else
      time_of
    fi
    duration=$(($(microseconds) - before))
    assert_time "$got" "$(($(date +%s) - 2))"
    [ "$duration" -ge 300000 ] || fail "$duration"
  done
}

@test "relay with jitter forwards 2 MB in order, to the end of the stream" {
  need socat
  serve "$services/echo"
  relay_to "$port" -j 3 -J 3
  head -c 2000000 /dev/urandom >"$sent"
  exchange "TCP4:127.0.0.1:$port" <"$sent"
  assert_same "$got" "$sent"
}

@test "relay drops datagrams in either direction, and resets connections that the target refuses" {
  serve_clock
  to=$port
  for way in -l -L; do
    relay_to "$to" -u "$way" 100
    exec {peer}<>"/dev/udp/127.0.0.1/$port"
    printf x >&"$peer"
    ! read -t 0.2 -r -N 1 -u "$peer" || fail "it came"
    hang_up
  done
  serve_clock -u
  relay_to "$port"
  run cat <"/dev/tcp/127.0.0.1/$port"
  assert_match 'reset by peer'
}
