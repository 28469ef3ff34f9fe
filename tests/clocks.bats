#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: the table, which has a row for each host, in order.
load helpers/load
load helpers/client
load helpers/network

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
