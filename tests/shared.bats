#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The shared server: its arguments, the sockets that it takes, its confinement and its end. It runs on sockets of
# systemd-socket-activate, in a private network where every port is free. The other suites shared-*.bats have the rest.
load helpers/load
load helpers/foreign
load helpers/shared

@test "shared rejects wrong arguments with the cause, the usage and status 2" {
  local arguments message usage='usage: shared [-fhV] [-b burst] [-i seconds] [-r rate] service [arg ...]'
  call "$services/shared"
  assert_status 2
  assert_output "shared: missing operand: service; $usage"
  call "$services/shared" hello
  assert_status 2
  assert_output "shared: hello: shared does not serve this service; $usage"
  call "$services/shared" -r -1 time
  assert_status 2
  assert_output "shared: -r -1: not a whole number from 0 to 1000000; $usage"
  while IFS=: read -r arguments message; do
    # shellcheck disable=SC2086 # words
    call "$services/shared" $arguments </dev/null
    assert_status 2
    assert_output "${arguments%% *}: $message"
    assert_empty "$out"
  done <<'END'
time -x:unknown option -- 'x'; usage: shared [option ...] time [-o seconds]
time more:unexpected operand 'more'; usage: shared [option ...] time [-o seconds]
echo -t 3:unknown option -- 't'; usage: shared [option ...] echo
echo --help:unknown option -- 'help'; usage: shared [option ...] echo
daytime -z Nowhere/Else:-z Nowhere/Else: neither a file below /usr/share/zoneinfo nor a POSIX string such as CET-1CEST,M3.5.0,M10.5.0/3; usage: shared [option ...] daytime [-f format] [-z zone]
END
}

@test "-h and -V print to standard output, and the help names the manual page" {
  call "$services/shared" -h
  assert_silent
  assert_same "$out" - <<'END'
usage: shared [-fhV] [-b burst] [-i seconds] [-r rate] service [arg ...]
serves many peers of a service in one process; see inetkit-shared(8)
END
  call "$services/shared" -V
  assert_silent
  grep -Eq '^shared \(inetkit\) [0-9.]+$' "$out"
}

@test "shared fails with status 1 and the cause on a descriptor that is not a suitable socket" {
  call "$services/shared" time </dev/null
  assert_status 1
  assert_output 'time: cannot serve time on descriptor 0: not a socket; start shared from a systemd socket unit, or from inetd or xinetd with wait'
  in_network_with_shared '
    serve_connections 1001 echo
    ! exec 5<>/dev/tcp/127.0.0.1/1001 || wait "$server" || status=$?
    [ "$status" -eq 1 ]
    grep ": cannot serve" "$log"'
  assert_status 0
  assert_output 'echo: cannot serve echo on descriptor 3: neither a datagram socket nor, for a service over TCP, a listening socket'
}

@test "a socket that LISTEN_FDNAMES declares for another purpose is not served" {
  in_network_with_shared '
    systemd-socket-activate --datagram --fdname=stored -l 1001 "$services/shared" time 2>"$log" >&2 &
    server=$!
    until_match "$log" "^Listening on"
    ! "$build/tests/ask" 127.0.0.1 1001 </dev/null & asking=$!
    wait "$server" || status=$?
    [ "$status" -eq 1 ]
    kill "$asking" || true
    grep ": cannot serve" "$log"'
  assert_status 0
  assert_output 'time: cannot serve time on descriptor 3: LISTEN_FDNAMES names it for another purpose'
}

@test "shared serves 16 sockets, and says that there are too many" {
  in_network_with_shared '
    systemd-socket-activate --datagram $(seq -f "-l 127.0.0.1:%.0f" 1001 1017) "$services/shared" echo 2>"$log" >&2 &
    until_match "$log" "^Listening on"
    until_true is_port_open udp 1017
    for port in 1001 1016; do
      "$build/tests/ask" 127.0.0.1 "$port" <<<hello >"$got"
      [ "$(<"$got")" = hello ]
    done
    grep -q "^echo: cannot serve echo on descriptor 19: too many sockets$" "$log"'
  assert_status 0
}

@test "the server ends with status 0 after its idle seconds and on SIGTERM" {
  in_network_with_shared '
    serve_datagrams 1001 -i 1 time
    ask </dev/null
    wait "$server"
    serve_datagrams 1001 time
    ask </dev/null
    kill "$server"
    wait "$server"'
  assert_status 0
}

# bats test_tags=confined
@test "the server is confined before it receives the first byte, and the policy permits a refusal" {
  in_network_with_shared '
    limits=(strace -D -o "$scratch/trace")
    serve_datagrams 1001 time
    ask </dev/null
    assert_silence -p 19 127.0.0.1 </dev/null
    calls=$(grep -Eo "(seccomp|recvmmsg)\(.*" "$scratch/trace" | head -n 1)
    [[ $calls = seccomp\(* && $calls = *" = 0" ]] || fail "$calls"'
  assert_status 0
}

@test "under inetd a restarted syslog daemon gets the messages after the restart" {
  need_foreign
  in_network_with_shared '
    mount -t tmpfs -o mode=755 none /dev
    mknod -m 666 /dev/null c 1 3
    mknod -m 666 /dev/urandom c 1 9
    ln -s /proc/self/fd /dev/fd
    serve_syslog() {
      rm -f /dev/log
      socat -u UNIX-RECV:/dev/log,mode=666 OPEN:"$scratch/$1",creat &
      daemon=$!
      until_true test -S /dev/log
    }
    serve_syslog first
    echo "1001 dgram udp wait root $services/shared shared time" >"$scratch/inetd.conf"
    "$openbsd_inetd" -i "$scratch/inetd.conf" &
    until_true is_port_open udp 1001
    ask </dev/null
    server=$(pgrep -x shared)
    kill -USR1 "$server"
    until_match "$scratch/first" "^<29>time\\[$server\\]: answered 1, refused 0: "
    kill "$daemon"
    wait "$daemon" || true
    serve_syslog second
    kill -USR1 "$server"
    until_match "$scratch/second" "^<29>time\\[$server\\]: answered 1, refused 0: "'
  assert_status 0
}
