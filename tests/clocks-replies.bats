#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: replies over TCP that are late, too short, too long or no time.
# bats file_tags=long
load helpers/load
load helpers/client

@test "clocks accepts four bytes that arrive one by one" {
  # 2026-01-01 00:00:00 UTC
  serve sh -c 'for byte in 355 000 127 200; do printf "\\$byte"; sleep 0.2; done'
  ask clocks "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_file_matches "$out" "^127\.0\.0\.1:$port  *-[0-9]* "
  difference=$(awk 'NR == 2 { print $2 }' "$out")
  assert_between $((before - 1)) $((0xed005780 - 2208988800 - difference)) "$after"
}

@test "clocks accepts four bytes on a connection that stays open, and uses their arrival time" {
  serve sh -c '"$0" -o 500 </dev/null | cat; exec sleep 100' "$services/time"
  ask clocks -w 2.5 "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 500
}

@test "clocks reports a reply of 0 bytes" {
  serve true
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 0 bytes instead of 4: the server does not know the time'
}

@test "clocks prints the bytes of a reply that is too short or too long" {
  serve_bytes ed0057
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 3 bytes instead of 4: ed 00 57'
  serve_bytes 00
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 1 byte instead of 4: 00'
  serve_bytes ed0057800a
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 5 bytes instead of 4: ed 00 57 80 0a'
  serve_bytes 0102030405060708
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 8 bytes instead of 4: 01 02 03 04 05 06 07 08'
  serve_bytes 000102030405060708090a0b0c0d0e0f
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 16 bytes instead of 4: 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f'
  serve_bytes 000102030405060708090a0b0c0d0e0f10
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 17 bytes instead of 4: 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f ...'
}

@test "clocks recognises a 64-bit long in either byte order" {
  cause='received 8 bytes instead of 4: the server sends a 64-bit long, as GNU inetutils does'
  serve_bytes ed00578000000000
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" "$cause"
  serve_bytes 00000000ed005780
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" "$cause"
}

@test "clocks prints the bytes of a reply that is text" {
  serve "$services/daytime" -f 'Sun'
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 5 bytes instead of 4: 53 75 6e 0d 0a'
}

@test "clocks prints control characters of a reply in hexadecimal" {
  serve printf '\033]0;title\007\r\n'
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 12 bytes instead of 4: 1b 5d 30 3b 74 69 74 6c 65 07 0d 0a'
}

@test "clocks stops reading a reply of ten million bytes, or one without end" {
  zeros='00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00'
  serve head -c 10000000 /dev/zero
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" "received at least 64 bytes instead of 4: $zeros ..."
  serve cat /dev/zero
  ask clocks "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" "received at least 64 bytes instead of 4: $zeros ..."
}

@test "a server that sends nothing fails after -w seconds, and the others are printed" {
  serve "$services/time"
  good=127.0.0.1:$port
  serve sleep 100
  ask clocks -w 2 "127.0.0.1:$port" "$good"
  assert_status 1
  assert_table 2
  assert_row 2 "$(failed_row "127.0.0.1:$port" 'no reply within 2 s; -w allows more time')"
  assert_clock 3 "$good" 0
}

@test "a server that sends two bytes and then nothing fails after -w seconds" {
  serve sh -c 'printf ab; exec sleep 100'
  ask clocks -w 2 "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 2 bytes instead of 4: 61 62'
}

@test "a server that trickles bytes for ever fails after -w seconds" {
  serve sh -c 'while printf a; do sleep 0.1; done'
  ask clocks -w 2 "127.0.0.1:$port"
  assert_status 1
  assert_table 1
  assert_file_matches "$err" "^inetkit: 127\.0\.0\.1:$port: received [0-9]+ bytes? instead of 4: 61"
}

@test "clocks reports a connection that was reset before the first byte" {
  serve_reset true
  ask clocks "127.0.0.1:$port"
  assert_status 1
  assert_table 1
  # The reset may arrive before the client has noticed that it is connected.
  assert_file_matches "$err" "^inetkit: 127\.0\.0\.1:$port: (cannot connect to port $port: )?Connection reset by peer\$"
}

@test "clocks accepts four bytes on a connection that is then reset" {
  serve_reset "'$services/time' -o 500"
  ask clocks "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 500
}
