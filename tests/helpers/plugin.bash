# SPDX-License-Identifier: ISC
# Monitoring plugins: clocks for them, and the line that they print.

# clock_at SECONDS: sets $host to a clock that is SECONDS ahead
clock_at() {
  serve_clock -o "$1"
  host=127.0.0.1:$port
}

# assert_line STATE [REGEX]: the status is that of STATE, and the output is one line in the format of the guidelines,
# whose text begins with REGEX: https://www.monitoring-plugins.org/doc/guidelines.html. Sets $data to its
# performance data.
assert_line() {
  local -A statuses=([OK]=0 [WARNING]=1 [CRITICAL]=2 [UNKNOWN]=3)
  local number='-?[0-9]+(\.[0-9]+)?' label="'([^'=|]|'')+'" range line
  range="(@?($number|~):($number)?)?"
  assert_status "${statuses[$1]}"
  [ "$(wc -l <"$out")" -eq 1 ] || fail "not one line:" "$(<"$out")"
  assert_text "$err"
  line=$(<"$out")
  [[ $line =~ ^"CLOCKS $1 - "[^\|[:cntrl:]]+( '|'( $label=${number}s(;$range(;$range)?)?)+)?$ ]] ||
    fail "no line of a plugin:" "$line"
  [[ $line =~ ^"CLOCKS $1 - "${2-} ]] || fail "this does not begin with '$2':" "$line"
  data=
  [[ $line != *' | '* ]] || data=${line#* | }
}
