#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Properties of the estimates, checked with random simulated clocks and paths, without a network.
load helpers/load

# assert_property NAME COUNT: the property holds in COUNT fixed and COUNT new random cases
assert_property() {
  local seed
  for seed in 1 "$(od -An -N4 -tu4 /dev/urandom)"; do
    run "$build/tests/intervals" "$1" "${seed// /}" "$2"
    [ "$status" -eq 0 ] || fail "with the seed $seed:" "$output"
    [[ $output =~ ^$2\ cases,\ 0\ failures,\ ([0-9]+)\ found\ out$ ]] || fail "$output"
  done
}

# assert_found LEAST, after assert_property: at least LEAST of the cases were detected
assert_found() {
  [ "${BASH_REMATCH[1]}" -ge "$1" ] || fail "$output"
}

@test "intervals of honest replies and their intersection contain the true offset, and neither end could be tighter" {
  assert_property replies 20000
}

@test "the arithmetic holds for the largest offsets, for single points, and without any knowledge" {
  assert_property extremes 1000
}

@test "a lie is detected when no offset explains both it and an honest reply" {
  assert_property lies 20000
  assert_found 500
}

@test "narrowing keeps the true offset, the spacing and the probe budget on slow, asymmetric and lossy paths" {
  assert_property narrowing 20000
}

@test "narrowing halves the interval with each probe on a steady path, and confirms it with one more" {
  assert_property halving 20000
}

@test "narrowing continues after a slow first reply" {
  assert_property waking 20000
}

@test "narrowing continues after ten slow replies in a row, unless the interval is narrow for its round trip" {
  assert_property busy 20000
}

@test "narrowing measures a server that rounds to nearest as half a second fast" {
  assert_property rounding 20000
}

@test "narrowing detects a server that rounds to even seconds" {
  assert_property even 20000
  assert_found 15000
}

@test "narrowing detects a clock step" {
  assert_property steps 20000
  assert_found 10000
}

@test "the true drift is within its bounds, even with thinned points, and matches all pairs of few points" {
  assert_property drift 5000
}

@test "a change of rate is detected when no line explains the offsets, and restarts the drift" {
  assert_property changes 5000
}
