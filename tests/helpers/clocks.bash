# SPDX-License-Identifier: ISC
# Servers whose clocks are wrong by a known offset, and relays that delay or drop packets.

# serve_clock [ARG...]: starts build/tests/clockserver on one port for TCP and UDP, at 127.0.0.1 unless -a is given;
# sets $port, $server (its pid) and $log, which has a line for each reply with -v
serve_clock() {
  serve_on_printed_port clockserver "$@"
}

# fake_clock TIME: from now on ask runs the client with this time as faketime(1) takes it, in UTC
fake_clock() {
  within=(env TZ=UTC faketime -f "$1")
  # libfaketime names its files in /dev/shm after process ids. Those of a killed process would stop one of the same id.
  [ "$(id -u)" -ne 0 ] || within=(unshare --mount sh -c 'mount -t tmpfs none /dev/shm && exec "$@"' sh "${within[@]}")
}

# relay_to PORT [ARG...]: starts build/tests/relay to this port of 127.0.0.1; sets $port (that of the relay), $server
# and $log
relay_to() {
  serve_on_printed_port relay "${@:2}" 127.0.0.1 "$1"
}

# serve_on_printed_port TOOL [ARG...]: starts a tool that prints the port on which it listens; sets $port, $server and
# $log
serve_on_printed_port() {
  local printed
  printed=$(mktemp "$BATS_TEST_TMPDIR/port.XXXXXX")
  new_log
  background "$build/tests/$1" "${@:2}" >"$printed" 2>"$log"
  server=$started
  until_true has_line_or_end "$printed" "$server"
  has_line "$printed" || fail "$1 ended before it listened: $(<"$log")" || return
  port=$(<"$printed")
}

# has_line_or_end FILE PID: nothing more needs to be waited for
has_line_or_end() {
  has_line "$1" || is_over "$2"
}

# has_line FILE: it contains at least one complete line
has_line() {
  [ "$(wc -l <"$1")" -ge 1 ]
}

# assert_inside OFFSET COUNT [FILE]: the CSV has COUNT rows, and OFFSET lies within the bound of each
assert_inside() {
  awk -F, -v truth="$1" -v count="$2" '
    NR == 1 { next }
    { rows++; error = $4 - truth }
    $4 == "" || error > $5 || -error > $5 { print "not within the bound: " $0; wrong = 1 }
    END {
      if (rows != count)
        print rows + 0 " rows instead of " count
      exit wrong || rows != count
    }' "${3:-$out}" || fail "the true offset is $1:" "$(<"${3:-$out}")"
}

# ask_csv HOST-OR-OPTION...: like ask, with CSV output
ask_csv() {
  ask clocks --format csv "$@"
}

# assert_measured OFFSET COUNT, after ask_csv: like assert_inside, and nothing failed
assert_measured() {
  assert_status 0
  assert_text "$err"
  assert_inside "$1" "$2"
}

# serve_gated GATE SECONDS: starts a server whose clock is ahead by SECONDS, and which sends each reply only after
# open_gate; sets the same variables as serve
serve_gated() {
  mkfifo "$BATS_TEST_TMPDIR/$1"
  serve sh -c 'read -r _ <"$0"; exec "$@"' "$BATS_TEST_TMPDIR/$1" "$services/time" -o "$2"
}

# open_gate GATE: lets the server of this gate reply to one connection
open_gate() {
  timeout 120 sh -c 'echo >"$0"' "$BATS_TEST_TMPDIR/$1"
}

# start_clocks [ARG...]: starts clocks in the background with standard output to the file $out and standard error to
# $err; sets $asked to its pid
start_clocks() {
  out=$BATS_TEST_TMPDIR/out
  err=$BATS_TEST_TMPDIR/err
  # Without job control, a shell starts background processes with SIGINT ignored.
  background env --default-signal=INT,TERM "${within[@]}" "$client" clocks "$@" >"$out" 2>"$err"
  asked=$started
}

# end_clocks: waits until clocks exits, and sets $status; kills it and fails after a minute
end_clocks() {
  if ! until_true is_over "$asked"; then
    kill -KILL "$asked"
    return 1
  fi
  status=0
  wait "$asked" || status=$?
}

# is_over PID: the process has exited, even if its parent has not waited for it yet
is_over() {
  grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null || [ ! -e "/proc/$1" ]
}

# until_all_but_one: waits until all probes but one have ended, which waits at a gate. Call it after all have begun.
until_all_but_one() {
  until_true has_one_socket "$asked"
}

has_one_socket() {
  [ "$(sockets_of "$1" | wc -l)" -eq 1 ]
}

# is_waiting_for_room PID: it waits in poll(2) for room in its output; the event loop waits in epoll_wait(2)
is_waiting_for_room() {
  grep -Eq '^(do_poll|do_sys_poll|poll_schedule_timeout)' "/proc/$1/wchan" || grep -q '^7 ' "/proc/$1/syscall"
}

# file_with_old: creates $file, which holds "old", alone in $directory
file_with_old() {
  directory=$BATS_TEST_TMPDIR/directory
  file=$directory/clocks.prom
  mkdir "$directory"
  echo old >"$file"
}

# assert_alone: $file is the only file in the directory
assert_alone() {
  [ "$(ls -A "$directory")" = clocks.prom ] || fail "$(ls -lA "$directory")"
}

# hosts_at PORT COUNT: prints 127.0.0.1:PORT COUNT times, one per line
hosts_at() {
  for ((i = 0; i < $2; i++)); do
    echo "127.0.0.1:$1"
  done
}

# three_clocks: sets $fast, 300 s ahead, $even, and $slow, 40 s behind
three_clocks() {
  serve_clock -o 300
  fast=127.0.0.1:$port
  serve_clock
  even=127.0.0.1:$port
  serve_clock -o -40
  slow=127.0.0.1:$port
}
