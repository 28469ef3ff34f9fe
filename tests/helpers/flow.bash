# SPDX-License-Identifier: ISC
# The lines that inetkit flow prints. Needs helpers/client.

# assert_lines PATTERN..., after ask: each line of the output matches its extended regular expression, and has rates in
# columns that match its bytes and seconds; the second line of a summary counts as part of the first, after two blanks
assert_lines() {
  local line i=0
  mapfile -t lines < <(sed -z 's/\n        \([0-9]\)/  \1/g' "$out")
  [ "${#lines[@]}" -eq $# ] || fail "not $# lines:" "$(<"$out")" "---" "$(<"$err")"
  for line in "${lines[@]}"; do
    i=$((i + 1))
    [[ $line =~ ^${!i}$ ]] || fail "this line does not match ${!i}:" "$line" "---" "$(<"$err")"
    [[ $line != *Mbit* ]] || assert_rates "$line"
  done
}

# assert_rates LINE: the line has the usual layout, 8 times as many bits as bytes, and in a summary bytes by seconds
assert_rates() {
  local name seconds rate bits amount unit shown
  read -r name seconds _ rate _ bits _ amount unit _ <<<"$1"
  printf -v shown '%-8s%8s s %12s MB/s %12s Mbit/s' "$name" "$seconds" "$rate" "$bits"
  [[ $1 = "$shown" || $1 = "$shown  $amount $unit "* ]] || fail "not in columns:" "$1" "$shown"
  awk -v seconds="$seconds" -v rate="$rate" -v bits="$bits" -v amount="${amount:-}" -v unit="${unit:-}" '
    function differ(a, b, by) { return a - b > by || b - a > by }
    BEGIN {
      size["kB"] = 1e-3; size["MB"] = 1; size["GB"] = 1e3
      exit differ(rate * 8, bits, 0.005 + bits * 0.001) ||
        (unit in size && seconds > 0.1 && differ(amount * size[unit] / seconds, rate, 0.001 + rate * 0.007))
    }' || fail "the rates are not those of bytes and seconds: $1"
}

# head_of NAME SECONDS [HOST]: the pattern of a head
head_of() {
  local host=${3:-127\\.0\\.0\\.1}
  echo "FLOW $host \\($host\\) port $port over TCP: $1 for $2 s"
}

number='[0-9]+(\.[0-9]+)?'
amount="$number (byte|bytes|kB|MB|GB)"
rates="$number MB/s +$number Mbit/s"

# summary_of NAME [SECONDS [AMOUNT]]: the pattern of a summary
summary_of() {
  local seconds=${2:-[0-9]+}'(\.[0-9]+)?' counted=${3:-$amount}
  case $1 in
  discard) echo "discard +$seconds s +$rates  $counted acknowledged by the host, $amount more in flight" ;;
  chargen) echo "chargen +$seconds s +$rates  $counted received" ;;
  echo) echo "echo +$seconds s +$rates  $counted returned, $amount more in flight" ;;
  esac
}

# value_of KEY, after ask with --format json: prints the value in the only object
value_of() {
  jq -r ".$1" "$out"
}
