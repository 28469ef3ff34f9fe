#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The units: what installing enables, what inetkit.target stops, what drop-ins change, and how services and the shared
# servers are confined.
load helpers
load shared

unit_directory=$(dirname "$(systemctl show --property=FragmentPath --value inetkit.target)")

sockets=("${all_services[@]/#/inetkit-}")
sockets=("${sockets[@]/%/.socket}")
server_sockets=("${all_servers[@]/#/inetkit-}")
server_sockets=("${server_sockets[@]/%/.socket}")

# active_sockets: prints the active sockets of inetkit
active_sockets() {
  systemctl list-units --plain --no-legend --state=active 'inetkit-*.socket' | cut -d ' ' -f 1
}

# prints_nothing COMMAND...: for until_true. systemctl(1) waits for the target, which stops before its units.
prints_nothing() {
  [ -z "$("$@")" ]
}

# assert_each UNIT-PREFIX UNIT-SUFFIX PROPERTY VALUE: the property has this value in the unit of every service
assert_each() {
  local name value
  for name in "${all_services[@]}"; do
    value=$(property "$1$name$2" "$3")
    [ "$value" = "$4" ] || fail "$3 of $1$name$2 is $value instead of $4"
  done
}

# --- start and stop ---

@test "installing enables and starts nothing" {
  local socket
  for socket in "${sockets[@]}" "${server_sockets[@]}"; do
    run systemctl is-enabled "$socket"
    assert_output disabled
  done
  run active_sockets
  assert_output ''
  run find /etc/systemd/system -name 'inetkit*'
  assert_output ''
}

@test "only enabled services start with sockets.target and with inetkit.target" {
  systemctl --quiet enable inetkit-echo.socket inetkit-time.socket
  run bash -c 'systemctl list-dependencies --plain sockets.target | grep -o "inetkit.*" | sort'
  assert_output "$(printf '%s\n' inetkit-echo.socket inetkit-time.socket)"
  systemctl start inetkit.target
  run active_sockets
  assert_output "$(printf '%s\n' inetkit-echo.socket inetkit-time.socket)"
  assert_answer echo TCP4:127.0.0.1
  assert_answer time TCP4:127.0.0.1
  systemctl --quiet disable inetkit-echo.socket inetkit-time.socket
  run find /etc/systemd/system -name 'inetkit*'
  assert_output ''
}

@test "stopping inetkit.target stops all sockets and connections, including those started one by one" {
  start "${all_services[@]}"
  run systemctl is-active inetkit.target
  assert_output inactive
  dial_service echo
  is_answered
  systemctl stop inetkit.target
  until_true prints_nothing active_sockets
  until_true prints_nothing connections
  receive "$got"
  assert_empty "$got"
}

@test "starting and stopping inetkit.target stops all sockets and connections" {
  systemctl --quiet enable "${sockets[@]}"
  systemctl start inetkit.target
  systemctl --quiet disable "${sockets[@]}"
  run bash -c 'systemctl list-units --plain --no-legend --state=listening "inetkit-*.socket" | wc -l'
  assert_output "${#sockets[@]}"
  dial_service echo
  is_answered
  systemctl stop inetkit.target
  until_true prints_nothing active_sockets
  receive "$got"
  assert_empty "$got"
}

@test "a connection survives a restart of its socket" {
  start echo
  dial_service echo
  is_answered
  systemctl restart inetkit-echo.socket
  is_answered
  assert_answer echo TCP4:127.0.0.1
}

# --- drop-ins of an administrator ---

@test "a drop-in for inetkit-.service reaches all services, and one for inetkit-.socket all sockets" {
  printf '%s\n' '[Service]' Nice=7 RuntimeMaxSec=77 | drop_in inetkit-.service
  printf '%s\n' '[Socket]' MaxConnections=77 | drop_in inetkit-.socket
  reload
  assert_each inetkit- @x.service Nice 7
  assert_each inetkit- .socket MaxConnections 77
  # It also overrides settings in the unit of a single service.
  assert_each inetkit- @x.service RuntimeMaxUSec '1min 17s'
}

@test "a drop-in for one service changes only this service, and overrides the one for all" {
  printf '%s\n' '[Service]' Nice=7 | drop_in inetkit-.service
  printf '%s\n' '[Service]' Nice=8 | drop_in inetkit-echo@.service
  reload
  [ "$(property inetkit-echo@x.service Nice)" = 8 ]
  [ "$(property inetkit-time@x.service Nice)" = 7 ]
}

# --- content of the units ---

@test "systemd-analyze verify accepts every unit" {
  run systemd-analyze --man=yes verify "$unit_directory"/inetkit*.{target,slice,socket,service}
  assert_status 0
  assert_output ''
}

@test "every manual page that a unit or the catalog names is installed" {
  local name section
  grep -h '^Documentation' -r "$unit_directory"/inetkit* /usr/lib/systemd/catalog/inetkit.catalog >"$BATS_TEST_TMPDIR/named"
  sed -i 's/.*@INETKIT_SERVICE@.*//' "$BATS_TEST_TMPDIR/named"
  grep -Eo 'man:inetkit[a-z-]*\([0-9]\)' "$BATS_TEST_TMPDIR/named" | sort -u >"$BATS_TEST_TMPDIR/pages"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/pages")" -eq $((${#all_services[@]} + 3)) ]
  while IFS=':()' read -r _ name section _; do
    [ -s "/usr/share/man/man$section/$name.$section" ] || fail "there is no $name($section)"
  done <"$BATS_TEST_TMPDIR/pages"
}

@test "the exposure level of each service is at most 4.5" {
  assert_exposure 45
}

@test "the exposure level of each server is at most 0.5" {
  local server
  for server in "${all_servers[@]}"; do
    run systemd-analyze --no-pager --threshold=5 security "inetkit-$server.service"
    [ "$status" -eq 0 ] || fail "$(tail -n 1 <<<"$output")"
  done
}

# assert_confined: $output is the status, see proc_pid_status(5), of a process that runs as inetkit, without capabilities
assert_confined() {
  local name id group
  id=$(id -u inetkit)
  group=$(id -g inetkit)
  assert_match "^Uid:.$id.$id.$id.$id$"
  assert_match "^Gid:.$group.$group.$group.$group$"
  assert_match '^Groups:.('"$group"' )?$'
  for name in Inh Prm Eff Bnd Amb; do
    assert_match "^Cap$name:.0000000000000000$"
  done
  assert_match '^NoNewPrivs:.1$'
  assert_match '^Seccomp:.2$'
}

@test "a service runs as inetkit in inetkit.slice, confined, without capabilities or ways to gain any" {
  call_with hello -n cat /proc/self/status /proc/self/cgroup
  reload
  start hello
  exchange TCP4:127.0.0.1:2345 </dev/null
  output=$(<"$got")
  assert_confined
  assert_match '^(0:|.*name=systemd):.*/inetkit.slice/inetkit-hello@[^/]*\.service$'
}

@test "a server runs as inetkit in inetkit.slice, confined, without capabilities or ways to gain any" {
  local server name pid
  start echo-dgram time-shared
  assert_datagram_answer echo 127.0.0.1
  assert_answer time TCP4:127.0.0.1
  for server in echo-dgram time-shared; do
    until_true is_in_state active "$server"
    pid=$(main_pid "$server")
    run cat "/proc/$pid/status" "/proc/$pid/cgroup"
    assert_confined
    assert_match '^Threads:.1$'
    assert_match "^(0:|.*name=systemd):.*/inetkit.slice/inetkit-$server\.service$"
    # An empty network, and a restricted view of the system.
    for name in net mnt ipc; do
      [ "$(readlink "/proc/$pid/ns/$name")" != "$(readlink "/proc/self/ns/$name")" ] || fail "$server: $name"
    done
  done
}

@test "the program after the greeting cannot write to files" {
  assert_read_only
}

@test "inetkit.slice has limits, and contains all sockets and services" {
  [ "$(property inetkit.slice TasksMax)" = 2048 ]
  [ "$(property inetkit.slice MemoryMax)" = $((512 << 20)) ]
  [ "$(property inetkit.slice CPUQuotaPerSecUSec)" = 1s ]
  assert_each inetkit- .socket Slice inetkit.slice
  assert_each inetkit- @x.service Slice inetkit.slice
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
