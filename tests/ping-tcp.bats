#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit ping over TCP: hosts that alter, repeat, delay or end the stream.
load helpers/load
load helpers/client
load helpers/network
load helpers/ping

# assert_ended CAUSE REPLIES, after ask: the run failed with CAUSE after this number of replies
assert_ended() {
  local lost
  assert_status 1
  assert_file_matches "$err" "^inetkit: 127\.0\.0\.1:$port: $1\$"
  [ "$(wc -l <"$err")" -eq 1 ]
  [ "$(grep -c ' time=' "$out")" -eq "$2" ] || fail "$(<"$out")"
  lost=$(awk -v received="$2" 'BEGIN { printf "%g", 100 / (received + 1) }')
  grep -Eqx "$(($2 + 1)) packets? transmitted, $2 received, $lost% packet loss, time [0-9]+ ms" "$out" || fail "$(<"$out")"
}

@test "ping accepts a reply that arrives byte by byte" {
  serve_perl 'while (1) { for (split //, next_request()) { syswrite(STDOUT, $_); select(undef, undef, undef, 0.002) } }'
  ask ping -c 2 -i 0.01 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err"
  mapfile -t replies < <(replies_of 127.0.0.1 1 2)
  assert_printed "PING 127.0.0.1 (127.0.0.1) port $port over TCP: 32 bytes of data" "${replies[@]}" '' \
    '--- 127.0.0.1 ping statistics ---' '2 packets transmitted, 2 received, 0% packet loss, time T ms' \
    'rtt min/avg/max/mdev = T ms'
  assert_between 60 "$(sed -nE 's|^rtt .* = ([0-9]+)\..*|\1|p' "$out")" 5000
}

@test "ping reports a server that alters a reply as no echo service" {
  for byte in 1 2 17 24 25 32; do
    serve_perl "while (1) { \$_ = next_request(); substr(\$_, $byte - 1, 1) ^= chr(1) if ++\$n == 3; syswrite(STDOUT, \$_) }"
    ask ping -c 5 -i 0.01 "127.0.0.1:$port"
    assert_ended "not an echo service: byte $byte of the reply is [0-9a-f]{2}, not [0-9a-f]{2}" 2
  done
}

@test "ping reports a server that speaks first as no echo service, and does not print its text" {
  serve printf 'SSH-2.0-\e]0;title\a\n'
  ask ping -c 5 "127.0.0.1:$port"
  assert_ended 'not an echo service: byte [123] of the reply is [0-9a-f]{2}, not [0-9a-f]{2}' 0
  assert_no_escape
}

@test "ping reports a server that sends everything twice as no echo service" {
  serve_perl 'while (1) { $_ = next_request(); syswrite(STDOUT, $_ . $_) }'
  ask ping -c 3 "127.0.0.1:$port"
  assert_ended 'not an echo service: the server sends more than it received' 0
  serve_perl 'while (1) { $_ = next_request(); syswrite(STDOUT, $_); select(undef, undef, undef, 0.2); syswrite(STDOUT, "x") }'
  ask ping -c 3 -i 20 "127.0.0.1:$port"
  assert_status 1
  assert_text "$err" "inetkit: 127.0.0.1:$port: not an echo service: the server sends more than it received"
}

@test "ping reports that the server closed the connection" {
  serve true
  ask ping -c 3 "127.0.0.1:$port"
  assert_ended '(the server closed the connection|Connection reset by peer|Broken pipe)' 0
  serve_perl 'for (1 .. 3) { $_ = next_request(); syswrite(STDOUT, $_) } next_request()'
  ask ping -c 5 -i 0.01 "127.0.0.1:$port"
  assert_ended 'the server closed the connection' 3
}

@test "ping reports that the connection was reset" {
  serve_perl 'use Socket; syswrite(STDOUT, next_request()); next_request(); setsockopt(STDIN, SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))'
  ask ping -c 3 -i 0.01 "127.0.0.1:$port"
  assert_ended 'Connection reset by peer' 1
}

@test "ping over TCP gives up a reply after -w seconds" {
  serve sleep 100
  ask ping -w 0.3 -c 3 "127.0.0.1:$port"
  assert_ended 'no reply within 0\.3 s; -w allows more time' 0
  serve_perl 'while (1) { $_ = next_request(); syswrite(STDOUT, substr($_, 0, ++$n > 1 ? 31 : 32)) }'
  ask ping -w 2 -i 0.01 -c 3 "127.0.0.1:$port"
  assert_ended 'no reply within 2 s; -w allows more time' 1
}

@test "ping reports a closed port, a silent host and an unknown name" {
  private_network
  ask ping -c 1 127.0.0.1
  assert_complaint 1 '127.0.0.1: connection refused: nothing listens on port 7'
  ask ping -c 1 -w 0.3 192.0.2.2
  assert_complaint 1 '192.0.2.2: no connection within 0.3 s; -w allows more time'
  ask ping -c 1 $'no\e[1m.such'
  assert_complaint_like 1 'no\?\[1m\.such: '
}
