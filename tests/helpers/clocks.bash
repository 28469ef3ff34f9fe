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
