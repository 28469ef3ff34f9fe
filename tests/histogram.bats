#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The histogram that inetkit clocks --plot draws of measurements, as tests/tools/readings prints it.
load helpers/load
load helpers/readings

# assert_drawn LINE...: the plot is exactly these lines
assert_drawn() {
  printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/expected"
  cmp "$got" "$BATS_TEST_TMPDIR/expected" || fail "$(<"$got")"
}

# assert_sum HOSTS: the numbers next to the bars add up to HOSTS
assert_sum() {
  local sum
  sum=$(awk '/ (#|█|▉|▊|▋|▌|▍|▎|▏)/ { sum += $NF } END { print sum + 0 }' "$got")
  [ "$sum" -eq "$1" ] || fail "$sum hosts instead of $1:" "$(<"$got")"
}

# assert_fits COLUMNS: the widest line has exactly COLUMNS columns
assert_fits() {
  local line widest=0
  while IFS= read -r line; do
    [ "${#line}" -le "$widest" ] || widest=${#line}
  done <"$got"
  [ "$widest" -eq "$1" ] || fail "$widest columns instead of $1:" "$(<"$got")"
}

@test "a histogram has a line per range, with a bar and the number of hosts" {
  give 'a\t-200000\t300000' 'b\t900000\t1500000' 'c\t1000000\t1800000' 'd\t-2500000\t-1500000'
  draw histogram 40
  assert_drawn \
    '-2 .. -1 ms █████████████ 1' \
    ' -1 .. 0 ms' \
    ' 0 .. +1 ms █████████████ 1' \
    '+1 .. +2 ms ██████████████████████████ 2'
}

@test "an offset on the border of two ranges counts in the upper one" {
  give 'a\t-1000000\t-1000000' 'b\t0\t0' 'c\t1000000\t1000000' 'd\t999999\t999999' 'e\t-1000001\t-1000001'
  draw histogram 40
  assert_drawn \
    '-1.5 .. -1.0 ms ██████████████████████ 1' \
    '-1.0 .. -0.5 ms ██████████████████████ 1' \
    ' -0.5 .. 0.0 ms' \
    ' 0.0 .. +0.5 ms ██████████████████████ 1' \
    '+0.5 .. +1.0 ms ██████████████████████ 1' \
    '+1.0 .. +1.5 ms ██████████████████████ 1'
}

@test "a histogram in ASCII draws bars as number signs" {
  give 'a\t-200\t300' 'b\t90000\t150000' 'c\t100000\t180000'
  draw histogram 40 ascii
  assert_drawn \
    '    0 .. +50 us ########### 1' \
    ' +50 .. +100 us' \
    '+100 .. +150 us ###################### 2'
}

@test "a single host and equal offsets have one line" {
  give 'a\t1000000\t1400000'
  draw histogram 40
  assert_drawn '+1.200 .. +1.205 ms ██████████████████ 1'
  give 'a\t1000000\t1400000' 'b\t1000000\t1400000' 'c\t1100000\t1300000'
  draw histogram 40
  assert_drawn '+1.200 .. +1.205 ms ██████████████████ 3'
  give 'a\t0\t0' 'b\t0\t0'
  draw histogram 40
  assert_drawn '0 .. +1 µs ███████████████████████████ 2'
}

@test "a range far from 0 has no more digits than fit" {
  give 'a\t3600000001000\t3600000001000' 'b\t3600000003000\t3600000003000'
  draw histogram 40
  assert_drawn '+3600.0000 .. +3600.0005 s ███████████ 2'
}

@test "no hosts make an empty histogram" {
  : >"$readings"
  draw histogram 80
  [ ! -s "$got" ]
}

@test "the last line counts the hosts without an offset" {
  give 'a\t-\tno reply'
  draw histogram 80
  assert_drawn '1 host has no offset'
  give 'a\t-\tno reply' 'b\t0\t1000000' 'c\t-\tno reply'
  draw histogram 40 ascii
  assert_drawn '+500 .. +510 us ###################### 1' '2 hosts have no offset'
}

@test "a few hosts an hour off do not flatten the others" {
  give_crowd 5000
  give_outliers
  draw histogram 80
  assert_sum 5003
  # Most of the lines are about the crowd, and the gaps to the outliers are one line each.
  [ "$(grep -c ' ms .* [0-9]*$' "$got")" -ge 8 ] || fail "$(<"$got")"
  [ "$(grep -cx ' *\.\.\.' "$got")" -eq 2 ] || fail "$(<"$got")"
  [ "$(head -n 1 "$got")" = '-5000 .. -2000 s ▏ 1' ] || fail "$(<"$got")"
  [ "$(tail -n 1 "$got")" = '+2000 .. +5000 s ▏ 2' ] || fail "$(<"$got")"
  [ "$(wc -l <"$got")" -le 24 ]
}

@test "a local clock an hour off does not flatten the others" {
  give_crowd 1000
  awk -F'\t' '{ printf "%s\t%.0f\t%.0f\n", $1, $2 + 3600e9, $3 + 3600e9 }' "$readings" >"$readings.far"
  mv "$readings.far" "$readings"
  printf 'right\t-1000\t1000\n' >>"$readings"
  draw histogram 80
  assert_sum 1001
  [ "$(grep -c ' +3[0-9.]* s .* [0-9]*$' "$got")" -ge 8 ] || fail "$(<"$got")"
  [ "$(head -n 1 "$got")" = '          -1400 .. +1600 s ▎ 1' ] || fail "$(<"$got")"
}

@test "the counts add up and the lines fit, for any number of hosts and any width" {
  for count in 1 2 3 10 100 5000; do
    give_crowd "$count"
    [ "$count" -lt 100 ] || give_outliers
    hosts=$(wc -l <"$readings")
    for columns in 40 80 132 200; do
      draw histogram "$columns"
      assert_sum "$hosts"
      assert_fits "$columns"
      draw histogram "$columns" ascii
      assert_sum "$hosts"
      assert_fits "$columns"
      [ "$(tr -d '\n\40-\176' <"$got" | wc -c)" -eq 0 ]
    done
  done
}

@test "widths below 40 and above 200 columns are limited to these" {
  give_crowd 100
  for columns in 0 39 201 4294967295; do
    draw histogram "$columns"
    assert_fits "$((columns < 40 ? 40 : 200))"
  done
}

@test "a histogram draws offsets of a century and unbounded intervals" {
  give "past\t-$centuries\t-$centuries" "future\t$centuries\t$centuries" 'now\t-1000\t1000' \
    "all\t-9223372036854775808\t9223372036854775807"
  draw histogram 40
  assert_sum 4
  assert_fits 40
  for ((i = 0; i < 20; i++)); do printf 'crowd\t-1000\t1000\n'; done >>"$readings"
  draw histogram 40
  assert_sum 24
  assert_fits 40
  give "a\t-9223372036854775808\t-9223372036854775808" "b\t9223372036854775807\t9223372036854775807"
  draw histogram 40
  assert_sum 2
}
