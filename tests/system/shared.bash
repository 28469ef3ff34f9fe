# SPDX-License-Identifier: ISC
# Runs, watches and suspends the units of the shared server.

# call_server SERVER OPTION...: adds options to the command line of inetkit-SERVER.service
call_server() {
  local server=$1
  shift
  printf '%s\n' '[Service]' ExecStart= "ExecStart=/usr/libexec/inetkit/shared $* ${server%-*}" |
    drop_in "inetkit-$server.service"
}

# state SERVER, main_pid SERVER, invocation SERVER: properties of its service
state() {
  property "inetkit-$1.service" ActiveState
}
main_pid() {
  property "inetkit-$1.service" MainPID
}
invocation() {
  property "inetkit-$1.service" InvocationID
}

# is_in_state STATE SERVER
is_in_state() {
  [ "$(state "$2")" = "$1" ]
}

# has_status SERVER TEXT: the status that it sent to the service manager begins with TEXT
has_status() {
  [[ "$(property "inetkit-$1.service" StatusText)" = "$2"* ]]
}

# is_another SERVER PID: the server runs, as another process than PID
is_another() {
  [ "$(state "$1")" = active ] && [ "$(main_pid "$1")" != "$2" ]
}

# suspend SERVER: stops its process and sets $suspended. Tries again if the server just ended because it was idle.
suspend() {
  until_true suspends "$1"
}

suspends() {
  systemctl start "inetkit-$1.service"
  suspended=$(main_pid "$1")
  [ "$suspended" -gt 0 ] && suspend_all "$suspended" && [ "$(main_pid "$1")" = "$suspended" ]
}

# send_from PORT SERVICE [ADDRESS]: sends one datagram from this port of 127.0.0.9, where even the port of the service
# is free. Newer releases of socat would send an empty one at the end.
send_from() {
  echo 'a request' >"$sent"
  socat -u OPEN:"$sent" "UDP4:${3-127.0.0.1}:$(port_of "$2"),bind=127.0.0.9,sourceport=$1,reuseaddr,broadcast,shut-none"
}

# assert_echo TEXT: echo over UDP returns it
assert_echo() {
  echo "$1" >"$sent"
  exchange_datagram 127.0.0.1 7
  assert_same "$got" "$sent"
}
