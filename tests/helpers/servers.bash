# Servers for a test: each listens on a port that the kernel chose, or on a path, when the function returns.

# serve PROGRAM [ARG...]: under systemd-socket-activate on 127.0.0.1; sets $port, $server (its pid) and $log
serve() {
  serve_on 127.0.0.1 "$@"
}

# serve_on ADDRESS PROGRAM [ARG...]: the same on another address of IPv4 or IPv6
serve_on() {
  local address=$1
  shift
  new_log
  background "$listen" "$address" systemd-socket-activate --accept --inetd -E PATH="$PATH" "$@" 2>"$log"
  server=$started
  until_match "$log" '^Received 1 descriptors'
  port=$(listening_port "$server")
}

# serve_unix PATH PROGRAM [ARG...]: the same on a UNIX socket
serve_unix() {
  local path=$1
  shift
  new_log
  background systemd-socket-activate --accept --inetd -E PATH="$PATH" -l "$path" "$@" 2>"$log"
  server=$started
  until_match "$log" '^Listening on'
}

new_log() {
  log=$(mktemp "$BATS_TEST_TMPDIR/log.XXXXXX")
}

# serve_tcpserver PROGRAM [ARG...]: under tcpserver(1) of ucspi-tcp
serve_tcpserver() {
  need tcpserver
  new_log
  background tcpserver -RHl0 127.0.0.1 0 "$@" 2>"$log"
  server=$started
  until_true is_listening "$server"
  port=$(listening_port "$server")
}
