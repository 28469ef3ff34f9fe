#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: hosts whose clocks step, drift, round or lie, and hosts that fail.
# bats file_tags=long,slow
load helpers/load
load helpers/client
load helpers/clocks
load helpers/rows

contradiction='its replies contradict each other by [0-9.]+ s: a clock was set or drifted during the measurement, or the server rounds or lies'
contradiction+='; its offset was from [+-][0-9.]+ to [+-][0-9.]+ s before that reply'

@test "contradicting replies are reported for clocks that round to even seconds, step or lie" {
  # On a busy machine the replies are up to a second late, and hide a smaller step. tests/intervals proves small ones.
  local modes=(even 'step=3,2.4' 'step=3,-2.4' 'step=1,1000' lie) hosts=() i
  for mode in "${modes[@]}"; do
    serve_clock -m "$mode"
    hosts+=("127.0.0.1:$port")
  done
  serve_clock -o 5
  ask clocks --precise=0.01 --spacing 0.05 --probes 40 "${hosts[@]}" "127.0.0.1:$port"
  assert_status 1
  for i in "${!hosts[@]}"; do
    sed -n $((i + 2))p "$out" | grep -Eq "^${hosts[i]} +- $contradiction\$" || fail "${modes[i]}:" "$(<"$out")"
    assert_file_matches "$err" "^inetkit: ${hosts[i]}: $contradiction\$"
  done
  sed -n 7p "$out" | grep -Eq "^127.0.0.1:$port +\+(5\.0|4\.9)[0-9]{5} ±0\.00" || fail "$(<"$out")"
  [ "$(wc -l <"$err")" -eq 5 ] || fail "$(<"$err")"
}

@test "a server that rounds to nearest appears half a second fast" {
  serve_clock -m round -o 3
  ask_csv --precise=0.01 --spacing 0.05 "127.0.0.1:$port"
  assert_measured 3.5 1
}

# bats test_tags=once
@test "--watch bounds the true drift" {
  local hosts=() drift drifts=(0 100000 -50000)
  for drift in "${drifts[@]}"; do
    serve_clock -m "drift=$drift"
    hosts+=("127.0.0.1:$port")
  done
  need jq
  background "$client" clocks --watch 0.1 --format json "${hosts[@]}" >"$BATS_TEST_TMPDIR/rows"
  until_true has_lines 180 "$BATS_TEST_TMPDIR/rows"
  # If it ends within a round, its status is 1, and the last rows may lack a measurement.
  kill -TERM "$started"
  wait "$started" || true
  sed -i '181,$d' "$BATS_TEST_TMPDIR/rows"
  for i in "${!hosts[@]}"; do
    jq -s -e --arg host "${hosts[i]}" --argjson truth "${drifts[i]}" '
      map(select(.host == $host)) | (.[0] | has("drift") | not) and
      all(.[1:][]; .drift - .drift_bound <= $truth and $truth <= .drift + .drift_bound) and
      last.drift_bound < 150000 and last.drift_bound < .[1].drift_bound / 10' "$BATS_TEST_TMPDIR/rows" >/dev/null ||
      fail "${drifts[i]}:" "$(grep "${hosts[i]}" "$BATS_TEST_TMPDIR/rows" | tail -n 3)"
  done
}

@test "a clock step between two rounds of --watch is reported and restarts the measurement of drift" {
  serve_clock -m step=3,50
  background "$client" clocks --watch 0.1 --format json "127.0.0.1:$port" >"$BATS_TEST_TMPDIR/rows" 2>"$BATS_TEST_TMPDIR/err"
  until_true has_lines 6 "$BATS_TEST_TMPDIR/rows"
  # If it ends within a round, its status is 1, and it says so.
  kill -TERM "$started"
  wait "$started" || true
  assert_file_matches "$BATS_TEST_TMPDIR/err" "^inetkit: 127.0.0.1:$port: no constant drift explains its offsets: the clock was set, or its drift has changed; the measurement of the drift restarts\$"
  [ "$(grep -c 'no constant drift' "$BATS_TEST_TMPDIR/err")" -eq 1 ]
  # The step removes the drift from one row; then it returns.
  [ "$(jq -c 'has("drift")' "$BATS_TEST_TMPDIR/rows" | head -n 6 | tr '\n' ' ')" = 'false true true false true true ' ] ||
    fail "$(<"$BATS_TEST_TMPDIR/rows")"
}

@test "wrong, reset and missing replies are reported with the cause and delay no other host, over TCP and UDP" {
  local mode good option causes hosts
  serve_clock -o 100
  good=127.0.0.1:$port
  for option in -4 -u; do
    hosts=()
    for mode in eight short slow silent reset; do
      serve_clock -m "$mode"
      hosts+=("127.0.0.1:$port" "$good")
    done
    causes=('received 8 bytes instead of 4: the server sends a 64-bit long, as GNU inetutils does'
      'received 3 bytes instead of 4:( [0-9a-f]{2}){3}' 'received [12] bytes? instead of 4:( [0-9a-f]{2}){1,2}'
      'no reply within 2\.5 s; -w allows more time' '(cannot connect to port [0-9]+: )?Connection reset by peer')
    # A datagram neither arrives byte by byte nor is reset.
    [ "$option" != -u ] || causes[2]='[A-Z].*' causes[4]=${causes[3]}
    ask clocks $option -w 2.5 "${hosts[@]}"
    assert_status 1
    for i in "${!causes[@]}"; do
      assert_clock $((2 * i + 3)) "$good" 100
      [[ $i -ne 2 || $option != -u ]] || continue
      sed -n $((2 * i + 2))p "$out" | grep -Eq "^${hosts[2 * i]} +- ${causes[i]}\$" || fail "${causes[i]}:" "$(<"$out")"
    done
    [ "$(wc -l <"$out")" -eq 11 ] || fail "$(<"$out")"
  done
}

@test "a reply that takes seconds gets a bound wide enough for the true offset" {
  serve_clock -m slow -o -12.5
  ask_csv "127.0.0.1:$port"
  assert_measured -12.5 1
  awk -F, 'NR == 2 && $6 < 2 { exit 1 }' "$out" || fail "$(<"$out")"
  ask_csv -u "127.0.0.1:$port"
  assert_measured -12.5 1
}
