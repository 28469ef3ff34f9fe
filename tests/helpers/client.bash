# SPDX-License-Identifier: ISC
# Runs the client and compares its output byte for byte. Also small servers over TCP and UDP.

# An absolute path, because some tests change the directory.
client=$(realpath -- "$client")

# The command that runs the client, with its arguments, such as nsenter(1) or env(1).
within=()

# ask [ARG...]: runs the client with standard output to the file $out and standard error to $err. Sets $status, $output
# (standard error), and $before and $after, the time before and after the run. The shell's EPOCHSECONDS is unsuitable:
# it is the time of the kernel's last tick and may lag behind the clock that the client reads.
ask() {
  out=$BATS_TEST_TMPDIR/out
  err=$BATS_TEST_TMPDIR/err
  status=0
  before=$(date +%s)
  timeout 120 "${within[@]}" "$client" "$@" >"$out" 2>"$err" || status=$?
  after=$(date +%s)
  output=$(tr -d '\0' <"$err")
}

# usage_of COMMAND: prints its usage in one line
usage_of() {
  "$client" help "$1" | awk '
    NR == 1 { sub(/^usage: /, "") }
    NR > 1 && !/^ / { exit }
    { sub(/^ +/, " "); printf "%s", $0 }
    END { print "" }'
}

# assert_text FILE [LINE...]: the file consists of exactly these lines
assert_text() {
  local file=$1
  shift
  if [ $# -eq 0 ]; then
    [ ! -s "$file" ] || fail "$file is not empty:" "$(od -An -c "$file" | head -n 8)"
  else
    printf '%s\n' "$@" | cmp -s - "$file" || fail "$file:" "$(<"$file")" "instead of:" "$@"
  fi
}

# assert_said TEXT, after ask: the status is 0, the output is TEXT, and there are no messages
assert_said() {
  assert_status 0
  assert_text "$err"
  printf %s "$1" | cmp -s - "$out" || fail "output:" "$(od -An -c "$out" | head -n 8)" "instead of:" "$1"
}

# assert_complaint STATUS MESSAGE, after ask: the client exited with STATUS and printed only this message
assert_complaint() {
  assert_status "$1"
  assert_text "$err" "inetkit: $2"
  assert_text "$out"
}

# assert_complaint_like STATUS REGEX, after ask: the same for a message whose beginning matches REGEX
assert_complaint_like() {
  assert_status "$1"
  assert_text "$out"
  [ "$(wc -l <"$err")" -eq 1 ] || fail "not just one line:" "$(<"$err")"
  assert_file_matches "$err" "^inetkit: $2"
}

# clock_row HOST DIFFERENCE UNIX-TIME: prints the row of a host in the client's format
clock_row() {
  printf '%-24s %8d %s\n' "$1" "$2" "$(LC_ALL=C date -d "@$3" '+%a %b %e %H:%M:%S %Y')"
}

# failed_row HOST CAUSE: prints the row of a host without a time
failed_row() {
  printf '%-24s %8s %s\n' "$1" - "$2"
}

# assert_row NUMBER ROW: line NUMBER of the output is ROW
assert_row() {
  [ "$(sed -n "$1p" "$out")" = "$2" ] || fail "row $1 is not:" "$2" "---" "$(<"$out")"
}

# assert_clock NUMBER HOST DIFFERENCE [SLACK]: line NUMBER is the row of HOST with this difference, within SLACK seconds
# (1). The client and the host read their clocks at different times.
assert_clock() {
  local row difference now slack=${4:-1}
  row=$(sed -n "$1p" "$out")
  for ((difference = $3 - slack; difference <= $3 + slack; difference++)); do
    for ((now = before - 1; now <= after; now++)); do
      [ "$row" != "$(clock_row "$2" "$difference" "$((now + difference))")" ] || return 0
    done
  done
  fail "row $1 is not of $2 with $3:" "$(<"$out")" "---" "$(<"$err")"
}

# assert_table COUNT: the output is the row of localhost and COUNT further rows
assert_table() {
  [ "$(wc -l <"$out")" -eq $(($1 + 1)) ] || fail "not $1 rows:" "$(<"$out")" "---" "$(<"$err")"
  assert_clock 1 localhost 0 0
}

# assert_table_failed HOST CAUSE, after ask: HOST is the only host, and failed with CAUSE
assert_table_failed() {
  assert_status 1
  assert_table 1
  assert_row 2 "$(failed_row "$1" "$2")"
  assert_text "$err" "inetkit: $1: $2"
}

# assert_no_escape, after ask: the client printed no escape character, which could control a terminal
assert_no_escape() {
  if grep -q $'\e' "$out" "$err"; then
    fail "there is an escape:" "$(cat -v "$out" "$err")"
  fi
}

# serve_bytes HEX: starts a server that sends these bytes and closes the connection; sets the same variables as serve
serve_bytes() {
  local file
  file=$(mktemp "$BATS_TEST_TMPDIR/bytes.XXXXXX")
  # shellcheck disable=SC2001 # inserts \x before every two digits
  printf %b "$(sed 's/../\\x&/g' <<<"$1")" >"$file"
  serve cat "$file"
}

# serve_reset COMMAND: starts a server that sends the output of the shell command, and resets the connection once the
# client has read all of it
serve_reset() {
  local script
  need socat
  script=$(mktemp "$BATS_TEST_TMPDIR/reset.XXXXXX")
  printf '{ %s; } </dev/null | cat\n' "$1" >"$script"
  cat >>"$script" <<'EOF'
inode=$(readlink /proc/self/fd/0 | tr -dc 0-9)
# Nothing is left to send here, or to read there.
until awk -v inode="$inode" '
  $10 == inode { peer = $3; unsent = $5 !~ /^00000000:/ }
  { queue[$2] = $5 }
  END { exit unsent || queue[peer] !~ /:00000000$/ }' /proc/net/tcp; do sleep 0.02; done
# Closing a socket whose linger time is 0 s resets the connection.
exec socat -u OPEN:/dev/null FD:0,linger=0,shut-none
EOF
  serve sh "$script"
}

# serve_datagrams COMMAND: serves UDP on 127.0.0.1; the reply to each datagram is the output of the shell command
serve_datagrams() {
  local script
  need socat
  script=$(mktemp "$BATS_TEST_TMPDIR/answer.XXXXXX")
  printf '%s\n' "$1" >"$script"
  new_log
  background socat UDP4-RECVFROM:0,bind=127.0.0.1,fork "EXEC:sh $script" 2>"$log"
  server=$started
  until_true find_port "$server"
}

# bound_port PID: prints the UDP port of the process in its network namespace
bound_port() {
  local inode port
  for inode in $(sockets_of "$1"); do
    port=$(awk -v inode="$inode" '$10 == inode { sub(/.*:/, "", $2); print $2; exit }' "/proc/$1/net/udp")
    if [ -n "$port" ]; then
      echo $((16#$port))
      return
    fi
  done
  return 1
}

is_bound() {
  bound_port "$1" >/dev/null
}

# find_port PID: sets $port to the UDP port of the process; fails if it has none, or /proc/net/udp lacks it for a moment
find_port() {
  port=$(bound_port "$1")
}
