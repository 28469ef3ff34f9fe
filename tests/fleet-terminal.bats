#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks on a terminal: the progress bar, colours, rounds drawn over each other, Ctrl-C.
# bats file_tags=long
load helpers/load
load helpers/client
load helpers/clocks

esc=$'\e'
clear_line=$'\r\e[K'

setup() {
  export TERM=xterm
  screen=$BATS_TEST_TMPDIR/screen
  # The size of the window, as options of the terminal tool.
  window=(-r 24 -c 120)
  # A command between the terminal and the client.
  between=(env)
}

# watch [ARG...]: runs the client on a terminal; its output goes to the file $out, and the final content of the screen
# to $screen; sets $status
watch() {
  out=$BATS_TEST_TMPDIR/out
  status=0
  before=$(date +%s)
  timeout 120 "$build/tests/terminal" "${window[@]}" -s "$screen" "${between[@]}" "$client" clocks "$@" >"$out" </dev/null ||
    status=$?
  after=$(date +%s)
}

# start_watching [ARG...]: the same in the background; $keys is the descriptor of the keyboard
start_watching() {
  out=$BATS_TEST_TMPDIR/out
  rm -f "$BATS_TEST_TMPDIR/keys"
  mkfifo "$BATS_TEST_TMPDIR/keys"
  exec {keys}<>"$BATS_TEST_TMPDIR/keys"
  background sh -c 'exec "$@" <"$0"' "$BATS_TEST_TMPDIR/keys" "$build/tests/terminal" "${window[@]}" -s "$screen" \
    "${between[@]}" "$client" clocks "$@" >"$out"
  asked=$started
}

# press KEY: types it
press() {
  printf %s "$1" >&"$keys"
}

ctrl_c=$'\003'

# slow_clock: sets $host to a clock that answers after the bar has appeared
slow_clock() {
  serve_clock -m delay=1500
  host=127.0.0.1:$port
}

# has_bar: the bar appeared in $out at some time
has_bar() {
  grep -q ' of [0-9]* hosts' "$out"
}

# assert_screen LINE-REGEX...: the screen shows exactly these lines
assert_screen() {
  local i=0 line
  while IFS= read -r line; do
    i=$((i + 1))
    [[ $i -le $# && $line =~ ^${!i}$ ]] || fail "line $i is not '${!i-}':" "$(<"$screen")"
  done <"$screen"
  [ "$i" -eq $# ] || fail "not $# lines:" "$(<"$screen")"
}

time_regex='[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} [0-9]{4}'

# plain_row HOST: a regular expression for the row of a clock that is off by a few seconds at most
plain_row() {
  printf '%-24s %s %s' "$1" '[ -]{7}[0-9]' "$time_regex"
}

# --- the progress bar ----------------------------------------------------------------------------

@test "a run of more than a second shows a progress bar, which disappears at the end" {
  serve_clock
  quick=127.0.0.1:$port
  serve_gated gate 0
  host=127.0.0.1:$port
  start=${EPOCHREALTIME/./}
  start_watching "$quick" :0 "$host"
  until_match "$out" '2 of 3 hosts, 1 failed'
  [ $((${EPOCHREALTIME/./} - start)) -ge 1000000 ] || fail "not within a second"
  open_gate gate
  end_clocks
  assert_status 1
  LC_ALL=C grep -qF "${clear_line}[##########################              ] 2 of 3 hosts, 1 failed" "$out" || fail "$(cat -v "$out")"
  assert_screen "$(plain_row localhost)" "$(plain_row "$quick")" "$(failed_row :0 'the host is empty')" \
    "$(plain_row "$host")"
  # The bar is cleared before anything else is written.
  [ "$(tr '\r' '\n' <"$out" | grep -A 1 ' of 3 hosts' | grep -vc -e ' of 3 hosts' -e "^$esc\[K" -e '^--$')" -eq 0 ] || fail "$(cat -v "$out")"
}

@test "the bar is cleared before each row and drawn again after it" {
  serve_gated one 0
  one=127.0.0.1:$port
  serve_gated two 0
  two=127.0.0.1:$port
  start_watching "$one" "$two"
  until_match "$out" '\] 0 of 2 hosts$'
  open_gate one
  until_match "$out" '\] 1 of 2 hosts$'
  LC_ALL=C grep -qF "$clear_line$one " "$out" || fail "$(cat -v "$out")"
  open_gate two
  end_clocks
  assert_status 0
  assert_screen "$(plain_row localhost)" "$(plain_row "$one")" "$(plain_row "$two")"
}

@test "a run of less than a second has no progress bar" {
  serve_clock
  watch "127.0.0.1:$port"
  assert_status 0
  ! has_bar || fail "$(cat -v "$out")"
  [ "$(grep -c "$esc\[K" "$out")" -eq 0 ]
}

@test "there is no progress bar without TERM, with TERM=dumb, or with standard error elsewhere" {
  slow_clock
  for between in 'env -u TERM' 'env TERM=' 'env TERM=dumb' "env sh -c 'exec \"\$0\" \"\$@\" 2>/dev/null'"; do
    eval "between=($between)"
    watch "$host"
    assert_status 0
    ! has_bar || fail "with ${between[*]}:" "$(cat -v "$out")"
    [ "$(grep -c "$esc\[K" "$out")" -eq 0 ]
    assert_screen "$(plain_row localhost)" "$(plain_row "$host")"
  done
}

@test "the progress bar appears with standard output redirected, and disappears at the end" {
  serve_gated gate 0
  between=(sh -c 'exec "$0" "$@" >'"$BATS_TEST_TMPDIR/rows")
  start_watching --format csv "127.0.0.1:$port"
  until_match "$out" '0 of 1 host\b'
  open_gate gate
  end_clocks
  assert_status 0
  assert_screen
  [ "$(grep -c "$esc" "$BATS_TEST_TMPDIR/rows")" -eq 0 ]
  [ "$(wc -l <"$BATS_TEST_TMPDIR/rows")" -eq 2 ]
}

@test "the progress bar fits a narrow window" {
  serve_gated gate 0
  between=(sh -c 'exec "$0" "$@" >/dev/null')
  for columns in 4 8 16 20 30 60 200; do
    window=(-r 5 -c "$columns")
    start_watching "127.0.0.1:$port"
    until_match "$out" "$esc\[K[[0]"
    open_gate gate
    end_clocks
    assert_status 0
    # The last column stays free for the cursor.
    tr '\r' '\n' <"$out" | sed "s/$esc\[K//" >"$out.bars"
    width=$(wc -L <"$out.bars")
    [ "$width" -lt "$columns" ] && [ "$width" -le 56 ] || fail "$(cat -v "$out")"
    assert_screen
  done
}

# --- colours -------------------------------------------------------------------------------------

# coloured_clocks: sets $green, $yellow and $red to clocks that appear in these colours
coloured_clocks() {
  serve_clock
  green=127.0.0.1:$port
  serve_clock -o -20
  yellow=127.0.0.1:$port
  serve_clock -o 100
  red=127.0.0.1:$port
}

# assert_colour HOST COLOUR: the offset in its row has this SGR colour, or none
assert_colour() {
  local row
  row=$(grep "^$1 " "$out")
  if [ "$2" = none ]; then
    [[ $row != *"$esc"* ]] || fail "$1 has a colour:" "$(cat -v "$out")"
  else
    [[ $row =~ ^"$(printf '%-24s' "$1") ${esc}[$2m"' '*-?[0-9]*' '(.*)"${esc}[m" ]] || fail "$1 has not colour $2:" "$(cat -v "$out")"
  fi
}

@test "offsets are green, yellow beyond a second, and red beyond a minute or when missing" {
  coloured_clocks
  for options in '' '--precise=2'; do
    watch ${options:+"$options"} "$green" "$yellow" "$red" :0
    assert_status 1
    assert_colour localhost none
    assert_colour "$green" 32
    assert_colour "$yellow" 33
    assert_colour "$red" 31
    assert_colour :0 31
  done
}

@test "colours in the table follow --warning and --critical" {
  coloured_clocks
  watch --format table --warning 5 --critical 10 "$green" "$yellow" "$red"
  assert_status 2
  assert_colour "$green" 32
  assert_colour "$yellow" 31
  assert_colour "$red" 31
  watch --format table --warning 50 --critical 200 "$green" "$yellow" "$red"
  assert_status 1
  assert_colour "$yellow" 32
  assert_colour "$red" 33
}

@test "there are no colours with NO_COLOR, on a dumb terminal, in a pipe or in a file" {
  coloured_clocks
  for setting in NO_COLOR=1 TERM=dumb TERM=; do
    between=(env "$setting")
    watch "$green" "$red"
    assert_status 0
    assert_colour "$green" none
    assert_colour "$red" none
  done
  between=(env NO_COLOR=)
  watch "$red"
  assert_colour "$red" 31
  between=(sh -c '"$0" "$@" | cat')
  watch "$red"
  assert_colour "$red" none
  between=(env)
  watch --output "$BATS_TEST_TMPDIR/file" "$red"
  [ "$(grep -c "$esc" "$BATS_TEST_TMPDIR/file")" -eq 0 ]
  assert_screen
}

# --- text ----------------------------------------------------------------------------------------

@test "a failed host has a row with the cause, and no message repeats it" {
  watch :0
  assert_status 1
  assert_screen "$(plain_row localhost)" "$(failed_row :0 'the host is empty')"
}

@test "control characters of a name do not reach the terminal in any format" {
  export NO_COLOR=1
  serve_clock
  for options in '--format table' '--format json' '--format csv' '--format prometheus' '--warning 60' '--format table --spread' \
    '--format csv --output /none/file'; do
    # shellcheck disable=SC2086 # several
    watch $options "127.0.0.1:$port" $'\e[2J\e]0;x\a:0' $'\u009b2J:0' $'\x7f"\n\t,:0' $'\u202etxt:0'
    assert_between 1 "$status" 3
    [ "$(LC_ALL=C tr -d '\r\n\40-\176\200-\377' <"$out" | wc -c)" -eq 0 ] || fail "$options:" "$(cat -v "$out")"
    [ "$(grep -c -e $'\u009b' -e $'\u202e' "$out")" -eq 0 ] || fail "$options:" "$(cat -v "$out")"
    grep -q "127.0.0.1:$port" "$out"
  done
}

@test "JSON and CSV print each host on a terminal as soon as it is known" {
  serve_gated one 0
  one=127.0.0.1:$port
  serve_clock
  two=127.0.0.1:$port
  window=(-c 300)
  for format in json csv; do
    start_watching --format "$format" --order arrival "$one" "$two"
    until_match "$out" "^(\\{\"host\":\")?$two"
    [ "$(grep -c "$one" "$out")" -eq 0 ]
    open_gate one
    end_clocks
    assert_status 0
    [ "$(grep -c "$two" "$screen")" -eq 1 ] && [ "$(grep -c "$one" "$screen")" -eq 1 ] || fail "$(<"$screen")"
  done
}

@test "a histogram is as wide as the window" {
  coloured_clocks
  for columns in 40 61 120; do
    window=(-c "$columns")
    watch --plot "$green" "$yellow"
    [ "$(sed '1,/^.$/d' "$out" | tr -d '\r' | wc -L)" -eq "$columns" ] || fail "$(cat -v "$out")"
  done
}

# --- rounds --------------------------------------------------------------------------------------

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

# --- Ctrl-C --------------------------------------------------------------------------------------

@test "Ctrl-C clears the bar, prints all hosts, and counts those without a reply" {
  serve_gated gate 0
  serve_clock
  start_watching 127.0.0.2:1 "unix:$BATS_TEST_TMPDIR/none" "127.0.0.1:$port" "$(gated_host)"
  until_match "$out" '3 of 4 hosts, 2 failed'
  press "$ctrl_c"
  end_clocks
  assert_status 1
  assert_screen "$(plain_row localhost)" '127\.0\.0\.2:1 .*' 'unix:.*' "$(plain_row "127.0.0.1:$port")" \
    "$(gated_host) +- no reply before the interrupt" 'inetkit: clocks: interrupted: 1 of 4 hosts replied, 2 failed, 1 host is not known'
}

# gated_host: the host of the first server that serve_gated started
gated_host() {
  echo "127.0.0.1:$(listening_port "$(head -n 1 "$BATS_TEST_TMPDIR/started")")"
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

@test "Ctrl-C ends clocks while it reads hosts from the keyboard" {
  start_watching --hosts -
  press $'127.0.0.1:1\n'
  until_true is_reading
  press "$ctrl_c"
  end_clocks
  assert_status 130
  assert_screen
}

# is_reading: the client waits for the keyboard
is_reading() {
  local pid
  pid=$(pgrep -P "$asked" -x inetkit) || return
  grep -q -e n_tty -e wait_woken "/proc/$pid/wchan" || grep -q '^0 ' "/proc/$pid/syscall"
}
