#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Measurements as the line of a monitoring plugin.
load helpers/load
load helpers/measurements

# assert_plugin STATUS TEXT [PERFORMANCE-DATA], after put plugin: the output is this one line, in a plugin's syntax
assert_plugin() {
  local word="-?[0-9]+(\\.[0-9]+)?" label="'([^'=|]|'')+'"
  assert_status "$1"
  assert_lines "$2${3:+ | $3}"
  [ "$(wc -l <"$out")" -eq 1 ]
  LC_ALL=C.UTF-8 grep -Eq "^CLOCKS (OK|WARNING|CRITICAL|UNKNOWN) - [^|[:cntrl:]]+( \\|( $label=${word}s(;($word:$word)?(;$word:$word)?)?)+)?\$" "$out" ||
    fail "this is not a plugin's line:" "$(<"$out")"
}

@test "the plugin reports the offset of one host and its state" {
  give_offset b.example.org 3599704000000 3600704000000
  put plugin 1000000000 60000000000
  assert_plugin 2 'CLOCKS CRITICAL - b.example.org is 3600.204 s fast (+-0.5 s)' "'b.example.org'=3600.204000000s;-1:1;-60:60"
  put plugin 1000000000 4000000000000
  assert_plugin 1 'CLOCKS WARNING - b.example.org is 3600.204 s fast (+-0.5 s)' "'b.example.org'=3600.204000000s;-1:1;-4000:4000"
  put plugin 3601000000000 4000000000000
  assert_plugin 0 'CLOCKS OK - b.example.org is 3600.204 s fast (+-0.5 s)' "'b.example.org'=3600.204000000s;-3601:3601;-4000:4000"
}

@test "the plugin's thresholds apply in both directions, and include their own value" {
  for sign in '' -; do
    : >"$in"
    give_offset a "${sign}1500000000" "${sign}1500000000"
    put plugin 1500000000 -1
    assert_status 0
    put plugin 1499999999 -1
    assert_status 1
    put plugin -1 1500000000
    assert_status 0
    put plugin -1 1499999999
    assert_status 2
    put plugin 0 0
    assert_status 2
  done
  put plugin -1 -1
  assert_plugin 0 'CLOCKS OK - a is 1.5 s slow (+-0 s)' "'a'=-1.500000000s"
  put plugin -1 250000000
  assert_plugin 2 'CLOCKS CRITICAL - a is 1.5 s slow (+-0 s)' "'a'=-1.500000000s;;-0.25:0.25"
  put plugin 0 -1
  assert_plugin 1 'CLOCKS WARNING - a is 1.5 s slow (+-0 s)' "'a'=-1.500000000s;0:0"
}

@test "the plugin reports UNKNOWN when the interval reaches both sides of the threshold" {
  give_offset a -400000000 600000000
  put plugin 90000000 400000000
  assert_plugin 3 'CLOCKS UNKNOWN - a is 0.1 s fast (+-0.5 s), not precise enough to judge; use --precise' \
    "'a'=0.100000000s;-0.09:0.09;-0.4:0.4"
  put plugin -1 500000000
  assert_status 0
  # Here the whole interval is beyond the threshold, on either side.
  for sign in '' -; do
    : >"$in"
    [ -n "$sign" ] || give_offset a 100000001 1100000001
    [ -z "$sign" ] || give_offset a -1100000001 -100000001
    put plugin 100000000 -1
    assert_status 1
    put plugin -1 100000000
    assert_status 2
    put plugin 100000001 -1
    assert_status 3
  done
}

@test "the plugin prints more digits for tighter bounds" {
  give_offset a 123456 143456
  put plugin -1 -1
  assert_plugin 0 'CLOCKS OK - a is 0.000133 s fast (+-0.000011 s)' "'a'=0.000133456s"
}

@test "the plugin says what is doubtful about a clock" {
  printf 'a\t0\t0\tits clock is not synchronised\n' >"$in"
  put plugin 1000000000 -1
  assert_plugin 0 'CLOCKS OK - a is 0 s fast (+-0 s), its clock is not synchronised' "'a'=0.000000000s;-1:1"
}

@test "the plugin reports UNKNOWN with the cause for a host without an offset" {
  give_failed a 'connection refused: nothing listens on port 37'
  put plugin 1 2
  assert_plugin 3 'CLOCKS UNKNOWN - a: connection refused: nothing listens on port 37'
  : >"$in"
  put plugin 1 2
  assert_plugin 3 'CLOCKS UNKNOWN - no hosts'
}

@test "the plugin counts the bad hosts of several, and lists the worst first" {
  give_offset a -2602000000 -1600000000
  give_offset b -500000000 500000000
  give_offset c 0 1000000
  put plugin 1000000000 60000000000
  assert_plugin 1 'CLOCKS WARNING - 1 of 3 hosts: a is 2.101 s slow (+-0.501 s)' \
    "'a'=-2.101000000s;-1:1;-60:60 'c'=0.000500000s;-1:1;-60:60 'b'=0.000000000s;-1:1;-60:60"
  put plugin 3000000000 60000000000
  assert_plugin 0 'CLOCKS OK - 3 hosts, furthest off: a is 2.101 s slow (+-0.501 s)' \
    "'a'=-2.101000000s;-3:3;-60:60 'c'=0.000500000s;-3:3;-60:60 'b'=0.000000000s;-3:3;-60:60"
}

@test "the plugin ranks CRITICAL over WARNING over UNKNOWN over OK" {
  give_offset o 0 0
  give_failed u1 'no reply'
  give_offset w1 -2000000000 -2000000000
  give_offset c 9000000000 9000000000
  give_failed u2 'name not known'
  give_offset w2 3000000000 3000000000
  put plugin 1000000000 5000000000
  assert_status 2
  [ "$(sed 's/ | .*//' "$out")" = 'CLOCKS CRITICAL - 5 of 6 hosts: c is 9 s fast (+-0 s); w2 is 3 s fast (+-0 s); w1 is 2 s slow (+-0 s); u1: no reply; u2: name not known' ] || fail "$(<"$out")"
  sed -i '/^c/d' "$in"
  put plugin 1000000000 5000000000
  assert_status 1
  sed -i '/^w/d' "$in"
  put plugin 1000000000 5000000000
  assert_plugin 3 'CLOCKS UNKNOWN - 2 of 3 hosts: u1: no reply; u2: name not known' "'o'=0.000000000s;-1:1;-5:5"
  sed -i '/^u/d' "$in"
  put plugin 1000000000 5000000000
  assert_plugin 0 'CLOCKS OK - o is 0 s fast (+-0 s)' "'o'=0.000000000s;-1:1;-5:5"
}

@test "the plugin lists at most five hosts, and cuts a name at 100 bytes and a cause at 200" {
  for i in {1..9}; do
    give_failed "host$i" 'no reply'
  done
  give_offset last 7000000000 7000000000
  put plugin 1 2
  assert_plugin 2 'CLOCKS CRITICAL - 10 of 10 hosts: last is 7 s fast (+-0 s); host1: no reply; host2: no reply; host3: no reply; host4: no reply; and 5 more' \
    "'last'=7.000000000s;-0.000000001:0.000000001;-0.000000002:0.000000002"
  : >"$in"
  name=$(printf 'n%.0s' {1..99})
  cause=$(printf 'c%.0s' {1..300})
  give_failed "$name"'\xc3\xa9' "$cause"
  put plugin 1 2
  assert_plugin 3 "CLOCKS UNKNOWN - $name...: ${cause:0:200}..."
  : >"$in"
  give_failed "${name:1}"'\xc3\xa9' "$cause"
  put plugin 1 2
  assert_plugin 3 "CLOCKS UNKNOWN - ${name:1}"$'\xc3\xa9'": ${cause:0:200}..."
}

@test "the plugin prints one line with one bar for hostile names and causes" {
  give_offset 'a|b\nc\x27d=e"f\x1b\xff\xc2\x85' 0 0
  give_failed 'x|y\n' 'no|reply\x0d\n\xff\x07'
  put plugin 1 2
  assert_plugin 3 $'CLOCKS UNKNOWN - 1 of 2 hosts: x?y?: no?reply??<FF>?' \
    $'\'a?b?c\'\'d?e"f?\xef\xbf\xbd??\'=0.000000000s;-0.000000001:0.000000001;-0.000000002:0.000000002'
  : >"$in"
  give_all_bytes
  put plugin 1 2
  assert_status 0
  [ "$(wc -l <"$out")" -eq 1 ]
  [ "$(tr -cd '|' <"$out")" = '|' ]
  [ "$(tr -d '\n\40-\176\200-\377' <"$out" | wc -c)" -eq 0 ]
  # All names that become equal share a label: 93 printable characters and U+FFFD remain.
  [[ $(<"$out") =~ '; no performance data of '([0-9]+)' hosts | ' ]]
  [ $(($(labels_of_plugin | sort -u | wc -l) + BASH_REMATCH[1])) -eq 94 ] || fail "$(<"$out")"
}

# labels_of_plugin: prints each label of the performance data in $out, with its value
labels_of_plugin() {
  sed 's/^[^|]*| //' "$out" | grep -Eo "'([^'=|]|'')+'=[^ ]+"
}

@test "the plugin's line has at most 1023 bytes, the worst hosts first, and counts the hosts that it leaves out" {
  for i in {1..300}; do
    give_offset "host$i.example.org" "${i}000000000" "${i}000000000"
  done
  for thresholds in '1000000000 60000000000' '1000000000000 2000000000000' '-1 -1'; do
    # shellcheck disable=SC2086 # two
    put plugin $thresholds
    assert_between 900 "$(wc -c <"$out")" 1023
    labels_of_plugin >"$BATS_TEST_TMPDIR/labels"
    shown=$(wc -l <"$BATS_TEST_TMPDIR/labels")
    [[ $(<"$out") = *"; no performance data of $((300 - shown)) hosts | "* ]] || fail "$(<"$out")"
    for ((i = 300; i > 300 - shown; i--)); do
      echo "'host$i.example.org'=$i.000000000s"
    done >"$expected"
    sed -i 's/;.*//' "$BATS_TEST_TMPDIR/labels"
    assert_same "$BATS_TEST_TMPDIR/labels" "$expected"
  done
  # A label without room does not take that of the next ones.
  : >"$in"
  give_offset "$(printf "\\\\x27%.0s" {1..255})" 9000000000 9000000000
  for i in {1..12}; do
    give_offset "host$i.example.org" 0 0
  done
  put plugin 1000000000 60000000000
  assert_between 900 "$(wc -c <"$out")" 1023
  labels_of_plugin >"$BATS_TEST_TMPDIR/labels"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/labels")" -gt 3 ] || fail "$(<"$out")"
}

@test "the plugin's text is bounded, and counts the hosts that it does not name" {
  name=$(printf 'n%.0s' {1..120})
  cause=$(printf 'c%.0s' {1..300})
  for i in {1..9}; do
    give_failed "$name" "$cause"
  done
  give_offset a 7000000000 7000000000
  put plugin 100000000000 -1
  assert_plugin 3 "CLOCKS UNKNOWN - 9 of 10 hosts: ${name:0:100}...: ${cause:0:200}...; and 8 more" "'a'=7.000000000s;-100:100"
}

@test "the plugin gives each label once, with the value that its text names" {
  give_offset a 2000000000 2000000000
  give_offset b 1000000000 1000000000
  give_offset a 3000000000 3000000000
  put plugin 10000000000 -1
  assert_plugin 0 'CLOCKS OK - 3 hosts, furthest off: a is 3 s fast (+-0 s)' "'a'=3.000000000s;-10:10 'b'=1.000000000s;-10:10"
  # Names that become equal in a label
  : >"$in"
  give_offset 'x=1' 1000000000 1000000000
  give_offset 'x|1' 2000000000 2000000000
  give_offset 'x\x071' 3000000000 3000000000
  give_offset 'x?1' 1000000000 1000000000
  give_offset "x''1" 500000000 500000000
  put plugin 10000000000 -1
  assert_plugin 0 $'CLOCKS OK - 5 hosts, furthest off: x?1 is 3 s fast (+-0 s)' "'x?1'=3.000000000s;-10:10 'x''''1'=0.500000000s;-10:10"
}
