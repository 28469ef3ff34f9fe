# SPDX-License-Identifier: ISC
# Readings for tests/tools/readings, for the suites of the plots.

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

# draw FORMAT ARG...: draws the readings into the file $got
draw() {
  status=0
  "$plots" "$@" <"$readings" >"$got" || status=$?
  assert_status 0
}
