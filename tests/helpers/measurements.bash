# SPDX-License-Identifier: ISC
# Measurements for build/tests/readings, which writes them in a format.

setup() {
  in=$BATS_TEST_TMPDIR/in
  out=$BATS_TEST_TMPDIR/out
  expected=$BATS_TEST_TMPDIR/expected
  : >"$in"
}

# give HOST ADDRESS PORT CAUSE LOW HIGH RTT PROBES TIME [DRIFT-LOW DRIFT-HIGH]: adds a reading, in the notation of
# tests/tools/readings/input.h
give() {
  local IFS=$'\t' drift=$'\t-\t-'
  [ $# -lt 11 ] || drift=
  printf '%s\n' "$*$drift" >>"$in"
}

# give_offset HOST LOW HIGH: adds a clock that was probed twice
give_offset() {
  give "$1" 192.0.2.1 37 - "$2" "$3" 1000000 2 1795341259
}

# give_failed HOST CAUSE: adds a host without an offset
give_failed() {
  give "$1" - - "$2" - - - 0 -
}

# put FORMAT [ARG...]: writes the readings in this format to the file $out; sets $status
put() {
  status=0
  "$readings" "$@" <"$in" >"$out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
  output=$(tr -d '\0' <"$BATS_TEST_TMPDIR/err")
}

# put_well FORMAT [ARG...]: like put, and requires status 0
put_well() {
  put "$@"
  assert_status 0
}

# assert_lines LINE...: the file $out holds exactly these lines
assert_lines() {
  printf '%s\n' "$@" >"$expected"
  assert_same "$out" "$expected"
}

# give_all_bytes: adds 255 names, each an "a" and one byte from 1 to 255, with an offset from -1 to 1 ns. bats makes each
# command of a loop slow.
give_all_bytes() {
  printf 'a\\x%02x\t192.0.2.1\t37\t-\t-1\t1\t1000000\t2\t1795341259\t-\t-\n' {1..255} >>"$in"
}
