#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The spread, the largest difference between the clocks of two hosts.
load helpers/load
load helpers/measurements

@test "the spread is between the fastest and the slowest clock, with the bounds of both" {
  give_offset a 100 200
  give_failed x 'no reply'
  give_offset b -1000 1000
  give_offset c 300 320
  give_offset d 305 310
  put_well spread
  assert_lines 'c b -700 1320'
}

@test "the spread needs two offsets, which may be equal" {
  put_well spread
  assert_lines none
  give_offset a 1 3
  give_failed x 'no reply'
  put_well spread
  assert_lines none
  give_offset b 1 3
  put_well spread
  assert_lines 'a b -2 2'
  give_offset c -9 -9
  put_well spread
  assert_lines 'a c 10 12'
}

@test "the spread of equal offsets is between the first hosts that have them" {
  give_offset a 1 3
  give_offset b 1 3
  give_offset c 1 3
  put_well spread
  assert_lines 'a b -2 2'
  give_offset d 7 7
  give_offset e 7 7
  put_well spread
  assert_lines 'd a 4 6'
}

@test "the spread of offsets as far apart as possible does not overflow" {
  give_offset a -2305843009213693952 -2305843009213693952
  give_offset b 2305843009213693951 2305843009213693951
  put_well spread
  assert_lines 'b a 4611686018427387903 4611686018427387903'
  : >"$in"
  give_offset a -2305843009213693952 2305843009213693951
  give_offset b -2305843009213693952 2305843009213693951
  put_well spread
  assert_lines 'a b -4611686018427387903 4611686018427387903'
  put_well prometheus spread
  grep -Fxq 'inetkit_clock_spread_bound_seconds 4611686018.427387903' "$out"
}
