#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The units of the shared server, over UDP and TCP.
load helpers

unit_directory=$(dirname "$(systemctl show --property=FragmentPath --value inetkit.target)")

# call_server SERVER OPTION...: adds options to the command line of inetkit-SERVER.service
call_server() {
  local server=$1
  shift
  printf '%s\n' '[Service]' ExecStart= "ExecStart=/usr/libexec/inetkit/shared $* ${server%-*}" |
    drop_in "inetkit-$server.service"
}

# state SERVER, main_pid SERVER, invocation SERVER: properties of its service
state() {
  property "inetkit-$1.service" ActiveState
}
main_pid() {
  property "inetkit-$1.service" MainPID
}
invocation() {
  property "inetkit-$1.service" InvocationID
}

# is_in_state STATE SERVER
is_in_state() {
  [ "$(state "$2")" = "$1" ]
}

# has_status SERVER TEXT: the status that it sent to the service manager begins with TEXT
has_status() {
  [[ "$(property "inetkit-$1.service" StatusText)" = "$2"* ]]
}

# is_another SERVER PID: the server runs, as another process than PID
is_another() {
  [ "$(state "$1")" = active ] && [ "$(main_pid "$1")" != "$2" ]
}

# suspend SERVER: stops its process and sets $suspended. Tries again if the server just ended because it was idle.
suspend() {
  until_true suspends "$1"
}

suspends() {
  systemctl start "inetkit-$1.service"
  suspended=$(main_pid "$1")
  [ "$suspended" -gt 0 ] && suspend_all "$suspended" && [ "$(main_pid "$1")" = "$suspended" ]
}

# send_from PORT SERVICE [ADDRESS]: sends one datagram from this port of 127.0.0.9, where even the port of the service
# is free. Newer releases of socat would send an empty one at the end.
send_from() {
  echo 'a request' >"$sent"
  socat -u OPEN:"$sent" "UDP4:${3-127.0.0.1}:$(port_of "$2"),bind=127.0.0.9,sourceport=$1,reuseaddr,broadcast,shut-none"
}

# assert_echo TEXT: echo over UDP returns it
assert_echo() {
  echo "$1" >"$sent"
  exchange_datagram 127.0.0.1 7
  assert_same "$got" "$sent"
}

# from_manager: messages of the service manager about the services of shared servers since mark
from_manager() {
  journal -o cat _PID=1 | grep -E 'inetkit-[a-z]+-(dgram|shared)\.service' || true
}

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

# --- idle servers ---

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

# --- failures ---

@test "the watchdog replaces a server that hangs, and datagrams sent meanwhile are answered" {
  printf '%s\n' '[Service]' WatchdogSec=4 | drop_in inetkit-echo-dgram.service
  reload
  start echo-dgram
  assert_echo 'before'
  suspend echo-dgram
  assert_echo 'meanwhile'
  is_another echo-dgram "$suspended"
  [ "$(property inetkit-echo-dgram.service NRestarts)" = 1 ]
  assert_echo 'after'
}

@test "an idle server keeps the watchdog of its unit satisfied" {
  local pid server
  start "${all_servers[@]}"
  assert_all_datagram_answers 127.0.0.1
  for server in "${dgram_services[@]/%/-dgram}"; do
    until_true is_in_state active "$server"
    [ "$(property "inetkit-$server.service" WatchdogUSec)" = 20s ]
    # SIGKILL ends a suspended process, too.
    [ "$(property "inetkit-$server.service" WatchdogSignal)" = 9 ]
  done
  systemctl stop inetkit-echo-dgram.socket
  printf '%s\n' '[Service]' WatchdogSec=4 | drop_in inetkit-echo-dgram.service
  reload
  start echo-dgram
  assert_echo 'before'
  pid=$(main_pid echo-dgram)
  # The service manager records the time of each keep-alive message.
  until_true has_moved 3
  assert_echo 'after'
  [ "$(main_pid echo-dgram)" = "$pid" ]
}

# has_moved COUNT: echo over UDP has sent COUNT or more keep-alive messages
has_moved() {
  property inetkit-echo-dgram.service WatchdogTimestampMonotonic >>"$BATS_TEST_TMPDIR/signs"
  [ "$(sort -u "$BATS_TEST_TMPDIR/signs" | wc -l)" -ge "$1" ]
}

@test "a killed server is restarted" {
  local pid
  start time-shared
  assert_answer time TCP4:127.0.0.1
  pid=$(main_pid time-shared)
  kill -KILL "$pid"
  until_true is_another time-shared "$pid"
  assert_answer time TCP4:127.0.0.1
  [ "$(property inetkit-time-shared.service NRestarts)" = 1 ]
}

@test "a server that cannot start is given up; the journal says why, and no peer gets a message" {
  mark
  [ "$(property inetkit-daytime-dgram.service StartLimitBurst)" = 40 ]
  # Each start takes long on a busy machine, so allow fewer, in a longer time.
  printf '%s\n' '[Unit]' StartLimitIntervalSec=10min StartLimitBurst=10 \
    '[Service]' RestartSec=1ms ExecStart= 'ExecStart=/usr/libexec/inetkit/shared -x daytime' |
    drop_in inetkit-daytime-dgram.service
  reload
  start daytime-dgram
  echo >"$sent"
  dial_datagram 127.0.0.1 13
  send_datagram "$sent"
  until_true is_in_state failed daytime-dgram
  ! read -t 0 -r -u "$peer" || fail "a datagram came"
  hang_up
  until_true socket_has_failed
  until_true has_entries 1 INETKIT_SERVICE=daytime SYSLOG_IDENTIFIER=inetkit-daytime-dgram PRIORITY=3
  # Now the administrator repairs it.
  rm -r /etc/systemd/system/inetkit-daytime-dgram.service.d
  reload
  # Some releases of systemd have forgotten the failed unit by now.
  systemctl reset-failed 'inetkit-daytime-dgram.*' || true
  start daytime-dgram
  assert_datagram_answer daytime 127.0.0.1
  run journal -o cat INETKIT_SERVICE=daytime SYSLOG_IDENTIFIER=inetkit-daytime-dgram
  assert_match "^unknown option -- 'x'; usage: shared "
  assert_between 8 "${#lines[@]}" 12
}

socket_has_failed() {
  [ "$(property inetkit-daytime-dgram.socket Result)" = service-start-limit-hit ]
}

# --- counts and refusals ---

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

@test "a refused datagram is a structured record in the journal, one a minute for each reason, and gets no reply" {
  local i pid reason peer
  mark
  call_server echo-dgram -r 1 -b 3
  reload
  start echo-dgram
  # The first one arrived before the server started, and is recognised as a broadcast all the same.
  send_from 40000 echo 127.255.255.255
  send_from 40000 echo 127.255.255.255
  for i in 7 13 17 19 37 1023; do
    send_from "$i" echo
  done
  # A suspended server sees all ten at the same moment.
  suspend echo-dgram
  dial_datagram 127.0.0.1 7
  for i in {1..10}; do
    echo "$i" >&"$peer"
  done
  kill -CONT "$suspended"
  for i in {1..3}; do
    receive_datagram "$got"
    [ "$(<"$got")" = "$i" ]
  done
  assert_no_datagram 7
  hang_up
  until_true has_status echo-dgram 'answered 3, refused 15: port 6, address 2, rate 7'
  pid=$(main_pid echo-dgram)
  while read -r reason peer; do
    until_true has_entries 1 INETKIT_SERVICE=echo "INETKIT_REASON=$reason" "INETKIT_PEER=$peer" "_PID=$pid" PRIORITY=5
    run journal -o cat "INETKIT_REASON=$reason"
    [ "${#lines[@]}" -eq 1 ] || fail "$output"
    run journal -o json "INETKIT_REASON=$reason"
    assert_match '"_SYSTEMD_UNIT":"inetkit-echo-dgram\.service"'
  done <<<$'port 127.0.0.9\naddress 127.0.0.9\nrate 127.0.0.1'
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

# --- confinement ---

@test "the exposure level of each server is at most 0.5" {
  local server
  for server in "${all_servers[@]}"; do
    run systemd-analyze --no-pager --threshold=5 security "inetkit-$server.service"
    [ "$status" -eq 0 ] || fail "$(tail -n 1 <<<"$output")"
  done
}

@test "a server runs as inetkit in inetkit.slice, confined, without capabilities or ways to gain any" {
  local server name id group pid
  start echo-dgram time-shared
  assert_datagram_answer echo 127.0.0.1
  assert_answer time TCP4:127.0.0.1
  id=$(id -u inetkit)
  group=$(id -g inetkit)
  for server in echo-dgram time-shared; do
    until_true is_in_state active "$server"
    pid=$(main_pid "$server")
    run cat "/proc/$pid/status" "/proc/$pid/cgroup"
    assert_match "^Uid:.$id.$id.$id.$id$"
    assert_match "^Gid:.$group.$group.$group.$group$"
    assert_match '^Groups:.('"$group"' )?$'
    for name in Inh Prm Eff Bnd Amb; do
      assert_match "^Cap$name:.0000000000000000$"
    done
    assert_match '^NoNewPrivs:.1$'
    assert_match '^Seccomp:.2$'
    assert_match '^Threads:.1$'
    assert_match "^(0:|.*name=systemd):.*/inetkit.slice/inetkit-$server\.service$"
    # An empty network, and a restricted view of the system.
    for name in net mnt ipc; do
      [ "$(readlink "/proc/$pid/ns/$name")" != "$(readlink "/proc/self/ns/$name")" ] || fail "$server: $name"
    done
  done
}

@test "a server stays well below the limits of its unit for memory and tasks" {
  local server pid
  start "${all_servers[@]}"
  assert_all_datagram_answers 127.0.0.1
  for server in "${all_servers[@]}"; do
    [ "$(property "inetkit-$server.service" Slice)" = inetkit.slice ]
    [ "$(property "inetkit-$server.service" MemoryMax)" = $((64 << 20)) ]
    [ "$(property "inetkit-$server.service" TasksMax)" = 4 ]
    [ "$(property "inetkit-$server.socket" Slice)" = inetkit.slice ]
  done
  for server in "${dgram_services[@]/%/-dgram}"; do
    pid=$(main_pid "$server")
    assert_between 1 "$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status")" $((16 << 10))
  done
}

@test "strict.conf for all services does not affect shared servers" {
  drop_in inetkit-.service </usr/share/doc/inetkit/examples/strict.conf
  reload
  run systemd-analyze verify "$unit_directory"/inetkit-*-{dgram,shared}.service
  assert_status 0
  assert_output ''
  start echo-dgram time-shared
  assert_datagram_answer echo 127.0.0.1
  assert_answer time TCP4:127.0.0.1
}
