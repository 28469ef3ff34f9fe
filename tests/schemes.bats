#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Hosts that are written with a protocol, as in time://HOST.
load helpers/load
load helpers/client
load helpers/clocks

setup() {
  need jq
}

@test "a scheme chooses the protocol of one host, in upper or lower case" {
  serve "$services/time"
  time_port=$port
  serve "$services/daytime"
  ask clocks --format json "127.0.0.1:$time_port" "daytime://127.0.0.1:$port" "TIME://[::ffff:127.0.0.1]:$time_port"
  assert_status 0
  [ "$(jq -s -c '[.[] | [.protocol, .error]]' "$out")" = '[["time",null],["daytime",null],["time",null]]' ] || fail "$(<"$out")"
}

@test "with --protocol daytime, a host with the scheme time:// is asked by time, on its default port" {
  ask clocks --protocol daytime --format json -p 1 time://127.1.2.3 127.1.2.3
  assert_status 1
  [ "$(jq -s -c '[.[] | [.protocol, .port]]' "$out")" = '[["time",37],["daytime",1]]' ] || fail "$(<"$out")"
}

@test "an invalid scheme, path or socket after it fails only that host" {
  ask clocks --format csv gopher://a time://a/b time://unix:/x time:// ://a time://a:0
  assert_status 1
  assert_file_matches "$out" '^gopher://a,.*,the protocol before :// is unknown,'
  assert_file_matches "$out" '^time://a/b,.*,a path can follow the host only with http://,'
  assert_file_matches "$out" '^time://unix:/x,.*,"a UNIX socket is written without a protocol, as in unix:/path",'
  assert_file_matches "$out" '^time://,.*,the host is empty,'
  assert_file_matches "$out" '^://a,.*,the protocol before :// is unknown,'
  assert_file_matches "$out" '^time://a:0,.*,the port is not from 1 to 65535,'
}

@test "the path of a UNIX socket can contain ://" {
  mkdir -p "$BATS_TEST_TMPDIR/a:"
  serve_unix "$BATS_TEST_TMPDIR/a:/socket" "$services/time"
  ask clocks --format csv "unix:$BATS_TEST_TMPDIR/a://socket"
  assert_status 0
}

@test "-u is refused with a protocol that has no choice" {
  for protocol in http icmp; do
    ask clocks -u --protocol "$protocol" 127.0.0.1
    assert_status 2
    assert_file_matches "$err" '^inetkit: clocks: -u chooses between TCP and UDP only for the protocols time and daytime; see'
  done
}

@test "-p is refused with a protocol that has no ports" {
  ask clocks -p 99 --protocol icmp 127.0.0.1
  assert_complaint 2 "clocks: -p has no effect on --protocol icmp, which has no ports; see 'inetkit help clocks'"
}
