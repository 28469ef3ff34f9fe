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
  printf '%-24s %s' "$1" "[ 0-9.+-]{14} ±[0-9.]+ +-?[0-9.]+ ±[0-9.]+ +$time_regex"
}

# Regular expressions for the first two lines of a round.
heading='HOST +OFFSET s BOUND s +DRIFT ppm BOUND ppm +TIME'
local_row="\\(local clock\\) +0 +0 +$time_regex"

@test "--watch draws each round over the one before" {
  serve_clock
  host=127.0.0.1:$port
  start_watching --watch 1 "$host" :0
  until_true has_pictures 3
  press "$ctrl_c"
  end_clocks
  assert_status 1
  assert_screen "$heading" "$local_row" "$(bounded_row "$host")" ':0 +- the host is empty'
  # The first round starts at the cursor, each later one four lines above it, with line wrapping off meanwhile.
  up=$(printf '%s' "${esc}[?7h${esc}[4A${esc}[J${esc}[?7lHOST ")
  [ "$(head -c 13 "$out")" = "${esc}[J${esc}[?7lHOST " ] || fail "$(cat -v "$out")"
  [ "$(grep -cF "$up" "$out")" -eq $(($(grep -o "$esc\[?7h" "$out" | wc -l) - 1)) ] || fail "$(cat -v "$out")"
}

# first_round [ARG...]: draws one round on a window of $height lines
first_round() {
  window=(-r "$height" -c 120)
  start_watching --watch 3600 "$@"
  until_true has_pictures 1
  press "$ctrl_c"
  end_clocks
}

# row_of HOST: a regular expression for its row in the first round
row_of() {
  echo "$1 +[-+][0-9.]+ ±[0-9.]+ + - +$time_regex"
}

# eight_hosts: sets $hosts to four correct clocks, one without an offset, and those off by 5, -200 and 100 s
eight_hosts() {
  serve_clock -a 0.0.0.0
  near="127\.0\.0\.[1-4]:$port"
  hosts=("127.0.0."{1..4}":$port" :0)
  for offset in 5 -200 100; do
    serve_clock -o "$offset"
    hosts+=("127.0.0.1:$port")
  done
}

@test "--watch draws rows in the order asked for while they fit the window" {
  eight_hosts
  # The lines, and one for the cursor.
  height=12
  first_round --spread "${hosts[@]}"
  assert_status 1
  assert_screen "$heading" "$local_row" "$(row_of "$near")" "$(row_of "$near")" "$(row_of "$near")" "$(row_of "$near")" \
    ':0 +- the host is empty' "$(row_of "${hosts[5]}")" "$(row_of "${hosts[6]}")" "$(row_of "${hosts[7]}")" 'spread: .*'
}

@test "--watch draws the worst hosts first if not all fit the window, and says what is missing" {
  eight_hosts
  worst=("$heading" "$local_row" "$(row_of "${hosts[6]}")" "$(row_of "${hosts[7]}")" "$(row_of "${hosts[5]}")" \
    ':0 +- the host is empty' "$(row_of "$near")" "$(row_of "$near")")
  for case in '11:8:2 more hosts, off by at most 1 s' '9:6:4 more hosts, off by at most 1 s' \
    '8:5:5 more hosts: 1 without an offset' '7:4:6 more hosts: 1 off by more than 1 s, 1 without an offset' \
    '6:3:7 more hosts: 2 off by more than 1 s, 1 without an offset'; do
    IFS=: read -r height rows missing <<<"$case"
    first_round --spread "${hosts[@]}"
    assert_screen "${worst[@]:0:rows}" "\\.\\.\\. $missing" 'spread: .*'
  done
  height=8
  first_round --format table --warning 10 --critical 150 --spread "${hosts[@]:4}" "${hosts[0]}"
  assert_screen "$heading" "$local_row" "$(row_of "${hosts[6]}")" "$(row_of "${hosts[7]}")" ':0 +- the host is empty' \
    '\.\.\. 2 more hosts, off by at most 10 s' 'spread: .*'
}

@test "--watch keeps half of a low window for the hosts, and cuts off the plot" {
  eight_hosts
  height=14
  first_round --plot "${hosts[@]}"
  assert_screen "$heading" "$local_row" "$(row_of "${hosts[6]}")" "$(row_of "${hosts[7]}")" "$(row_of "${hosts[5]}")" \
    ':0 +- the host is empty' "$(row_of "$near")" '\.\.\. 3 more hosts, off by at most 1 s' '' '.*' '.*' '.*' '\.\.\. and [0-9]+ more lines'
  height=3
  first_round "${hosts[@]}"
  assert_screen "$heading" '\.\.\. and 3 more lines'
}

@test "--watch cuts lines at the width of the window" {
  serve_clock
  for columns in 20 60; do
    window=(-r 10 -c "$columns")
    start_watching --watch 1 "127.0.0.1:$port" "$(printf 'a%.0s' {1..200}):0"
    until_true has_pictures 2
    press "$ctrl_c"
    end_clocks
    [ "$(wc -l <"$screen")" -eq 4 ] || fail "$(<"$screen")"
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
  assert_screen "$heading" "$local_row" "$(bounded_row "127.0.0.1:$port")" 'spread: fewer than two hosts have an offset' '' '.* █+ 1'
  start_watching --watch 1 --spread "127.0.0.1:$port" "127.0.0.1:$port"
  until_true has_pictures 2
  press "$ctrl_c"
  end_clocks
  assert_screen "$heading" "$local_row" "$(bounded_row "127.0.0.1:$port")" "$(bounded_row "127.0.0.1:$port")" 'spread: .* ahead of .*'
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
  head -n 8 "$screen" >"$screen.first"
  screen=$screen.first
  assert_screen "$message" "$heading" "$local_row" "${first[@]}" "$message" "$heading" "$local_row" "$(bounded_row "127.0.0.1:$port")"
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
  head -n 7 "$screen" >"$screen.first"
  screen=$screen.first
  assert_screen "$heading" "$local_row" "127.0.0.1:$port .*" '' "$heading" "$local_row" "$(bounded_row "127.0.0.1:$port")"
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
  assert_screen "$heading" "$local_row" "127.0.0.1:$port .* - +$time_regex" "$(gated_host) +- no reply before the interrupt" \
    'inetkit: clocks: interrupted: 1 of 2 hosts replied, 0 failed, 1 host is not known'
}

@test "Ctrl-C during a round of --watch prints each host with all of its row, although the window is small" {
  serve_gated gate 0
  eight_hosts
  window=(-r 6 -c 60)
  start_watching --watch 3600 "${hosts[@]}" "$(gated_host)"
  until_match "$out" '8 of 9 hosts'
  press "$ctrl_c"
  end_clocks
  assert_status 1
  [ "$(grep -c "$esc\[?7l" "$out")" -eq 0 ] || fail "$(cat -v "$out")"
  for host in "${hosts[@]}" "$(gated_host)"; do
    [ "$(grep -c "^$host " "$out")" -eq 1 ] || fail "not $host:" "$(cat -v "$out")"
  done
}

@test "Ctrl-C during a later round of --watch keeps the round before on screen" {
  serve_gated gate 0
  start_watching --watch 0.1 "$(gated_host)"
  open_gate gate
  until_true has_spawned_twice
  press "$ctrl_c"
  end_clocks
  assert_status 1
  assert_screen "$heading" "$local_row" "$(gated_host) .* - +$time_regex" "$heading" "$local_row" "$(gated_host) +- no reply before the interrupt" \
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
  assert_screen "$heading" "$local_row" "127.0.0.1:$port .* - +$time_regex"
}
