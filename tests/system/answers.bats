#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Each service through its unit, on its own port.
load helpers

@test "every service answers on its port, over IPv4 and IPv6" {
  start "${all_services[@]}"
  assert_all_answer TCP4:127.0.0.1
  assert_all_answer 'TCP6:[::1]'
}

@test "the client works with every service" {
  local before
  start "${all_services[@]}"
  before=$(date +%s)
  inetkit get -w 60 >"$got"
  assert_greeting "$got" "$before" localhost
  inetkit get -w 60 localhost daytime >"$got"
  assert_daytime "$got" "$before"
  inetkit get -w 60 localhost time >"$got"
  assert_time "$got" "$before"
  inetkit get -w 60 localhost qotd >"$got"
  assert_between 2 "$(size_of "$got")" 511
  inetkit get -w 60 localhost chargen | head -c 20000 >"$got"
  assert_ring "$got" 20000
  head -c 5000000 /dev/urandom >"$sent"
  inetkit talk -w 60 localhost echo <"$sent" >"$got"
  assert_same "$got" "$sent"
  inetkit talk -w 60 localhost discard <"$sent" >"$got"
  assert_empty "$got"
  run inetkit clocks -w 60 localhost '[::1]'
  assert_status 0
  assert_match '^localhost +0 '
  assert_match '^\[?::1\]? +0 '
}

@test "nc and busybox get whole answers and a clean end" {
  need nc busybox
  start "${all_services[@]}"
  converse
}

@test "hello and its program know the caller's address and port, over IPv4 and IPv6" {
  ip address add 2001:db8::9/128 dev lo nodad
  call_with hello -n sh -c '"env | sort"'
  reload
  start hello
  exchange 'TCP4:127.0.0.1:2345,bind=127.0.0.9,sourceport=40009,reuseaddr' </dev/null
  head -n 1 "$got" | grep -q '^Hello there, 127\.0\.0\.9, '
  run grep '^REMOTE_' "$got"
  assert_output "$(printf '%s\n' REMOTE_ADDR=127.0.0.9 REMOTE_PORT=40009)"
  exchange 'TCP6:[::1]:2345,bind=[2001:db8::9],sourceport=40010,reuseaddr' </dev/null
  ip address del 2001:db8::9/128 dev lo
  head -n 1 "$got" | grep -q '^Hello there, 2001:db8::9, '
  run grep '^REMOTE_' "$got"
  assert_output "$(printf '%s\n' REMOTE_ADDR=2001:db8::9 REMOTE_PORT=40010)"
}

@test "qotd serves the file that a drop-in names" {
  echo 'The only one.' | replace /etc/quotations
  call_with qotd /etc/quotations
  reload
  start qotd
  exchange TCP4:127.0.0.1:17 </dev/null
  assert_same "$got" /etc/quotations
}

@test "a hundred peers are served at the same time, each by its own process" {
  local i line peers=()
  printf '%s\n' '[Socket]' MaxConnectionsPerSource=100 | drop_in inetkit-echo.socket
  reload
  start echo
  for i in {1..100}; do
    dial_service echo
    peers+=("$peer")
    echo "$i" >&"$peer"
  done
  for i in {1..100}; do
    IFS= read -r -t 60 -u "${peers[i - 1]}" line
    [ "$line" = "$i" ] || fail "$line instead of $i"
  done
  [ "$(connections | grep -c ' active running ')" -eq 100 ]
}
