#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: times around 2036, when the counter of RFC 868 wraps, and beyond.
load helpers/load
load helpers/client
load helpers/clocks

# The 32-bit counter of RFC 868 wraps at 2036-02-07 06:28:16 UTC.
wrap=2085978496

# assert_replied REPLY-HEX CLIENT-TIME HOST-TIME: a client whose clock is stopped at CLIENT-TIME decodes the reply as
# HOST-TIME, both in Unix time
assert_replied() {
  local host
  if is_sanitized; then
    run "$functions" decode-time "$1" "$2"
    assert_output "$3"
    return
  fi
  need faketime
  serve_bytes "$1"
  host=127.0.0.1:$port
  fake_clock "$(date -u -d "@$2" '+%F %T')"
  ask clocks "$host"
  within=()
  assert_status 0
  assert_text "$err"
  assert_text "$out" "$(TZ=UTC clock_row localhost 0 "$2")" "$(TZ=UTC clock_row "$host" $(($3 - $2)) "$3")"
}

@test "a client before 2036 accepts replies from both sides of the wrap" {
  assert_replied fffffffa $((wrap - 6)) $((wrap - 6))
  assert_replied ffffffff $((wrap - 6)) $((wrap - 1))
  assert_replied 00000000 $((wrap - 6)) $((wrap))
  assert_replied 00000014 $((wrap - 6)) $((wrap + 20))
  assert_replied 00000000 $((wrap - 1)) $((wrap))
}

@test "a client after 2036 accepts replies from both sides of the wrap" {
  assert_replied 00000000 $((wrap)) $((wrap))
  assert_replied ffffffff $((wrap)) $((wrap - 1))
  assert_replied fffffff6 $((wrap + 20)) $((wrap - 10))
  assert_replied 00000014 $((wrap + 20)) $((wrap + 20))
}

@test "times around and after 2038 have no 32-bit limit" {
  assert_replied 03aa7e80 $((wrap + 0x03aa7e80)) $((wrap + 0x03aa7e80))
  assert_replied 03aa7f81 2147483646 $((wrap + 0x03aa7f81))
  assert_replied ed005780 4102444800 $((0xed005780 - 2208988800 + 4294967296 * 1))
}

@test "a client before the wrap prints the time of a server after it" {
  # The clock of the server advances in the meantime.
  shift=$((wrap + 30 - EPOCHSECONDS))
  if is_sanitized; then
    reply=$("$services/time" -o "$shift" | od -An -tx1 | tr -d ' \n')
    difference=$(($("$functions" decode-time "$reply" $((wrap - 6))) - (wrap - 6)))
  else
    need faketime
    serve "$services/time" -o "$shift"
    fake_clock '2036-02-07 06:28:10'
    ask clocks "127.0.0.1:$port"
    assert_status 0
    assert_row 1 "$(TZ=UTC clock_row localhost 0 $((wrap - 6)))"
    difference=$(awk 'NR == 2 { print $2 }' "$out")
    assert_row 2 "$(TZ=UTC clock_row "127.0.0.1:$port" "$difference" $((wrap - 6 + difference)))"
  fi
  assert_between 36 "$difference" 56
}

@test "a client after the wrap prints the time of a server before it" {
  shift=$((wrap - 60 - EPOCHSECONDS))
  if is_sanitized; then
    reply=$("$services/time" -o "$shift" | od -An -tx1 | tr -d ' \n')
    difference=$(($("$functions" decode-time "$reply" $((wrap + 4))) - (wrap + 4)))
  else
    need faketime
    serve "$services/time" -o "$shift"
    fake_clock '2036-02-07 06:28:20'
    ask clocks "127.0.0.1:$port"
    assert_status 0
    assert_row 1 "$(TZ=UTC clock_row localhost 0 $((wrap + 4)))"
    difference=$(awk 'NR == 2 { print $2 }' "$out")
    assert_row 2 "$(TZ=UTC clock_row "127.0.0.1:$port" "$difference" $((wrap + 4 + difference)))"
  fi
  assert_between -64 "$difference" -44
}

# bats test_tags=slow
@test "--pivot YEAR chooses the time nearest to that year among those 136 years apart" {
  serve_clock -o 2524556160
  ask_csv "127.0.0.1:$port"
  assert_measured $((2524556160 - 4294967296)) 1
  ask_csv --pivot 2100 "127.0.0.1:$port"
  assert_measured 2524556160 1
  serve_clock -o 1400000000
  ask_csv --pivot 2070 --precise=0.01 --spacing 0.05 "127.0.0.1:$port"
  assert_measured 1400000000 1
}

# bats test_tags=once,slow
@test "a client with an unset clock warns, and with --pivot measures hosts beyond 2036 correctly" {
  local warning="inetkit: local clock: before 2020, so it was probably never set; --pivot YEAR gives the right times of the hosts"
  need faketime
  serve_clock -o 450000000
  fake_clock -1766000000s
  ask_csv "127.0.0.1:$port"
  assert_status 0
  assert_text "$err" "$warning"
  assert_inside $((2216000000 - 4294967296)) 1
  ask clocks --protocol daytime "time://127.0.0.1:$port"
  assert_text "$err" "$warning"
  ask clocks "daytime://127.0.0.1:$port"
  if grep -q '^inetkit: local clock:' "$err"; then
    fail "$(<"$err")"
  fi
  ask_csv --pivot 2035 "127.0.0.1:$port"
  assert_measured 2216000000 1
  serve_clock -o 2600000000
  ask_csv --pivot 2108 "127.0.0.1:$port"
  assert_measured 4366000000 1
}
