#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The services under tcpserver, by the generated run scripts.
# bats file_tags=once,slow
load helpers/load
load helpers/foreign
load helpers/generated

setup() {
  need socat tcpserver
}

@test "every service answers under tcpserver" {
  in_network "$here"'
    serve_by_tcpserver
    assert_all_answer TCP4:127.0.0.1'
  assert_status 0
}

@test "under tcpserver a service runs as inetkit, and its log names the caller" {
  in_network "$here"'
    serve_by_tcpserver "s#/hello\$#& -n id#"
    exchange TCP4:127.0.0.1:2345,bind=127.0.0.9,sourceport=40009,reuseaddr </dev/null
    tail -n +2 "$got"
    grep "^hello: " "$scratch/hello.log"'
  assert_status 0
  [ "${lines[0]}" = 'uid=64999(inetkit) gid=64999(inetkit) groups=64999(inetkit)' ] || fail "$output"
  [ "${lines[1]}" = 'hello: connection from 127.0.0.9 [127.0.0.9] at port 40009' ] || fail "$output"
}

@test "without the user inetkit a run script fails with the cause and opens no port" {
  in_network "$here"'
    umount /etc/passwd
    grep -v "^inetkit:" /etc/passwd >/mnt/others
    mount --bind /mnt/others /etc/passwd
    generated tcpserver/echo/run >"$scratch/run"
    status=0
    timeout 5 sh "$scratch/run" || status=$?
    echo "$status"'
  assert_status 0
  [ "${lines[-1]}" = 111 ] || fail "$output"
  assert_match 'inetkit.*no such user'
}

@test "under tcpserver diagnostics of a service go to the log and not to the peer" {
  in_network "$here"'
    serve_by_tcpserver "s#/mnt/inetkit/.*#& -x#"
    for name in "${all_services[@]}"; do
      exchange "TCP4:127.0.0.1:$(port_of "$name")" </dev/null
      assert_empty "$got"
      until_match "$scratch/$name.log" "^$name: .*; usage: $name "
    done'
  assert_status 0
}

@test "tcpserver serves 300 connections, and ends on SIGTERM" {
  in_network "$here"'
    serve_by_tcpserver
    count_answers 13 300
    kill $(jobs -p)
    wait'
  assert_status 0
  assert_output 300
}

@test "a run script serves under runsv and s6-supervise, and ends with them" {
  local supervise
  need runsv s6-supervise
  for supervise in 'runsv' 's6-supervise'; do
    in_network "$here"'
      mkdir "$scratch/echo"
      generated tcpserver/echo/run >"$scratch/echo/run"
      chmod 755 "$scratch/echo/run"
      '"$supervise"' "$scratch/echo" >"$scratch/log" 2>&1 &
      until_true is_port_open tcp 7
      assert_answer echo TCP4:127.0.0.1
      kill $!
      wait
      ! is_port_open tcp 7'
    assert_status 0
    rm -r "$BATS_TEST_TMPDIR/echo"
  done
}

@test "nc and busybox get whole answers and a clean end under tcpserver" {
  need nc busybox
  in_network "$here"'
    serve_by_tcpserver
    converse'
  assert_status 0
}
