#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The generated drop-ins for xinetd, lines for inetd.conf and run scripts for tcpserver, each under its supervisor, and
# the files for firewalld.
# bats file_tags=long,once,slow
load helpers/load
load helpers/peers
load helpers/answers
load helpers/foreign
load helpers/generated

setup() {
  need_foreign
  need socat tcpserver
}

# assert_complaints: each service has logged to syslog that it has no option -x
assert_complaints() {
  local name
  for name in "${all_services[@]}"; do
    assert_file_matches "$BATS_TEST_TMPDIR/syslog" "<27>$name\\[[0-9]+\\]: unknown option -- 'x'; usage: $name "
  done
}

# --- firewalld ---

@test "firewalld reads the file of each service, which opens the ports of the registry" {
  need_firewalld
  run read_by_firewalld "$build"/firewalld/*
  assert_status 0
  expected=$(awk -F'\t' '!/^#/ {
    count = split($3, protocols, ",")
    for (i = 1; i <= count; i++) print "inetkit-" $1, $2, protocols[i]
  }' "$registry")
  output=$(sort <<<"$output")
  assert_output "$(sort <<<"$expected")"
}

# --- xinetd ---

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

# --- inetd ---

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

# --- tcpserver ---

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

# --- the shared server ---

# The inetds differ in the names that they want for IPv6; the comment in inetd.conf has the details.
six_of_openbsd_inetd=
six_of_inetutils_inetd='; s/\t(tcp|udp)\t/\t\16\t/'

@test "under xinetd every datagram service answers, over IPv4 and IPv6" {
  in_network "$here"'
    serve_by_xinetd "$enabled" "${dgram_services[@]/%/-dgram}"
    is_served_by 0
    assert_all_datagram_answers 127.0.0.1
    assert_all_datagram_answers ::1
    is_served_by "${#dgram_services[@]}"'
  assert_status 0
}

@test "under xinetd one process answers all connections to a service, over IPv4 and IPv6" {
  in_network "$here"'
    serve_by_xinetd "$enabled" "${shared_services[@]/%/-shared}"
    is_served_by 0
    for name in "${shared_services[@]}"; do
      assert_answer "$name" TCP4:127.0.0.1
      assert_answer "$name" "TCP6:[::1]"
    done
    count_answers 13 1000
    is_served_by "${#shared_services[@]}"'
  assert_status 0
  assert_match '^1000$'
}

@test "under both inetds every datagram service answers, over IPv4 and IPv6" {
  local inetd six
  for inetd in openbsd_inetd inetutils_inetd; do
    six=six_of_$inetd
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'"
      is_served_by 0
      assert_all_datagram_answers 127.0.0.1
      is_served_by "${#dgram_services[@]}"'
    assert_status 0
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "'"${!six}"'"
      assert_all_datagram_answers 127.0.0.1
      assert_all_datagram_answers ::1'
    assert_status 0
  done
}

@test "under both inetds one process answers all connections to a service" {
  local inetd
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "$one_process"
      is_served_by 0
      for name in "${shared_services[@]}"; do
        assert_answer "$name" TCP4:127.0.0.1
      done
      count_answers 13 1000
      is_served_by "${#shared_services[@]}"'
    assert_status 0
    assert_match '^1000$'
  done
}

# end_and_begin: three times, daytime ends because it is idle, and the next datagram starts it again
end_and_begin='
  for i in 1 2 3; do
    assert_datagram_answer daytime 127.0.0.1
    is_served_by 1
    until_true is_served_by 0
  done
  assert_datagram_answer daytime 127.0.0.1'

@test "under xinetd and both inetds a datagram restarts a server that ended because it was idle" {
  local inetd
  in_network "$here"'
    serve_by_xinetd "$enabled; s/(server_args.*= )/\1-i 1 /" daytime-dgram'"$end_and_begin"
  assert_status 0
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "s/shared daytime/shared -i 1 daytime/"'"$end_and_begin"
    assert_status 0
  done
}

# bats test_tags=confined
@test "under xinetd and both inetds the shared server runs as inetkit, with no sockets except its own" {
  local inetd look='
    assert_datagram_answer time 127.0.0.1
    server=$(pgrep -x shared)
    grep -E "^(Uid|Gid|CapEff|NoNewPrivs|Seccomp):" "/proc/$server/status"
    sockets_of "$server" | sort -u | while read -r inode; do
      awk -v inode="$inode" "\$10 == inode { print \"port\" }" /proc/net/udp /proc/net/udp6 /proc/net/tcp /proc/net/tcp6
    done'
  local expected
  expected=$(printf '%s\n' $'Uid:\t64999\t64999\t64999\t64999' $'Gid:\t64999\t64999\t64999\t64999' \
    $'CapEff:\t0000000000000000' $'NoNewPrivs:\t1' $'Seccomp:\t2' port)
  in_network "$here"'
    serve_by_xinetd "$enabled" "${dgram_services[@]/%/-dgram}"'"$look"
  assert_status 0
  assert_output "$(printf '%s\n' 'time at UDP port 37 of 127.0.0.1:' "$expected")"
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'"'"$look"
    assert_status 0
    assert_output "$(printf '%s\n' 'time at UDP port 37 of 127.0.0.1:' "$expected")"
  done
}

# complain_about_datagrams: a server with an invalid option logs to syslog, and sends nothing to the peer
complain_about_datagrams='
  echo >"$sent"
  dial_datagram 127.0.0.1 13
  send_datagram "$sent"
  until_match "$scratch/syslog" "<27>[a-z]+\[[0-9]+\]: unknown option -- .x.; usage: shared "
  ! read -t 0 -r -u "$peer"'

@test "under xinetd and both inetds diagnostics of the shared server go to syslog and not to the peer" {
  local inetd
  in_network "$here"'
    open_syslog
    serve_by_xinetd "$enabled; s/(server_args.*= )/\1-x /" daytime-dgram'"$complain_about_datagrams"
  assert_status 0
  for inetd in openbsd_inetd inetutils_inetd; do
    rm "$BATS_TEST_TMPDIR/syslog"
    in_network "$here"'
      open_syslog
      serve_by_inetd "$'"$inetd"'" "s/shared daytime/shared -x daytime/"'"$complain_about_datagrams"
    assert_status 0
  done
}

# refuse_and_count: the server logs one refusal of another server's port, and all three with the counts on SIGUSR1
refuse_and_count='
  assert_datagram_answer echo 127.0.0.1
  echo "a request" >"$sent"
  for i in 1 2 3; do
    socat -u OPEN:"$sent" UDP4:127.0.0.1:7,bind=127.0.0.9,sourceport=19,reuseaddr,shut-none
    until_true is_taken 7
  done
  kill -USR1 "$(pgrep -x shared)"
  until_match "$scratch/syslog" "<29>echo\[[0-9]+\]: answered 3, refused 3: port 3, address 0, rate 0"
  grep -c "127\.0\.0\.9 port 19" "$scratch/syslog"'

@test "under xinetd and both inetds refusals are logged to syslog, and SIGUSR1 logs their number" {
  local inetd
  in_network "$here"'
    open_syslog
    serve_by_xinetd "$enabled" echo-dgram'"$refuse_and_count"
  assert_status 0
  assert_match '^1$'
  for inetd in openbsd_inetd inetutils_inetd; do
    rm "$BATS_TEST_TMPDIR/syslog"
    in_network "$here"'
      open_syslog
      serve_by_inetd "$'"$inetd"'"'"$refuse_and_count"
    assert_status 0
    assert_match '^1$'
  done
}

@test "nc, rdate and busybox get answers from the shared server under xinetd and both inetds" {
  local inetd all='
    converse_by_datagrams
    assert_rdate -u 127.0.0.1
    "$client" clocks --udp 127.0.0.1'
  need nc rdate busybox
  in_network "$here"'
    serve_by_xinetd "$enabled" "${all_servers[@]}"
    assert_rdate 127.0.0.1
    busybox rdate -p 127.0.0.1'"$all"
  assert_status 0
  assert_match '^127\.0\.0\.1 +-?[01] '
  for inetd in openbsd_inetd inetutils_inetd; do
    # Also over IPv6.
    six=six_of_$inetd
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "$one_process'"${!six}"'"
      assert_rdate 127.0.0.1
      busybox rdate -p 127.0.0.1'"$all"
    assert_status 0
    assert_match '^127\.0\.0\.1 +-?[01] '
  done
}
