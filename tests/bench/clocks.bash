# SPDX-License-Identifier: ISC
# What the benchmarks of inetkit clocks share; source it after begin.

clocks=("$build/inetkit" clocks --format csv --hosts "$scratch/hosts")
declare -A port

# serve_clocks NAME [ARG...]: starts a clockserver on all addresses of 127.0.0.0/8, and sets port[NAME]
serve_clocks() {
  "$build/tests/clockserver" -a 0.0.0.0 "${@:2}" >"$scratch/port.$1" 2>>"$scratch/messages" &
  until_true test -s "$scratch/port.$1"
  port[$1]=$(<"$scratch/port.$1")
}

# ask CONTENDER [ARG...]: asks the hosts in $scratch/hosts, and sets $seconds and $milliseconds to what it took; the rows are
# in $scratch/rows. If a host fails, says so and fails: the time would be that of a timeout.
ask() {
  timed "${clocks[@]}" "${@:2}" >"$scratch/rows" 2>>"$scratch/messages" || {
    awk -F, -v name="$1" -v round="$round" '
      FNR > 1 && $4 == "" && !failed++ { cause = $1 ": " $9 }
      END { print "bench: " name ": " failed + 0 " of " FNR - 1 " hosts failed in round " round "; the first is " cause }
    ' "$scratch/rows" >&2
    return 1
  }
}

# addresses COUNT [PREFIX]: prints as many addresses, by default those from 127.1.0.1 on
addresses() {
  awk -v count="$1" -v prefix="${2-127.1}" 'BEGIN {
    split(prefix, part, ".")
    for (i = 0; i < count; i++)
      printf "%d.%d.%d.%d\n", part[1], part[2] + i / 62500, i / 250 % 250, 1 + i % 250
  }'
}

# repeat COUNT LINE: prints the line this number of times
repeat() {
  local i
  for ((i = 0; i < $1; i++)); do
    echo "$2"
  done
}

# judge CONTENDER ROUND-TRIPS SECONDS: records of the rows of inetkit clocks in $scratch/rows how many of their bounds hold
# the true offset, and how many are at most this number of round trips and of seconds; then each bound and round trip, as
# if each were one round. $scratch/truths has the true offset of each row.
judge() {
  local limit
  limit="bounds up to $2 rtt + $(awk -v seconds="$3" 'BEGIN { print 1000 * seconds }') ms, %"
  awk -F, -v OFS='\t' -v name="$1" -v trips="$2" -v seconds="$3" -v limit="$limit" '
    NR == FNR { truth[FNR] = $1; next }
    FNR == 1 { next }
    {
      rows++
      if ($4 == "") {
        if (!failed++) print "bench: " name ": " $1 ": " $9 >"/dev/stderr"
        next
      }
      error = $4 - truth[rows]
      right += error <= $5 && -error <= $5
      small += $5 <= trips * $6 + seconds
      each = each "bound, ms" OFS name OFS rows OFS 1000 * $5 "\nround trip, ms" OFS name OFS rows OFS 1000 * $6 "\n"
    }
    END {
      if (rows == 0) exit 1
      print "bounds that hold the true offset, %", name, 1, 100 * right / rows
      print limit, name, 1, 100 * small / rows
      printf "%s", each
    }' "$scratch/truths" "$scratch/rows" >>"$scratch/values" || fail "$1: inetkit clocks printed no rows"
  target 'bounds that hold the true offset, %' "$1" '' at-least 100
  target "$limit" "$1" '' at-least 100
}
