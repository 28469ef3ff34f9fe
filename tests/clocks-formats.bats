#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: formats, the order of rows, and offsets with their bounds.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/foreign
load helpers/rows

header=$'host,address,port,offset,bound,rtt,probes,time,error,protocol,measured,stratum,root_distance\r'

# --- formats -------------------------------------------------------------------------------------

@test "--format json prints one object with all keys per line and host" {
  need jq
  three_clocks
  ask clocks --format json "$fast" :0 "$slow"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 3 ]
  assert_json 'map(keys_unsorted) | unique == [["host", "address", "port", "offset", "bound", "rtt", "probes", "time", "error", "protocol", "measured", "stratum", "root_distance"]]'
  assert_json ".[0] | .host == \"$fast\" and .address == \"127.0.0.1\" and .port == ${fast#*:} and .probes == 1 and .error == null"
  assert_json '.[0] | .offset - .bound <= 300 and 300 <= .offset + .bound and .bound <= 0.6 and .rtt > 0 and .rtt < 1'
  assert_json '.[2] | .offset - .bound <= -40 and -40 <= .offset + .bound'
  assert_json ".[0].time | fromdate | . >= $before + 299 and . <= $after + 300"
  assert_json '.[1] | .host == ":0" and .error == "the host is empty" and .probes == 0
    and ([.address, .offset, .bound, .rtt, .time] | unique) == [null]'
}

@test "--format csv prints a header and one row per host" {
  three_clocks
  ask clocks --format csv "$fast" :0 "$slow"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 4 ]
  assert_row 1 "$header"
  number='[0-9]+\.[0-9]{9}'
  assert_file_matches "$out" "^$fast,127\.0\.0\.1,${fast#*:},$number,$number,$number,1,20..-..-..T..:..:..Z,,time,20..-..-..T..:..:..Z,,"$'\r$'
  assert_file_matches "$out" '^:0,,37,,,,0,,the host is empty,time,,,'$'\r$'
  assert_file_matches "$out" "^$slow,127\.0\.0\.1,${slow#*:},-$number,$number,$number,1,20..-..-..T..:..:..Z,,time,20..-..-..T..:..:..Z,,"$'\r$'
}

@test "--format prometheus prints each host's metrics, which promtool accepts" {
  three_clocks
  ask clocks --format prometheus "$fast" :0 "$slow"
  assert_status 1
  assert_metrics
  assert_file_matches "$out" "^inetkit_clock_up\{host=\"$fast\"\} 1$"
  assert_file_matches "$out" '^inetkit_clock_up\{host=":0"\} 0$'
  assert_file_matches "$out" "^inetkit_clock_offset_seconds\{host=\"$fast\"\} (299|300)\.[0-9]{9}$"
  assert_file_matches "$out" "^inetkit_clock_offset_seconds\{host=\"$slow\"\} -(39|40)\.[0-9]{9}$"
  assert_file_matches "$out" "^inetkit_clock_probes\{host=\"$slow\"\} 1$"
}

@test "table and metrics, but not JSON and CSV, also explain failed hosts on standard error" {
  for format in table prometheus; do
    ask clocks --format "$format" :0
    assert_status 1
    assert_text "$err" 'inetkit: :0: the host is empty'
  done
  for format in json csv; do
    ask clocks --format "$format" :0
    assert_status 1
    assert_text "$err"
  done
}

@test "--format table prints the default table" {
  serve_clock
  ask clocks --format table "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 0
}

@test "clocks rejects an unknown --format and --order" {
  ask clocks --format xml localhost
  assert_complaint 2 "clocks: --format xml: not one of table|json|csv|prometheus; see 'inetkit help clocks'"
  ask clocks --order random localhost
  assert_complaint 2 "clocks: --order random: not one of arrival|given|offset; see 'inetkit help clocks'"
}

# --- the order of rows ---------------------------------------------------------------------------

@test "--order given, the default, prints a row once all rows before it are known" {
  need jq
  serve_gated one 100
  one=127.0.0.1:$port
  serve_gated three 300
  three=127.0.0.1:$port
  serve_clock -o 200 -v
  two=127.0.0.1:$port
  for options in '' '--order=given'; do
    for format in table json csv; do
      : >"$log"
      start_clocks --format "$format" ${options:+"$options"} "$one" "$two" "$three"
      until_match "$log" '^tcp'
      open_gate one
      # The second host's row waited for the first, and does not wait for the third.
      until_match "$out" "^(\\{\"host\":\")?$two"
      assert_hosts_in "$format" "$one" "$two"
      open_gate three
      end_clocks
      assert_status 0
      assert_hosts_in "$format" "$one" "$two" "$three"
    done
  done
}

@test "--order arrival prints each row as soon as it is known" {
  need jq
  serve_gated one 100
  one=127.0.0.1:$port
  serve_gated three 300
  three=127.0.0.1:$port
  serve_clock -o 200
  two=127.0.0.1:$port
  for format in table json csv; do
    start_clocks --format "$format" --order arrival "$one" "$two" "$three"
    until_match "$out" "^(\\{\"host\":\")?$two"
    assert_hosts_in "$format" "$two"
    open_gate three
    until_match "$out" "^(\\{\"host\":\")?$three"
    assert_hosts_in "$format" "$two" "$three"
    open_gate one
    end_clocks
    assert_status 0
    assert_hosts_in "$format" "$two" "$three" "$one"
  done
}

@test "--order offset sorts by offset, and lists hosts without one last in the order given" {
  need jq
  three_clocks
  for format in "${formats[@]}"; do
    ask clocks --format "$format" --order offset :1 "$fast" x:0 "$even" "$slow" :0
    assert_status 1
    assert_hosts_in "$format" "$slow" "$even" "$fast" :1 x:0 :0
  done
}

@test "--format prometheus keeps the order given, whichever host answers first" {
  three_clocks
  for order in given arrival; do
    ask clocks --format prometheus --order "$order" "$fast" :0 "$even" "$slow"
    assert_hosts_in prometheus "$fast" :0 "$even" "$slow"
  done
}

# --- the table with bounds -----------------------------------------------------------------------

# assert_precise LINE HOST SIGN OFFSET: the row has columns of fixed width, and the true offset lies within its bound
assert_precise() {
  local row time='[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} [0-9]{4}'
  row=$(sed -n "$1p" "$out")
  [[ $row =~ ^$(printf '%-24s' "$2")' '([ +0-9.-]{16})' '"$3"([0-9.]+)(' '*)' '$time$ ]] || fail "row $1:" "$(<"$out")"
  [ "$((${#3} + ${#BASH_REMATCH[2]} + ${#BASH_REMATCH[3]}))" -eq 12 ] || fail "row $1:" "$(<"$out")"
  awk -v offset="${BASH_REMATCH[1]}" -v bound="${BASH_REMATCH[2]}" -v clock="$4" 'BEGIN {
    exit !(offset ~ /^ +[+-][0-9]+\.[0-9][0-9][0-9][0-9][0-9][0-9]$/ && bound ~ /^0\.[0-9][0-9][0-9][0-9][0-9][0-9]$/ &&
      offset - bound <= clock && clock <= offset + bound)
  }' || fail "row $1 is not of a clock that is $4 s ahead:" "$(<"$out")"
}

@test "--precise prints offsets with their bounds in columns" {
  three_clocks
  ask clocks --precise=2 "$fast" :0 "$slow"
  assert_status 1
  assert_file_matches "$out" "^localhost {31}0 {14}[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} [0-9]{4}$"
  assert_precise 2 "$fast" ± 300
  assert_row 3 "$(printf '%-24s %16s the host is empty' :0 -)"
  assert_precise 4 "$slow" ± -40
  [ "$(wc -l <"$out")" -eq 4 ]
}

@test "--ascii and locales without UTF-8 print +- instead of ±" {
  three_clocks
  ask clocks --precise=2 --ascii --spread "$fast" "$slow"
  assert_precise 2 "$fast" +- 300
  assert_file_matches "$out" '^spread: .* \+-[0-9.]+ s ahead of '
  LC_ALL=C ask clocks --precise=2 --spread "$fast" "$slow"
  assert_precise 2 "$fast" +- 300
  [ "$(LC_ALL=C tr -d '\n\40-\176' <"$out" | wc -c)" -eq 0 ]
  LC_ALL=C.UTF-8 ask clocks --precise=2 --spread "$fast" "$slow"
  assert_file_matches "$out" '^spread: .* ±[0-9.]+ s ahead of '
}
