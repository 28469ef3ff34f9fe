#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The picture that inetkit clocks --plot=FILE draws of measurements, as tests/tools/readings prints it: its bars, axis and
# thresholds.
load helpers/load
load helpers/readings
load helpers/picture

# list_bars: prints a line for each bar: left end, right end, y, title
list_bars() {
  sed -n 's/^<path[^>]* d="M\([0-9.]*\) \([0-9.]*\)h\([0-9.]*\)"><title>\(.*\)<\/title><\/path>$/\1 \3 \2 \4/p' "$got" |
    awk '{ $2 += $1; print }'
}

# list_marks: prints the left end and the width of each mark
list_marks() {
  sed '/^<g class="legend">$/,/^<\/g>$/d' "$got" | tr '\n' ' ' | grep -o 'class="mark [a-z]*" d="[^"]*' |
    grep -o 'M[0-9.]* [0-9.]*h[0-9.]*' | sed 's/^M\([0-9.]*\) .*h/\1 /'
}

# count_hosts: prints the number of hosts in all rows
count_hosts() {
  list_bars | awk '{ n += $5 == "hosts:" ? $4 : 1 } END { print n + 0 }'
}

# list_labels [LEFT RIGHT]: lists x and milliseconds of the labels between LEFT and RIGHT, where the axis is linear
list_labels() {
  sed -n 's/^<text class="axis" x="\([0-9.]*\)" y="\(171\|321\).0">\(.*\) ms<\/text>$/\1 \3/p' "$got" |
    awk -v left="${1-220}" -v right="${2-890}" '$1 >= left && $1 <= right' | sort -n >"$BATS_TEST_TMPDIR/labels"
}

# What an awk program needs that reads the file of list_labels first: place(MS) is the x of an offset.
place='
  FILENAME ~ /labels$/ { value[NR] = $2; x[NR] = $1; labels = NR; next }
  function place(ms) {
    return x[1] + (ms - value[1]) * (x[labels] - x[1]) / (value[labels] - value[1])
  }
  function differs(a, b) { return a - b > 0.02 || b - a > 0.02 }'

# assert_places COUNT [LEFT RIGHT]: the ends of each bar between the first and the last label are where the axis puts
# them, to 0.02 pixels, or 2 pixels from the middle if they are closer; at least COUNT bars are between these labels
assert_places() {
  list_labels "${@:2}"
  list_bars >"$BATS_TEST_TMPDIR/bars"
  awk -v least="$1" "$place"'
    FILENAME ~ /bars$/ {
      name = $4; sub(/:$/, "", name); left[name] = $1; right[name] = $2; next
    }
    $2 >= value[1] * 1e6 && $3 <= value[labels] * 1e6 {
      low = place($2 / 1e6); high = place($3 / 1e6); middle = (low + high) / 2
      if (high - low < 4) { low = middle - 2; high = middle + 2 }
      if (differs(left[$1], low) || differs(right[$1], high)) {
        print $1, left[$1], right[$1], "instead of", low, high
        exit failed = 1
      }
      checked++
    }
    END {
      if (checked < least) print checked + 0, "bars were compared"
      exit failed || checked < least
    }' "$BATS_TEST_TMPDIR/labels" "$BATS_TEST_TMPDIR/bars" FS='\t' "$readings"
}

# assert_lines LEVEL MS...: the threshold has lines at these offsets, and no others
assert_lines() {
  list_labels
  sed -n "s/^<path class=\"threshold $1\" d=\"M\([0-9.]*\) .*/\1/p" "$got" >"$BATS_TEST_TMPDIR/lines"
  awk -v wanted="${*:2}" "$place"'
    { lines++; found = found " " $1; if (differs($1, place(split(wanted, ms, " ") ? ms[lines] : "-"))) failed = 1 }
    END { if (failed || lines != split(wanted, ms, " ")) { print "lines at" found; exit 1 } }' \
    "$BATS_TEST_TMPDIR/labels" "$BATS_TEST_TMPDIR/lines" || fail "threshold $1: ${*:2}"
}

# --- the plot ------------------------------------------------------------------------------------

@test "a picture has a bar and a mark for each host with an offset" {
  for count in 0 1 7 8 60 61 400; do
    give_crowd "$count"
    give_failures 2
    draw_svg
    assert_xpath "count(//$bars)" "$count"
    assert_xpath 'string(/*/*[local-name()="title"])' "Clock offsets of $((count + 2)) hosts"
    [ "$(list_marks | wc -l)" -eq "$count" ]
    # From ten hosts on, there is a histogram.
    [ "$(sed -n 's/^<rect class="count.*<title>\([0-9]*\) host.*/\1/p' "$got" | awk '{ n += $1 } END { print n + 0 }')" \
      -eq "$((count + 2 < 10 ? 0 : count))" ]
  done
}

@test "the ends of bars match the axis" {
  give 'a\t-200000\t300000' 'b\t900000\t1500000' 'c\t-2500000\t-1500000' 'd\t2000000\t2000000'
  draw_svg
  assert_places 4
  give_crowd 400
  draw_svg
  assert_places 390
  give_outliers
  draw_svg
  assert_places 300 330 780
}

@test "bars are sorted by middle, and their titles have the name and numbers of the host" {
  give 'late\t3000000\t4000000' 'early\t-2000000\t-1000000' 'even\t-2500000\t2500000'
  draw_svg
  list_bars | awk '{ print $4, $5, $6, $7, $8 }' >"$BATS_TEST_TMPDIR/names"
  [ "$(<"$BATS_TEST_TMPDIR/names")" = 'early: -1.500 ± 0.500 ms
even: 0.000 ± 2.500 ms
late: +3.500 ± 0.500 ms' ] || fail "$(<"$BATS_TEST_TMPDIR/names")"
  give_crowd 400
  draw_svg
  list_bars | awk '{ print $3 }' >"$BATS_TEST_TMPDIR/rows"
  sort -n -c "$BATS_TEST_TMPDIR/rows"
}

@test "bars are at least 4 pixels wide, their marks 2, and both are within the plot" {
  # The bounds are a microsecond and less on an axis of 200 s; the first and the last host are at its ends.
  give 'a\t-100000000000\t-100000000000' 'b\t-1000\t1000' 'c\t60000000000\t60000000001' 'd\t99999999999\t99999999999'
  draw_svg
  list_bars | awk '{ if ($1 < 220 || $2 > 890.01 || $2 - $1 < 3.99) exit 1; n++ } END { exit n != 4 }'
  list_marks | awk '{ if ($1 < 220 || $1 + $2 > 890.01 || $2 < 2) exit 1; n++ } END { exit n != 4 }'
  give_crowd 2000
  give_outliers
  draw_svg
  list_bars | awk '{ if ($1 < 220 || $2 > 890.01 || $2 - $1 < 3.99) exit 1 } END { exit !NR }'
  list_marks | awk '{ if ($1 < 220 || $1 + $2 > 890.01 || $2 < 2) exit 1 } END { exit !NR }'
}

@test "below ten hosts the axis is linear and there is no histogram" {
  for ((i = 0; i < 8; i++)); do printf 'host-%d\t%d\t%d\n' "$i" $((i * 100000)) $((i * 100000 + 300000)); done >"$readings"
  printf 'bad\t3600000000000\t3600004000000\n' >>"$readings"
  draw_svg
  assert_xpath 'count(//*[@class="growing"])' 0
  assert_xpath 'count(//*[starts-with(@class, "count")])' 0
  # An hour is nine tenths of an axis of 4000 s.
  list_bars | awk '/ bad:/ { bad = $1 + $2 } / host-0:/ { good = $1 + $2 }
    END { distance = (bad - good) / 2; exit distance < 603 - 3 || distance > 603 + 3 }'
  printf 'host-9\t0\t300000\n' >>"$readings"
  draw_svg
  # One is in the legend.
  assert_xpath 'count(//*[@class="growing"])' 2
  assert_xpath "count(//$legend/*[text()=\"logarithmic scale\"])" 1
  [ "$(xpath 'count(//*[starts-with(@class, "count")])')" -gt 1 ]
}

@test "hosts an hour off have labels and leave the others enough room" {
  give_crowd 5000
  give_outliers
  draw_svg
  [ "$(count_hosts)" -eq 5003 ]
  list_bars >"$BATS_TEST_TMPDIR/bars"
  awk '/ (fast|slow)\./ { next } { if (!n++ || $1 < low) low = $1; if ($2 > high) high = $2 }
    END { if (high - low < 400) { print n, low, high; exit 1 } }' "$BATS_TEST_TMPDIR/bars"
  for name in slow.example.org fast.example.org fast.example.net; do
    assert_xpath "count(//*[@class=\"name\"][text()=\"$name\"])" 1
  done
  assert_xpath "count(//*[@class=\"growing\"]) - count(//$legend/*[@class=\"growing\"])" 2
  # Outliers are beyond the crowd.
  awk 'NR == 1 { slow = $1 } { fast = $1 } END { exit slow >= 330 || fast <= 780 }' "$BATS_TEST_TMPDIR/bars"
}

@test "a picture of 20,000 hosts is smaller than 100 kB and no taller than one of 500" {
  give_crowd 20000
  draw_svg
  [ "$(count_hosts)" -eq 20000 ]
  assert_xpath 'count(//*[@class="more"][starts-with(text(), "up to ")])' 1
  assert_between 1 "$(wc -c <"$got")" 100000
  height=$(xpath 'string(/*/@height)')
  give_crowd 500
  draw_svg
  [ "$(count_hosts)" -eq 500 ]
  assert_xpath 'string(/*/@height)' "$height"
}

@test "a picture draws offsets of a century and unbounded intervals" {
  give "past\t-$centuries\t-$centuries" "future\t$centuries\t$centuries" 'now\t-1000000\t1000000' \
    "all\t-9223372036854775808\t9223372036854775807"
  draw_svg
  list_bars | awk '{ if ($1 < 220 || $2 > 890.01) exit 1; n++ } END { exit n != 4 }'
  assert_xpath 'count(//*[starts-with(@class, "number")][text()="-3155760000.000"])' 1
  give "a\t-9223372036854775808\t-9223372036854775808" "b\t9223372036854775807\t9223372036854775807"
  draw_svg
}

# --- thresholds ----------------------------------------------------------------------------------

@test "thresholds are lines with names where the axis reaches them, also on a logarithmic part" {
  give 'a\t-40000000\t-39000000' 'b\t150000000\t150000000' 'c\t319000000\t321000000'
  draw_svg 100000000 300000000
  assert_lines warning 100
  assert_lines critical 300
  assert_xpath 'string(//*[local-name()="text"][@class="threshold warning"])' 'warning +100 ms'
  assert_xpath 'string(//*[local-name()="text"][@class="threshold critical"])' 'critical +300 ms'
  give_crowd 400
  draw_svg 500000 3000000
  assert_lines critical -3 3
  assert_lines warning -0.5 0.5
  assert_xpath 'count(//*[local-name()="text"][@class="threshold critical"])' 2
  # Two lines that are close share a name, which is at the line of the local clock.
  assert_xpath 'string(//*[local-name()="text"][@class="threshold warning"])' 'warning ±500 µs'
  assert_xpath 'string(//*[local-name()="text"][@class="threshold warning"]/@x)' \
    "$(sed -n 's/^<path class="zero" d="M\([0-9.]*\) 156V.*/\1/p' "$got")"
  draw_svg
  assert_xpath 'count(//*[starts-with(@class, "threshold")])' 0
  give_outliers
  draw_svg
  assert_xpath 'count(//*[starts-with(@class, "threshold")])' 8
}

@test "hosts beyond a threshold have its colour, and the legend has their number" {
  give 'a\t99000000\t101000000' 'b\t99000001\t101000003' 'c\t-301000000\t-99000000' 'd\t-303000000\t-299000000' \
    'e\t-400000000\t400000000'
  draw_svg 100000000 300000000
  for state in b:warning c:warning d:critical; do
    assert_xpath "count(//${bars}[@class=\"${state#*:}\"]/*[starts-with(text(), \"${state%:*}: \")])" 1
  done
  assert_xpath "count(//${bars}[@class])" 3
  assert_xpath 'count(//*[@class="number critical"])' 1
  assert_xpath 'count(//*[@class="bound warning"])' 2
  assert_xpath "string(//$legend/*[local-name()=\"text\"][1])" 'within ±100 ms: 2 hosts'
  assert_xpath "string(//$legend/*[local-name()=\"text\"][2])" 'warning, beyond ±100 ms: 2 hosts'
  assert_xpath "string(//$legend/*[local-name()=\"text\"][3])" 'critical, beyond ±300 ms: 1 host'
  # No host is between thresholds that are equal.
  draw_svg 300000000 300000000
  assert_xpath "string(//$legend/*[local-name()=\"text\"][2])" 'critical, beyond ±300 ms: 1 host'
  assert_xpath 'count(//*[contains(@class, "warning")])' 0
}

@test "of many hosts, those beyond a threshold are named, and no row or bar mixes levels" {
  give_crowd 2000
  draw_svg 3000000 3900000
  awk -F'\t' '{ m = ($2 + $3) / 2; m = m < 0 ? -m : m; n[m > 3900000 ? "critical" : m > 3e6 ? "warning" : "good"]++ }
    END { print n["good"], n["warning"], n["critical"] }' "$readings" >"$BATS_TEST_TMPDIR/wanted"
  for level in good warning critical; do
    sed -n "s/^<rect class=\"count $level\".*<title>\([0-9]*\) host.*/\1/p" "$got" | awk '{ n += $1 } END { print n + 0 }'
  done | xargs >"$BATS_TEST_TMPDIR/drawn"
  cmp "$BATS_TEST_TMPDIR/drawn" "$BATS_TEST_TMPDIR/wanted"
  read -r _ warning critical <"$BATS_TEST_TMPDIR/wanted"
  for level in warning critical; do
    xpath "//${bars}[@class=\"$level\"]/*/text()" | awk '{ n += $2 == "hosts:" ? $1 : 1 } END { print n }'
  done | xargs >"$BATS_TEST_TMPDIR/drawn"
  [ "$(<"$BATS_TEST_TMPDIR/drawn")" = "$warning $critical" ]
  assert_xpath 'count(//*[@class="name"])' 40
}
