#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The rate limit of shared for each network.
load helpers/load
load helpers/foreign
load helpers/shared

@test "a network that exceeds its rate is refused, and other networks are answered" {
  in_network_with_shared '
    serve_datagrams 1001 -r 1 -b 5 time
    # The burst is shared by all addresses of the network.
    for i in {1..5}; do
      ask -b "127.0.1.$i" </dev/null
    done
    for i in {6..65}; do
      ask -b "127.0.1.$i" </dev/null & asking+=($!)
    done
    ask -b 127.0.2.1 </dev/null
    until_true is_refused 10
    kill "${asking[@]}" 2>/dev/null || true'
  assert_status 0
}

@test "requests of one network are answered up to 2000 at once, but to 100 where replies are longer" {
  in_network_with_shared '
    serve_datagrams 127.0.0.1:1001 time
    "$build/tests/datagrams" -j 64 -n 1900 -s 0 -t 30 127.0.0.1 1001 >"$scratch/load"
    read -r _ _ _ lost <"$scratch/load"
    [ "$lost" -eq 0 ]
    kill "$server"; wait
    serve_datagrams 127.0.0.1:1001 daytime
    ask </dev/null
    "$build/tests/datagrams" -j 64 -n 640 -s 0 127.0.0.1 1001 & asking=$!
    # With a burst of 2000, none would be.
    until_true is_refused 1
    kill "$asking" 2>/dev/null || true'
  assert_status 0
}

@test "a reply of several packets counts as that many for the rate limit" {
  in_network_with_shared '
    serve_datagrams 1001 -r 1 -b 100 echo
    # 41 packets each.
    zeros 60000 >"$sent"
    ask -b 127.0.1.1 <"$sent"
    ask -b 127.0.1.2 <"$sent"
    assert_silence -b 127.0.1.3 127.0.0.1 <"$sent"
    assert_counts "answered 3, refused 1: port 0, address 0, rate 1, "'
  assert_status 0
}

# limit_rate ARG...: runs limit-rate of build/tests/functions; sets $passed and $others
limit_rate() {
  read -r passed others < <("$functions" limit-rate "$@")
}

@test "an address that keeps asking gets exactly its burst and then its rate" {
  # The last of the 20000 milliseconds is 19.999 seconds after the first.
  limit_rate 10 50 20 0 192.0.2.1
  [ "$passed" -eq $((50 + 199)) ] || fail "$passed"
  limit_rate 50 100 10 0 2001:db8::1
  [ "$passed" -eq $((100 + 499)) ] || fail "$passed"
  limit_rate 0 1 10 0 192.0.2.1
  [ "$passed" -eq 10000 ] || fail "$passed"
}

@test "the addresses of one network share its rate, and each network has its own" {
  limit_rate 10 50 20 0 192.0.2.1 192.0.2.9 192.0.2.255
  [ "$passed" -eq $((50 + 199)) ] || fail "$passed"
  limit_rate 10 50 20 0 2001:db8::1 2001:db8:0:ff:ffff::9
  [ "$passed" -eq $((50 + 199)) ] || fail "$passed"
  limit_rate 10 50 20 0 192.0.2.1 192.0.3.1 2001:db8::1 2001:db8:0:100::1
  [ "$passed" -ge $((4 * (50 + 198))) ] || fail "$passed"
}

@test "a network never gets more than its rate, however many others ask, and no less while they are few" {
  limit_rate 10 50 20 1000 192.0.2.1
  [ "$passed" -eq $((50 + 199)) ] || fail "$passed"
  [ "$others" -ge 19990 ] || fail "$others"
  limit_rate 1 2 5 500000 192.0.2.1
  assert_between 1 "$passed" $((2 + 4))
  # Of 2500000 requests, the others together pass at most the capacity of all buckets.
  assert_between 1 "$others" $((2 * 32768 * (2 + 5)))
}

# bats test_tags=once
@test "a flood from as many networks as there are buckets neither silences the server nor makes it grow much" {
  in_network_with_shared '
    serve_datagrams 127.0.0.1:1001 time
    ask </dev/null
    before=$(resident_of "$server")
    "$build/tests/datagrams" -x -n 650000 127.0.0.1 1001 >/dev/null
    ask -b 127.0.0.2 </dev/null
    after=$(resident_of "$server")
    [ "$((after - before))" -lt 1024 ] || fail "$before kB became $after kB"'
  assert_status 0
}
