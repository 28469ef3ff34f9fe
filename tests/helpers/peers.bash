# SPDX-License-Identifier: ISC
# Runs filters directly and over connections, and checks their replies.

out=${BATS_TEST_TMPDIR:-}/out
errors=${BATS_TEST_TMPDIR:-}/errors
got=${BATS_TEST_TMPDIR:-}/got
sent=${BATS_TEST_TMPDIR:-}/sent

# call COMMAND...: runs it with standard output to $out and standard error to $errors; sets $status, and $output to
# standard error
call() {
  status=0
  timeout -k 1 120 "$@" >"$out" 2>"$errors" || status=$?
  output=$(tr -d '\0' <"$errors")
}

# assert_empty FILE
assert_empty() {
  [ ! -s "$1" ] || fail "$1 is not empty:" "$(od -An -c "$1" | head -n 8)"
}

# assert_silent, after call: the status is 0 and there are no messages
assert_silent() {
  assert_status 0
  assert_output ""
}

# size_of FILE: prints its size in bytes
size_of() {
  stat -c %s "$1"
}

# serve_watched PROGRAM [ARG...]: like serve, with the messages of the program in $errors
serve_watched() {
  : >"$errors"
  serve sh -c 'exec "$@" 2>>"$0"' "$errors" "$@"
}

# dial: connects to $port; sets $peer to the descriptor of the connection
dial() {
  exec {peer}<>"/dev/tcp/127.0.0.1/$port"
}

hang_up() {
  exec {peer}>&-
}

# dial_and_reset: connects to $port, and resets the connection once a filter serves it
dial_and_reset() {
  local served
  need socat
  served=$(grep -c '^Spawned' "$log") || true
  background socat -u PIPE "TCP4:127.0.0.1:$port,linger=0"
  until_true has_served $((served + 1))
  kill -KILL "$started"
}

has_served() {
  [ "$(grep -c '^Spawned' "$log")" -ge "$1" ]
}

# receive FILE [COUNT]: writes the data from $peer to FILE, until the end or COUNT bytes; fails if the connection is
# reset
receive() {
  if [ $# -eq 1 ]; then
    timeout 120 cat <&"$peer" >"$1" || fail "the connection did not end cleanly"
  else
    timeout 120 head -c "$2" <&"$peer" >"$1" || fail "the connection did not last"
  fi
}

# exchange ADDRESS [COUNT]: sends standard input to an address of socat(1) and half-closes the connection. Writes the
# reply to $got, until the end or COUNT bytes. Without COUNT, fails if the connection is reset.
exchange() {
  need socat
  if [ $# -eq 1 ]; then
    timeout 120 socat -t 60 - "$1" >"$got" || fail "the connection did not end cleanly"
  else
    timeout 120 socat -t 60 - "$1" 2>/dev/null | head -c "$2" >"$got"
  fi
}

# dial_datagram HOST PORT: sets $peer to the descriptor of a UDP socket that is connected to this port
dial_datagram() {
  exec {peer}<>"/dev/udp/$1/$2"
}

# send_datagram FILE: sends the file in one datagram
send_datagram() {
  dd bs=65536 count=1 status=none <"$1" >&"$peer"
}

# receive_datagram FILE: waits for a datagram and writes it to FILE
receive_datagram() {
  timeout 120 dd bs=65536 count=1 status=none <&"$peer" >"$1" || fail "no datagram came"
}

# exchange_datagram HOST PORT: sends the file $sent in a datagram and writes the reply to $got
exchange_datagram() {
  dial_datagram "$1" "$2"
  send_datagram "$sent"
  receive_datagram "$got"
  hang_up
}

# assert_no_datagram PORT: the server on this local port has read all datagrams, and $peer has received none
assert_no_datagram() {
  until_true is_taken "$1"
  ! read -t 0 -r -u "$peer" || fail "a datagram came"
}

# is_taken PORT: no datagram is queued at this local port
is_taken() {
  awk -v port=":$(printf %04X "$1")" 'substr($2, length($2) - 4) == port && $5 !~ /:00000000$/ { found = 1 }
    END { exit found }' /proc/net/udp /proc/net/udp6
}

# until_ended [COUNT]: waits until COUNT filters (1) have exited with status 0
until_ended() {
  until_true has_ended "${1:-1}"
}

has_ended() {
  [ "$(grep -c '^Child [0-9]* died with code 0' "$log")" -ge "$1" ]
}

# is_alive PID
is_alive() {
  kill -0 "$1" 2>/dev/null
}

# is_as_long_as FILE COUNT: the file has at least COUNT bytes
is_as_long_as() {
  [ "$(size_of "$1")" -ge "$2" ]
}

# has_died STATUS: a filter has exited with this status
has_died() {
  grep -q "^Child [0-9]* died with code $1" "$log"
}

# has_unread: a client of $port has received data that it has not read
has_unread() {
  awk -v port=":$(printf %04X "$port")" \
    'substr($3, length($3) - 4) == port && $5 !~ /:00000000$/ { found = 1 } END { exit !found }' /proc/net/tcp
}

# open_stalled_pipe: opens descriptor 9 for a pipe that no other process reads or writes, and that never ends
open_stalled_pipe() {
  rm -f "$BATS_TEST_TMPDIR/stalled"
  mkfifo "$BATS_TEST_TMPDIR/stalled"
  exec 9<>"$BATS_TEST_TMPDIR/stalled"
}

# open_broken_pipe: opens descriptor 9 for a pipe without a reader
open_broken_pipe() {
  open_stalled_pipe
  exec 7>"$BATS_TEST_TMPDIR/stalled"
  exec 9>&- 9>&7 7>&-
}

# ring COUNT: prints the first COUNT bytes of the pattern of RFC 864
ring() {
  awk -v count="$1" '
    BEGIN {
      for (i = 32; i < 127; i++)
        ring = ring sprintf("%c", i)
      ring = ring ring
      for (line = 0; line * 74 < count; line++)
        printf "%s\r\n", substr(ring, line % 95 + 1, 72)
    }' | head -c "$1"
}

# assert_ring FILE COUNT: the file begins with the first COUNT bytes of the pattern
assert_ring() {
  ring "$2" >"$BATS_TEST_TMPDIR/ring"
  head -c "$2" "$1" >"$BATS_TEST_TMPDIR/beginning"
  assert_same "$BATS_TEST_TMPDIR/beginning" "$BATS_TEST_TMPDIR/ring"
}

# assert_ring_lines FILE: the file is a part of the pattern that begins with a line, or empty
assert_ring_lines() {
  local first
  [ -s "$1" ] || return 0
  first=$(($(od -An -tu1 -N1 "$1") - 32))
  assert_between 0 "$first" 94
  ring $((first * 74 + $(size_of "$1"))) | tail -c +$((first * 74 + 1)) >"$BATS_TEST_TMPDIR/ring"
  assert_same "$1" "$BATS_TEST_TMPDIR/ring"
}

# assert_time FILE EARLIEST [SHIFT]: the file is a reply of the time service, 4 bytes, with a time between EARLIEST (in
# Unix time) and now, both plus SHIFT seconds (0)
assert_time() {
  local seconds late
  [ "$(size_of "$1")" -eq 4 ] || fail "$(size_of "$1") bytes instead of 4"
  seconds=$((16#$(od -An -tx1 "$1" | tr -d ' ')))
  late=$(((seconds - $2 - ${3:-0} - 2208988800) & 0xffffffff))
  assert_between 0 "$late" $(($(date +%s) - $2))
}

# assert_daytime FILE EARLIEST [FORMAT]: the file is a line with a time between EARLIEST (in Unix time) and now, in the
# format of date(1) and the zone of TZ (UTC)
assert_daytime() {
  local moment now
  now=$(date +%s)
  for ((moment = $2; moment <= now; moment++)); do
    TZ=${TZ:-UTC0} LC_ALL=C date -d "@$moment" "+${3:-%A, %B %-d, %Y %H:%M:%S-UTC}" | sed 's/$/\r/' >"$BATS_TEST_TMPDIR/line"
    ! cmp -s "$1" "$BATS_TEST_TMPDIR/line" || return 0
  done
  assert_same "$1" "$BATS_TEST_TMPDIR/line"
}
