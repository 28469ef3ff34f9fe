#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks on a terminal: the progress bar, colours, text, Ctrl-C.
# bats file_tags=long
load helpers/load
load helpers/client
load helpers/clocks
load helpers/screen

clear_line=$'\r\e[K'

# slow_clock: sets $host to a clock that answers after the bar has appeared
slow_clock() {
  serve_clock -m delay=1500
  host=127.0.0.1:$port
}

# has_bar: the bar appeared in $out at some time
has_bar() {
  grep -q ' of [0-9]* hosts' "$out"
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
  assert_screen "$heading" "$local_row" "$(plain_row "$quick")" ':0 +- the host is empty' \
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
  assert_screen "$heading" "$local_row" "$(plain_row "$one")" "$(plain_row "$two")"
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
    assert_screen "$heading" "$local_row" "$(plain_row "$host")"
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
    assert_colour "(local clock)" none
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

@test "a bar of the histogram has the colour of its host that is furthest off" {
  coloured_clocks
  # Away from 0, where a bar ends.
  serve_clock -o 0.6
  green=127.0.0.1:$port
  watch --plot --ascii --precise=0.1 --spacing 0.01 "$green" "$yellow" "$red" :0
  sed -n "s/.* $esc\[\(..\)m#*$esc\[m \([0-9]*\).*/\1 \2/p" "$out" >"$BATS_TEST_TMPDIR/bars"
  assert_text "$BATS_TEST_TMPDIR/bars" '33 1' '32 1' '31 1'
  watch --plot --ascii --format table --warning 10 --critical 50 "$yellow" "$yellow" "$red" "$red"
  sed -n "s/.* $esc\[\(..\)m#*$esc\[m \([0-9]*\).*/\1 \2/p" "$out" >"$BATS_TEST_TMPDIR/bars"
  assert_text "$BATS_TEST_TMPDIR/bars" '33 2' '31 2'
}

@test "there are no colours with NO_COLOR, on a dumb terminal, in a pipe or in a file" {
  coloured_clocks
  for setting in NO_COLOR=1 TERM=dumb TERM=; do
    between=(env "$setting")
    watch --plot "$green" "$red"
    assert_status 0
    [ "$(sed '1,/^.$/d' "$out" | grep -c "$esc")" -eq 0 ]
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

# --- the table -----------------------------------------------------------------------------------

@test "the table has a heading and times with their zone on a terminal only" {
  serve_clock
  host=127.0.0.1:$port
  export TZ=XYZ-5:45
  watch "$host"
  assert_status 0
  time='[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} XYZ'
  assert_screen 'HOST {21}OFFSET s TIME' "\\(local clock\\) {19}0 $time" "$(printf '%-24s' "$host") {8}[-01]+ $time"
  now=$(date -d "$(sed -n 's/^(local clock) *0 \(.*\) XYZ$/\1/p' "$screen")" +%s)
  assert_between "$before" "$now" "$after"
  watch --precise=2 "$host"
  assert_screen 'HOST {27}OFFSET s BOUND s    TIME' "\\(local clock\\) {25}0 {12}$time" \
    "$(printf '%-24s' "$host") {6}[-+]0\\.[0-9]{6} ±0\\.[0-9]{6}  $time"
  between=(sh -c '"$0" "$@" >"'"$BATS_TEST_TMPDIR/piped"'"')
  for options in '' --precise=2 '--format csv'; do
    # shellcheck disable=SC2086 # several
    watch $options "$host"
    [ "$(grep -c -e HOST -e 'local clock' -e XYZ "$BATS_TEST_TMPDIR/piped")" -eq 0 ] || fail "$(<"$BATS_TEST_TMPDIR/piped")"
  done
}

@test "hosts with long names widen their column as far as the rows fit the terminal" {
  # Hosts of 30, 29 and 25 columns, the last with a character of two.
  hosts=("$(printf 'a%.0s' {1..28}):0" "$(printf 'b%.0s' {1..27}):0" "$(printf 'c%.0s' {1..21})漢:0")
  window=(-c 80)
  watch "${hosts[@]}"
  assert_screen 'HOST {27}OFFSET s TIME' "\\(local clock\\) {25}0 $time_regex" "${hosts[0]} - .*" \
    "${hosts[1]} {2}- .*" "${hosts[2]} {6}- .*"
  # Rows with bounds leave 29 columns to the hosts.
  watch --precise "${hosts[@]}"
  assert_screen 'HOST {32}OFFSET s BOUND s    TIME' "\\(local clock\\) {30}0 {12}$time_regex" "${hosts[0]} - .*" \
    "${hosts[1]} - .*" "${hosts[2]} {5}- .*"
}

@test "a terminal that is too narrow for the whole row shows no times" {
  serve_clock
  for case in 58: 75:--precise=2; do
    for columns in "${case%:*}" $((${case%:*} - 1)); do
      window=(-c "$columns")
      # shellcheck disable=SC2086 # one or none
      watch ${case#*:} "127.0.0.1:$port"
      [ "$(wc -l <"$screen")" -eq 3 ] || fail "$(<"$screen")"
      shown=0
      [ "$columns" -lt "${case%:*}" ] || shown=2
      [ "$(grep -Ec "$time_regex" "$screen")" -eq "$shown" ] || fail "$columns columns:" "$(<"$screen")"
    done
  done
}

# --- text ----------------------------------------------------------------------------------------

@test "a failed host has a row with the cause, and no message repeats it" {
  watch :0
  assert_status 1
  assert_screen "$heading" "$local_row" ':0 +- the host is empty'
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

@test "a note about an offset stands below its row, and no message repeats it" {
  serve sh -c 'mkdir "$0" 2>&- && exec "$1"' "$BATS_TEST_TMPDIR/asked" "$services/time"
  host=127.0.0.1:$port
  window=(-c 300)
  watch --precise --probes 2 --spacing 0.1 "$host"
  assert_status 0
  assert_screen 'HOST +OFFSET s BOUND s +TIME' "\\(local clock\\) +0 +$time_regex" "$host +[-+]0\\.[0-9]{6} ±[0-9.]+ +$time_regex" \
    '  its last 1 probe failed \(received 0 bytes.*\): the interval of its offset is 1\.[0-9]{6} s wide instead of 0\.010000 s'
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
    [ "$(sed '1,/^.$/d; s/'"$esc"'\[[0-9]*m//g' "$out" | tr -d '\r' | wc -L)" -eq "$columns" ] || fail "$(cat -v "$out")"
  done
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
  assert_screen "$heading" "$local_row" '127\.0\.0\.2:1 .*' 'unix:.*' "$(plain_row "127.0.0.1:$port")" \
    "$(gated_host) +- no reply before the interrupt" 'inetkit: clocks: interrupted: 1 of 4 hosts replied, 2 failed, 1 host is not known'
}

@test "Ctrl-C during --precise shows the bound so far" {
  serve_clock -v
  host=127.0.0.1:$port
  window=(-c 200)
  start_watching --precise --spacing 100 "$host"
  until_match "$log" '^tcp'
  press "$ctrl_c"
  end_clocks
  assert_status 1
  assert_screen 'HOST +OFFSET s BOUND s +TIME' "\\(local clock\\) +0 +$time_regex" "$host +[-+]0\\.[0-9]{6} ±0\\.[0-9]{6} +$time_regex" \
    'inetkit: clocks: interrupted: 1 of 1 host replied, 0 failed, 1 offset is less exact than asked for'
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
