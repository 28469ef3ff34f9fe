#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: one list with hosts of all protocols is one table, one spread, one picture, and one list for programs.
load helpers/load
load helpers/client
load helpers/clocks

# The hosts, and how far the clock of each is ahead.
setup() {
  need_root
  need jq
  hosts=$BATS_TEST_TMPDIR/hosts
  names=() truth=()
  cat >"$BATS_TEST_TMPDIR/web" <<'EOF'
while read -r line && [ "${#line}" -gt 1 ]; do :; done
printf 'HTTP/1.1 204 No Content\r\nDate: %s GMT\r\nConnection: close\r\n\r\n' "$(date -u '+%a, %d %b %Y %H:%M:%S')"
EOF
  serve_clock -o 3.25
  add "127.0.0.1:$port" 3.25
  serve "$services/daytime"
  add "daytime://127.0.0.1:$port" 0
  serve_clock -n -o -1.5
  add "ntp://127.0.0.1:$port" -1.5
  serve sh "$BATS_TEST_TMPDIR/web"
  add "http://127.0.0.1:$port/" 0
  add icmp://127.0.0.1 0
  printf '%s\n' "${names[@]}" >"$hosts"
}

# add HOST OFFSET
add() {
  names+=("$1")
  truth+=("$2")
}

# ask_mixed [OPTION...]
ask_mixed() {
  ask clocks --precise=0.05 --spacing 0.05 --hosts "$hosts" "$@"
  assert_status 0
  assert_text "$err"
}

# protocol_of HOST: prints the protocol of a host in this list
protocol_of() {
  case $1 in
  *://*) echo "${1%%://*}" ;;
  *) echo time ;;
  esac
}

@test "a list of all protocols is one table with one spread, and one picture" {
  local i
  ask_mixed --spread --plot="$BATS_TEST_TMPDIR/picture.svg"
  [ "$(wc -l <"$out")" -eq $((${#names[@]} + 2)) ] || fail "$(<"$out")"
  for i in "${!names[@]}"; do
    awk -v host="${names[i]}" -v truth="${truth[i]}" '
      $1 == host { found++; bound = $3; sub(/^±/, "", bound); bound += 0; error = $2 - truth }
      END { exit found != 1 || bound == 0 || error > bound || -error > bound }' "$out" ||
      fail "${names[i]} is ${truth[i]} s ahead:" "$(<"$out")"
    grep -qF "${names[i]}" "$BATS_TEST_TMPDIR/picture.svg" || fail "the picture lacks ${names[i]}"
  done
  [[ $(tail -n 1 "$out") =~ ^spread:\ ${names[0]}\ is\ ([0-9.]+)\ ±([0-9.]+)\ s\ ahead\ of\  ]] || fail "$(<"$out")"
  printf '%s\n' "${truth[@]}" | sort -g | awk -v spread="${BASH_REMATCH[1]}" -v bound="${BASH_REMATCH[2]}" '
    NR == 1 { lowest = $1 }
    END { error = spread - ($1 - lowest); exit error > bound || -error > bound }' || fail "$(<"$out")"
}

@test "JSON and CSV name the protocol of each host, and have the port of those that have one" {
  local i name
  ask_mixed --format json --order given
  mv "$out" "$BATS_TEST_TMPDIR/json"
  ask_mixed --format csv --order given
  for i in "${!names[@]}"; do
    name=${names[i]}
    jq -se --arg host "$name" --arg protocol "$(protocol_of "$name")" --argjson truth "${truth[i]}" '
      map(select(.host == $host)) | length == 1 and (.[0] | .protocol == $protocol and
      (.port == null) == ($protocol == "icmp") and .measured != null and
      (.offset - $truth | fabs) <= .bound)' "$BATS_TEST_TMPDIR/json" >/dev/null || fail "$name:" "$(<"$BATS_TEST_TMPDIR/json")"
    awk -F, -v host="$name" -v protocol="$(protocol_of "$name")" '
      NR > 1 && $1 == host && $10 == protocol && ($3 == "") == (protocol == "icmp") { found++ }
      END { exit found != 1 }' "$out" || fail "$name:" "$(<"$out")"
  done
}
