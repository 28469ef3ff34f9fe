#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Nanoseconds as decimal seconds, and intervals as a middle and a bound.
load helpers/load
load helpers/measurements

# assert_decimal DIGITS LOW HIGH TEXT [plus]: the interval prints as TEXT, "MIDDLE BOUND"
assert_decimal() {
  : >"$in"
  give a - - - "$2" "$3" 0 0 -
  put_well decimal "$1" ${5+"$5"}
  [ "$(cut -d' ' -f1,2 "$out")" = "$4" ] || fail "$(<"$out") instead of $4"
}

# assert_seconds DIGITS NANOSECONDS TEXT: a single duration prints as TEXT
assert_seconds() {
  : >"$in"
  give a - - - 0 0 "$2" 0 -
  put_well decimal "$1"
  [ "$(cut -d' ' -f3 "$out")" = "$3" ] || fail "$(<"$out") instead of $3"
}

@test "nanoseconds print as decimal seconds without losing a digit" {
  assert_decimal 9 0 0 '0.000000000 0.000000000'
  assert_decimal 9 1 1 '0.000000001 0.000000000'
  assert_decimal 9 -1 -1 '-0.000000001 0.000000000'
  assert_decimal 9 -1500000000 -1000000000 '-1.250000000 0.250000000'
  assert_decimal 9 999999999 1000000001 '1.000000000 0.000000001'
  assert_decimal 9 3599500000000 3600499999999 '3599.999999999 0.500000000'
}

@test "the bound is rounded up and covers the rounding of the middle" {
  assert_decimal 9 0 1 '0.000000000 0.000000001'
  assert_decimal 6 0 1 '0.000000 0.000001'
  assert_decimal 6 499 499 '0.000000 0.000001'
  assert_decimal 6 500 500 '0.000001 0.000001'
  assert_decimal 6 -500 -500 '-0.000001 0.000001'
  assert_decimal 6 -499 -499 '0.000000 0.000001'
  assert_decimal 6 -1000 1000 '0.000000 0.000001'
  assert_decimal 6 -1001 1000 '0.000000 0.000002'
  assert_decimal 6 -1000 1001 '0.000000 0.000002'
  assert_decimal 3 1400000 1600000 '0.002 0.001'
  assert_decimal 0 1500000000 1500000000 '2 1'
  assert_decimal 0 -1400000000 1500000000 '0 2'
}

@test "the largest and smallest 64-bit numbers print correctly" {
  max=9223372036854775807
  min=-9223372036854775808
  assert_decimal 9 $max $max '9223372036.854775807 0.000000000'
  assert_decimal 9 $min $min '-9223372036.854775808 0.000000000'
  assert_decimal 9 $min $max '-0.000000001 9223372036.854775808'
  assert_decimal 6 $max $max '9223372036.854776 0.000001'
  assert_decimal 0 $max $max '9223372037 1'
  assert_decimal 0 $min $min '-9223372037 1'
  assert_decimal 0 $min $max '0 9223372037'
  assert_seconds 9 $max 9223372036.854775807
  assert_seconds 0 $max 9223372037
}

@test "a single duration is rounded to nearest" {
  assert_seconds 6 499 0.000000
  assert_seconds 6 500 0.000001
  assert_seconds 6 1499 0.000001
  assert_seconds 3 999500000 1.000
  assert_seconds 1 49999999 0.0
  assert_seconds 0 500000000 1
}

@test "plus puts a plus sign before offsets from 0 up, and not before the bound" {
  assert_decimal 6 1000 3000 '+0.000002 0.000001' plus
  assert_decimal 6 -3000 -1000 '-0.000002 0.000001' plus
  assert_decimal 6 0 0 '+0.000000 0.000000' plus
}

@test "for any interval and precision the printed interval covers the original, as tightly as the digits allow" {
  put_well cover 100000
  assert_lines 100000
}
