# SPDX-License-Identifier: ISC
# Runs clocks on a terminal, and compares what its screen shows.

esc=$'\e'

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

# assert_screen LINE-REGEX...: the screen shows exactly these lines
assert_screen() {
  local i=0 line
  while IFS= read -r line; do
    i=$((i + 1))
    [[ $i -le $# && $line =~ ^${!i}$ ]] || fail "line $i is not '${!i-}':" "$(<"$screen")"
  done <"$screen"
  [ "$i" -eq $# ] || fail "not $# lines:" "$(<"$screen")"
}

time_regex='[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} [A-Z0-9+-]+'

# plain_row HOST: a regular expression for the row of a clock that is off by a few seconds at most
plain_row() {
  echo "$1 +-?[0-9] $time_regex"
}

# Regular expressions for the first two lines of a table.
heading='HOST +OFFSET s TIME'
local_row="\\(local clock\\) +0 $time_regex"

# gated_host: the host of the first server that serve_gated started
gated_host() {
  local port
  until_listening "$(head -n 1 "$BATS_TEST_TMPDIR/started")"
  echo "127.0.0.1:$port"
}
