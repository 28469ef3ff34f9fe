#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Loops between shared and another server, which a forged datagram starts.
load helpers/load
load helpers/foreign
load helpers/shared

# guard_loop ARG...: runs guard-loop of build/tests/functions; sets $answered
guard_loop() {
  answered=$("$functions" guard-loop "$@")
}

@test "two servers 20 ms apart end the loop that a forged datagram starts after at most 100 replies each" {
  in_network_with_shared '
    "$build/tests/listen" -u -p 2008 127.0.0.1 "$services/shared" -r 0 echo 2>"$scratch/other" &
    other=$!
    until_true is_port_open udp 2008
    "$build/tests/relay" -u -d 10 -r 10 127.0.0.1 2008 >"$scratch/relay" &
    until_match "$scratch/relay" "^[0-9]+$"
    serve_datagrams 127.0.0.1:2007 -r 0 echo
    forge "$(<"$scratch/relay")" 2007
    # The loop ends at one of the two.
    ends() { kill -USR1 "$other"; has_ended 1 || grep -q ", loop 1;" "$scratch/other"; }
    until_true is_ready
    until_true ends
    assert_counts ": answered (99|100), refused [01]: port 0,"
    "$build/tests/ask" 127.0.0.1 2007 <<<"a question" >"$got"
    assert_same "$got" - <<<"a question"'
  assert_status 0
}

@test "loops with the services of another inetd end, and the reply that its echo sends back is refused at once" {
  need_foreign
  in_network_with_shared '
    for service in echo time daytime chargen; do
      echo "$service dgram udp wait root internal" >>"$scratch/inetd.conf"
    done
    "$inetutils_inetd" -p"$scratch/inetd.pid" "$scratch/inetd.conf" "$scratch/no-directory"
    until_true is_port_open udp 19
    # Its services always have their assigned ports. The relays offer them on unprivileged ports.
    for port in 7 37 13 19; do
      "$build/tests/relay" -u 127.0.0.1 "$port" >"$scratch/relay.$port" &
      until_match "$scratch/relay.$port" "^[0-9]+$"
    done
    for service in "time" "daytime" "-f qotd" "-f chargen" "chargen" "echo"; do
      serve_datagrams 127.0.0.1:2007 -r 0 $service
      forge "$(<"$scratch/relay.7")" 2007
      until_true is_ready
      until_true has_ended 1
      case $service in
      time | daytime | "-f qotd") assert_counts ": answered 1, refused 1: " ;;
      esac
      for port in 37 13 19; do
        forge "$(<"$scratch/relay.$port")" 2007
      done
      until_true has_ended 4
      kill "$server"
      wait "$server"
    done'
  assert_status 0
}

@test "a peer loses at most one in 100 datagrams that it repeats to echo, and one in 1000 that differ" {
  guard_loop echo text 100 20 0
  [ "$answered" -eq 100 ]
  guard_loop echo text 10000 20 0
  assert_between 9900 "$answered" 9999
  guard_loop echo new 1000 20 0
  [ "$answered" -eq 1000 ]
  guard_loop echo new 10000 20 0
  assert_between 9990 "$answered" 9999
  # Other services: requests without data, and with data.
  guard_loop other "" 10000 20 0
  assert_between 9990 "$answered" 9999
  guard_loop other text 10000 20 0
  assert_between 9900 "$answered" 9999
}

@test "a peer whose every datagram happens to equal the reply of the service is refused only every second one" {
  guard_loop other same 10 20 0
  [ "$answered" -eq 5 ]
}

@test "a loop ends at any delay up to 30 seconds, and among a thousand other peers" {
  guard_loop echo text 101 30000 0
  [ "$answered" -eq 100 ]
  guard_loop echo text 200 31000 0
  [ "$answered" -eq 200 ]
  guard_loop other reply 2 20 0
  [ "$answered" -eq 1 ]
  # Each of another server's replies is different: those of chargen are recognised.
  guard_loop echo new 1001 20 0
  [ "$answered" -eq 1000 ]
  guard_loop echo 'wxyz{|}~ !"#' 101 20 0
  [ "$answered" -eq 100 ]
  guard_loop echo text 101 20 1000
  [ "$answered" -eq 100 ]
}
