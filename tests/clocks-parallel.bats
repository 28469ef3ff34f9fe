#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: all hosts are asked at the same time, and one that is silent or fails delays no other.
# bats file_tags=long
load helpers/load
load helpers/client
load helpers/clocks
load helpers/network

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
