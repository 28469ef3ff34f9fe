#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The time service, RFC 868.
load helpers/load
load helpers/peers

# The 32-bit counter wraps for the first time at 2036-02-07 06:28:16 UTC.
wrap=2085978496

# assert_encoded UNIX-TIME HEX
assert_encoded() {
  need "$functions"
  run "$functions" encode-time "$1"
  assert_status 0
  assert_output "$2"
}

# assert_decoded HEX NEAR UNIX-TIME: a client whose clock is at NEAR decodes HEX as UNIX-TIME
assert_decoded() {
  need "$functions"
  run "$functions" decode-time "$1" "$2"
  assert_status 0
  assert_output "$3"
}

# instructions PROGRAM: how many instructions it executes in user space, without input. Environment and path are kept
# empty, because their length counts. Subtracts the message about missing seccomp(2), which valgrind does not support.
instructions() {
  local costs=$BATS_TEST_TMPDIR/costs total said
  (cd "${1%/*}" && timeout 120 env -i "$(command -v valgrind)" --tool=callgrind --callgrind-out-file="$costs" "./${1##*/}") \
    </dev/null >/dev/null 2>&1
  total=$(sed -n 's/^totals: *//p' "$costs")
  said=$(callgrind_annotate --inclusive=yes "$costs" | awk '/log_explained \[/ { gsub(",", "", $1); print $1; exit }')
  echo $((total - ${said:-0}))
}

@test "time sends the seconds since 1900 as four bytes through a pipe" {
  before=$(date +%s)
  timeout 120 "$services/time" </dev/null | cat >"$got"
  assert_time "$got" "$before"
}

@test "time sends the most significant byte first" {
  local value first
  first=$(((($(date +%s) + 2208988800) & 0xffffffff) >> 24))
  call "$services/time" </dev/null
  value=$(od -An -tu1 -N1 "$out")
  assert_between "$first" "$((value))" $((first + 1))
}

@test "time -o serves a clock that is ahead or behind" {
  for shift in 0 1 +3600 -3600 86400 -86400 1000000000 -1000000000 4294967295 -4294967295; do
    echo "-o $shift"
    before=$(date +%s)
    call "$services/time" -o "$shift" </dev/null
    assert_silent
    assert_time "$out" "$before" "$shift"
  done
}

@test "time -o serves clocks on both sides of the wrap in 2036" {
  local value shift
  for shift in -10 -3 -2 -1 0 1 2 3 10; do
    echo "wrap$shift"
    before=$(date +%s)
    shift=$((wrap + shift - before))
    call "$services/time" -o "$shift" </dev/null
    assert_silent
    assert_time "$out" "$before" "$shift"
  done
  # The value is large well before the wrap, and small well after it.
  call "$services/time" -o $((wrap - 100 - $(date +%s))) </dev/null
  value=$((16#$(od -An -tx1 "$out" | tr -d ' ')))
  assert_between $((0x100000000 - 101)) "$value" $((0x100000000 - 1))
  call "$services/time" -o $((wrap + 100 - $(date +%s))) </dev/null
  value=$((16#$(od -An -tx1 "$out" | tr -d ' ')))
  assert_between 100 "$value" 200
}

@test "time -o serves clocks on both sides of 2038" {
  for second in -2 -1 0 1 2; do
    before=$(date +%s)
    call "$services/time" -o $((2147483648 + second - before)) </dev/null
    assert_silent
    assert_time "$out" "$before" $((2147483648 + second - before))
  done
}

@test "the last of several -o counts" {
  before=$(date +%s)
  call "$services/time" -o 100000 -o -7200 </dev/null
  assert_silent
  assert_time "$out" "$before" -7200
}

@test "time -o rejects anything but whole seconds within one era, and sends nothing" {
  for shift in '' x 1.5 1e3 0x10 ' 1' 5s --5 4294967296 -4294967296 99999999999999999999 -99999999999999999999; do
    echo "-o '$shift'"
    call "$services/time" -o "$shift" </dev/null
    assert_status 2
    assert_empty "$out"
    assert_output "time: -o $shift: not a whole number from -4294967295 to 4294967295; usage: time [-hV] [-o seconds] [-t seconds]"
  done
}

@test "a time is encoded as the seconds since 1900, modulo 2^32" {
  assert_encoded -2208988800 00000000
  assert_encoded -2208988799 00000001
  assert_encoded -1 83aa7e7f
  assert_encoded 0 83aa7e80
  assert_encoded 1 83aa7e81
  assert_encoded $((wrap - 1)) ffffffff
  assert_encoded "$wrap" 00000000
  assert_encoded $((wrap + 1)) 00000001
  # 2^31 seconds after 1970, in 2038, are in the second era.
  assert_encoded 2147483647 03aa7e7f
  assert_encoded 2147483648 03aa7e80
  assert_encoded 2147483649 03aa7e81
  # Half an era after 1900, in 1968.
  assert_encoded -61505153 7fffffff
  assert_encoded -61505152 80000000
  # The third era begins in 2172.
  assert_encoded $((wrap + 4294967295)) ffffffff
  assert_encoded $((wrap + 4294967296)) 00000000
  # The examples of the RFC.
  assert_encoded 189302400 "$(printf %08x 2398291200)"
  assert_encoded 315532800 "$(printf %08x 2524521600)"
  assert_encoded 420595200 "$(printf %08x 2629584000)"
  assert_encoded -3506716800 "$(printf %08x $((-1297728000 & 0xffffffff)))"
}

@test "a reply is decoded as the time nearest to the given clock" {
  assert_decoded 83aa7e80 0 0
  assert_decoded ffffffff $((wrap - 1)) $((wrap - 1))
  assert_decoded ffffffff $((wrap + 1)) $((wrap - 1))
  assert_decoded 00000000 $((wrap - 1)) "$wrap"
  assert_decoded 00000000 "$wrap" "$wrap"
  assert_decoded 00000001 $((wrap - 1)) $((wrap + 1))
  assert_decoded 03aa7e80 2147483648 2147483648
  assert_decoded 03aa7e80 2147483647 2147483648
  assert_decoded 00000000 -2208988800 -2208988800
  assert_decoded 00000000 $((wrap + 4294967296)) $((wrap + 4294967296))
}

@test "an encoded time is decoded correctly by a clock up to half an era away" {
  need "$functions"
  local near apart reply
  for near in -2208988800 -1 0 1000000000 1795000000 $((wrap - 1)) "$wrap" $((wrap + 1)) 2147483647 2147483648 6380945791; do
    for apart in -2147483648 -2147483647 -86400 -1 0 1 86400 2147483646 2147483647; do
      reply=$("$functions" encode-time $((near + apart)))
      assert_decoded "$reply" "$near" $((near + apart))
    done
  done
}

@test "a time more than half an era away is decoded within half an era of the given clock" {
  need "$functions"
  # At a distance of exactly 2^31 s, the earlier time wins.
  assert_decoded "$("$functions" encode-time 2147483648)" 0 -2147483648
  assert_decoded "$("$functions" encode-time $((wrap + 2147483648)))" "$wrap" $((wrap - 2147483648))
  assert_decoded "$("$functions" encode-time $((wrap + 4294967296 + 5)))" "$wrap" $((wrap + 5))
}

# bats test_tags=once
@test "time executes at most 3,000 instructions in user space, with musl from start to exit" {
  local base count
  skip_if_counting
  need valgrind
  count=$(instructions "$services/time")
  base=0
  # Other C libraries need more to start a process: subtract what discard needs without input.
  grep -qs musl "$build/toolchain" || base=$(instructions "$services/discard")
  assert_between 1 $((count - base)) 3000
}
