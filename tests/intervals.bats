#!/usr/bin/env bats
# What is proved about a clock holds whatever the clock and the way to it do: random cases, simulated without a network.
load helpers/load

# assert_property NAME COUNT: it holds in so many cases, which are always the same, and in as many new ones
assert_property() {
  local seed
  for seed in 1 "$(od -An -N4 -tu4 /dev/urandom)"; do
    run "$build/tests/intervals" "$1" "${seed// /}" "$2"
    [ "$status" -eq 0 ] || fail "with the seed $seed:" "$output"
    [[ $output =~ ^$2\ cases,\ 0\ failures,\ ([0-9]+)\ found\ out$ ]] || fail "$output"
  done
}

# assert_found LEAST, after assert_property: so many of the cases were found out
assert_found() {
  [ "${BASH_REMATCH[1]}" -ge "$1" ] || fail "$output"
}

@test "intervals of honest replies and their intersection hold the true offset, and no end can be left out" {
  assert_property replies 20000
}

@test "the arithmetic holds for offsets as large as can be, for single moments, and where nothing is known" {
  assert_property extremes 1000
}

@test "a lie is found out when no offset explains it and an honest reply" {
  assert_property lies 20000
  assert_found 500
}

@test "narrowing keeps the true offset, the spacing and the number of questions on any way, long, lopsided or lossy" {
  assert_property narrowing 20000
}

@test "narrowing halves what is left by each question on a steady way, and needs one more to confirm it" {
  assert_property halving 20000
}

@test "narrowing is not content with a first reply that took long" {
  assert_property waking 20000
}

@test "narrowing takes a server that rounds for half a second fast" {
  assert_property rounding 20000
}

@test "narrowing finds out a server that tells only even seconds" {
  assert_property even 20000
  assert_found 15000
}

@test "narrowing finds out a clock that is set meanwhile" {
  assert_property steps 20000
  assert_found 10000
}

@test "the true drift is between the bounds, also when points were thinned, and all pairs agree while there are few" {
  assert_property drift 5000
}

@test "a rate that changes is found out when no line explains the offsets, and the drift is measured anew" {
  assert_property changes 5000
}
