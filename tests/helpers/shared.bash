# SPDX-License-Identifier: ISC
# Runs the shared server on sockets of systemd-socket-activate, in scripts of in_network, where every port is free.

source "$BATS_TEST_DIRNAME/helpers/peers.bash"

# in_network_with_shared SCRIPT: like in_network, with the functions below; the log of the server is $scratch/log
in_network_with_shared() {
  need systemd-socket-activate socat strace
  in_network "
    source '$BATS_TEST_DIRNAME/helpers/shared.bash'
    log=\$scratch/log
    $1"
}

# In front of the command of the server, to limit or to trace it.
limits=()

# serve_by KIND PORT [ARG...]: systemd-socket-activate becomes the server when the first packet arrives
serve_by() {
  local kind=$1 port=$2
  shift 2
  : >"$log"
  # shellcheck disable=SC2086 # no word, for TCP
  systemd-socket-activate $kind -l "$port" -E PATH="$PATH" "${limits[@]}" "$services/shared" "$@" 2>"$log" >&2 &
  server=$!
  until_match "$log" "^Listening on"
}
serve_datagrams() { serve_by --datagram "$@"; }
serve_connections() { serve_by "" "$@"; }

# ask [OPTION...]: sends standard input as a datagram to 127.0.0.1 port 1001, and writes the reply to $got
ask() {
  "$build/tests/ask" "$@" 127.0.0.1 1001 >"$got"
}

# assert_silence [OPTION...] ADDRESS: no reply comes, but the server still answers 127.0.0.1
assert_silence() {
  local status=0
  "$build/tests/ask" -q 127.0.0.1 "$@" 1001 || status=$?
  [ "$status" -eq 1 ] || fail "there was a reply, or none to a second request: $*"
}

# is_ready: the process has become the server: it blocks the signals that the server takes
is_ready() {
  grep -Eq "^SigBlk:.0*4202$" "/proc/$server/status"
}

# is_counted COUNT: the server has answered COUNT requests
is_counted() {
  kill -USR1 "$server"
  grep -Eqs ": answered $1," "$log"
}

# is_refused COUNT: the server has refused COUNT or more requests for their rate
is_refused() {
  kill -USR1 "$server"
  awk -v least="$1" '/refused/ { sub(/.*rate /, ""); if ($0 + 0 >= least) found = 1 } END { exit !found }' "$log"
}

# has_ended COUNT: the server has refused COUNT datagrams to end loops
has_ended() {
  kill -USR1 "$server"
  grep -Eqs ", loop $1;" "$log"
}

# forge SOURCE-PORT PORT: sends the text of a datagram that seems to come from another port of 127.0.0.1
forge() {
  local text="forged text"
  # The header of UDP: the ports, the length, and no checksum.
  printf "$(printf "\\\\x%02x" $(($1 >> 8)) $(($1 & 255)) $(($2 >> 8)) $(($2 & 255)) 0 $((8 + ${#text})) 0 0)%s" "$text" |
    socat -u - IP4-SENDTO:127.0.0.1:17
}

# has_no_connection: the server holds no sockets except those that it listens on
has_no_connection() {
  local inode
  for inode in $(sockets_of "$server"); do
    ! awk -v inode="$inode" '$10 == inode && $4 != "0A" { found = 1 } END { exit !found }' \
      /proc/net/tcp /proc/net/tcp6 || return
  done
}

# unshared PID: the process is in another network namespace
unshared() {
  [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# zeros COUNT: prints COUNT NUL bytes
zeros() {
  head -c "$1" /dev/zero
}

# assert_counts REGEX: the counts that the server logs match
assert_counts() {
  kill -USR1 "$server"
  until_match "$log" ": answered [0-9]+, refused "
  grep -Eq -- "$1" "$log" || fail "counts:" "$(<"$log")"
}
