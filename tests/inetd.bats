#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The services under the inetds of OpenBSD and inetutils, by the generated lines for inetd.conf.
# bats file_tags=long,once,slow
load helpers/load
load helpers/foreign
load helpers/generated

setup() {
  need_foreign
  need socat
}

@test "every service answers under openbsd-inetd, over IPv4 and IPv6" {
  in_network "$here"'
    serve_by_inetd "$openbsd_inetd"
    assert_all_answer TCP4:127.0.0.1
    assert_all_answer "TCP6:[::1]"'
  assert_status 0
}

@test "every service answers under inetutils-inetd over IPv4, and over IPv6 with tcp6" {
  in_network "$here"'
    serve_by_inetd "$inetutils_inetd"
    assert_all_answer TCP4:127.0.0.1'
  assert_status 0
  in_network "$here"'
    serve_by_inetd "$inetutils_inetd" "s/\ttcp\t/\ttcp6\t/"
    assert_all_answer TCP4:127.0.0.1
    assert_all_answer "TCP6:[::1]"'
  assert_status 0
}

@test "under both inetds a service runs as inetkit" {
  local inetd
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "s#\thello\$# hello -n id#"
      exchange TCP4:127.0.0.1:2345 </dev/null
      tail -n +2 "$got"'
    assert_status 0
    assert_output 'uid=64999(inetkit) gid=64999(inetkit) groups=64999(inetkit)'
  done
}

@test "under both inetds diagnostics of a service go to syslog and not to the peer" {
  local inetd
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      open_syslog
      serve_by_inetd "$'"$inetd"'" "/nowait/s/\$/ -x/"
      complain_to_syslog'
    assert_status 0
    assert_complaints
    rm "$BATS_TEST_TMPDIR/syslog"
  done
}

# By default, openbsd-inetd serves 256 and inetutils-inetd 1000 connections a minute. The latter sleeps for a second
# when a process has ended and no connection waits, so keep several waiting.
@test "both inetds serve more connections in a minute than by default" {
  local inetd
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'"
      "$build/tests/connections" -n 1200 -j 20 127.0.0.1 13'
    assert_status 0
  done
}

@test "nc and busybox get whole answers and a clean end under both inetds" {
  local inetd
  need nc busybox
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'"
      converse'
    assert_status 0
  done
}
