#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit talk as a redirect: a supervisor has accepted the connection, which is descriptors 0 and 1.
load helpers/load
load helpers/client
load helpers/foreign
load helpers/network
load helpers/peers

# redirect [OPTION...]: forwards connections to the server that was started last; sets $port to that of the redirect,
# $log to its log, $server_log to the log of the server, and $target to the server
redirect() {
  server_log=$log
  target=${target_address:-127.0.0.1}:$port
  serve_on :: "$client" talk "$@" "$target"
}

# assert_logged REGEX: the redirect has logged one line, from a client of 127.0.0.1, which matches from its target on
assert_logged() {
  assert_logged_from '127\.0\.0\.1:[0-9]+' "$1"
}

# assert_logged_from REGEX REGEX: the same, from a client that matches
assert_logged_from() {
  until_match "$log" '^Child [0-9]* died'
  [ "$(grep -c '^inetkit: ' "$log")" -eq 1 ] || fail "not one line:" "$(<"$log")"
  assert_file_matches "$log" "^inetkit: $1 to $2\$"
}

# until_dialling: waits for a connection to 192.0.2.2:2345 in the private network in the state SYN_SENT
until_dialling() {
  until_true inside grep -q ' 020200C0:0929 02 ' /proc/net/tcp
}

# receive_until_reset FILE: writes the data from $peer to FILE until the connection is reset
receive_until_reset() {
  if timeout 120 cat <&"$peer" >"$1" 2>"$errors"; then
    fail "the connection ended, but not by a reset"
  fi
  assert_file_matches "$errors" 'Connection reset by peer'
}

# is_stalled: in five calls in a row, both sockets of the client's connection and both of the server's had bytes queued
# towards the server, and always as many. Reads $port and $target. /proc/net/tcp can have a socket twice.
is_stalled() {
  local before=${queued-}
  queued=$(awk -v redirect=":$(printf %04X "$port")\$" -v server=":$(printf %04X "${target##*:}")\$" '
    BEGIN { client = received = sent = unread = "00000000" }
    { split($5, queue, ":") }
    $3 ~ redirect { client = queue[1] }
    $2 ~ redirect && $4 == "01" { received = queue[2] }
    $3 ~ server { sent = queue[1] }
    $2 ~ server && $4 == "01" { unread = queue[2] }
    END { print client, received, sent, unread }' /proc/net/tcp /proc/net/tcp6)
  if [[ $queued = "$before" && " $queued " != *' 00000000 '* ]]; then
    looks=$((looks + 1))
  else
    looks=1
  fi
  [ "$looks" -ge 5 ]
}

@test "a redirect passes the half-close of an IPv4 client to an IPv6 server, and its reply back" {
  serve_on ::1 sh -c 'sum=$(cksum); printf "%s\n" "$sum"'
  target_address='[::1]' redirect
  printf 'one\ntwo\n' >"$sent"
  exchange "TCP4:127.0.0.1:$port" <"$sent"
  assert_text "$got" "$(cksum <"$sent")"
  assert_logged "\[::1\]:${target##*:}: 8 bytes to the server, $(size_of "$got") back, [0-9]+\.[0-9]{3} s: closed"
}

@test "a redirect to a UNIX socket logs its path" {
  serve_unix "$BATS_TEST_TMPDIR/echo" "$services/echo"
  serve_on :: "$client" talk "unix:$BATS_TEST_TMPDIR/echo"
  echo hello | exchange "TCP4:127.0.0.1:$port"
  assert_text "$got" hello
  assert_logged "unix:$BATS_TEST_TMPDIR/echo: 6 bytes to the server, 6 back, [0-9]+\.[0-9]{3} s: closed"
}

@test "a redirect to what is no target logs that, and closes the connection" {
  serve_on :: "$client" talk 127.0.0.1:65536
  exchange "TCP4:127.0.0.1:$port" </dev/null
  assert_text "$got"
  until_match "$log" "^inetkit: talk: '127\.0\.0\.1:65536': .*; see 'inetkit help talk'\$"
}

@test "a redirect passes the half-close of a server, and then still the data of the client" {
  need perl
  serve perl -e '$| = 1; print "bye\n"; shutdown(STDOUT, 1); open(my $file, ">", shift); print $file $_ while <STDIN>; close($file)' "$sent"
  redirect
  dial
  receive "$got"
  assert_text "$got" bye
  echo rest >&"$peer"
  hang_up
  assert_logged ".*: 5 bytes to the server, 4 back, .* s: closed"
  until_true test -s "$sent"
  assert_text "$sent" rest
}

@test "a redirect forwards 20 MB each way at the same time" {
  cd "$BATS_TEST_TMPDIR"
  head -c 20000000 /dev/urandom >forth
  head -c 20000000 /dev/urandom >back
  serve sh -c 'cat back & cat >received; wait'
  redirect
  exchange "TCP4:127.0.0.1:$port" <forth
  assert_same "$got" back
  assert_logged '.*: 20000000 bytes to the server, 20000000 back, .* s: closed'
  assert_same received forth
}

@test "a redirect ends after -t seconds without a byte, and not while bytes flow in one direction" {
  serve sh -c 'for i in 1 2 3 4 5; do echo "$i"; sleep 1; done; exec sleep 100'
  redirect -t 3
  dial
  receive_until_reset "$got"
  assert_text "$got" 1 2 3 4 5
  assert_logged '.*: 0 bytes to the server, 10 back, .* s: no byte in either direction for 3 s; -t allows more'
}

@test "a redirect gives up a server that is silent after the half-close of the client for -w seconds" {
  serve sleep 100
  redirect -w 2 -t 100
  ask talk -w 100 127.0.0.1 "$port" <<<hi
  assert_complaint 1 '127.0.0.1: Connection reset by peer'
  assert_logged '.*: 3 bytes to the server, 0 back, .* s: the server was silent for 2 s; -w allows more time'
}

@test "a redirect to a closed port ends the connection without a byte, and logs the cause" {
  serve true
  target_address=127.0.0.2 redirect
  dial
  receive "$got"
  assert_empty "$got"
  assert_logged "$target: 0 bytes to the server, 0 back, .* s: connection refused: nothing listens on port ${target##*:}"
  assert_file_matches "$log" '^Child [0-9]* died with code 1$'
}

@test "a redirect passes the reset of a client to the server" {
  need socat
  serve sh -c 'cat 2>"$0"' "$errors"
  redirect
  background socat -u PIPE "TCP4:127.0.0.1:$port,linger=0"
  until_match "$server_log" '^Spawned'
  kill -KILL "$started"
  until_match "$errors" 'Connection reset by peer'
  assert_logged '.*: 0 bytes to the server, 0 back, .* s: client: Connection reset by peer'
}

@test "a redirect notices the reset of a client while the server reads nothing" {
  need socat
  serve sleep 100
  redirect -w 600
  background socat -u OPEN:/dev/zero "TCP4:127.0.0.1:$port,linger=0"
  until_match "$server_log" '^Spawned'
  until_true is_stalled
  kill -KILL "$started"
  assert_logged '.*: [0-9]+ bytes to the server, 0 back, .* s: client: Connection reset by peer'
}

@test "a redirect ends when the client resets the connection before the server accepts" {
  need socat
  private_network
  serve_inside 127.0.0.1:1234 "$client" talk -w 600 192.0.2.2:2345
  background "${within[@]}" socat -u PIPE TCP4:127.0.0.1:1234,linger=0
  until_dialling
  kill -KILL "$started"
  assert_logged '192\.0\.2\.2:2345: 0 bytes .*: client: Connection reset by peer before the server accepted'
}

@test "a redirect passes on what a UNIX client sent and closed before the server accepts" {
  need socat
  private_network
  serve_inside 0.0.0.0:2345 sh -c 'cat >"$0"' "$sent"
  serve_inside "$BATS_TEST_TMPDIR/socket" "$client" talk -w 600 192.0.2.2:2345
  inside socat -u - "UNIX:$BATS_TEST_TMPDIR/socket" <<<hi
  until_dialling
  inside ip address add 192.0.2.2/32 dev lo
  assert_logged_from unix '192\.0\.2\.2:2345: 3 bytes to the server, 0 back, .*: closed'
  until_true test -s "$sent"
  assert_text "$sent" hi
}

@test "a redirect ends when a UNIX client closes the connection without data before the server accepts" {
  need socat
  private_network
  serve_inside "$BATS_TEST_TMPDIR/socket" "$client" talk -w 600 192.0.2.2:2345
  background socat -u PIPE "UNIX:$BATS_TEST_TMPDIR/socket"
  until_dialling
  kill -KILL "$started"
  assert_logged_from unix '192\.0\.2\.2:2345: 0 bytes .*: client: Connection closed before the server accepted'
}

@test "a redirect passes the reset of a server to the client, after all that the server sent" {
  serve_reset 'printf hello'
  redirect
  dial
  receive_until_reset "$got"
  assert_bytes "$got" 68656c6c6f
  assert_logged '.*: 0 bytes to the server, 5 back, .* s: server: Connection reset by peer'
}

@test "a redirect prints the last reply of a server that stops reading" {
  serve sh -c 'head -c 1 >/dev/null; echo no more'
  redirect
  ask talk 127.0.0.1 "$port" < <(head -c 20000000 /dev/zero)
  assert_status 1
  assert_text "$out" 'no more'
  assert_logged '.*: [0-9]+ bytes to the server, 8 back, .* s: server: (Connection reset by peer|Broken pipe)'
}

@test "a redirect ends the connection to the server when the client vanishes" {
  serve sh -c 'yes 2>/dev/null; echo end >"$0"' "$sent"
  redirect
  dial
  receive "$got" 1000
  hang_up
  until_true test -s "$sent"
  assert_logged '.*: 0 bytes to the server, [0-9]+ back, .* s: client: (Connection reset by peer|Broken pipe)'
}

@test "a redirect holds little memory while the server reads nothing, and loses nothing" {
  cd "$BATS_TEST_TMPDIR"
  serve sh -c 'until [ -e go ]; do sleep 0.1; done; wc -c | tr -d " "'
  redirect -w 600
  background sh -c 'head -c 40000000 /dev/zero | "$0" talk -w 600 127.0.0.1 "$1" >counted' "$client" "$port"
  until_match "$log" '^Spawned'
  until_true is_stalled
  pid=$(sed -n 's/^Spawned .* as PID \([0-9]*\)\.$/\1/p' "$log")
  peak=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status")
  is_sanitized || assert_between 500 "$peak" 20000
  touch go
  wait "$started"
  assert_text counted 40000000
}

@test "a redirect that a signal ends resets both connections, and logs that" {
  serve sh -c 'echo hello; cat 2>"$0"' "$errors.server"
  redirect
  dial
  receive "$got" 6
  # systemd-socket-activate writes it while the redirect is running.
  until_match "$log" '^Spawned'
  kill "$(sed -n 's/^Spawned .* as PID \([0-9]*\)\.$/\1/p' "$log")"
  receive_until_reset "$got"
  until_match "$errors.server" 'Connection reset by peer'
  assert_logged '.*: 0 bytes to the server, 6 back, .* s: ended by a signal'
}

@test "under xinetd as in the manual a redirect sends no message to the client, and logs to syslog" {
  need_foreign
  need socat
  in_network '
    mount -t tmpfs none /dev
    mknod -m 666 /dev/null c 1 3
    socat -u UNIX-RECV:/dev/log OPEN:"$scratch/syslog",creat,append &
    until_true test -S /dev/log
    add_to_xinetd 1002 "$client" talk -x
    sed -n "/^service postgres/,/^}/p" "$build/man/inetkit.1" >"$scratch/xinetd.d/postgres"
    sed -i "s#server = .*#server = $client#; s/nobody/root/; s/192.*/127.0.0.1 1003/" "$scratch/xinetd.d/postgres"
    start_xinetd
    "$client" get 127.0.0.1 15432
    "$client" get 127.0.0.1 1002
    until_match "$scratch/syslog" refused
    until_match "$scratch/syslog" unknown'
  assert_status 0
  assert_output ''
  # The daemon would separate the messages.
  assert_file_matches "$BATS_TEST_TMPDIR/syslog" \
    '<30>[A-Za-z0-9: ]* inetkit\[[0-9]+\]: 127\.0\.0\.1:[0-9]+ to 127\.0\.0\.1:1003: 0 bytes .*: connection refused: nothing'
  assert_file_matches "$BATS_TEST_TMPDIR/syslog" \
    "<30>[A-Za-z0-9: ]* inetkit\[[0-9]+\]: talk: unknown option -- 'x'; see 'inetkit help talk'"
}

@test "a redirect shows its help in the log, and not to the client" {
  serve "$client" talk -h
  dial
  receive "$got"
  assert_empty "$got"
  until_match "$log" '^usage: inetkit talk '
}

@test "talk rejects a socket that listens as standard input" {
  run "$listen" 127.0.0.1 sh -c '"$0" talk localhost echo <&3 >&3' "$client"
  assert_status 2
  assert_output "inetkit: talk: standard input is a socket that listens; the socket unit must have Accept=yes; see 'inetkit help talk'"
}
