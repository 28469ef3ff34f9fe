#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The units of the shared server, over UDP and TCP: replies, counts, sockets, and units that exclude each other.
load helpers
load shared

# --- answers ---

@test "the first datagram starts a server, which then answers over IPv4 and IPv6" {
  local name pid
  start "${dgram_services[@]/%/-dgram}"
  for name in "${dgram_services[@]}"; do
    is_in_state inactive "$name-dgram"
    assert_datagram_answer "$name" 127.0.0.1
    until_true is_in_state active "$name-dgram"
    pid=$(main_pid "$name-dgram")
    assert_datagram_answer "$name" 127.0.0.1
    assert_datagram_answer "$name" ::1
    [ "$(main_pid "$name-dgram")" = "$pid" ]
  done
}

@test "a first datagram over IPv6 or to another address of the host is answered from that address" {
  ip address add 192.0.2.7/32 dev lo
  ip address add 2001:db8::7/128 dev lo nodad
  start daytime-dgram time-dgram echo-dgram
  assert_datagram_answer daytime ::1
  # The connected socket of the client would not receive replies from another address.
  assert_datagram_answer time 192.0.2.7
  assert_datagram_answer echo 2001:db8::7
  ip address del 192.0.2.7/32 dev lo
  ip address del 2001:db8::7/128 dev lo
}

@test "the first connection starts a server, which then answers over IPv4 and IPv6" {
  local name pid
  start "${shared_services[@]/%/-shared}"
  for name in "${shared_services[@]}"; do
    is_in_state inactive "$name-shared"
    assert_answer "$name" TCP4:127.0.0.1
    until_true is_in_state active "$name-shared"
    pid=$(main_pid "$name-shared")
    assert_answer "$name" TCP4:127.0.0.1
    assert_answer "$name" 'TCP6:[::1]'
    [ "$(main_pid "$name-shared")" = "$pid" ]
  done
}

@test "one process answers 1000 connections, and one process 100 datagrams with -r 0" {
  local i pid
  call_server echo-dgram -r 0
  reload
  start daytime-shared echo-dgram
  assert_answer daytime TCP4:127.0.0.1
  pid=$(main_pid daytime-shared)
  run count_answers 13 1000
  assert_output 1000
  [ "$(main_pid daytime-shared)" = "$pid" ]
  assert_echo first
  pid=$(main_pid echo-dgram)
  for i in {1..100}; do
    assert_echo "$i"
  done
  [ "$(main_pid echo-dgram)" = "$pid" ]
  run systemctl list-units --all --plain --no-legend --state=failed 'inetkit*'
  assert_output ''
}

@test "nc, busybox and inetkit get their replies" {
  local before client
  need nc busybox
  start daytime-dgram echo-dgram time-dgram daytime-shared time-shared
  converse_by_datagrams
  for client in 'nc -N' 'busybox nc'; do
    before=$(date +%s)
    $client 127.0.0.1 13 </dev/null >"$got"
    assert_daytime "$got" "$before"
  done
  # Request bytes that the server has not read must not reset the connection.
  before=$(date +%s)
  nc 127.0.0.1 13 <<<"GET / HTTP/1.0" >"$got"
  assert_daytime "$got" "$before"
  run inetkit clocks -w 60 --udp localhost '[::1]'
  assert_status 0
  assert_match '^\[?::1\]? +-?[01] '
  run inetkit clocks -w 60 localhost '[::1]'
  assert_status 0
  assert_match '^\[?::1\]? +-?[01] '
}

# --- counts ---

@test "systemctl status shows the counts, and SIGUSR1 logs them" {
  local counts='answered 2, refused 1: port 1, address 0, rate 0'
  mark
  start echo-dgram
  assert_echo 'one'
  assert_echo 'two'
  send_from 19 echo
  until_true has_status echo-dgram "$counts"
  run systemctl status inetkit-echo-dgram.service
  assert_match "^ +Status: \"$counts"
  kill -USR1 "$(main_pid echo-dgram)"
  until_true has_entries 1 INETKIT_SERVICE=echo PRIORITY=5 _PID="$(main_pid echo-dgram)" SYSLOG_IDENTIFIER=inetkit-echo-dgram
  run journal -o cat SYSLOG_IDENTIFIER=inetkit-echo-dgram
  assert_match "^$counts"
}

@test "the counts include connections" {
  start time-shared
  run count_answers 37 3
  until_true has_status time-shared 'answered 3, refused 0: '
}

# --- sockets, the target and conflicting units ---

@test "stopping inetkit.target stops all sockets and servers, including those started one by one" {
  local name
  start "${all_servers[@]}"
  assert_all_datagram_answers 127.0.0.1
  for name in "${shared_services[@]}"; do
    assert_answer "$name" TCP4:127.0.0.1
  done
  run bash -c 'systemctl list-units --plain --no-legend --state=running "inetkit-*.service" | wc -l'
  assert_output "${#all_servers[@]}"
  systemctl stop inetkit.target
  run systemctl list-units --plain --no-legend --state=active,activating,deactivating,failed 'inetkit-*'
  assert_output ''
  run pgrep -x shared
  assert_output ''
}

@test "stopping a socket ends its server, and a datagram starts it again once the socket is back" {
  start echo-dgram
  assert_echo 'before'
  systemctl stop inetkit-echo-dgram.socket
  is_in_state inactive echo-dgram
  start echo-dgram
  assert_echo 'after'
  systemctl restart inetkit-echo-dgram.socket
  assert_echo 'once more'
  [ "$(property inetkit-echo-dgram.socket Result)" = success ]
}

@test "starting the shared or the per-connection socket of a port stops the other one" {
  local name i
  for name in "${shared_services[@]}"; do
    start "$name"
    assert_answer "$name" TCP4:127.0.0.1
    for i in 1 2; do
      start "$name-shared"
      [ "$(property "inetkit-$name.socket" ActiveState)" = inactive ]
      assert_answer "$name" TCP4:127.0.0.1
      until_true is_in_state active "$name-shared"
      start "$name"
      [ "$(property "inetkit-$name-shared.socket" ActiveState)" = inactive ]
      [ "$(state "$name-shared")" = inactive ]
      assert_answer "$name" TCP4:127.0.0.1
    done
  done
}

@test "one service serves datagrams and connections side by side" {
  start time time-dgram
  assert_answer time TCP4:127.0.0.1
  assert_datagram_answer time 127.0.0.1
  start time-shared
  assert_answer time TCP4:127.0.0.1
  assert_datagram_answer time 127.0.0.1
}
