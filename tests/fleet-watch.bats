#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --watch on a terminal: rounds drawn over each other, the rows that fit, Ctrl-C.
# bats file_tags=long
load helpers/load
load helpers/client
load helpers/clocks
load helpers/screen

# has_pictures COUNT: COUNT or more rounds have been drawn. The tests ask for a round each second, so that on a busy machine
# Ctrl-C still comes between two rounds.
has_pictures() {
  [ "$(grep -o "$esc\[?7h" "$out" | wc -l)" -ge "$1" ]
}

# bounded_row HOST: a regular expression for its row with bounds
bounded_row() {
  printf '%-24s %s' "$1" "[ 0-9.+-]{16} ±[0-9.]+ +-?[0-9.]+ ±[0-9.]+ ppm +$time_regex"
}

local_row="localhost +0 +0 ppm +$time_regex"

@test "--watch draws each round over the one before" {
  serve_clock
  host=127.0.0.1:$port
  start_watching --watch 1 "$host" :0
  until_true has_pictures 3
  press "$ctrl_c"
  end_clocks
  assert_status 1
  assert_screen "$local_row" "$(bounded_row "$host")" ':0 +- the host is empty'
  # The first round starts at the cursor, each later one three lines above it, with line wrapping off meanwhile.
  up=$(printf '%s' "${esc}[?7h${esc}[3A${esc}[J${esc}[?7llocalhost ")
  [ "$(head -c 13 "$out")" = "${esc}[J${esc}[?7llocal" ] || fail "$(cat -v "$out")"
  [ "$(grep -cF "$up" "$out")" -eq $(($(grep -o "$esc\[?7h" "$out" | wc -l) - 1)) ] || fail "$(cat -v "$out")"
}

@test "--watch shows as many lines as fit the window, and the number of the others" {
  serve_clock -a 0.0.0.0
  hosts=()
  for i in {1..9}; do
    hosts+=("127.0.0.$i:$port")
  done
  # Ten lines, and one for the cursor.
  for shown in 11:9 12:9 10:7 6:3 3:0 2:-1; do
    window=(-r "${shown%:*}" -c 120)
    start_watching --watch 1 "${hosts[@]}"
    until_true has_pictures 2
    press "$ctrl_c"
    end_clocks
    assert_status 0
    expected=("$local_row")
    for ((i = 0; i < ${shown#*:}; i++)); do
      expected+=("$(bounded_row "${hosts[i]}")")
    done
    [ "${shown#*:}" -ge 0 ] || expected=()
    [ "${shown#*:}" -eq 9 ] || expected+=("\\.\\.\\. and $((9 - ${shown#*:})) more lines?")
    assert_screen "${expected[@]}"
  done
}

@test "--watch cuts lines at the width of the window" {
  serve_clock
  for columns in 20 60; do
    window=(-r 10 -c "$columns")
    start_watching --watch 1 "127.0.0.1:$port" "$(printf 'a%.0s' {1..200}):0"
    until_true has_pictures 2
    press "$ctrl_c"
    end_clocks
    [ "$(wc -l <"$screen")" -eq 3 ] || fail "$(<"$screen")"
    [ "$(wc -L <"$screen")" -eq "$columns" ] || fail "$(<"$screen")"
  done
}

@test "--watch includes the spread, or why there is none, and the plot" {
  serve_clock
  start_watching --watch 1 --spread --plot "127.0.0.1:$port"
  until_true has_pictures 2
  press "$ctrl_c"
  end_clocks
  assert_status 0
  assert_screen "$local_row" "$(bounded_row "127.0.0.1:$port")" 'spread: fewer than two hosts have an offset' '' '.* █+ 1'
  start_watching --watch 1 --spread "127.0.0.1:$port" "127.0.0.1:$port"
  until_true has_pictures 2
  press "$ctrl_c"
  end_clocks
  assert_screen "$local_row" "$(bounded_row "127.0.0.1:$port")" "$(bounded_row "127.0.0.1:$port")" 'spread: .* ahead of .*'
}

@test "--watch reports a clock step below the row of the host" {
  serve_clock -m step=2,50
  start_watching --watch 1 "127.0.0.1:$port"
  until_true has_pictures 4
  press "$ctrl_c"
  end_clocks
  assert_status 0
  [ "$(tr -d '\r' <"$out" | grep -A 1 "127.0.0.1:$port" | grep -c '^  no constant drift explains its offsets: the clock was set, or its drift has changed; the measurement of the drift restarts$')" -eq 1 ] ||
    fail "$(cat -v "$out")"
}

@test "a message stays on screen above the next round" {
  serve_clock
  window=(-r 50 -c 120)
  start_watching --watch 1 --plot=/none/plot.svg "127.0.0.1:$port"
  until_true has_pictures 2
  press "$ctrl_c"
  end_clocks
  assert_status 1
  [ "$(grep -c "$esc\[[0-9]*A" "$out")" -eq 0 ]
  message='inetkit: /none/plot.svg: No such file or directory'
  first=("127.0.0.1:$port +.* - +$time_regex")
  head -n 6 "$screen" >"$screen.first"
  screen=$screen.first
  assert_screen "$message" "$local_row" "${first[@]}" "$message" "$local_row" "$(bounded_row "127.0.0.1:$port")"
}

@test "--watch on a dumb terminal separates rounds by an empty line" {
  serve_clock
  between=(env TERM=dumb)
  start_watching --watch 1 "127.0.0.1:$port"
  until_true has_three_rounds
  press "$ctrl_c"
  end_clocks
  assert_status 0
  [ "$(grep -c "$esc" "$out")" -eq 0 ]
  head -n 5 "$screen" >"$screen.first"
  screen=$screen.first
  assert_screen "$local_row" "127.0.0.1:$port .*" '' "$local_row" "$(bounded_row "127.0.0.1:$port")"
}

has_three_rounds() {
  [ "$(grep -c "^127" "$out")" -ge 3 ]
}

@test "Ctrl-C during a round of --watch draws all hosts and turns line wrapping on again" {
  serve_gated gate 0
  serve_clock
  start_watching --watch 3600 "127.0.0.1:$port" "$(gated_host)"
  until_match "$out" '1 of 2 hosts'
  press "$ctrl_c"
  end_clocks
  assert_status 1
  assert_screen "$local_row" "127.0.0.1:$port .* - +$time_regex" "$(gated_host) +- no reply before the interrupt" \
    'inetkit: clocks: interrupted: 1 of 2 hosts replied, 0 failed, 1 host is not known'
}

@test "Ctrl-C during a later round of --watch keeps the round before on screen" {
  serve_gated gate 0
  start_watching --watch 0.1 "$(gated_host)"
  open_gate gate
  until_true has_spawned_twice
  press "$ctrl_c"
  end_clocks
  assert_status 1
  assert_screen "$local_row" "$(gated_host) .* - +$time_regex" "$local_row" "$(gated_host) +- no reply before the interrupt" \
    'inetkit: clocks: interrupted: 0 of 1 host replied, 0 failed, 1 host is not known'
}

has_spawned_twice() {
  [ "$(grep -c '^Spawned' "$log")" -eq 2 ]
}

@test "Ctrl-C between two rounds of --watch keeps the last round on screen" {
  serve_clock
  start_watching --watch 3600 "127.0.0.1:$port"
  until_true has_pictures 1
  press "$ctrl_c"
  end_clocks
  assert_status 0
  assert_screen "$local_row" "127.0.0.1:$port .* - +$time_regex"
}
