#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: formats, order of rows, output files, the spread and the plot.
# bats file_tags=long
load helpers/load
load helpers/client
load helpers/clocks
load helpers/foreign
load helpers/network
load helpers/rows

formats=(table json csv prometheus)
header=$'host,address,port,offset,bound,rtt,probes,time,error,protocol,measured,stratum,root_distance\r'

# three_clocks: sets $fast, 300 s ahead, $even, and $slow, 40 s behind
three_clocks() {
  serve_clock -o 300
  fast=127.0.0.1:$port
  serve_clock
  even=127.0.0.1:$port
  serve_clock -o -40
  slow=127.0.0.1:$port
}

# assert_json FILTER: the jq filter is true for the array of the objects in $out
assert_json() {
  jq -es "$1" "$out" >/dev/null || fail "this is not true: $1" "$(<"$out")"
}

# --- formats -------------------------------------------------------------------------------------

@test "--format json prints one object with all keys per line and host" {
  need jq
  three_clocks
  ask clocks --format json "$fast" :0 "$slow"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 3 ]
  assert_json 'map(keys_unsorted) | unique == [["host", "address", "port", "offset", "bound", "rtt", "probes", "time", "error", "protocol", "measured", "stratum", "root_distance"]]'
  assert_json ".[0] | .host == \"$fast\" and .address == \"127.0.0.1\" and .port == ${fast#*:} and .probes == 1 and .error == null"
  assert_json '.[0] | .offset - .bound <= 300 and 300 <= .offset + .bound and .bound <= 0.6 and .rtt > 0 and .rtt < 1'
  assert_json '.[2] | .offset - .bound <= -40 and -40 <= .offset + .bound'
  assert_json ".[0].time | fromdate | . >= $before + 299 and . <= $after + 300"
  assert_json '.[1] | .host == ":0" and .error == "the host is empty" and .probes == 0
    and ([.address, .offset, .bound, .rtt, .time] | unique) == [null]'
}

@test "--format csv prints a header and one row per host" {
  three_clocks
  ask clocks --format csv "$fast" :0 "$slow"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 4 ]
  assert_row 1 "$header"
  number='[0-9]+\.[0-9]{9}'
  assert_file_matches "$out" "^$fast,127\.0\.0\.1,${fast#*:},$number,$number,$number,1,20..-..-..T..:..:..Z,,time,20..-..-..T..:..:..Z,,"$'\r$'
  assert_file_matches "$out" '^:0,,37,,,,0,,the host is empty,time,,,'$'\r$'
  assert_file_matches "$out" "^$slow,127\.0\.0\.1,${slow#*:},-$number,$number,$number,1,20..-..-..T..:..:..Z,,time,20..-..-..T..:..:..Z,,"$'\r$'
}

@test "--format prometheus prints each host's metrics, which promtool accepts" {
  three_clocks
  ask clocks --format prometheus "$fast" :0 "$slow"
  assert_status 1
  assert_metrics
  assert_file_matches "$out" "^inetkit_clock_up\{host=\"$fast\"\} 1$"
  assert_file_matches "$out" '^inetkit_clock_up\{host=":0"\} 0$'
  assert_file_matches "$out" "^inetkit_clock_offset_seconds\{host=\"$fast\"\} (299|300)\.[0-9]{9}$"
  assert_file_matches "$out" "^inetkit_clock_offset_seconds\{host=\"$slow\"\} -(39|40)\.[0-9]{9}$"
  assert_file_matches "$out" "^inetkit_clock_probes\{host=\"$slow\"\} 1$"
}

@test "table and metrics, but not JSON and CSV, also explain failed hosts on standard error" {
  for format in table prometheus; do
    ask clocks --format "$format" :0
    assert_status 1
    assert_text "$err" 'inetkit: :0: the host is empty'
  done
  for format in json csv; do
    ask clocks --format "$format" :0
    assert_status 1
    assert_text "$err"
  done
}

@test "--format table prints the default table" {
  serve_clock
  ask clocks --format table "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 0
}

@test "clocks rejects an unknown --format and --order" {
  ask clocks --format xml localhost
  assert_complaint 2 "clocks: --format xml: not one of table|json|csv|prometheus; see 'inetkit help clocks'"
  ask clocks --order random localhost
  assert_complaint 2 "clocks: --order random: not one of arrival|given|offset; see 'inetkit help clocks'"
}

# --- the order of rows ---------------------------------------------------------------------------

@test "--order given, the default, prints a row once all rows before it are known" {
  need jq
  serve_gated one 100
  one=127.0.0.1:$port
  serve_gated three 300
  three=127.0.0.1:$port
  serve_clock -o 200 -v
  two=127.0.0.1:$port
  for options in '' '--order=given'; do
    for format in table json csv; do
      : >"$log"
      start_clocks --format "$format" ${options:+"$options"} "$one" "$two" "$three"
      until_match "$log" '^tcp'
      open_gate one
      # The second host's row waited for the first, and does not wait for the third.
      until_match "$out" "^(\\{\"host\":\")?$two"
      assert_hosts_in "$format" "$one" "$two"
      open_gate three
      end_clocks
      assert_status 0
      assert_hosts_in "$format" "$one" "$two" "$three"
    done
  done
}

@test "--order arrival prints each row as soon as it is known" {
  need jq
  serve_gated one 100
  one=127.0.0.1:$port
  serve_gated three 300
  three=127.0.0.1:$port
  serve_clock -o 200
  two=127.0.0.1:$port
  for format in table json csv; do
    start_clocks --format "$format" --order arrival "$one" "$two" "$three"
    until_match "$out" "^(\\{\"host\":\")?$two"
    assert_hosts_in "$format" "$two"
    open_gate three
    until_match "$out" "^(\\{\"host\":\")?$three"
    assert_hosts_in "$format" "$two" "$three"
    open_gate one
    end_clocks
    assert_status 0
    assert_hosts_in "$format" "$two" "$three" "$one"
  done
}

@test "--order offset sorts by offset, and lists hosts without one last in the order given" {
  need jq
  three_clocks
  for format in "${formats[@]}"; do
    ask clocks --format "$format" --order offset :1 "$fast" x:0 "$even" "$slow" :0
    assert_status 1
    assert_hosts_in "$format" "$slow" "$even" "$fast" :1 x:0 :0
  done
}

@test "--format prometheus keeps the order given, whichever host answers first" {
  three_clocks
  for order in given arrival; do
    ask clocks --format prometheus --order "$order" "$fast" :0 "$even" "$slow"
    assert_hosts_in prometheus "$fast" :0 "$even" "$slow"
  done
}

# --- the table with bounds -----------------------------------------------------------------------

# assert_precise LINE HOST SIGN OFFSET: the row has columns of fixed width, and the true offset lies within its bound
assert_precise() {
  local row time='[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} [0-9]{4}'
  row=$(sed -n "$1p" "$out")
  [[ $row =~ ^$(printf '%-24s' "$2")' '([ +0-9.-]{16})' '"$3"([0-9.]+)(' '*)' '$time$ ]] || fail "row $1:" "$(<"$out")"
  [ "$((${#3} + ${#BASH_REMATCH[2]} + ${#BASH_REMATCH[3]}))" -eq 12 ] || fail "row $1:" "$(<"$out")"
  awk -v offset="${BASH_REMATCH[1]}" -v bound="${BASH_REMATCH[2]}" -v clock="$4" 'BEGIN {
    exit !(offset ~ /^ +[+-][0-9]+\.[0-9][0-9][0-9][0-9][0-9][0-9]$/ && bound ~ /^0\.[0-9][0-9][0-9][0-9][0-9][0-9]$/ &&
      offset - bound <= clock && clock <= offset + bound)
  }' || fail "row $1 is not of a clock that is $4 s ahead:" "$(<"$out")"
}

@test "--precise prints offsets with their bounds in columns" {
  three_clocks
  ask clocks --precise=2 "$fast" :0 "$slow"
  assert_status 1
  assert_file_matches "$out" "^localhost {31}0 {14}[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} [0-9]{4}$"
  assert_precise 2 "$fast" ± 300
  assert_row 3 "$(printf '%-24s %16s the host is empty' :0 -)"
  assert_precise 4 "$slow" ± -40
  [ "$(wc -l <"$out")" -eq 4 ]
}

@test "--ascii and locales without UTF-8 print +- instead of ±" {
  three_clocks
  ask clocks --precise=2 --ascii --spread "$fast" "$slow"
  assert_precise 2 "$fast" +- 300
  assert_file_matches "$out" '^spread: .* \+-[0-9.]+ s ahead of '
  LC_ALL=C ask clocks --precise=2 --spread "$fast" "$slow"
  assert_precise 2 "$fast" +- 300
  [ "$(LC_ALL=C tr -d '\n\40-\176' <"$out" | wc -c)" -eq 0 ]
  LC_ALL=C.UTF-8 ask clocks --precise=2 --spread "$fast" "$slow"
  assert_file_matches "$out" '^spread: .* ±[0-9.]+ s ahead of '
}

# --- the spread ----------------------------------------------------------------------------------

@test "--spread prints a line below the table" {
  three_clocks
  ask clocks --spread "$even" "$fast" :0 "$slow"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 6 ]
  run tail -n 1 "$out"
  [[ $output =~ ^spread:\ $fast\ is\ ([0-9.]+)\ ±([0-9.]+)\ s\ ahead\ of\ $slow$ ]] || fail "$output"
  awk -v spread="${BASH_REMATCH[1]}" -v bound="${BASH_REMATCH[2]}" \
    'BEGIN { exit !(spread - bound <= 340 && 340 <= spread + bound && bound < 1.2) }' || fail "$output"
}

@test "--spread prints to standard error with JSON and CSV, and metrics with Prometheus" {
  need jq
  three_clocks
  for format in json csv; do
    ask clocks --spread --format "$format" "$even" "$fast" "$slow"
    assert_status 0
    [ "$(wc -l <"$err")" -eq 1 ]
    assert_file_matches "$err" "^inetkit: spread: $fast is [0-9.]+ ±[0-9.]+ s ahead of $slow$"
    assert_hosts_in "$format" "$even" "$fast" "$slow"
  done
  ask clocks --spread --format prometheus "$even" "$fast" "$slow"
  assert_status 0
  assert_text "$err"
  assert_metrics
  assert_file_matches "$out" '^inetkit_clock_spread_seconds (339|340)\.[0-9]{9}$'
  assert_file_matches "$out" '^inetkit_clock_spread_bound_seconds [01]\.[0-9]{9}$'
}

@test "--spread with fewer than two measured clocks says that it needs two" {
  three_clocks
  for format in "${formats[@]}"; do
    for hosts in "$fast" ":0 $fast" :0; do
      # shellcheck disable=SC2086 # several
      ask clocks --spread --format "$format" $hosts
      assert_file_matches "$err" '^inetkit: spread: fewer than two hosts have an offset$'
      run cat "$out"
      refute_match spread
    done
  done
}

# --- the plot ------------------------------------------------------------------------------------

@test "--plot draws a histogram below the table, in Unicode or ASCII" {
  three_clocks
  ask clocks --plot "$fast" :0 "$slow"
  [ -z "$(sed -n 5p "$out")" ] || fail "$(<"$out")"
  assert_file_matches "$out" '^ *-100 \.\. 0 s █+ 1$'
  assert_file_matches "$out" '^ *\+[0-9]+ \.\. \+[0-9]+ s █+ 1$'
  assert_row "$(wc -l <"$out")" '1 host has no offset'
  ask clocks --plot --ascii "$fast" "$slow"
  assert_file_matches "$out" '^ *-100 \.\. 0 s #+ 1$'
  LC_ALL=C ask clocks --plot "$fast" "$slow"
  assert_file_matches "$out" ' s #+ 1$'
  [ "$(LC_ALL=C tr -d '\n\40-\176' <"$out" | wc -c)" -eq 0 ]
  # Without a terminal the width is 80 columns.
  [ "$(tail -n +4 "$out" | wc -L)" -eq 80 ] || fail "$(<"$out")"
}

@test "--plot draws below the spread" {
  three_clocks
  ask clocks --plot --spread "$fast" "$slow"
  assert_file_matches "$out" '^spread: '
  [ "$(grep -n '^spread: ' "$out" | cut -d: -f1)" -eq 4 ]
  [ -z "$(sed -n 5p "$out")" ]
}

@test "--plot=FILE writes well-formed SVG with every format" {
  need xmllint
  three_clocks
  for format in "${formats[@]}"; do
    ask clocks --format "$format" --plot="$BATS_TEST_TMPDIR/plot.svg" "$fast" $'a\e<&>"\xff:0' "$slow"
    assert_status 1
    xmllint --noout --nonet "$BATS_TEST_TMPDIR/plot.svg"
    [ "$(grep -c svg "$out")" -eq 0 ]
    rm "$BATS_TEST_TMPDIR/plot.svg"
  done
}

@test "--plot=FILE has the thresholds of the options or of the colours, and when and where it was drawn" {
  three_clocks
  local plot=$BATS_TEST_TMPDIR/plot.svg
  TZ=Asia/Kolkata ask clocks --plot="$plot" "$even" "$fast" "$slow"
  assert_status 0
  grep -qF '>within ±1 s: 1 host<' "$plot"
  grep -qF '>warning, beyond ±1 s: 1 host<' "$plot"
  grep -qF '>critical, beyond ±60 s: 1 host<' "$plot"
  grep -qE "<desc id=\"desc\">Measured from $(uname -n), [0-9-]{10} [0-9:]{8} \+0530( to [0-9-]{10} [0-9:]{8} \+0530)?\. " "$plot"
  ask clocks --warning 60 --critical 7200 --plot="$plot" "$even" "$fast" "$slow"
  grep -qF '>within ±60 s: 2 hosts<' "$plot"
  grep -qF '>warning, beyond ±60 s: 1 host<' "$plot"
  grep -qF '>critical, beyond ±7200 s: 0 hosts<' "$plot"
}

@test "with an unwritable --plot=FILE clocks prints everything else and exits with status 1" {
  three_clocks
  ask clocks --plot=/none/plot.svg --spread "$even" "$fast"
  assert_status 1
  assert_clock 2 "$even" 0
  assert_file_matches "$out" '^spread: '
  assert_text "$err" 'inetkit: /none/plot.svg: No such file or directory'
}

# --- the output file -----------------------------------------------------------------------------

@test "--output replaces the file in one step after the last row" {
  need jq
  file_with_old
  serve_gated one 100
  one=127.0.0.1:$port
  serve_clock -v
  inode=$(stat -c %i "$file")
  for format in "${formats[@]}"; do
    : >"$log"
    start_clocks --format "$format" --output "$file" "127.0.0.1:$port" "$one"
    until_match "$log" '^tcp'
    until_all_but_one
    # Nothing that a killed process could leave.
    assert_alone
    [ "$(stat -c %i "$file")" = "$inode" ]
    open_gate one
    end_clocks
    assert_status 0
    assert_text "$out"
    assert_text "$err"
    [ "$(stat -c %i "$file")" != "$inode" ]
    inode=$(stat -c %i "$file")
    assert_alone
    out=$file
    assert_hosts_in "$format" "127.0.0.1:$port" "$one"
  done
}

@test "--output creates a file in the current directory with the mode that umask(2) leaves" {
  serve_clock
  cd "$BATS_TEST_TMPDIR"
  for mask in 022:644 027:640 077:600 000:666; do
    rm -f new
    (umask "${mask%:*}" && ask clocks --output new "127.0.0.1:$port" && assert_status 0)
    [ "$(stat -c %a new)" = "${mask#*:}" ] || fail "$(stat new)"
  done
  out=new before=$((before - 60)) after=$(date +%s)
  [ "$(wc -l <new)" -eq 2 ]
}

@test "with an unwritable --output clocks still writes the plot and the spread, prints the rows, and fails" {
  need xmllint
  three_clocks
  for path in /none/clocks "$BATS_TEST_TMPDIR"; do
    ask clocks --output "$path" --plot="$BATS_TEST_TMPDIR/plot.svg" --spread "$even" "$fast"
    assert_status 1
    assert_hosts_in table "$even" "$fast" spread:
    cause='No such file or directory'
    [ -e "${path%/*}" ] && cause='Is a directory'
    assert_file_matches "$err" "^inetkit: $path: $cause\$"
    assert_file_matches "$out" "^spread: $fast is "
    xmllint --noout --nonet "$BATS_TEST_TMPDIR/plot.svg"
    rm "$BATS_TEST_TMPDIR/plot.svg"
  done
  ask clocks --output /none/clocks --warning 60 "$even"
  assert_status 3
  [ "$(head -n 1 "$out")" = 'CLOCKS UNKNOWN - the file of --output could not be written' ] || fail "$(<"$out")"
  assert_file_matches "$out" '^CLOCKS OK - '
  ask clocks --output /none/clocks --warning 60 "$fast"
  assert_status 1
}

@test "--watch writes the file of --output again after a round in which it could not" {
  serve_clock
  start_clocks --watch 0.1 --format csv --output "$BATS_TEST_TMPDIR/later/file" "127.0.0.1:$port"
  until_match "$err" 'later/file: No such file or directory'
  mkdir "$BATS_TEST_TMPDIR/later"
  until_true test -s "$BATS_TEST_TMPDIR/later/file"
  kill -TERM "$asked"
  end_clocks
  assert_text "$out"
}

@test "--output to a read-only file in a read-only directory keeps the old file" {
  need_root
  need setpriv
  file_with_old
  serve_clock
  chmod 444 "$file"
  chmod 555 "$directory"
  within=(setpriv --bounding-set "-dac_override" --inh-caps "-all")
  ask clocks --output "$file" "127.0.0.1:$port"
  chmod 755 "$directory"
  assert_status 1
  assert_text "$err" "inetkit: $file: Permission denied" "inetkit: $file: standard output gets the rows instead"
  assert_alone
  assert_text "$file" old
}

@test "--output on a full disk keeps the old file and leaves no temporary file" {
  need_root
  need unshare mount
  file_with_old
  serve_clock
  within=(unshare --mount sh -c 'mount -t tmpfs -o size=8k tmpfs "$0" && cp /etc/hostname "$0/clocks.prom" &&
    ! cat /dev/zero >"$0/full" 2>/dev/null || exit 9
    status=0; "$@" || status=$?; ls -A "$0"; cmp /etc/hostname "$0/clocks.prom" && exit $status' "$directory")
  ask clocks --output "$file" "127.0.0.1:$port"
  assert_status 1
  [ "$(tail -n 2 "$out")" = clocks.prom$'\n'full ] || fail "$(<"$out")"
  assert_file_matches "$out" "^127.0.0.1:$port "
  assert_text "$err" "inetkit: $file: No space left on device" "inetkit: $file: standard output gets the rows instead"
}

@test "--output to a symbolic link replaces the target of the link" {
  file_with_old
  serve_clock
  ln -s "$file" "$BATS_TEST_TMPDIR/link"
  ask clocks --output "$BATS_TEST_TMPDIR/link" "127.0.0.1:$port"
  assert_said ''
  [ -L "$BATS_TEST_TMPDIR/link" ]
  [ "$(wc -l <"$file")" -eq 2 ]
  assert_alone
}

@test "--output to a device, a FIFO or standard output writes into it instead of replacing it" {
  serve_clock
  need_root
  # Own device nodes: a defect in the program must not replace those of the system.
  mknod "$BATS_TEST_TMPDIR/null" c 1 3
  mknod "$BATS_TEST_TMPDIR/full" c 1 7
  ln -s /proc/self/fd/1 "$BATS_TEST_TMPDIR/stdout"
  ask clocks --output "$BATS_TEST_TMPDIR/null" "127.0.0.1:$port"
  assert_said ''
  [ -c "$BATS_TEST_TMPDIR/null" ]
  mkfifo "$BATS_TEST_TMPDIR/fifo"
  cat "$BATS_TEST_TMPDIR/fifo" >"$BATS_TEST_TMPDIR/read" &
  until_true grep -qs fifo "/proc/$!/cmdline"
  until_true is_opening "$!"
  ask clocks --output "$BATS_TEST_TMPDIR/fifo" "127.0.0.1:$port"
  assert_said ''
  wait "$!"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/read")" -eq 2 ]
  [ -p "$BATS_TEST_TMPDIR/fifo" ]
  # A FIFO without a reader is an error, not a reason to wait.
  start_clocks --output "$BATS_TEST_TMPDIR/fifo" "127.0.0.1:$port"
  end_clocks
  assert_status 1
  assert_text "$err" "inetkit: $BATS_TEST_TMPDIR/fifo: No such device or address" "inetkit: $BATS_TEST_TMPDIR/fifo: standard output gets the rows instead"
  ask clocks --output "$BATS_TEST_TMPDIR/full" "127.0.0.1:$port"
  assert_status 1
  assert_text "$err" "inetkit: $BATS_TEST_TMPDIR/full: No space left on device" "inetkit: $BATS_TEST_TMPDIR/full: standard output gets the rows instead"
  [ -c "$BATS_TEST_TMPDIR/full" ]
  run --separate-stderr bash -c "'$client' clocks --output $BATS_TEST_TMPDIR/stdout 127.0.0.1:$port | cat"
  assert_status 0
  [ "${#lines[@]}" -eq 2 ]
  [ -L "$BATS_TEST_TMPDIR/stdout" ]
}

# is_opening PID: the process waits for the other end of a FIFO
is_opening() {
  grep -q -e wait_for_partner -e fifo_open "/proc/$1/wchan" || grep -q '^257 ' "/proc/$1/syscall"
}

@test "--output accepts a file name of 255 bytes" {
  serve_clock
  cd "$BATS_TEST_TMPDIR"
  name=$(printf 'n%.0s' {1..255})
  ask clocks --output "$name" "127.0.0.1:$port"
  assert_said ''
  [ "$(wc -l <"$name")" -eq 2 ]
}

@test "--watch --output replaces the file in each round" {
  file_with_old
  serve_clock
  for format in prometheus csv; do
    start_clocks --watch 0.1 --format "$format" --output "$file" "127.0.0.1:$port"
    seen=()
    for _ in 1 2 3; do
      until_true is_another "${seen[@]}"
      seen+=("$(stat -c %i:%Y:%Z:%z "$file")")
      # Not cp(1), which fails if the file is replaced meanwhile.
      cat "$file" >"$BATS_TEST_TMPDIR/copy"
    done
    kill -TERM "$asked"
    end_clocks
    assert_alone
    out=$BATS_TEST_TMPDIR/copy
    assert_hosts_in "$format" "127.0.0.1:$port"
  done
  [ "$(grep -c host,address "$file")" -eq 1 ]
}

# is_another STATE...: the state of the file differs from each of these
is_another() {
  local state now
  now=$(stat -c %i:%Y:%Z:%z "$file")
  [ "$(wc -l <"$file")" -gt 1 ] || return 1
  for state; do
    [ "$state" != "$now" ] || return 1
  done
}

# --- rounds without a terminal -------------------------------------------------------------------

# start_rounds COUNT [ARG...]: runs the client until it has printed COUNT lines
start_rounds() {
  start_clocks --watch 0.1 "${@:2}"
  until_true has_lines "$1"
  kill -TERM "$asked"
  end_clocks
}

@test "--watch separates the tables of rounds by an empty line" {
  serve_clock
  start_rounds 8 "127.0.0.1:$port"
  for line in 1 4 7; do
    [[ $(sed -n "${line}p" "$out") =~ ^'localhost '.*' 0 ppm ' ]] || fail "$(<"$out")"
    [[ $(sed -n "$((line + 1))p" "$out") =~ ^"127.0.0.1:$port " ]] || fail "$(<"$out")"
  done
  for line in 3 6; do
    [ -z "$(sed -n "${line}p" "$out")" ] || fail "$(<"$out")"
  done
  # The drift needs two rounds.
  number='[0-9]+\.[0-9]'
  [[ $(sed -n 2p "$out") =~ ' '[+-]${number}{6}' ±'${number}{6}' '+'-                   '[A-Z] ]] || fail "$(<"$out")"
  [[ $(sed -n 5p "$out") =~ ' '[+-]${number}{6}' ±'${number}{6}' '+-?${number}{3}' ±'${number}{3}' ppm '+[A-Z] ]] || fail "$(<"$out")"
}

@test "--watch appends lines of JSON in each round, and prints the CSV header once" {
  need jq
  serve_clock
  start_rounds 4 --format json "127.0.0.1:$port"
  assert_json "length >= 4 and (map(.host) | unique == [\"127.0.0.1:$port\"])"
  assert_json '(.[0] | has("drift") | not) and (.[1] | .drift_bound > 0)'
  start_rounds 5 --format csv "127.0.0.1:$port"
  assert_row 1 $'host,address,port,offset,bound,rtt,probes,time,error,protocol,measured,stratum,root_distance,drift,drift_bound\r'
  [ "$(grep -c '^host,' "$out")" -eq 1 ]
  [ "$(grep -c "^127.0.0.1:$port," "$out")" -eq $(($(wc -l <"$out") - 1)) ]
}

@test "--watch ends when the reader of its output is gone, even with SIGPIPE ignored" {
  serve_clock
  run --separate-stderr timeout 120 bash -c "trap '' PIPE
    '$client' clocks --watch 0.1 127.0.0.1:$port | head -n 1; exit \${PIPESTATUS[0]}"
  assert_status 1
  [ "${#lines[@]}" -eq 1 ]
  [ "$stderr" = 'inetkit: standard output: Broken pipe' ] || fail "$stderr"
}
