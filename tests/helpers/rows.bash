# SPDX-License-Identifier: ISC
# Reads the rows of clocks in each format.

formats=(table json csv prometheus)

# hosts_in FORMAT: the hosts in $out, in order, without localhost in the table
hosts_in() {
  case $1 in
  table) sed -n '2,$s/ .*//p' "$out" ;;
  json) jq -r .host "$out" ;;
  csv) tail -n +2 "$out" | cut -d, -f1 ;;
  prometheus) sed -n 's/^inetkit_clock_up{host="\([^"]*\)"} .*/\1/p' "$out" ;;
  esac
}

# assert_hosts_in FORMAT HOST...: $out holds exactly these hosts, in this order
assert_hosts_in() {
  [ "$(hosts_in "$1")" = "$(printf '%s\n' "${@:2}")" ] || fail "not these hosts: ${*:2}" "$(<"$out")" "$(<"$err")"
}

# has_lines COUNT [FILE]: $out, or the file, has this many lines
has_lines() {
  [ "$(wc -l <"${2-$out}")" -ge "$1" ]
}

# assert_json FILTER: the jq filter is true for the array of the objects in $out
assert_json() {
  jq -es "$1" "$out" >/dev/null || fail "this is not true: $1" "$(<"$out")"
}
