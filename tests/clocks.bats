#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: one row per host, in order, whether the host answers or fails.
# bats file_tags=long
load helpers/load
load helpers/client
load helpers/clocks
load helpers/network

# The 32-bit counter of RFC 868 wraps at 2036-02-07 06:28:16 UTC.
wrap=2085978496

# assert_replied REPLY-HEX CLIENT-TIME HOST-TIME: a client whose clock is stopped at CLIENT-TIME decodes the reply as
# HOST-TIME, both in Unix time
assert_replied() {
  local host
  if is_sanitized; then
    run "$functions" decode-time "$1" "$2"
    assert_output "$3"
    return
  fi
  need faketime
  serve_bytes "$1"
  host=127.0.0.1:$port
  fake_clock "$(date -u -d "@$2" '+%F %T')"
  ask clocks "$host"
  within=()
  assert_status 0
  assert_text "$err"
  assert_text "$out" "$(TZ=UTC clock_row localhost 0 "$2")" "$(TZ=UTC clock_row "$host" $(($3 - $2)) "$3")"
}

# assert_table_failed HOST CAUSE, after ask: HOST is the only host, and failed with CAUSE
assert_table_failed() {
  assert_status 1
  assert_table 1
  assert_row 2 "$(failed_row "$1" "$2")"
  assert_text "$err" "inetkit: $1: $2"
}

# --- the table -----------------------------------------------------------------------------------

@test "clocks prints localhost first, then one row per host with its offset and time" {
  serve "$services/time" -o 3600
  ask clocks "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 3600
  assert_text "$err"
}

@test "clocks prints times in the local zone" {
  serve "$services/time" -o 3600
  for zone in UTC XYZ-5:45 ABC+11 'CET-1CEST,M3.5.0,M10.5.0/3'; do
    export TZ=$zone
    ask clocks "127.0.0.1:$port"
    assert_status 0
    assert_table 1
    assert_clock 2 "127.0.0.1:$port" 3600
  done
}

@test "clocks prints times as in the C locale, in every locale" {
  need locale
  serve "$services/time" -o 0
  for locale in C $(locale -a | grep -iE '^(de|fr|ja)_' | head -n 3); do
    export LC_ALL=$locale LANG=$locale LANGUAGE=$locale
    ask clocks "127.0.0.1:$port"
    assert_table 1
    assert_clock 2 "127.0.0.1:$port" 0
  done
}

@test "clocks prints differences of either sign, small and large" {
  for difference in 0 -1 1 -3600 86400 -100000000 100000000 2147480000 -2147480000; do
    serve "$services/time" -o "$difference"
    ask clocks "127.0.0.1:$port"
    assert_status 0
    assert_table 1
    assert_clock 2 "127.0.0.1:$port" "$difference"
  done
}

@test "a difference of more than half an era appears as the shorter one of the opposite sign" {
  serve "$services/time" -o 3000000000
  ask clocks "127.0.0.1:$port"
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" $((3000000000 - 4294967296))
}

@test "a long host name shifts the rest of its row to the right" {
  serve_on ::1 "$services/time"
  host="[0000:0000:0000:0000:0000:0000:0000:0001]:$port"
  ask clocks "$host"
  assert_status 0
  assert_clock 2 "$host" 0
}

@test "a host given several times gets a row each time" {
  serve "$services/time"
  ask clocks "127.0.0.1:$port" "127.0.0.1:$port" "127.0.0.1:$port"
  assert_status 0
  assert_table 3
  for row in 2 3 4; do
    assert_clock "$row" "127.0.0.1:$port" 0
  done
}

@test "clocks accepts host:port, [address]:port and unix:path, and -p for hosts without a port" {
  serve_unix "$BATS_TEST_TMPDIR/socket" "$services/time" -o 300
  serve_on ::1 "$services/time" -o 200
  six=$port
  serve "$services/time" -o 100
  ask clocks -p "$port" "[::1]:$six" 127.0.0.1 "localhost:$port" "unix:$BATS_TEST_TMPDIR/socket" "[127.0.0.1]:$port"
  assert_status 0
  assert_table 5
  assert_clock 2 "[::1]:$six" 200
  assert_clock 3 127.0.0.1 100
  assert_clock 4 "localhost:$port" 100
  assert_clock 5 "unix:$BATS_TEST_TMPDIR/socket" 300
  assert_clock 6 "[127.0.0.1]:$port" 100
  ask clocks --port "$six" ::1
  assert_status 0
  assert_clock 2 ::1 200
}

@test "clocks uses port 37 by default, and accepts service names as ports" {
  private_network
  printf 'clock 4711/tcp\n' | private_file /etc/services
  serve_inside 127.0.0.1:37 "$services/time" -o 100
  serve_inside 127.0.0.1:4711 "$services/time" -o 200
  serve_inside '[::1]:37' "$services/time" -o 300
  ask clocks 127.0.0.1 localhost:clock ::1
  assert_status 0
  assert_table 3
  assert_clock 2 127.0.0.1 100
  assert_clock 3 localhost:clock 200
  assert_clock 4 ::1 300
  ask clocks -p clock 127.0.0.1
  assert_clock 2 127.0.0.1 200
}

@test "-4 and -6 choose among the addresses of a name" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time" -o 100
  serve_inside '[::1]:37' "$services/time" -o 200
  private_hosts '127.0.0.1 both' '::1 both'
  ask clocks -4 both
  assert_clock 2 both 100
  ask clocks -6 both
  assert_clock 2 both 200
}

# --- many hosts at once --------------------------------------------------------------------------

@test "a host that fails gets a row with the cause, and the others are asked" {
  serve "$services/time" -o 60
  good=127.0.0.1:$port
  bad=127.0.0.2:$port
  ask clocks "$good" "$bad" "$good" "$bad" "$good"
  assert_status 1
  assert_table 5
  cause="connection refused: nothing listens on port $port"
  assert_clock 2 "$good" 60
  assert_row 3 "$(failed_row "$bad" "$cause")"
  assert_clock 4 "$good" 60
  assert_row 5 "$(failed_row "$bad" "$cause")"
  assert_clock 6 "$good" 60
  assert_text "$err" "inetkit: $bad: $cause" "inetkit: $bad: $cause"
}

@test "clocks asks all hosts at the same time" {
  mkdir "$BATS_TEST_TMPDIR/asked"
  # No server answers before all twenty have been asked.
  serve_on 0.0.0.0 sh -c '
    : >"$0/$$"
    until set -- "$0"/* && [ $# -eq 20 ]; do sleep 0.5; done
    exec '"$services/time" "$BATS_TEST_TMPDIR/asked"
  ask clocks -w 20 127.0.0.{1..20}":$port"
  assert_status 0
  assert_table 20
  for ((i = 1; i <= 20; i++)); do
    assert_clock $((i + 1)) "127.0.0.$i:$port" 0
  done
}

@test "rows appear in the order given when the first host answers last" {
  serve "$services/time" -o 200
  second=127.0.0.1:$port
  serve sh -c '"$1" -o 300; : >"$0"' "$BATS_TEST_TMPDIR/third-is-served" "$services/time"
  third=127.0.0.1:$port
  serve sh -c 'until [ -e "$0" ]; do sleep 0.02; done; exec "$1" -o 100' "$BATS_TEST_TMPDIR/third-is-served" \
    "$services/time"
  first=127.0.0.1:$port
  ask clocks "$first" "$second" "$third"
  assert_status 0
  assert_table 3
  assert_clock 2 "$first" 100
  assert_clock 3 "$second" 200
  assert_clock 4 "$third" 300
}

@test "clocks prints a row as soon as it and those above are known" {
  serve "$services/time" -o 100
  good=127.0.0.1:$port
  serve sh -c 'until [ -e "$0" ]; do sleep 0.02; done; exec "$1"' "$BATS_TEST_TMPDIR/go" "$services/time"
  background "$client" clocks -w 20 "$good" "127.0.0.1:$port" "$good" >"$BATS_TEST_TMPDIR/got"
  until_match "$BATS_TEST_TMPDIR/got" "^$good  *(99|100|101) "
  [ "$(wc -l <"$BATS_TEST_TMPDIR/got")" -eq 2 ]
  : >"$BATS_TEST_TMPDIR/go"
  until_true eval "! kill -0 $started 2>/dev/null"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/got")" -eq 4 ]
}

@test "clocks asks 300 hosts" {
  serve_clock -o 1000
  hosts=()
  for ((i = 0; i < 300; i++)); do hosts+=("127.0.0.1:$port"); done
  ask clocks -w 100 "${hosts[@]}"
  assert_status 0
  assert_table 300
  [ "$(awk '$2 >= 990 && $2 <= 1001' "$out" | wc -l)" -eq 300 ]
}

@test "clocks asks more hosts than it may have descriptors" {
  serve_clock -o 1000
  hosts=()
  for ((i = 0; i < 150; i++)); do hosts+=("127.0.0.1:$port"); done
  ulimit -n 80
  ask clocks -w 100 "${hosts[@]}"
  assert_status 0
  assert_table 150
  [ "$(awk '$2 >= 990 && $2 <= 1001' "$out" | wc -l)" -eq 150 ]
}

@test "a host that accepts no connection fails after -w seconds, and the others are printed" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time" -o 100
  ask clocks -w 2 192.0.2.2 127.0.0.1
  assert_status 1
  assert_table 2
  assert_row 2 "$(failed_row 192.0.2.2 'no connection within 2 s; -w allows more time')"
  assert_clock 3 127.0.0.1 100
}

@test "clocks tries the next address of a host when one refuses, is silent, or accepts no connection" {
  private_network
  serve_inside 127.0.0.2:37 "$services/time" -o 100
  serve_inside 127.0.0.4:37 sleep 100
  serve_inside 192.0.2.1:37 "$services/time" -o 200
  # Both orders of each pair, because the resolver may reorder addresses.
  private_hosts '127.0.0.2 one' '127.0.0.3 one' '127.0.0.3 two' '127.0.0.2 two' '127.0.0.2 three' '127.0.0.4 three' \
    '127.0.0.4 four' '127.0.0.2 four' '2001:db8::2 five' '192.0.2.1 five'
  ask clocks -w 2 one two three four five
  assert_status 0
  assert_table 5
  for row in 2 3 4 5; do
    assert_clock "$row" "$(cut -d ' ' -f "$((row - 1))" <<<'one two three four')" 100
  done
  assert_clock 6 five 200
}

@test "an unknown name gets a row that says so" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time"
  ask clocks no-such-host 127.0.0.1
  assert_status 1
  assert_table 2
  assert_row 2 "$(failed_row no-such-host 'unknown host')"
  assert_clock 3 127.0.0.1 0
  assert_text "$err" 'inetkit: no-such-host: unknown host'
}

@test "a lookup without an answer fails after -w seconds, and the others are printed" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time" -o 100
  serve_no_names
  private_hosts '127.0.0.1 localhost good'
  ask clocks -w 2 silent.example good 127.0.0.1
  assert_status 1
  assert_table 3
  assert_row 2 "$(failed_row silent.example 'no answer from the name server within 2 s; -w allows more time')"
  assert_clock 3 good 100
  assert_clock 4 127.0.0.1 100
}

@test "clocks prints the rows above a host whose lookup is still pending" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time" -o 100
  serve_no_names
  private_hosts '127.0.0.1 localhost good'
  background "${within[@]}" "$client" clocks -w 50 good 127.0.0.1 silent.example >"$BATS_TEST_TMPDIR/got"
  until_match "$BATS_TEST_TMPDIR/got" '^good  *(99|100|101) '
  until_match "$BATS_TEST_TMPDIR/got" '^127\.0\.0\.1  *(99|100|101) '
  [ "$(wc -l <"$BATS_TEST_TMPDIR/got")" -eq 3 ]
  kill -0 "$started"
}

@test "forty lookups without an answer delay no other host" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time" -o 100
  serve_no_names
  private_hosts '127.0.0.1 localhost good'
  ask clocks -w 2 silent{1..40}.example good
  assert_status 1
  assert_table 41
  assert_row 41 "$(failed_row silent40.example 'no answer from the name server within 2 s; -w allows more time')"
  assert_clock 42 good 100
}

# --- replies -------------------------------------------------------------------------------------

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

# --- UDP -----------------------------------------------------------------------------------------

@test "clocks -u asks over UDP" {
  serve_datagrams "exec '$services/time' -o 100"
  ask clocks -u "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 100
  assert_text "$err"
  ask clocks --udp -p "$port" 127.0.0.1
  assert_status 0
  assert_clock 2 127.0.0.1 100
}

@test "clocks -u asks again when a datagram is lost" {
  serve_datagrams "cd '$BATS_TEST_TMPDIR' && if mkdir asked; then exit; fi 2>/dev/null; exec '$services/time' -o 100"
  ask clocks -u "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 100
}

@test "clocks -u recognises a datagram of 8 bytes, and prints the bytes of other wrong replies" {
  serve_datagrams "printf '\\355\\000\\127\\200\\000\\000\\000\\000'"
  ask clocks -u "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 8 bytes instead of 4: the server sends a 64-bit long, as GNU inetutils does'
  serve_datagrams "printf abc"
  ask clocks -u "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 3 bytes instead of 4: 61 62 63'
  serve_datagrams "head -c 1000 /dev/zero"
  ask clocks -u "127.0.0.1:$port"
  assert_status 1
  assert_file_matches "$err" "^inetkit: 127\.0\.0\.1:$port: received at least 64 bytes instead of 4: 00 00"
}

@test "clocks -u reports a closed port" {
  serve_datagrams "exit"
  ask clocks -u "127.0.0.2:$port"
  assert_table_failed "127.0.0.2:$port" "connection refused: nothing listens on port $port"
}

@test "clocks -u fails a silent server after -w seconds, and prints the others" {
  need socat
  private_network
  background "${within[@]}" socat UDP4-RECVFROM:37,bind=127.0.0.1,fork "EXEC:$(realpath "$services/time") -o 100"
  until_true is_bound "$started"
  ask clocks -u -w 2 192.0.2.2 127.0.0.1 '[2001:db8::2]'
  assert_status 1
  assert_table 3
  assert_row 2 "$(failed_row 192.0.2.2 'no reply within 2 s; -w allows more time')"
  assert_clock 3 127.0.0.1 100
  assert_row 4 "$(failed_row '[2001:db8::2]' 'no reply within 2 s; -w allows more time')"
}

@test "clocks -u rejects UNIX sockets" {
  ask clocks -u "unix:$BATS_TEST_TMPDIR/socket"
  assert_table_failed "unix:$BATS_TEST_TMPDIR/socket" 'a UNIX socket cannot be used with -u'
}

# --- 2036 ----------------------------------------------------------------------------------------

@test "a client before 2036 accepts replies from both sides of the wrap" {
  assert_replied fffffffa $((wrap - 6)) $((wrap - 6))
  assert_replied ffffffff $((wrap - 6)) $((wrap - 1))
  assert_replied 00000000 $((wrap - 6)) $((wrap))
  assert_replied 00000014 $((wrap - 6)) $((wrap + 20))
  assert_replied 00000000 $((wrap - 1)) $((wrap))
}

@test "a client after 2036 accepts replies from both sides of the wrap" {
  assert_replied 00000000 $((wrap)) $((wrap))
  assert_replied ffffffff $((wrap)) $((wrap - 1))
  assert_replied fffffff6 $((wrap + 20)) $((wrap - 10))
  assert_replied 00000014 $((wrap + 20)) $((wrap + 20))
}

@test "times around and after 2038 have no 32-bit limit" {
  assert_replied 03aa7e80 $((wrap + 0x03aa7e80)) $((wrap + 0x03aa7e80))
  assert_replied 03aa7f81 2147483646 $((wrap + 0x03aa7f81))
  assert_replied ed005780 4102444800 $((0xed005780 - 2208988800 + 4294967296 * 1))
}

@test "a client before the wrap prints the time of a server after it" {
  # The clock of the server advances in the meantime.
  shift=$((wrap + 30 - EPOCHSECONDS))
  if is_sanitized; then
    reply=$("$services/time" -o "$shift" | od -An -tx1 | tr -d ' \n')
    difference=$(($("$functions" decode-time "$reply" $((wrap - 6))) - (wrap - 6)))
  else
    need faketime
    serve "$services/time" -o "$shift"
    fake_clock '2036-02-07 06:28:10'
    ask clocks "127.0.0.1:$port"
    assert_status 0
    assert_row 1 "$(TZ=UTC clock_row localhost 0 $((wrap - 6)))"
    difference=$(awk 'NR == 2 { print $2 }' "$out")
    assert_row 2 "$(TZ=UTC clock_row "127.0.0.1:$port" "$difference" $((wrap - 6 + difference)))"
  fi
  assert_between 36 "$difference" 56
}

@test "a client after the wrap prints the time of a server before it" {
  shift=$((wrap - 60 - EPOCHSECONDS))
  if is_sanitized; then
    reply=$("$services/time" -o "$shift" | od -An -tx1 | tr -d ' \n')
    difference=$(($("$functions" decode-time "$reply" $((wrap + 4))) - (wrap + 4)))
  else
    need faketime
    serve "$services/time" -o "$shift"
    fake_clock '2036-02-07 06:28:20'
    ask clocks "127.0.0.1:$port"
    assert_status 0
    assert_row 1 "$(TZ=UTC clock_row localhost 0 $((wrap + 4)))"
    difference=$(awk 'NR == 2 { print $2 }' "$out")
    assert_row 2 "$(TZ=UTC clock_row "127.0.0.1:$port" "$difference" $((wrap + 4 + difference)))"
  fi
  assert_between -64 "$difference" -44
}

# --- mistakes ------------------------------------------------------------------------------------

@test "clocks without a host is a usage error" {
  for operands in '' -u '-p 37' --; do
    # shellcheck disable=SC2086 # words
    ask clocks $operands
    assert_complaint 2 "clocks: missing host; see 'inetkit help clocks'"
  done
}

@test "clocks rejects an invalid -p" {
  for wrong in 0 65536 -1; do
    ask clocks -p "$wrong" localhost
    assert_complaint 2 "clocks: -p $wrong: the port is not from 1 to 65535; see 'inetkit help clocks'"
  done
  for wrong in 'http!' ''; do
    ask clocks -p "$wrong" localhost
    assert_complaint 2 "clocks: -p ${wrong:-''}: the port is neither a number nor a service name; see 'inetkit help clocks'"
  done
}

@test "an invalid host gets a row with the cause, and the others are asked" {
  serve "$services/time"
  good=127.0.0.1:$port
  ask clocks '' :37 localhost:0 localhost:65536 'localhost:http!' localhost: '[::1' '[::1]x' unix: "$good"
  assert_status 1
  assert_table 10
  assert_row 2 "$(failed_row '' 'the host is empty')"
  assert_row 3 "$(failed_row :37 'the host is empty')"
  assert_row 4 "$(failed_row localhost:0 'the port is not from 1 to 65535')"
  assert_row 5 "$(failed_row localhost:65536 'the port is not from 1 to 65535')"
  assert_row 6 "$(failed_row 'localhost:http!' "the port is neither a number nor a service name")"
  assert_row 7 "$(failed_row localhost: "the port is neither a number nor a service name")"
  assert_row 8 "$(failed_row '[::1' "the ']' after the address is missing")"
  assert_row 9 "$(failed_row '[::1]x' "only a colon and a port can follow ']'")"
  assert_row 10 "$(failed_row unix: 'the path after unix: is empty')"
  assert_clock 11 "$good" 0
  [ "$(wc -l <"$err")" -eq 9 ]
}

@test "control characters of a host become question marks in its row and its message" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time"
  ask clocks $'\e[2J\r\nroot\x7f' 127.0.0.1
  assert_status 1
  assert_table 2
  assert_row 2 "$(failed_row '?[2J??root?' 'unknown host')"
  assert_clock 3 127.0.0.1 0
  assert_text "$err" 'inetkit: ?[2J??root?: unknown host'
  # Also beyond the 256th byte.
  ask clocks "$(printf 'a%.0s' {1..300})"$'\n\e[2J'
  assert_status 1
  assert_table 1
  [ "$(tr -d '\n\40-\176' <"$out" | wc -c)" -eq 0 ]
  [ "$(tr -d '\n\40-\176' <"$err" | wc -c)" -eq 0 ]
}

@test "C1 control characters of a host do not reach the output" {
  # To a terminal, U+009B is the same as ESC [.
  ask clocks -w 1 $'\u009b2J'
  assert_status 1
  [ "$(cat "$out" "$err" | grep -c $'\u009b')" -eq 0 ] || fail "$(od -An -c "$out")"
}

@test "clocks reports that standard output is full" {
  serve "$services/time"
  run --separate-stderr bash -c "timeout 120 '$client' clocks 127.0.0.1:$port >/dev/full"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
}

@test "clocks reports that standard output is closed" {
  serve "$services/time"
  run --separate-stderr bash -c "timeout 120 '$client' clocks 127.0.0.1:$port >&-"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: Bad file descriptor' ] || fail "$stderr"
}

@test "clocks works with standard input closed" {
  serve "$services/time"
  run bash -c "timeout 120 '$client' clocks 127.0.0.1:$port <&-"
  assert_status 0
  [ "${#lines[@]}" -eq 2 ]
}
