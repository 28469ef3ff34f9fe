#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The services under xinetd, by the generated drop-ins.
# bats file_tags=once,slow
load helpers/load
load helpers/foreign
load helpers/generated

setup() {
  need_foreign
  need socat
}

@test "xinetd opens no port for the drop-ins as installed" {
  in_network "$here"'
    serve_by_xinetd "" "${all_services[@]}" "${all_servers[@]}"
    cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 |
      awk "\$4 == \"0A\" || \$4 == \"07\" { sub(/.*:/, \"\", \$2); print \$2 }"'
  assert_status 0
  assert_output 0001
}

@test "every service answers under xinetd, over IPv4 and IPv6" {
  in_network "$here"'
    serve_by_xinetd "$enabled"
    assert_all_answer TCP4:127.0.0.1
    assert_all_answer "TCP6:[::1]"'
  assert_status 0
}

@test "under xinetd a service runs as inetkit, with umask 0077 and only the peer in its environment" {
  in_network "$here"'
    serve_by_xinetd "$enabled; s#^.*/hello\$#&\nserver_args = -n sh -c id;umask;env|sort#"
    exchange TCP4:127.0.0.1:2345,bind=127.0.0.9,sourceport=40009,reuseaddr </dev/null
    tail -n +2 "$got"'
  assert_status 0
  assert_output "$(printf '%s\n' 'uid=64999(inetkit) gid=64999(inetkit) groups=64999(inetkit)' 0077 \
    PATH=/usr/local/bin:/usr/bin:/bin:/usr/games PWD=/ REMOTE_ADDR=127.0.0.9 REMOTE_PORT=40009)"
}

@test "under xinetd diagnostics of a service go to syslog and not to the peer" {
  in_network "$here"'
    open_syslog
    serve_by_xinetd "$enabled; s#^.*server.*=.*#&\nserver_args = -x#"
    complain_to_syslog'
  assert_status 0
  assert_complaints
}

@test "xinetd keeps a service enabled beyond its default of 50 connections per second" {
  in_network "$here"'
    serve_by_xinetd "$enabled"
    count_answers 13 300'
  assert_status 0
  assert_output 300
}

@test "xinetd refuses the 17th connection from an address until one ends, and serves other addresses" {
  in_network "$here"'
    serve_by_xinetd "$enabled"
    port=7
    for i in {1..16}; do
      dial
      echo "$i" >&"$peer"
      read -r -t 60 -u "$peer" line
      [ "$line" = "$i" ]
    done
    last=$peer
    dial
    receive "$scratch/refused"
    assert_empty "$scratch/refused"
    exchange TCP4:127.0.0.1:7,bind=127.0.0.2 <<<"another"
    assert_same "$got" - <<<"another"
    exec {last}>&-
    is_served() { exchange TCP4:127.0.0.1:7 <<<"again" 2>/dev/null && cmp -s "$got" - <<<"again"; }
    until_true is_served'
  assert_status 0
}

@test "nc and busybox get whole answers and a clean end under xinetd" {
  need nc busybox
  in_network "$here"'
    serve_by_xinetd "$enabled"
    converse'
  assert_status 0
}
