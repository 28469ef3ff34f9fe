#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What all filters have in common: each serves every kind of descriptor. The other suites filters-*.bats have their
# options, peers, errors, idle limit and diagnostics.
load helpers/load
load helpers/peers
load helpers/filters

# exchange_with NAME ADDRESS: like exchange, but stops chargen, which has no end, after 20000 bytes
exchange_with() {
  if [ "$1" = chargen ]; then
    exchange "$2" 20000 <"$sent"
  else
    exchange "$2" <"$sent"
  fi
}

@test "each filter serves pipes" {
  for name in "${served[@]}"; do
    take "$name"
    # shellcheck disable=SC2002 # a pipe is wanted
    cat "$sent" | timeout 120 "${filter[@]}" | head -c 20000 >"$got"
    assert_served "$name"
  done
}

@test "each filter serves files" {
  for name in "${served[@]}"; do
    take "$name"
    if [ "$name" = chargen ]; then
      # Writing ends with EFBIG at this file size limit.
      (
        ulimit -f 32
        exec timeout 120 env --ignore-signal=XFSZ "${filter[@]}" <"$sent" >"$got" 2>/dev/null
      ) || status=$?
      assert_status 1
    else
      timeout 120 "${filter[@]}" <"$sent" >"$got"
    fi
    assert_served "$name"
  done
}

@test "each filter serves IPv4" {
  for name in "${served[@]}"; do
    take "$name"
    serve_watched "${filter[@]}"
    exchange_with "$name" "TCP4:127.0.0.1:$port"
    assert_served "$name"
    until_ended
    assert_empty "$errors"
  done
}

@test "each filter serves IPv6" {
  grep -q ' lo$' /proc/net/if_inet6 || skip "there is no IPv6"
  for name in "${served[@]}"; do
    take "$name"
    serve_on ::1 "${filter[@]}"
    exchange_with "$name" "TCP6:[::1]:$port"
    assert_served "$name"
    until_ended
  done
}

@test "each filter serves a UNIX socket" {
  for name in "${served[@]}"; do
    take "$name"
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" "${filter[@]}"
    exchange_with "$name" "UNIX:$BATS_TEST_TMPDIR/$name.socket"
    assert_served "$name"
    until_ended
  done
}

@test "each filter serves under tcpserver" {
  for name in "${served[@]}"; do
    take "$name"
    serve_tcpserver "${filter[@]}"
    exchange_with "$name" "TCP4:127.0.0.1:$port"
    assert_served "$name"
  done
}

@test "each filter serves on a terminal" {
  need script
  for name in "${served[@]}"; do
    take "$name"
    rm -f "$got" "$BATS_TEST_TMPDIR"/{ready,typed}
    mkfifo "$BATS_TEST_TMPDIR/typed"
    # In this mode the terminal passes lines on unchanged.
    background sh -c 'exec timeout 120 script -qec "$0" /dev/null <>"$1" >"$2"' \
      "stty -echo -opost; : >'$BATS_TEST_TMPDIR/ready'; exec ${filter[*]@Q}" "$BATS_TEST_TMPDIR/typed" "$got"
    until_true test -e "$BATS_TEST_TMPDIR/ready"
    printf 'hi\n\004' 1<>"$BATS_TEST_TMPDIR/typed"
    if [ "$name" = chargen ]; then
      until_true is_as_long_as "$got" 20000
      # script(1) ends slowly; killing it closes the terminal, which ends the filter.
      kill -KILL -- "-$started"
    else
      status=0
      wait "$started" || status=$?
      assert_status 0
    fi
    assert_served "$name"
  done
}

@test "each filter serves non-blocking pipes" {
  for name in "${served[@]}"; do
    take "$name"
    {
      sleep 0.1
      cat "$sent"
    } | timeout 120 sh -c 'dd iflag=nonblock oflag=nonblock count=0 status=none
      flags=$(grep -h "^flags:" "/proc/$$/fdinfo/0" "/proc/$$/fdinfo/1")
      echo "$flags" >&2
      exec "$@"' sh "${filter[@]}" 2>"$errors" | {
      sleep 0.1
      head -c 20000
    } >"$got"
    assert_served "$name"
    # Both descriptors had O_NONBLOCK set.
    [ "$(grep -c '[4567][0-7]\{3\}$' "$errors")" -eq 2 ] || fail "$(cat "$errors")"
  done
}

@test "echo and chargen lose nothing on non-blocking pipes that are full or empty for a while" {
  head -c 3000000 /dev/urandom >"$sent"
  {
    head -c 1000000
    sleep 0.1
    cat
  } <"$sent" | timeout 120 sh -c 'dd iflag=nonblock oflag=nonblock count=0 status=none && exec "$0"' "$services/echo" | {
    sleep 0.1
    dd bs=9973 status=none
  } >"$got"
  assert_same "$got" "$sent"
  timeout 120 sh -c 'dd oflag=nonblock count=0 status=none && exec "$0"' "$services/chargen" </dev/null | {
    sleep 0.1
    dd bs=9973 count=300 iflag=fullblock status=none
  } >"$got"
  assert_ring "$got" 2900000
}
