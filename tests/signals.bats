#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Signals that come while inetkit is blocked: on its output, on a file that it opens.
load helpers/load
load helpers/client
load helpers/clocks

# full_pipe: creates the FIFO $pipe, which is open at both ends, and holds as many bytes as it can, all NUL
full_pipe() {
  pipe=$BATS_TEST_TMPDIR/pipe
  mkfifo "$pipe"
  exec {both_ends}<>"$pipe"
  head -c 65536 /dev/zero >&"$both_ends"
}

# start_blocked OUTPUT MESSAGES COMMAND [ARG...]: starts inetkit, and waits until it waits for room in an output; sets
# $blocked to its pid
start_blocked() {
  background env --default-signal=INT,TERM,HUP,QUIT "$client" "${@:3}" >"$1" 2>"$2"
  blocked=$started
  until_true is_waiting_for_room "$blocked"
}

# end_blocked PID: waits until it exits, and sets $status
end_blocked() {
  asked=$1
  end_clocks
}

# bats test_tags=slow
@test "a signal ends each command that waits for room in its output, with the status of a failure and the cause" {
  serve "$services/echo"
  full_pipe
  start_blocked "$pipe" "$BATS_TEST_TMPDIR/ping" ping -i 0.01 "127.0.0.1:$port"
  ping=$blocked
  start_blocked "$pipe" "$BATS_TEST_TMPDIR/flow" flow -s echo -t 100 "127.0.0.1:$port"
  flow=$blocked
  start_blocked "$pipe" "$BATS_TEST_TMPDIR/clocks" clocks :0
  clocks=$blocked
  # Its output goes to a file, and its messages have no room.
  start_blocked "$BATS_TEST_TMPDIR/rows" "$pipe" clocks :0
  messages=$blocked
  start_blocked "$BATS_TEST_TMPDIR/instead" "$BATS_TEST_TMPDIR/device" clocks --watch 3600 --output "$pipe" :0
  device=$blocked
  kill -TERM "$ping" "$messages" "$device"
  kill -HUP "$flow"
  kill -INT "$clocks"
  for pid in "$ping" "$flow" "$clocks" "$messages" "$device"; do
    end_blocked "$pid"
    assert_status 1
  done
  for command in ping flow; do
    assert_text "$BATS_TEST_TMPDIR/$command" 'inetkit: standard output: interrupted, and nothing reads it'
  done
  assert_file_matches "$BATS_TEST_TMPDIR/clocks" '^inetkit: standard output: interrupted, and nothing reads it$'
  assert_file_matches "$BATS_TEST_TMPDIR/device" "^inetkit: $pipe: interrupted, and nothing reads it$"
  assert_file_matches "$BATS_TEST_TMPDIR/instead" '^:0 .* the host is empty$'
  assert_file_matches "$BATS_TEST_TMPDIR/rows" '^:0 .* the host is empty$'
  # Nothing of a line that did not fit.
  [ "$(head -c 65536 <&"$both_ends" | tr -d '\0' | wc -c)" -eq 0 ]
}

@test "a signal ends a command that waits for room although SIGALRM was blocked or ignored at its start" {
  full_pipe
  for option in --block-signal=ALRM --ignore-signal=ALRM; do
    background env --default-signal=INT,TERM "$option" "$client" clocks :0 >"$pipe" 2>"$BATS_TEST_TMPDIR/err"
    until_true is_waiting_for_room "$started"
    kill -TERM "$started"
    end_blocked "$started"
    assert_status 1
  done
}

@test "the second signal ends a command that waits for room in its output at once" {
  serve "$services/echo"
  full_pipe
  for command in "ping 127.0.0.1:$port" 'clocks :0'; do
    for signal in TERM INT; do
      # shellcheck disable=SC2086 # words
      start_blocked "$pipe" "$BATS_TEST_TMPDIR/err" $command
      kill -INT "$blocked"
      # A signal that follows within 50 ms counts as the same one.
      sleep 0.1
      kill "-$signal" "$blocked"
      end_blocked "$blocked"
      assert_status $((128 + $(kill -l "$signal")))
    done
  done
}

@test "a signal that is sent twice at once, as timeout(1) does, counts as one" {
  serve "$services/echo"
  full_pipe
  start_blocked "$pipe" "$BATS_TEST_TMPDIR/err" ping -i 0.01 "127.0.0.1:$port"
  # Two signals of a kind at once would be one; a stopped process gets two kinds together.
  suspend_all "$blocked"
  kill -TERM "$blocked"
  kill -INT "$blocked"
  kill -CONT "$blocked"
  exec {reader}<"$pipe" {both_ends}>&-
  tr -d '\0' <&"$reader" >"$BATS_TEST_TMPDIR/read"
  end_blocked "$blocked"
  # No reply came, but the summary did.
  assert_status 1
  assert_file_matches "$BATS_TEST_TMPDIR/read" 'ping statistics ---$'
}

@test "after a signal a slow reader still gets all that was measured, once" {
  for ((i = 0; i < 3000; i++)); do
    echo "no-host-$i:0"
  done >"$BATS_TEST_TMPDIR/list"
  full_pipe
  start_blocked "$pipe" "$BATS_TEST_TMPDIR/err" clocks --format csv --hosts "$BATS_TEST_TMPDIR/list"
  kill -INT "$blocked"
  exec {reader}<"$pipe" {both_ends}>&-
  sleep 1
  tr -d '\0' <&"$reader" >"$BATS_TEST_TMPDIR/read"
  end_blocked "$blocked"
  assert_status 1
  tail -n +2 "$BATS_TEST_TMPDIR/read" | cut -d, -f1 | diff - "$BATS_TEST_TMPDIR/list"
}

# bats test_tags=slow
# On Linux, poll(2) calls a terminal writable that has room for a part of a line only, and write(2) waits for the rest.
@test "a signal ends clocks whose terminal has room for a part of a line only" {
  need python3
  serve_gated gate 0
  # Rows of 40 kB; a terminal that is read a little has room for less than 20.
  line=$(head -c 1000 /dev/zero | tr '\0' a):0
  lines=("$line"{,,,,,,,,,}{,,,})
  background timeout -s KILL 60 python3 -c '
import os, select, subprocess, sys
master, terminal = os.openpty()
room = select.poll()
room.register(terminal, select.POLLOUT)
os.set_blocking(terminal, False)
try:
    while True:
        os.write(terminal, b"x")
except BlockingIOError:
    pass
while not room.poll(0):
    os.read(master, 64)
os.set_blocking(terminal, True)
program = subprocess.Popen(sys.argv[2:], stdout=terminal)
with open(sys.argv[1], "w") as file:
    file.write(str(program.pid))
sys.exit(program.wait())' "$BATS_TEST_TMPDIR/pid" "$client" clocks "127.0.0.1:$port" "${lines[@]}" 2>"$BATS_TEST_TMPDIR/err"
  until_match "$log" '^Spawned'
  until_true test -s "$BATS_TEST_TMPDIR/pid"
  kill -TERM "$(<"$BATS_TEST_TMPDIR/pid")"
  end_blocked "$started"
  assert_status 1
  assert_file_matches "$BATS_TEST_TMPDIR/err" '^inetkit: standard output: interrupted, and nothing reads it$'
}

@test "a signal ends clocks while it opens a FIFO that TZ or --hosts names" {
  mkfifo "$BATS_TEST_TMPDIR/fifo"
  for arguments in 'localhost' "--hosts $BATS_TEST_TMPDIR/fifo"; do
    # shellcheck disable=SC2086 # words
    background env --default-signal=INT TZ=":$BATS_TEST_TMPDIR/fifo" "$client" clocks $arguments \
      >"$BATS_TEST_TMPDIR/out" 2>&1
    until_true is_opening "$started"
    kill -INT "$started"
    end_blocked "$started"
    assert_status 130
  done
}

# is_opening PID: the process waits for the other end of a FIFO
is_opening() {
  grep -q -e wait_for_partner -e fifo_open "/proc/$1/wchan" || grep -q '^257 ' "/proc/$1/syscall"
}

@test "SIGQUIT lets ping print its figures on standard error and continue" {
  serve "$services/echo"
  background env --default-signal=INT,QUIT "$client" ping -i 0.05 "127.0.0.1:$port" >"$BATS_TEST_TMPDIR/out" \
    2>"$BATS_TEST_TMPDIR/err"
  time='[0-9]+\.[0-9]{3}'
  for seen in 3 6; do
    until_match "$BATS_TEST_TMPDIR/out" " seq=$seen "
    kill -QUIT "$started"
    until_true has_lines_of_status $((seen / 3))
  done
  kill -INT "$started"
  end_blocked "$started"
  assert_status 0
  [ "$(grep -Ecx "[0-9]+/[0-9]+ packets, [0-9.]+% loss, min/avg/max = $time/$time/$time ms" "$BATS_TEST_TMPDIR/err")" -eq 2 ] ||
    fail "$(<"$BATS_TEST_TMPDIR/err")"
  assert_file_matches "$BATS_TEST_TMPDIR/out" 'packets transmitted'
}

has_lines_of_status() {
  [ "$(wc -l <"$BATS_TEST_TMPDIR/err")" -eq "$1" ]
}
