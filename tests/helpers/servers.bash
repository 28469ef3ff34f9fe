# SPDX-License-Identifier: ISC
# Starts servers. When a function returns, its server listens on a port that the kernel chose, or on a path.

# serve PROGRAM [ARG...]: starts systemd-socket-activate on 127.0.0.1, which runs the program for each connection; sets
# $port, $server (its pid) and $log
serve() {
  serve_on 127.0.0.1 "$@"
}

# serve_on ADDRESS PROGRAM [ARG...]: like serve, on another IPv4 or IPv6 address
serve_on() {
  local address=$1
  need systemd-socket-activate
  shift
  new_log
  background "$listen" "$address" systemd-socket-activate --accept --inetd -E PATH="$PATH" "$@" 2>"$log"
  server=$started
  until_match "$log" '^Received 1 descriptors'
  until_listening "$server"
}

# serve_unix PATH PROGRAM [ARG...]: like serve, on a UNIX socket; does not set $port
serve_unix() {
  local path=$1
  need systemd-socket-activate
  shift
  new_log
  background systemd-socket-activate --accept --inetd -E PATH="$PATH" -l "$path" "$@" 2>"$log"
  server=$started
  until_match "$log" '^Listening on'
}

new_log() {
  log=$(mktemp "$BATS_TEST_TMPDIR/log.XXXXXX")
}

# serve_tcpserver PROGRAM [ARG...]: like serve, with tcpserver(1) of ucspi-tcp
serve_tcpserver() {
  need tcpserver
  new_log
  background tcpserver -RHl0 127.0.0.1 0 "$@" 2>"$log"
  server=$started
  until_listening "$server"
}
