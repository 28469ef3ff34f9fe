#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# strict.conf, the example of the strictest units that still serve.
load helpers

directory=$(dirname "$(systemctl show --property=FragmentPath --value inetkit.target)")

setup() {
  drop_in inetkit-.service </usr/share/doc/inetkit/examples/strict.conf
  reload
}

@test "with strict.conf the exposure level of each service is at most 0.5" {
  assert_exposure 5
}

@test "systemd-analyze verify accepts the units with strict.conf" {
  run systemd-analyze verify "$directory"/inetkit-*@.service
  assert_status 0
  assert_output ''
}

@test "with strict.conf the program after the greeting cannot write to files" {
  assert_read_only
}

@test "with strict.conf every service answers over IPv4 and IPv6, and hello logs" {
  mark
  start "${all_services[@]}"
  assert_all_answer TCP4:127.0.0.1
  assert_all_answer 'TCP6:[::1]'
  until_true has_entries 2 INETKIT_SERVICE=hello
  run journal -o cat INETKIT_SERVICE=hello
  assert_match '^connection from localhost \[127\.0\.0\.1\] at port [0-9]+$'
  assert_match '^connection from localhost \[::1\] at port [0-9]+$'
  # Services still confine themselves within the sandbox of the unit.
  run journal -o cat 'SYSLOG_IDENTIFIER=inetkit-time' + 'SYSLOG_IDENTIFIER=inetkit-hello' + 'SYSLOG_IDENTIFIER=inetkit-echo'
  refute_match 'seccomp'
}

@test "strict.conf for all services does not affect shared servers" {
  run systemd-analyze verify "$directory"/inetkit-*-{dgram,shared}.service
  assert_status 0
  assert_output ''
  start echo-dgram time-shared
  assert_datagram_answer echo 127.0.0.1
  assert_answer time TCP4:127.0.0.1
}
