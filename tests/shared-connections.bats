#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Many, slow and hostile peers of shared over TCP, and what their connections leave.
load helpers/load
load helpers/foreign
load helpers/shared

@test "a peer that reads or closes slowly delays no other peer and is not reset" {
  in_network_with_shared '
    serve_connections 1001 time
    for i in {1..50}; do
      exec {slow}<>/dev/tcp/127.0.0.1/1001
      peers+=("$slow")
    done
    exchange TCP4:127.0.0.1:1001 </dev/null
    [ "$(size_of "$got")" -eq 4 ]
    # The peers have their answers already, and go on sending.
    for slow in "${peers[@]}"; do
      printf "more" >&"$slow"
      head -c 4 <&"$slow" >"$got"
      [ "$(size_of "$got")" -eq 4 ]
    done
    # The server closes them although they stay open.
    until_true has_no_connection'
  assert_status 0
}

# assert_lingering COUNTS ARG...: linger of build/tests/functions prints these counts
assert_lingering() {
  run "$functions" linger "${@:2}"
  assert_output "$1"
}

@test "a connection that its peer keeps open ends 100 ms after the reply, or 2 s if it is not acknowledged" {
  assert_lingering 10 acknowledged 99 10 192.0.2.1
  assert_lingering 0 acknowledged 100 10 192.0.2.1
  assert_lingering 10 lost 1999 10 192.0.2.1
  assert_lingering 0 lost 2000 10 192.0.2.1
}

@test "beyond 64 connections of a network its oldest are closed, and none of another network" {
  assert_lingering '54 10 64' lost 0 60 192.0.2.1 10 192.0.2.255 64 198.51.100.1
  assert_lingering '10 54 10' lost 0 10 2001:db8:0:100::1 60 2001:db8::1 10 2001:db8:0:ff:ffff::9
}

# bats test_tags=once
@test "of 60 open connections one is drained for a new one, and after 5 ms each once before it is watched" {
  local drained
  need strace
  for drained in '1 4' '60 5'; do
    strace -e trace=/recv -o "$BATS_TEST_TMPDIR/trace" "$functions" linger lost "${drained#* }" 60 192.0.2.1
    [ "$(grep -c '^recv' "$BATS_TEST_TMPDIR/trace")" -eq "${drained% *}" ] || fail "$(<"$BATS_TEST_TMPDIR/trace")"
  done
}

@test "more connections than descriptors are all answered and closed" {
  in_network_with_shared '
    limits=(prlimit --nofile=48:48 --)
    serve_connections 1001 time
    for i in {1..100}; do
      exec {slow}<>/dev/tcp/127.0.0.1/1001
      peers+=("$slow")
    done
    for slow in "${peers[@]}"; do
      head -c 4 <&"$slow" >"$got"
      [ "$(size_of "$got")" -eq 4 ]
    done
    for slow in "${peers[@]}"; do exec {slow}>&-; done
    exchange TCP4:127.0.0.1:1001 </dev/null
    [ "$(size_of "$got")" -eq 4 ]
    until_true has_no_connection'
  assert_status 0
}

# bats test_tags=once
@test "3000 connections leave no descriptors open and no memory in use" {
  in_network_with_shared '
    serve_connections 1001 time
    "$build/tests/connections" -n 1000 -j 20 127.0.0.1 1001 >/dev/null
    until_true has_no_connection
    before=$(resident_of "$server")
    "$build/tests/connections" -n 2000 -j 20 127.0.0.1 1001 >/dev/null
    until_true has_no_connection
    after=$(resident_of "$server")
    [ "$((after - before))" -lt 256 ] || fail "$before kB became $after kB"
    assert_counts "answered 3000, refused 0: port 0, address 0, rate 0, loop 0; not sent 0, dropped 0"'
  assert_status 0
}
