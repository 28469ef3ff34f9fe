#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Many connections, resets, limits, and connections that last too long.
load helpers

# assert_unhurt NAME: no unit has failed, no connection is left, and the service still answers
assert_unhurt() {
  until_true is_empty
  run systemctl list-units --all --plain --no-legend --state=failed 'inetkit*'
  assert_output ''
  [ "$(property "inetkit-$1.socket" SubState)" = listening ]
  assert_answer "$1" TCP4:127.0.0.1
}

# resets: prints how many connections this system has reset
resets() {
  awk '$1 == "Tcp:" && $2 !~ /^[0-9]/ { for (i = 2; i <= NF; i++) column[$i] = i; next }
    $1 == "Tcp:" { print $column["OutRsts"] }' /proc/net/snmp
}

# fill NAME COUNT: opens COUNT served connections from 127.0.0.1; $peer is the last one
fill() {
  local i
  for ((i = 0; i < $2; i++)); do
    dial_service "$1"
    is_answered
  done
}

# assert_refused: the connection $peer is closed without data
assert_refused() {
  receive "$got"
  assert_empty "$got"
}

@test "after 300 resets no unit has failed, no connection is left, and the sockets listen" {
  local i byte before
  need socat
  # Refused connections would be closed without a reset.
  printf '%s\n' '[Socket]' MaxConnections=1000 MaxConnectionsPerSource=1000 | drop_in inetkit-.socket
  reload
  start echo chargen daytime
  before=$(resets)
  # A reset before accept does not count every time, so make a few more.
  for ((i = 0; i < 110; i++)); do
    # In the middle of an answer: unread data turns the close into a reset.
    dial_service chargen
    IFS= read -r -N 1 -t 60 -u "$peer" byte
    hang_up
    # Before the first byte.
    socat -u OPEN:/dev/null TCP4:127.0.0.1:7,linger=0,shut-none
    # When the answer arrives.
    dial_service daytime
    hang_up
  done
  assert_between 300 $(($(resets) - before)) 1000
  assert_unhurt chargen
  assert_unhurt echo
  assert_unhurt daytime
}

@test "no rate of connections disables a socket, although a trigger limit would, and all are answered" {
  local name
  for name in "${all_services[@]}" "${all_servers[@]}"; do
    [ "$(property "inetkit-$name.socket" TriggerLimitIntervalUSec)" = 0 ] || fail "$name has a limit"
  done
  # The speed depends on the machine, but 51 connections fit into a minute on any.
  printf '%s\n' '[Socket]' TriggerLimitIntervalSec=60 TriggerLimitBurst=50 | drop_in inetkit-daytime.socket
  reload
  start daytime
  count_answers 13 60 >/dev/null 2>&1 || true
  until_true has_failed inetkit-daytime.socket
  [ "$(property inetkit-daytime.socket Result)" = trigger-limit-hit ]
  restore
  systemctl reset-failed inetkit-daytime.socket
  start daytime
  run count_answers 13 400
  assert_output 400
  assert_unhurt daytime
}

has_failed() {
  [ "$(property "$1" ActiveState)" = failed ]
}

# exceed LIMIT: sets LIMIT to 2, so that the third connection is refused; $last is one of the other two
exceed() {
  printf '%s\n' '[Socket]' "$1=2" | drop_in inetkit-echo.socket
  reload
  start echo
  fill echo 2
  last=$peer
  dial_service echo
  assert_refused
  [ "$(property inetkit-echo.socket NRefused)" = 1 ]
}

@test "beyond MaxConnectionsPerSource an address is refused until a connection ends, and others are served" {
  exceed MaxConnectionsPerSource
  exchange TCP4:127.0.0.1:7,bind=127.0.0.2 <<<"another"
  assert_same "$got" - <<<"another"
  exchange 'TCP6:[::1]:7' <<<"another"
  assert_same "$got" - <<<"another"
  exec {last}>&-
  until_true connections_are 1
  assert_answer echo TCP4:127.0.0.1
  [ "$(property inetkit-echo.socket NRefused)" = 1 ]
}

connections_are() {
  [ "$(property inetkit-echo.socket NConnections)" = "$1" ]
}

@test "beyond MaxConnections connections are refused until one ends" {
  exceed MaxConnections
  exec {last}>&-
  until_true connections_are 1
  assert_answer echo TCP4:127.0.0.1
}

@test "an idle connection ends after -t seconds without an error" {
  mark
  call_with echo -t 1
  call_with chargen -t 1
  reload
  start echo chargen
  dial_service echo
  is_answered
  receive "$got"
  assert_empty "$got"
  # This peer never reads.
  dial_service chargen
  assert_unhurt chargen
  run journal -o cat INETKIT_SERVICE=echo + INETKIT_SERVICE=chargen
  assert_output ''
}

@test "a connection ends at RuntimeMaxSec and leaves nothing behind" {
  printf '%s\n' '[Service]' RuntimeMaxSec=1 | drop_in inetkit-echo@.service
  reload
  start echo
  dial_service echo
  is_answered
  receive "$got"
  assert_empty "$got"
  assert_unhurt echo
}
