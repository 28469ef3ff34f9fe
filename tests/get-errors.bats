#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit get: hosts and networks that fail, and when it gives up.
load helpers/load
load helpers/client
load helpers/network

@test "get reports a closed port" {
  serve printf %s abc
  # Holding the port on 127.0.0.1 keeps other programs from opening it on 127.0.0.2.
  ask get 127.0.0.2 "$port"
  assert_complaint 1 "127.0.0.2: connection refused: nothing listens on port $port"
  ask get "127.0.0.2:$port"
  assert_complaint 1 "127.0.0.2:$port: connection refused: nothing listens on port $port"
}

@test "get gives up a host that never answers a connection after -w seconds" {
  private_network
  ask get -w 0.3 192.0.2.2
  assert_complaint 1 '192.0.2.2: no connection within 0.3 s; -w allows more time'
  ask get -w 0.3 '[2001:db8::2]:80'
  assert_complaint 1 '[2001:db8::2]:80: no connection within 0.3 s; -w allows more time'
}

@test "get gives up a server with a full accept queue after -w seconds" {
  private_network
  inside sh -c 'echo 0 >/proc/sys/net/core/somaxconn'
  background "${within[@]}" "$listen" 127.0.0.1 sleep 100
  server=$started
  until_listening "$server"
  # One connection fills the queue.
  background "${within[@]}" "$client" get -w 30 127.0.0.1 "$port"
  until_true awk -v port="$(printf :%04X "$port")" '$2 ~ port "$" && $4 == "01" { found = 1 } END { exit !found }' \
    "/proc/$server/net/tcp"
  ask get -w 0.3 127.0.0.1 "$port"
  assert_complaint 1 '127.0.0.1: no connection within 0.3 s; -w allows more time'
}

@test "get gives up a UNIX server with a full accept queue after -w seconds" {
  private_network
  inside sh -c 'echo 0 >/proc/sys/net/core/somaxconn'
  new_log
  # The first connection starts a server that does not accept it, so it fills the queue.
  background "${within[@]}" systemd-socket-activate -l "$BATS_TEST_TMPDIR/socket" sleep 100 2>"$log"
  until_match "$log" '^Listening on'
  background "${within[@]}" "$client" get -w 30 "unix:$BATS_TEST_TMPDIR/socket"
  until_match "$log" '^Exec'
  ask get -w 0.3 "unix:$BATS_TEST_TMPDIR/socket"
  assert_complaint 1 "unix:$BATS_TEST_TMPDIR/socket: no connection within 0.3 s; -w allows more time"
}

@test "get reports that a network cannot be reached" {
  private_network
  ask get 198.51.100.1
  assert_complaint 1 '198.51.100.1: cannot connect to port 2345: Network is unreachable'
}

@test "get gives up a silent server after -w seconds" {
  serve sleep 100
  ask get -w 0.3 127.0.0.1 "$port"
  assert_complaint 1 '127.0.0.1: the server was silent for 0.3 s; -w allows more time'
}

@test "get gives up a server that stops sending, and keeps what it has printed" {
  serve sh -c 'printf abc; exec sleep 100'
  ask get -w 0.3 127.0.0.1 "$port"
  assert_status 1
  [ "$(<"$out")" = abc ]
  assert_text "$err" 'inetkit: 127.0.0.1: the server was silent for 0.3 s; -w allows more time'
}

@test "get reports that the connection was reset" {
  serve_reset 'printf abc'
  ask get 127.0.0.1 "$port"
  assert_status 1
  [ "$(<"$out")" = abc ]
  assert_text "$err" 'inetkit: 127.0.0.1: Connection reset by peer'
}

@test "get reports an unknown host name" {
  private_network
  ask get no-such-host
  assert_complaint 1 'no-such-host: unknown host'
  ask get no-such-host.example:80
  assert_complaint 1 'no-such-host.example:80: unknown host'
}

@test "get gives up a silent name server after -w seconds" {
  private_network
  serve_no_names
  ask get -w 0.5 silent.example
  assert_complaint 1 'silent.example: no answer from the name server within 0.5 s; -w allows more time'
}

@test "get says that a name has no address of the requested family" {
  private_network
  private_hosts '127.0.0.1 four' '2001:db8::1 six'
  cause='the host has no address of the requested family'
  ask get -6 127.0.0.1
  assert_complaint 1 "127.0.0.1: $cause"
  ask get -4 ::1
  assert_complaint 1 "::1: $cause"
  # Depending on the lookup, the C library returns either error.
  ask get -6 four
  assert_complaint_like 1 "four: ($cause|unknown host)\$"
  ask get -4 six
  assert_complaint_like 1 "six: ($cause|unknown host)\$"
}

@test "control characters of a host become question marks in messages" {
  private_network
  ask get $'\e[31mred\a\n'
  assert_complaint 1 '?[31mred??: unknown host'
  ask get $'\r:0'
  assert_complaint 2 "get: '?:0': the port is not from 1 to 65535; see 'inetkit help get'"
}

@test "get reports what is wrong with a UNIX socket" {
  ask get unix:
  assert_complaint 2 "get: 'unix:': the path after unix: is empty; see 'inetkit help get'"
  ask get "unix:$(printf '%0108d' 0)"
  assert_complaint_like 2 "get: 'unix:0.*: the path is longer than 107 bytes, the limit of a UNIX socket"
  ask get unix:@
  assert_complaint 2 "get: 'unix:@': the name after unix:@ is empty; see 'inetkit help get'"
  ask get "unix:@$(printf '%0108d' 0)"
  assert_complaint_like 2 "get: 'unix:@0.*: the name is longer than 107 bytes, the limit of a UNIX socket"
  ask get "unix:@$(printf '%0107d' 0)"
  assert_complaint_like 1 'unix:@0+: connection refused: no server listens on that socket'
  ask get "unix:$BATS_TEST_TMPDIR/none"
  assert_complaint 1 "unix:$BATS_TEST_TMPDIR/none: cannot connect: No such file or directory"
  touch "$BATS_TEST_TMPDIR/file"
  ask get "unix:$BATS_TEST_TMPDIR/file"
  assert_complaint 1 "unix:$BATS_TEST_TMPDIR/file: connection refused: no server listens on that socket"
}
