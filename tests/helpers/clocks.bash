# Clocks that are wrong in a known way, and ways to them that are longer than loopback.

# serve_clock [ARG...]: build/tests/clockserver over TCP and UDP on one port, of 127.0.0.1 unless -a says otherwise; sets
# $port, $server (its pid) and $log, where -v has a line for each answer
serve_clock() {
  serve_on_printed_port clockserver "$@"
}

# relay_to PORT [ARG...]: build/tests/relay to that port of 127.0.0.1; sets $port to its own, $server and $log
relay_to() {
  serve_on_printed_port relay "${@:2}" 127.0.0.1 "$1"
}

# serve_on_printed_port TOOL [ARG...]: a program that prints on which port it listens
serve_on_printed_port() {
  local printed
  printed=$(mktemp "$BATS_TEST_TMPDIR/port.XXXXXX")
  new_log
  background "$build/tests/$1" "${@:2}" >"$printed" 2>"$log"
  server=$started
  until_true has_line "$printed"
  port=$(<"$printed")
}

# has_line FILE
has_line() {
  [ "$(wc -l <"$1")" -ge 1 ]
}

# serve_gated GATE SECONDS: a clock that differs so, and answers each question only after open_gate; sets what serve does
serve_gated() {
  mkfifo "$BATS_TEST_TMPDIR/$1"
  serve sh -c 'read -r _ <"$0"; exec "$@"' "$BATS_TEST_TMPDIR/$1" "$services/time" -o "$2"
}

# open_gate GATE: the question that waits there is answered
open_gate() {
  timeout 120 sh -c 'echo >"$0"' "$BATS_TEST_TMPDIR/$1"
}

# start_clocks [ARG...]: the client with standard output to the file $out and standard error to $err, as ask, but it goes
# on meanwhile; sets $asked, its pid
start_clocks() {
  out=$BATS_TEST_TMPDIR/out
  err=$BATS_TEST_TMPDIR/err
  # A shell without job control starts what ends in '&' with SIGINT ignored.
  background env --default-signal=INT,TERM "${within[@]}" "$client" clocks "$@" >"$out" 2>"$err"
  asked=$started
}

# end_clocks: wait for its end; sets $status
end_clocks() {
  if ! until_true is_over "$asked"; then
    kill -KILL "$asked"
    return 1
  fi
  status=0
  wait "$asked" || status=$?
}

# is_over PID: the process has ended, and nobody has waited for it yet
is_over() {
  grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null || [ ! -e "/proc/$1" ]
}

# until_all_but_one: no question is under way but one that waits at a gate. Before, all must have been started.
until_all_but_one() {
  until_true has_one_socket "$asked"
}

has_one_socket() {
  [ "$(sockets_of "$1" | wc -l)" -eq 1 ]
}
