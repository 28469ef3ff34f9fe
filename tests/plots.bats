#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What inetkit clocks --plot draws of measurements, as tests/tools/readings prints them: a histogram, and a picture as SVG.
load helpers/load

plots=$build/tests/readings
centuries=3155760000000000000

setup() {
  readings=$BATS_TEST_TMPDIR/readings
  got=$BATS_TEST_TMPDIR/got
}

# give LINE...: sets the readings, in the notation of printf %b
give() {
  printf '%b\n' "$@" >"$readings"
}

# give_crowd COUNT: sets COUNT readings within 5 ms of 0, with bounds of 0.1 to 0.8 ms
give_crowd() {
  awk -v count="$1" 'BEGIN {
    for (i = 0; i < count; i++) {
      middle = 4000000 * sin(i) ^ 3
      bound = 100000 + i * 7919 % 700000
      printf "host-%d.example.org\t%d\t%d\n", i, middle - bound, middle + bound
    }
  }' >"$readings"
}

# give_outliers: adds readings that are an hour off in either direction
give_outliers() {
  printf '%s\t%d\t%d\n' >>"$readings" fast.example.org 3599999000000 3600001000000 \
    fast.example.net 3600099000000 3600101000000 slow.example.org -3600001000000 -3599999000000
}

give_failures() {
  for ((i = 0; i < $1; i++)); do
    printf 'down-%d.example.org\t-\tno reply\n' "$i" >>"$readings"
  done
}

# draw ARG...: draws the readings into the file $got
draw() {
  [ "$1" = svg ] || set -- histogram "$@"
  status=0
  "$plots" "$@" <"$readings" >"$got" || status=$?
  assert_status 0
}

draw_svg() {
  need xmllint
  draw svg
  xmllint --noout --nonet "$got" || fail "this is not XML"
}

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

# xpath EXPRESSION: prints its value in the picture
xpath() {
  xmllint --nonet --xpath "$1" "$got"
}

# assert_xpath EXPRESSION VALUE: the expression has this value in the picture
assert_xpath() {
  local value
  value=$(xpath "$1")
  [ "$value" = "$2" ] || fail "$1 is $value instead of $2"
}

bars='*[local-name()="g"][@class="interval"]/*[local-name()="path"]'

# list_bars: prints a line for each bar: left end, right end, y, title
list_bars() {
  sed -n 's/^<path[^>]* d="M\([0-9.]*\) \([0-9.]*\)h\([0-9.]*\)"><title>\(.*\)<\/title><\/path>$/\1 \3 \2 \4/p' "$got" |
    awk '{ $2 += $1; print }'
}

# assert_places COUNT: the ends of each bar between the first and the last label in ms are where the axis puts them, to
# 0.02 pixels; at least COUNT bars are between these labels
assert_places() {
  awk -v least="$1" '
    FILENAME ~ /labels/ { value[NR] = $2; x[NR] = $1; labels = NR; next }
    FILENAME ~ /bars/ {
      name = $4; sub(/:$/, "", name); left[name] = $1; right[name] = $2; next
    }
    function place(ns) {
      return x[1] + (ns / 1e6 - value[1]) * (x[labels] - x[1]) / (value[labels] - value[1])
    }
    function differs(a, b) { return a - b > 0.02 || b - a > 0.02 }
    $2 >= value[1] * 1e6 && $3 <= value[labels] * 1e6 {
      if (differs(left[$1], place($2)) || differs(right[$1], place($3))) {
        print $1, left[$1], right[$1], "instead of", place($2), place($3)
        exit failed = 1
      }
      checked++
    }
    END {
      if (checked < least) print checked + 0, "bars were compared"
      exit failed || checked < least
    }' "$BATS_TEST_TMPDIR/labels" "$BATS_TEST_TMPDIR/bars" FS='\t' "$readings"
}

# list_places [LEFT RIGHT]: lists bars, and labels between LEFT and RIGHT, where the axis is linear, for assert_places
list_places() {
  sed -n 's/^<text class="axis" x="\([0-9.]*\)" y="257.0">\(.*\) ms<\/text>$/\1 \2/p' "$got" |
    awk -v left="${1-220}" -v right="${2-910}" '$1 >= left && $1 <= right' | sort -n >"$BATS_TEST_TMPDIR/labels"
  list_bars >"$BATS_TEST_TMPDIR/bars"
}

# --- the histogram -------------------------------------------------------------------------------

@test "a histogram has a line per range, with a bar and the number of hosts" {
  give 'a\t-200000\t300000' 'b\t900000\t1500000' 'c\t1000000\t1800000' 'd\t-2500000\t-1500000'
  draw 40
  assert_drawn \
    '-2 .. -1 ms █████████████ 1' \
    ' -1 .. 0 ms' \
    ' 0 .. +1 ms █████████████ 1' \
    '+1 .. +2 ms ██████████████████████████ 2'
}

@test "an offset on the border of two ranges counts in the upper one" {
  give 'a\t-1000000\t-1000000' 'b\t0\t0' 'c\t1000000\t1000000' 'd\t999999\t999999' 'e\t-1000001\t-1000001'
  draw 40
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
  draw 40 ascii
  assert_drawn \
    '    0 .. +50 us ########### 1' \
    ' +50 .. +100 us' \
    '+100 .. +150 us ###################### 2'
}

@test "a single host and equal offsets have one line" {
  give 'a\t1000000\t1400000'
  draw 40
  assert_drawn '+1.200 .. +1.205 ms ██████████████████ 1'
  give 'a\t1000000\t1400000' 'b\t1000000\t1400000' 'c\t1100000\t1300000'
  draw 40
  assert_drawn '+1.200 .. +1.205 ms ██████████████████ 3'
  give 'a\t0\t0' 'b\t0\t0'
  draw 40
  assert_drawn '0 .. +1 µs ███████████████████████████ 2'
}

@test "a range far from 0 has no more digits than fit" {
  give 'a\t3600000001000\t3600000001000' 'b\t3600000003000\t3600000003000'
  draw 40
  assert_drawn '+3600.0000 .. +3600.0005 s ███████████ 2'
}

@test "no hosts make an empty histogram" {
  : >"$readings"
  draw 80
  [ ! -s "$got" ]
}

@test "the last line counts the hosts without an offset" {
  give 'a\t-\tno reply'
  draw 80
  assert_drawn '1 host has no offset'
  give 'a\t-\tno reply' 'b\t0\t1000000' 'c\t-\tno reply'
  draw 40 ascii
  assert_drawn '+500 .. +510 us ###################### 1' '2 hosts have no offset'
}

@test "a few hosts an hour off do not flatten the others" {
  give_crowd 5000
  give_outliers
  draw 80
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
  draw 80
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
      draw "$columns"
      assert_sum "$hosts"
      assert_fits "$columns"
      draw "$columns" ascii
      assert_sum "$hosts"
      assert_fits "$columns"
      [ "$(tr -d '\n\40-\176' <"$got" | wc -c)" -eq 0 ]
    done
  done
}

@test "widths below 40 and above 200 columns are limited to these" {
  give_crowd 100
  for columns in 0 39 201 4294967295; do
    draw "$columns"
    assert_fits "$((columns < 40 ? 40 : 200))"
  done
}

@test "a histogram draws offsets of a century and unbounded intervals" {
  give "past\t-$centuries\t-$centuries" "future\t$centuries\t$centuries" 'now\t-1000\t1000' \
    "all\t-9223372036854775808\t9223372036854775807"
  draw 40
  assert_sum 4
  assert_fits 40
  for ((i = 0; i < 20; i++)); do printf 'crowd\t-1000\t1000\n'; done >>"$readings"
  draw 40
  assert_sum 24
  assert_fits 40
  give "a\t-9223372036854775808\t-9223372036854775808" "b\t9223372036854775807\t9223372036854775807"
  draw 40
  assert_sum 2
  draw_svg
}

# --- the picture ---------------------------------------------------------------------------------

@test "a picture has a bar for each host with an offset" {
  for count in 0 1 3 60 61 500; do
    give_crowd "$count"
    give_failures 2
    draw_svg
    assert_xpath "count(//$bars)" "$count"
    assert_xpath 'string(/*/*[local-name()="title"])' "Clock offsets of $((count + 2)) hosts"
    # The picture has a mark for each bar, and the counts in its histogram add up to the number of bars.
    [ "$(tr '\n' ' ' <"$got" | grep -o 'class="middle" d="[^"]*' | grep -o M | wc -l)" -eq "$count" ]
    [ "$(sed -n 's/^<rect class="count".*<title>\([0-9]*\) host.*/\1/p' "$got" | awk '{ n += $1 } END { print n + 0 }')" \
      -eq "$count" ]
  done
}

@test "the ends of bars match the axis" {
  give 'a\t-200000\t300000' 'b\t900000\t1500000' 'c\t-2500000\t-1500000' 'd\t2000000\t2000000'
  draw_svg
  list_places
  assert_places 4
  give_crowd 500
  draw_svg
  list_places
  assert_places 490
  give_outliers
  draw_svg
  list_places 330 800
  assert_places 400
}

@test "bars are sorted by middle, and their titles have the name and numbers of the host" {
  give 'late\t3000000\t4000000' 'early\t-2000000\t-1000000' 'even\t-2500000\t2500000'
  draw_svg
  list_bars | awk '{ print $4, $5, $6, $7, $8 }' >"$BATS_TEST_TMPDIR/names"
  [ "$(<"$BATS_TEST_TMPDIR/names")" = 'early: -1.500 ± 0.500 ms
even: 0.000 ± 2.500 ms
late: +3.500 ± 0.500 ms' ] || fail "$(<"$BATS_TEST_TMPDIR/names")"
  give_crowd 500
  draw_svg
  list_bars | awk '{ print $3 }' >"$BATS_TEST_TMPDIR/rows"
  sort -n -c "$BATS_TEST_TMPDIR/rows"
}

@test "hosts an hour off have labels and leave the others enough room" {
  give_crowd 5000
  give_outliers
  draw_svg
  list_bars >"$BATS_TEST_TMPDIR/bars"
  awk '/host-/ { if (!n++ || $1 < low) low = $1; if ($2 > high) high = $2 }
    END { if (n != 5000 || high - low < 400) { print n, low, high; exit 1 } }' "$BATS_TEST_TMPDIR/bars"
  for name in slow.example.org fast.example.org fast.example.net; do
    assert_xpath "count(//*[@class=\"name\"][text()=\"$name\"])" 1
  done
  assert_xpath 'count(//*[@class="growing"])' 2
  # Outliers are beyond the crowd, and still within the plot.
  awk 'NR == 1 { slow = $1 } { fast = $1; if ($1 < 220 || $2 > 910.01) exit 1 } END { exit slow >= 330 || fast <= 800 }' \
    "$BATS_TEST_TMPDIR/bars"
}

@test "a picture of 5000 hosts is smaller than a megabyte and no taller than one of 500" {
  give_crowd 5000
  draw_svg
  assert_xpath "count(//$bars)" 5000
  assert_between 1 "$(wc -c <"$got")" 1000000
  height=$(xpath 'string(/*/@height)')
  give_crowd 500
  draw_svg
  assert_xpath 'string(/*/@height)' "$height"
}

@test "the first twenty hosts without an offset are listed with their causes" {
  give 'a\t0\t1000000'
  give_failures 33
  draw_svg
  assert_xpath 'count(//*[@class="cause"][text()="no reply"])' 20
  assert_xpath 'string(//*[text()="down-19.example.org"]/@x)' 210
  assert_xpath 'count(//*[text()="No offset: 33 hosts"])' 1
  assert_xpath 'count(//*[text()="and 13 more"])' 1
  : >"$readings"
  give_failures 1
  draw_svg
  assert_xpath 'string(/*/*[local-name()="desc"])' \
    'No offset is known. A histogram of the offsets, and the interval of each host, sorted.'
}

@test "names and causes appear as text, with U+FFFD for invalid and unsafe characters" {
  give '<script>&"\\x27\\x1b[31m\\xff\\xc3(\t0\t1000000' \
    '\\xed\\xa0\\x80]]>\\xe2\\x80\\xaecba\\xc2\\x9b\\xef\\xbf\\xbf\t-\t<b>\\x0a&amp;caf\\xc3\\xa9'
  draw_svg
  assert_xpath "string(//$bars/*)" "<script>&\"'�[31m��(: +0.500 ± 0.500 ms"
  assert_xpath 'string((//*[@class="name"])[1])' "<script>&\"'�[31m��("
  assert_xpath 'string((//*[@class="name"])[2])' '���]]>�cba��'
  assert_xpath 'string(//*[@class="cause"])' '<b>�&amp;café'
  assert_xpath 'count(//*[local-name()="script" or local-name()="b"])' 0
}

@test "every byte from 1 to 255 in a name results in well-formed XML" {
  for ((i = 1; i < 256; i++)); do
    printf 'a\\x%02x\\x%02xb\t%d\t%d\n' "$i" "$((i * 37 % 255 + 1))" "$i" "$((i + 10))"
  done >"$readings"
  draw_svg
  assert_xpath "count(//$bars)" 255
  iconv -f UTF-8 -t UTF-8 "$got" >/dev/null
  [ "$(tr -d '\n\40-\176\200-\377' <"$got" | wc -c)" -eq 0 ]
}

@test "long names and causes are shortened" {
  name=$(printf 'x%.0s' {1..300})
  wide=$(printf '中%.0s' {1..40})
  give "$name\t0\t1000000" "$wide\t0\t2000000" "${name:0:30}\t0\t3000000" "a\t-\t$name"
  draw_svg
  assert_xpath 'string((//*[@class="name"])[1])' "${name:0:29}…"
  assert_xpath 'string((//*[@class="name"])[2])' "${wide:0:14}…"
  assert_xpath 'string((//*[@class="name"])[3])' "${name:0:30}"
  assert_xpath "string((//$bars)[1]/*)" "${name:0:99}…: +0.500 ± 0.500 ms"
  assert_xpath 'string(//*[@class="cause"])' "${name:0:99}…"
}

@test "a picture has no external references, but a background, a title and a description" {
  give_crowd 10
  draw_svg
  assert_xpath 'count(//@*[local-name()="href"])' 0
  run ! grep -E '@import|url\(|<!DOCTYPE|<\?xml-stylesheet' "$got"
  assert_xpath 'string(/*/*[local-name()="rect"][1]/@fill)' '#ffffff'
  assert_xpath 'count(/*/*[local-name()="title"]) + count(/*/*[local-name()="desc"])' 2
  assert_xpath 'count(//*[@class="zero"])' 1
}

@test "a picture draws offsets of a century and unbounded intervals" {
  give "past\t-$centuries\t-$centuries" "future\t$centuries\t$centuries" 'now\t-1000000\t1000000' \
    "all\t-9223372036854775808\t9223372036854775807"
  draw_svg
  list_bars | awk '{ if ($1 < 220 || $2 > 910.01) exit 1; n++ } END { exit n != 4 }'
  assert_xpath 'count(//*[text()="-3155760000 ± 0 s"])' 1
}
