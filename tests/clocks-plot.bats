#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --spread and --plot.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/foreign
load helpers/rows

# --- the spread ----------------------------------------------------------------------------------

@test "--spread prints a line below the table" {
  three_clocks
  ask clocks --spread "$even" "$fast" :0 "$slow"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 6 ]
  run tail -n 1 "$out"
  [[ $output =~ ^spread:\ $fast\ is\ ([0-9.]+)\ ±([0-9.]+)\ s\ ahead\ of\ $slow$ ]] || fail "$output"
  awk -v spread="${BASH_REMATCH[1]}" -v bound="${BASH_REMATCH[2]}" \
    'BEGIN { exit !(spread - bound <= 340 && 340 <= spread + bound && bound < 1.2) }' || fail "$output"
}

@test "--spread prints to standard error with JSON and CSV, and metrics with Prometheus" {
  need jq
  three_clocks
  for format in json csv; do
    ask clocks --spread --format "$format" "$even" "$fast" "$slow"
    assert_status 0
    [ "$(wc -l <"$err")" -eq 1 ]
    assert_file_matches "$err" "^inetkit: spread: $fast is [0-9.]+ ±[0-9.]+ s ahead of $slow$"
    assert_hosts_in "$format" "$even" "$fast" "$slow"
  done
  ask clocks --spread --format prometheus "$even" "$fast" "$slow"
  assert_status 0
  assert_text "$err"
  assert_metrics
  assert_file_matches "$out" '^inetkit_clock_spread_seconds (339|340)\.[0-9]{9}$'
  assert_file_matches "$out" '^inetkit_clock_spread_bound_seconds [01]\.[0-9]{9}$'
}

@test "--spread with fewer than two measured clocks says that it needs two" {
  three_clocks
  for format in "${formats[@]}"; do
    for hosts in "$fast" ":0 $fast" :0; do
      # shellcheck disable=SC2086 # several
      ask clocks --spread --format "$format" $hosts
      assert_file_matches "$err" '^inetkit: spread: fewer than two hosts have an offset$'
      run cat "$out"
      refute_match spread
    done
  done
}

# --- the plot ------------------------------------------------------------------------------------

@test "--plot draws a histogram below the table, in Unicode or ASCII" {
  three_clocks
  ask clocks --plot "$fast" :0 "$slow"
  [ -z "$(sed -n 5p "$out")" ] || fail "$(<"$out")"
  assert_file_matches "$out" '^ *-100 \.\. 0 s █+ 1$'
  assert_file_matches "$out" '^ *\+[0-9]+ \.\. \+[0-9]+ s █+ 1$'
  assert_row "$(wc -l <"$out")" '1 host has no offset'
  ask clocks --plot --ascii "$fast" "$slow"
  assert_file_matches "$out" '^ *-100 \.\. 0 s #+ 1$'
  LC_ALL=C ask clocks --plot "$fast" "$slow"
  assert_file_matches "$out" ' s #+ 1$'
  [ "$(LC_ALL=C tr -d '\n\40-\176' <"$out" | wc -c)" -eq 0 ]
  # Without a terminal the width is 80 columns.
  [ "$(tail -n +4 "$out" | wc -L)" -eq 80 ] || fail "$(<"$out")"
}

@test "--plot draws below the spread" {
  three_clocks
  ask clocks --plot --spread "$fast" "$slow"
  assert_file_matches "$out" '^spread: '
  [ "$(grep -n '^spread: ' "$out" | cut -d: -f1)" -eq 4 ]
  [ -z "$(sed -n 5p "$out")" ]
}

@test "--plot=FILE writes well-formed SVG with every format" {
  need xmllint
  three_clocks
  for format in "${formats[@]}"; do
    ask clocks --format "$format" --plot="$BATS_TEST_TMPDIR/plot.svg" "$fast" $'a\e<&>"\xff:0' "$slow"
    assert_status 1
    xmllint --noout --nonet "$BATS_TEST_TMPDIR/plot.svg"
    [ "$(grep -c svg "$out")" -eq 0 ]
    rm "$BATS_TEST_TMPDIR/plot.svg"
  done
}

@test "--plot=FILE has the thresholds of the options or of the colours, and when and where it was drawn" {
  three_clocks
  local plot=$BATS_TEST_TMPDIR/plot.svg
  TZ=Asia/Kolkata ask clocks --plot="$plot" "$even" "$fast" "$slow"
  assert_status 0
  grep -qF '>within ±1 s: 1 host<' "$plot"
  grep -qF '>warning, beyond ±1 s: 1 host<' "$plot"
  grep -qF '>critical, beyond ±60 s: 1 host<' "$plot"
  grep -qE "<desc id=\"desc\">Measured from $(uname -n), [0-9-]{10} [0-9:]{8} \+0530( to [0-9-]{10} [0-9:]{8} \+0530)?\. " "$plot"
  ask clocks --warning 60 --critical 7200 --plot="$plot" "$even" "$fast" "$slow"
  grep -qF '>within ±60 s: 2 hosts<' "$plot"
  grep -qF '>warning, beyond ±60 s: 1 host<' "$plot"
  grep -qF '>critical, beyond ±7200 s: 0 hosts<' "$plot"
}

@test "with an unwritable --plot=FILE clocks prints everything else and exits with status 1" {
  three_clocks
  ask clocks --plot=/none/plot.svg --spread "$even" "$fast"
  assert_status 1
  assert_clock 2 "$even" 0
  assert_file_matches "$out" '^spread: '
  assert_text "$err" 'inetkit: /none/plot.svg: No such file or directory'
}
