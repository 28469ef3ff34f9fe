#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The example drop-ins and units: each is copied to the path in its first line, and has its effect. strict.bats has more
# tests of strict.conf.
load helpers

directory=/usr/share/doc/inetkit/examples

setup() {
  need ip socat
  # Of one network of the examples, and of none.
  ip address add 192.0.2.1/24 dev lo 2>/dev/null || true
  ip address add 198.51.100.9/32 dev lo 2>/dev/null || true
}

# copy NAME: copies the example to the path in its first line, which it sets $path to; call reload after it
copy() {
  path=$(sed -n '1s/^# //p' "$directory/$1.conf")
  [[ $path = /etc/systemd/system/inetkit-*.d/$1.conf ]] || fail "$1.conf has no destination in its first line: $path"
  install -D -m 644 "$directory/$1.conf" "$path"
  echo "${path%/*}" >>"$BATS_TEST_TMPDIR/drop-ins"
}

# copy_unit NAME: copies the example unit to the path in its first line; call reload after it
copy_unit() {
  local path
  path=$(sed -n '1s/^# //p' "$directory/$1")
  [ "$path" = "/etc/systemd/system/$1" ] || fail "$1 has no destination in its first line: $path"
  install -m 644 "$directory/$1" "$path"
  echo "$path" >>"$BATS_TEST_TMPDIR/drop-ins"
}

# apply NAME: puts the example into effect for units that start from now on
apply() {
  copy "$1"
  reload
}

# assert_refuses ADDRESS: nothing listens at this address of socat(1)
assert_refuses() {
  run socat -u "$1" OPEN:/dev/null
  assert_match 'Connection refused'
}

# has_discarded COUNT: the kernel has discarded this many datagrams at UDP port 7
has_discarded() {
  [ "$(awk 'substr($2, length($2) - 4) == ":0007" { sum += $NF } END { print sum }' /proc/net/udp /proc/net/udp6)" = "$1" ]
}

# assert_sends_from FILE: the lines of $got are a text of this fortune file
assert_sends_from() {
  awk 'NR == FNR { text = $0; next } index($0 "\n", text) == 1 { found = 1 } END { exit !found }' \
    RS='\001' "$got" RS='\n%\n' "$1" || fail "$1 does not have this text:" "$(<"$got")"
}

@test "systemd reads each example at the path in its first line, and systemd-analyze verify accepts the units" {
  local file unit
  for file in "$directory"/*.conf; do
    [[ ! ${file##*/} =~ ^(inetd|icinga2)\.conf$ ]] || continue
    copy "$(basename "$file" .conf)"
    echo "$path" >>"$BATS_TEST_TMPDIR/paths"
  done
  reload
  while read -r path; do
    unit=$(basename "${path%.d/*}")
    # A unit of all, and an instance of a template.
    unit=${unit/-./-echo.}
    unit=${unit/-echo.service/-echo@.service}
    run property "${unit/@./@x.}" DropInPaths
    [[ " $output " = *" $path "* ]] || fail "$unit has the drop-ins $output, and not $path"
  done <"$BATS_TEST_TMPDIR/paths"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/paths")" -eq 9 ]
  run systemd-analyze verify "$(dirname "$(property inetkit.target FragmentPath)")"/inetkit*.{socket,service}
  assert_status 0
  assert_output ''
}

@test "with address.conf, time listens on the one address" {
  apply address
  start time
  assert_answer time TCP4:192.0.2.1
  assert_refuses TCP4:127.0.0.1:37
  assert_refuses 'TCP6:[::1]:37'
}

@test "with address.conf, the socket starts before an interface has the address" {
  apply address
  ip address del 192.0.2.1/24 dev lo
  start time
  ip address add 192.0.2.1/24 dev lo
  assert_answer time TCP4:192.0.2.1
}

@test "with port.conf, echo listens on the other port" {
  apply port
  start echo
  echo 'a line' >"$sent"
  exchange TCP4:127.0.0.1:2007 <"$sent"
  assert_same "$got" "$sent"
  assert_refuses TCP4:127.0.0.1:7
}

@test "with network.conf, hosts of the networks get replies over TCP and UDP, and others none" {
  apply network
  start echo echo-dgram
  assert_answer echo TCP4:127.0.0.1
  assert_answer echo 'TCP6:[::1]'
  assert_answer echo TCP4:192.0.2.1
  assert_datagram_answer echo 192.0.2.1
  has_discarded 0
  socat -u - UDP4:192.0.2.1:7,bind=198.51.100.9 <<<'a line'
  until_true has_discarded 1
  # The packets are lost without a trace, so only a limit on the time ends this.
  run socat -u TCP4:192.0.2.1:7,bind=198.51.100.9,connect-timeout=2 OPEN:/dev/null
  assert_status 1
  assert_match 'timed out'
  rm "$path"
  reload
  systemctl restart inetkit-echo.socket
  echo 'a line' >"$sent"
  exchange TCP4:192.0.2.1:7,bind=198.51.100.9 <"$sent"
  assert_same "$got" "$sent"
}

@test "with connections.conf, echo serves more than 16 connections from one address" {
  local i
  apply connections
  start echo
  for ((i = 0; i < 20; i++)); do
    dial_service echo
    is_answered
  done
  [ "$(property inetkit-echo.socket NConnections)" -eq 20 ]
  [ "$(property inetkit-echo.socket MaxConnections)" -eq 1024 ]
  [ "$(property inetkit-echo.socket MaxConnectionsPerSource)" -eq 256 ]
}

@test "with quotation.conf, qotd sends a text of the file" {
  local i
  apply quotation
  start qotd
  for ((i = 0; i < 5; i++)); do
    exchange TCP4:127.0.0.1:17 </dev/null
    assert_sends_from /usr/share/games/fortunes/literature
  done
}

@test "with program.conf, hello executes the program after the greeting" {
  local before
  apply program
  start hello
  before=$(date +%s)
  exchange TCP4:127.0.0.1:2345 </dev/null
  assert_greeting "$got" "$before" localhost
  sed -i 1d "$got"
  assert_sends_from /usr/share/games/fortunes/literature
}

has_no_redirect() {
  [ -z "$(systemctl list-units --all --plain --no-legend 'redirect@*')" ]
}

@test "with redirect.socket and redirect@.service, a client that half-closes gets the reply, and the log has one line" {
  copy_unit redirect.socket
  copy_unit redirect@.service
  reload
  run systemd-analyze verify redirect.socket redirect@x.service
  assert_status 0
  assert_output ''
  ip address add 192.0.2.7/32 dev lo
  background systemd-socket-activate --accept --inetd -E PATH="$PATH" -l 192.0.2.7:5432 \
    sh -c 'sum=$(cksum); printf "%s\n" "$sum"' 2>"$errors"
  until_match "$errors" '^Listening on'
  mark
  systemctl start redirect.socket
  head -c 1000000 /dev/urandom >"$sent"
  exchange TCP4:127.0.0.1:15432 <"$sent"
  assert_same "$got" <(cksum <"$sent")
  until_true has_no_redirect
  until_true has_entries 1 SYSLOG_IDENTIFIER=inetkit
  run journal -o cat --unit='redirect@*'
  [ "${#lines[@]}" -eq 1 ] || fail "not one line:" "$output"
  assert_match '^inetkit: 127\.0\.0\.1:[0-9]+ to 192\.0\.2\.7:5432: 1000000 bytes to the server, [0-9]+ back, .* s: closed$'
  systemctl stop redirect.socket
  # autopkgtest runs the next suite in the same container.
  ip address del 192.0.2.7/32 dev lo
}

@test "behind proxy in a drop-in, hello greets the balancer's client; and the units of agent reply with the administrator's file" {
  copy_unit inetkit-agent.socket
  copy_unit inetkit-agent@.service
  printf '%s\n' '[Service]' ExecStart= \
    'ExecStart=-/usr/libexec/inetkit/proxy -f 127.0.0.1 /usr/libexec/inetkit/admit -f 192.0.2.0/24 /usr/libexec/inetkit/hello -n true' |
    drop_in inetkit-hello@.service
  reload
  run systemd-analyze verify inetkit-agent.socket inetkit-agent@x.service
  assert_status 0
  assert_output ''
  start hello agent
  printf 'PROXY TCP4 192.0.2.7 198.51.100.1 40312 2345\r\n' | exchange TCP4:127.0.0.1:2345
  assert_file_matches "$got" '^Hello there, 192\.0\.2\.7, '
  exchange TCP4:127.0.0.1:2346 </dev/null
  assert_same "$got" - <<<'up ready 100%'
  install -D -m 644 /dev/stdin /etc/inetkit/agent <<<drain
  exchange TCP4:127.0.0.1:2346 </dev/null
  assert_same "$got" - <<<'up drain'
  rm /etc/inetkit/agent
}
