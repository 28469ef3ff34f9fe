#!/usr/bin/env bats
# Many connections, peers that reset them, limits, and connections that last too long.
load helpers

# assert_unhurt NAME: nothing has failed, nothing is left, and the service goes on
assert_unhurt() {
  until_true is_empty
  run systemctl list-units --all --plain --no-legend --state=failed 'inetkit*'
  assert_output ''
  [ "$(property "inetkit-$1.socket" SubState)" = listening ]
  assert_answer "$1" TCP4:127.0.0.1
}

# resets: how many connections this system has reset
resets() {
  awk '$1 == "Tcp:" && $2 !~ /^[0-9]/ { for (i = 2; i <= NF; i++) column[$i] = i; next }
    $1 == "Tcp:" { print $column["OutRsts"] }' /proc/net/snmp
}

# fill NAME COUNT: so many connections to it from 127.0.0.1, each of which is served; the last is $peer
fill() {
  local i
  for ((i = 0; i < $2; i++)); do
    dial_service "$1"
    is_answered
  done
}

# assert_refused: the connection $peer was closed without a word
assert_refused() {
  receive "$got"
  assert_empty "$got"
}

@test "1000 connections are all answered, and leave nothing" {
  start daytime
  run count_answers 13 1000
  assert_output 1000
  assert_unhurt daytime
}

@test "after 300 connections that were reset no unit has failed, none is left, and the sockets listen" {
  local i byte before
  need socat
  # A connection that is refused is not reset.
  printf '%s\n' '[Socket]' MaxConnections=1000 MaxConnectionsPerSource=1000 | drop_in inetkit-.socket
  reload
  start echo chargen daytime
  before=$(resets)
  # A few more, because one that ends before it is accepted is not always a reset.
  for ((i = 0; i < 110; i++)); do
    # In the middle of an answer: what was not read makes it a reset.
    dial_service chargen
    IFS= read -r -N 1 -t 60 -u "$peer" byte
    hang_up
    # Before the first byte was sent.
    socat -u OPEN:/dev/null TCP4:127.0.0.1:7,linger=0,shut-none
    # When the answer comes.
    dial_service daytime
    hang_up
  done
  assert_between 300 $(($(resets) - before)) 1000
  assert_unhurt chargen
  assert_unhurt echo
  assert_unhurt daytime
}

@test "no rate of connections switches a socket off, where a limit for it would" {
  local name
  for name in "${all_services[@]}" "${all_servers[@]}"; do
    [ "$(property "inetkit-$name.socket" TriggerLimitIntervalUSec)" = 0 ] || fail "$name has a limit"
  done
  # How fast they come depends on the machine; that 51 come within a minute does not.
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

# exceed LIMIT: with this limit at 2, the third connection is refused; $last is one of the two
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

@test "an address with too many connections is refused and others are not, and it is served again after one has ended" {
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

@test "more connections than MaxConnections are refused, and it serves again after one has ended" {
  exceed MaxConnections
  exec {last}>&-
  until_true connections_are 1
  assert_answer echo TCP4:127.0.0.1
}

@test "an idle connection ends at the limit of -t, as a good end" {
  mark
  call_with echo -t 1
  call_with chargen -t 1
  reload
  start echo chargen
  dial_service echo
  is_answered
  receive "$got"
  assert_empty "$got"
  # Its peer reads nothing.
  dial_service chargen
  assert_unhurt chargen
  run journal -o cat INETKIT_SERVICE=echo + INETKIT_SERVICE=chargen
  assert_output ''
}

@test "a connection that outlives RuntimeMaxSec is ended, and leaves nothing" {
  printf '%s\n' '[Service]' RuntimeMaxSec=1 | drop_in inetkit-echo@.service
  reload
  start echo
  dial_service echo
  is_answered
  receive "$got"
  assert_empty "$got"
  assert_unhurt echo
}
