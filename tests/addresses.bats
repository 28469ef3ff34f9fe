#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Hosts with several addresses, of which some are silent or broken: what get, clocks and talk do.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/network

# The limit is far above the time that ask allows, so that no wait for the first address can end before ask fails.
long_wait=1000

# private_order ADDRESS...: the names in the private network become "both", with these addresses in this order
private_order() {
  private_hosts "${@/%/ both}"
  # The C library sorts addresses; a precedence overrides its other rules, except for loopback.
  printf 'precedence ::ffff:%s/128 100\nprecedence ::/0 10\n' "$1" | private_file /etc/gai.conf
  [ "$(inside getent ahosts both | awk '$2 == "STREAM" { print $1 }' | xargs)" = "$*" ]
}

# assert_offset SECONDS, after ask: the clock of the host "both" is ahead by this
assert_offset() {
  assert_status 0
  assert_clock 2 both "$1"
  assert_text "$err"
}

@test "addresses are tried alternately of each family, in the order of the lookup" {
  run "$functions" order-addresses ::1 ::2 ::3 192.0.2.1 192.0.2.2
  assert_output '::1 192.0.2.1 ::2 192.0.2.2 ::3'
  run "$functions" order-addresses 192.0.2.1 192.0.2.2 192.0.2.3 ::1
  assert_output '192.0.2.1 ::1 192.0.2.2 192.0.2.3'
  run "$functions" order-addresses ::1 ::2
  assert_output '::1 ::2'
  run "$functions" order-addresses ::1
  assert_output '::1'
}

@test "a first address that accepts no connection does not cost the time of -w" {
  private_network
  private_order 192.0.2.2 192.0.2.1
  serve_inside 192.0.2.1:2345 printf %s abc
  ask get -w "$long_wait" both
  assert_said abc
  ask talk -w "$long_wait" both 2345 </dev/null
  assert_said abc
  serve_inside 192.0.2.1:37 "$services/time" -o 100
  ask clocks -w "$long_wait" both
  assert_offset 100
  serve_inside 192.0.2.1:7 "$services/echo"
  ask ping -w "$long_wait" -c 1 both
  assert_status 0
  ask flow -w "$long_wait" -s echo -t 0.1 both
  assert_status 0
}

@test "clocks measures the round trip from the connection that succeeded" {
  private_network
  private_order 192.0.2.2 192.0.2.1
  serve_inside 192.0.2.1:37 "$services/time"
  # The first attempt began a quarter of a second before. A busy machine can also be slow, but not every time.
  for _ in {1..10}; do
    ask clocks --format csv both
    assert_status 0
    ! awk -F, 'NR == 2 { exit $6 >= 0.25 }' "$out" || return 0
  done
  fail "$(<"$out")"
}

@test "a first address whose server accepts and is silent does not cost the time of -w" {
  private_network
  private_order 127.0.0.2 127.0.0.8
  serve_inside 127.0.0.2:2345 sleep 1000
  serve_inside 127.0.0.8:2345 printf %s abc
  ask get -w "$long_wait" both
  assert_said abc
  serve_inside 127.0.0.2:37 sleep 1000
  serve_inside 127.0.0.8:37 "$services/time" -o 100
  ask clocks -w "$long_wait" both
  assert_offset 100
}

@test "clocks -u asks the next address when the first one is silent" {
  need socat
  private_network
  private_order 192.0.2.2 192.0.2.1
  background "${within[@]}" socat UDP4-RECVFROM:37,bind=192.0.2.1,fork "EXEC:$(realpath "$services/time") -o 100"
  until_true is_bound "$started"
  ask clocks -u -w "$long_wait" both
  assert_offset 100
}

@test "a silent address gets the whole time of -w when the others have failed" {
  private_network
  private_order 127.0.0.2 127.0.0.3
  # 3 s is more than the first turn.
  serve_inside 127.0.0.2:2345 sh -c 'sleep 3; printf abc'
  ask get -w 100 both
  assert_said abc
}

@test "a silent address gets no second turn while the connection to another is being made" {
  need perl
  private_network
  private_order 127.0.0.2 192.0.2.2
  serve_inside 0.0.0.0:2345 perl -MSocket -e "
    \$address = inet_ntoa((sockaddr_in(getsockname(STDIN)))[1]);
    sleep 1000 if \$address eq '127.0.0.2' && mkdir '$BATS_TEST_TMPDIR/asked';
    print \$address, qq(\n)"
  out=$BATS_TEST_TMPDIR/out
  background "${within[@]}" "$client" get -w "$long_wait" both >"$out"
  # State 02 is SYN_SENT. The next SYN is sent after a second, which is more than the delay between attempts.
  until_true inside grep -q ' 020200C0:0929 02 ' /proc/net/tcp
  inside ip address add 192.0.2.2/32 dev lo
  until_true is_over "$started"
  assert_text "$out" 192.0.2.2
}

@test "clocks asks the next address when a server sends no time" {
  private_network
  private_order 127.0.0.2 127.0.0.3 127.0.0.4 127.0.0.8
  serve_inside 127.0.0.2:37 true
  serve_inside 127.0.0.3:37 printf 12345678
  serve_inside 127.0.0.4:37 printf ab
  serve_inside 127.0.0.8:37 "$services/time" -o 100
  ask clocks both
  assert_offset 100
}

@test "get tries the next address when the first one resets the connection without a reply" {
  need socat
  private_network
  private_order 127.0.0.2 127.0.0.8
  serve_inside 127.0.0.2:2345 socat -u OPEN:/dev/null FD:0,linger=0,shut-none
  serve_inside 127.0.0.8:2345 printf %s abc
  ask get both
  assert_said abc
}

@test "the message names each address with its cause if the causes differ" {
  private_network
  private_order 192.0.2.2 192.0.2.1
  ask get -w 1 both
  assert_complaint 1 "both: 192.0.2.2: no connection within 1 s; -w allows more time; \
192.0.2.1: connection refused: nothing listens on port 2345"
  private_order 127.0.0.2 127.0.0.3
  ask get both
  assert_complaint 1 'both: connection refused: nothing listens on port 2345'
}

@test "clocks opens no more descriptors than it may for hosts whose first address is silent" {
  private_network
  private_order 192.0.2.2 192.0.2.1
  serve_inside 192.0.2.1:37 "$services/time" -o 100
  ulimit -n 36
  ask clocks -w "$long_wait" both{,,,,,,,,,,,,,,,,,,,}
  assert_status 0
  assert_table 20
  assert_text "$err"
}
