#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --hosts: lists of hosts in files, including hostile ones.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/network

setup() {
  list=$BATS_TEST_TMPDIR/list
}

# good_clock: a clock on all addresses of 127.0.0.0/8; sets $good to one of them
good_clock() {
  serve_clock -a 0.0.0.0
  good=127.0.0.1:$port
}

# hosts_of: the hosts of all rows below localhost, in order
hosts_of() {
  tail -n +2 "$out" | cut -d' ' -f1
}

# assert_hosts HOST...: the table has a row for each, in order, and none failed
assert_hosts() {
  assert_table $#
  [ "$(hosts_of)" = "$(printf '%s\n' "$@")" ] || fail "hosts:" "$(hosts_of)" "instead of:" "$@"
  refute_failed
}

# refute_failed: no row has an error
refute_failed() {
  run tail -n +2 "$out"
  refute_match '^[^ ]+ +- '
}

# is_waiting_for_pipe PID: the process has read everything in the pipe and waits for more
is_waiting_for_pipe() {
  grep -q pipe "/proc/$1/wchan" || grep -q '^0 ' "/proc/$1/syscall"
}

# --- lines ---------------------------------------------------------------------------------------

@test "--hosts reads a host from each line, and ignores comments, empty lines and surrounding space" {
  good_clock
  printf '%s\n' '# a comment' "$good" '' "  127.0.0.2:$port  " "	127.0.0.3:$port	# another" '   ' '   # one more' \
    "127.0.0.4:$port #" '#' '##' >"$list"
  ask clocks --hosts "$list"
  assert_status 0
  assert_hosts "$good" "127.0.0.2:$port" "127.0.0.3:$port" "127.0.0.4:$port"
  assert_text "$err"
}

@test "--hosts treats # as the start of a comment only at the beginning of a word" {
  serve_unix "$BATS_TEST_TMPDIR/so#cket" "$services/time"
  echo "unix:$BATS_TEST_TMPDIR/so#cket # here" >"$list"
  ask clocks --hosts "$list"
  assert_status 0
  assert_hosts "unix:$BATS_TEST_TMPDIR/so#cket"
}

@test "--hosts accepts CR LF line ends, and a last line without an end" {
  good_clock
  printf '# made elsewhere\r\n%s\r\n\r\n127.0.0.2:%d # x\r\n127.0.0.3:%d' "$good" "$port" "$port" >"$list"
  ask clocks --hosts "$list"
  assert_status 0
  assert_hosts "$good" "127.0.0.2:$port" "127.0.0.3:$port"
}

@test "--hosts accepts CR as the line end, and CR at the end of one read and LF at the start of the next" {
  good_clock
  printf '# made elsewhere\r%s\r\r127.0.0.2:%d # x\r:0\r127.0.0.3:%d\r' "$good" "$port" "$port" >"$list"
  ask clocks --hosts "$list"
  assert_table 4
  assert_clock 2 "$good" 0
  assert_clock 3 "127.0.0.2:$port" 0
  assert_clock 5 "127.0.0.3:$port" 0
  # The CR is byte 4096, and the LF the first of the next 4096.
  printf '#%4094s\r\na\0b\r\n' '' >"$list"
  ask clocks --hosts "$list"
  assert_table 1
  assert_row 2 "$(failed_row 'a?b' 'line 2 contains a NUL byte')"
}

@test "--hosts ignores a byte order mark before the first line, and where files were joined" {
  good_clock
  printf '\357\273\277%s\r\n\357\273\277 127.0.0.2:%d\n\357\273\277# x\n\357\273\277\n' "$good" "$port" >"$list"
  ask clocks --hosts "$list"
  assert_status 0
  assert_hosts "$good" "127.0.0.2:$port"
  printf '\357\273\277' >"$list"
  ask clocks --hosts "$list"
  assert_status 0
  assert_table 0
}

@test "a list in UTF-16 is reported with the command that converts it, and the other hosts are asked" {
  need iconv
  good_clock
  for encoding in UTF-16 UTF-16LE UTF-16BE; do
    { echo "127.0.0.2:$port" && echo '# x'; } | iconv -f UTF-8 -t "$encoding" >"$list"
    ask clocks --hosts "$list" "$good"
    assert_status 1
    assert_hosts "$good"
    assert_text "$err" "inetkit: $list: cannot read hosts: the list is in UTF-16; convert it with 'iconv -f UTF-16 -t UTF-8'"
  done
  # The command is right.
  printf '127.0.0.2:%d\r\n' "$port" | iconv -f UTF-8 -t UTF-16 | iconv -f UTF-16 -t UTF-8 >"$list"
  ask clocks --hosts "$list"
  assert_status 0
  assert_hosts "127.0.0.2:$port"
}

@test "--hosts accepts hosts in all forms of operands, and -p for those without a port" {
  serve_unix "$BATS_TEST_TMPDIR/socket" "$services/time" -o 300
  serve_on ::1 "$services/time" -o 200
  six=$port
  serve "$services/time" -o 100
  printf '%s\n' "[::1]:$six" 127.0.0.1 "localhost:$port" "unix:$BATS_TEST_TMPDIR/socket" "[127.0.0.1]:$port" >"$list"
  ask clocks -p "$port" --hosts "$list"
  assert_status 0
  assert_table 5
  assert_clock 2 "[::1]:$six" 200
  assert_clock 3 127.0.0.1 100
  assert_clock 4 "localhost:$port" 100
  assert_clock 5 "unix:$BATS_TEST_TMPDIR/socket" 300
  assert_clock 6 "[127.0.0.1]:$port" 100
}

@test "rows are in the order of operands first and then lists, with duplicates kept" {
  good_clock
  printf '%s\n' "127.0.0.3:$port" "127.0.0.4:$port" >"$list"
  printf '%s\n' "127.0.0.5:$port" "$good" >"$list.more"
  ask clocks --hosts "$list" "$good" --hosts="$list.more" "127.0.0.2:$port"
  assert_status 0
  assert_hosts "$good" "127.0.0.2:$port" "127.0.0.3:$port" "127.0.0.4:$port" "127.0.0.5:$port" "$good"
}

@test "--hosts - reads standard input, in its place among other lists" {
  good_clock
  echo "127.0.0.3:$port" >"$list"
  within=(env)
  printf '%s\n' "127.0.0.2:$port" '# no more' >"$BATS_TEST_TMPDIR/input"
  ask clocks --hosts - --hosts "$list" "$good" <"$BATS_TEST_TMPDIR/input"
  assert_status 0
  assert_hosts "$good" "127.0.0.2:$port" "127.0.0.3:$port"
  # The second - is at the end of the file already.
  ask clocks --hosts - --hosts - <"$BATS_TEST_TMPDIR/input"
  assert_status 0
  assert_hosts "127.0.0.2:$port"
}

@test "--hosts reads a list that arrives in pieces through a pipe" {
  good_clock
  mkfifo "$list"
  start_clocks --hosts "$list"
  exec {writer}>"$list"
  for part in '127.0.' "0.2:$port"$'\n127' ".0.0.3:$port"; do
    until_true is_waiting_for_pipe "$asked"
    printf %s "$part" >&"$writer"
  done
  exec {writer}>&-
  end_clocks
  assert_status 0
  [ "$(hosts_of)" = "127.0.0.2:$port"$'\n'"127.0.0.3:$port" ] || fail "$(<"$out")"
}

@test "--hosts - waits for standard input in non-blocking mode" {
  local asked input
  need perl
  good_clock
  mkfifo "$BATS_TEST_TMPDIR/input"
  before=$(date +%s)
  background sh -c 'exec perl -MFcntl -e "fcntl(STDIN, F_SETFL, O_NONBLOCK) or die; exec @ARGV" "$@" <"$0" >"$0.out"' \
    "$BATS_TEST_TMPDIR/input" "$client" clocks --hosts -
  asked=$started
  exec {input}>"$BATS_TEST_TMPDIR/input"
  until_true grep -q poll "/proc/$asked/wchan"
  echo "$good" >&"$input"
  exec {input}>&-
  wait "$asked"
  after=$(date +%s)
  out=$BATS_TEST_TMPDIR/input.out
  assert_hosts "$good"
}

# --- unreadable lists ----------------------------------------------------------------------------

@test "a missing list or a directory is reported, and the other hosts are asked" {
  good_clock
  echo "127.0.0.2:$port" >"$list"
  ask clocks --hosts "$list.none" --hosts "$BATS_TEST_TMPDIR" --hosts "$list" "$good"
  assert_status 1
  assert_hosts "$good" "127.0.0.2:$port"
  assert_text "$err" "inetkit: $list.none: cannot read hosts: No such file or directory" \
    "inetkit: $BATS_TEST_TMPDIR: cannot read hosts: Is a directory"
}

@test "a list without read permission is reported, and the other hosts are asked" {
  need_root
  need setpriv
  good_clock
  echo "127.0.0.2:$port" >"$list"
  chmod 0 "$list"
  # root can read everything without dropping these capabilities.
  within=(setpriv --bounding-set "-dac_override,-dac_read_search" --inh-caps "-all")
  ask clocks --hosts "$list" "$good"
  assert_status 1
  assert_hosts "$good"
  assert_text "$err" "inetkit: $list: cannot read hosts: Permission denied"
}

@test "a closed standard input is reported as an unreadable list" {
  good_clock
  ask clocks --hosts - "$good" <&-
  assert_status 1
  assert_hosts "$good"
  assert_text "$err" 'inetkit: -: cannot read hosts: Bad file descriptor'
}

@test "control characters in the name of a list become question marks in the message" {
  ask clocks --hosts $'/no\e[2J\nne'
  assert_status 1
  assert_text "$err" 'inetkit: /no?[2J?ne: cannot read hosts: No such file or directory'
}

@test "without readable lists and operands the table is empty" {
  ask clocks --hosts "$list"
  assert_status 1
  assert_table 0
}

@test "an empty list is accepted" {
  printf '\n# nobody\n' >"$list"
  for list in /dev/null "$list"; do
    ask clocks --hosts "$list"
    assert_status 0
    assert_table 0
    assert_text "$err"
  done
  ask clocks --hosts /dev/null --format json
  assert_said ''
  ask clocks --hosts /dev/null --format prometheus
  assert_said ''
  ask clocks --hosts /dev/null --format csv
  assert_said $'host,address,port,offset,bound,rtt,probes,time,error,protocol,measured,stratum,root_distance\r\n'
  ask clocks --hosts /dev/null --watch 1
  assert_status 0
  [ "$(wc -l <"$out")" -eq 1 ]
  assert_file_matches "$out" '^localhost +0 '
}

@test "an interrupt ends clocks while it waits for hosts" {
  mkfifo "$list"
  start_clocks --hosts "$list"
  exec {writer}>"$list"
  printf '127.0.0.1\n' >&"$writer"
  until_true is_waiting_for_pipe "$asked"
  kill -INT "$asked"
  exec {writer}>&-
  end_clocks
  assert_status 130
}

# --- invalid lines -------------------------------------------------------------------------------

@test "an invalid line gets a row with the cause, and the lines around it are asked" {
  good_clock
  printf '%s\n' "$good" :37 'localhost:http!' '[::1' unix: "127.0.0.2:$port" >"$list"
  ask clocks --hosts "$list"
  assert_status 1
  assert_table 6
  assert_clock 2 "$good" 0
  assert_row 3 "$(failed_row :37 'the host is empty')"
  assert_row 4 "$(failed_row 'localhost:http!' "the port is neither a number nor a service name")"
  assert_row 5 "$(failed_row '[::1' "the ']' after the address is missing")"
  assert_row 6 "$(failed_row unix: 'the path after unix: is empty')"
  assert_clock 7 "127.0.0.2:$port" 0
  [ "$(wc -l <"$err")" -eq 4 ]
}

@test "a line that is too long gets a row with its beginning, and the following lines are asked" {
  good_clock
  long=$(printf 'a%.0s' {1..64})
  for spaces in 0 1 2000 4030 4031 4032 4060 4090 4094; do
    printf '%s\n%*s%s\n%s\n' "$good" "$spaces" '' "$(printf 'a%.0s' {1..4096})" "127.0.0.2:$port" >"$list"
    ask clocks --hosts "$list"
    assert_status 1
    assert_table 3
    assert_clock 2 "$good" 0
    length=$((4095 - spaces < 64 ? 4095 - spaces : 64))
    assert_row 3 "$(failed_row "${long:0:length}" 'line 2 is longer than 4095 bytes')"
    assert_clock 4 "127.0.0.2:$port" 0
  done
}

@test "--hosts reads a line of 4095 bytes, rejects 4096, and ignores the length of a comment" {
  good_clock
  printf '%s%*s\n' "$good" $((4095 - ${#good})) '# x' >"$list"
  ask clocks --hosts "$list"
  assert_status 0
  assert_hosts "$good"
  printf '%s%*s\n' "$good" $((4096 - ${#good})) '# x' >"$list"
  ask clocks --hosts "$list"
  assert_status 1
  assert_table 1
  assert_row 2 "$(failed_row "$good" 'line 1 is longer than 4095 bytes')"
  { printf '#%*s\n' 100000 x && echo "$good"; } >"$list"
  ask clocks --hosts "$list"
  assert_status 0
  assert_hosts "$good"
}

@test "a line with a NUL byte gets a row with the cause" {
  good_clock
  printf '%s\na\0b\n\n\0\n127.0.0.2:%d\n' "$good" "$port" >"$list"
  ask clocks --hosts "$list"
  assert_status 1
  assert_table 4
  assert_clock 2 "$good" 0
  assert_row 3 "$(failed_row 'a?b' 'line 2 contains a NUL byte')"
  assert_row 4 "$(failed_row '?' 'line 4 contains a NUL byte')"
  assert_clock 5 "127.0.0.2:$port" 0
}

# hostile_list: hostile names between two good hosts. Their ports are invalid, so that no lookup takes place.
hostile_list() {
  printf '%s\n' "$good" $'\e[2J\e]0;title\a:0' $'a\x01b\vc\bd\x7f:0' "'\"|,;=\$(id)\`id\`\\:0" '%s%n%d:0' $'\xff\xfe\x80:0' \
    $'\u009b2J:0' $'\u202eabc:0' '-x:0' '--help:0' 'a b	c:0' "127.0.0.2:$port" >"$list"
}

@test "hostile names get a row each in the table, without control characters" {
  good_clock
  hostile_list
  ask clocks --hosts "$list"
  assert_status 1
  assert_table 12
  assert_clock 2 "$good" 0
  mistake='the port is not from 1 to 65535'
  assert_row 3 "$(failed_row '?[2J?]0;title?:0' "$mistake")"
  assert_row 4 "$(failed_row 'a?b?c?d?:0' "$mistake")"
  assert_row 5 "$(failed_row "'\"|,;=\$(id)\`id\`\\:0" "$mistake")"
  assert_row 6 "$(failed_row '%s%n%d:0' "$mistake")"
  assert_row 7 "$(failed_row '<FF><FE><80>:0' "$mistake")"
  assert_row 8 "$(failed_row '<U+009B>2J:0' "$mistake")"
  assert_row 9 "$(failed_row '<U+202E>abc:0' "$mistake")"
  assert_row 10 "$(failed_row '-x:0' "$mistake")"
  assert_row 11 "$(failed_row '--help:0' "$mistake")"
  assert_row 12 "$(failed_row 'a b?c:0' "$mistake")"
  assert_clock 13 "127.0.0.2:$port" 0
  # shellcheck disable=SC2002 # both of them
  [ "$(cat "$out" "$err" | LC_ALL=C tr -d '\n\40-\176\200-\377' | wc -c)" -eq 0 ]
  [ "$(cat "$out" "$err" | grep -c $'\u009b')" -eq 0 ]
}

@test "JSON and CSV preserve hostile names and lose no row" {
  need jq python3
  good_clock
  hostile_list
  ask clocks --hosts "$list" --format json
  assert_status 1
  # JSON cannot represent invalid UTF-8.
  sed 's/[\x80-\xff]*:0$/&/' "$list" | LC_ALL=C sed $'s/\xff\xfe\x80/\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd/' >"$list.expected"
  jq -r .host "$out" >"$list.json"
  assert_same "$list.json" "$list.expected"
  ask clocks --hosts "$list" --format csv
  assert_status 1
  python3 -c '
import csv, sys
sys.stdin.reconfigure(encoding="latin-1", newline="")
sys.stdout.reconfigure(encoding="latin-1", newline="")
rows = list(csv.DictReader(sys.stdin, strict=True))
assert all(None not in row and None not in row.values() for row in rows), rows
sys.stdout.write("".join(row["host"] + "\n" for row in rows))' <"$out" >"$list.csv"
  assert_same "$list.csv" "$list"
}

@test "the plugin prints one line for hostile names" {
  good_clock
  hostile_list
  ask clocks --hosts "$list" --warning 60
  assert_status 3
  [ "$(wc -l <"$out")" -eq 1 ]
  [ "$(tr -dc '|' <"$out" | wc -c)" -eq 1 ]
  [ "$(LC_ALL=C tr -d '\n\40-\176\200-\377' <"$out" | wc -c)" -eq 0 ]
  iconv -f UTF-8 -t UTF-8 <"$out" >"$BATS_TEST_TMPDIR/converted"
}

@test "a list of a thousand hosts is read, and each host is asked" {
  good_clock
  for ((i = 0; i < 1000; i++)); do
    echo "127.0.$((i / 250)).$((i % 250 + 1)):$port"
  done >"$list"
  ask clocks -u --hosts "$list"
  assert_status 0
  assert_table 1000
  hosts_of >"$list.asked"
  assert_same "$list.asked" "$list"
}
