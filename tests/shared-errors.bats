#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Sockets whose calls fail, and a lack of descriptors.
load helpers/load
load helpers/foreign
load helpers/shared

@test "a server that ran out of descriptors serves again when one is free" {
  in_network_with_shared '
    serve_connections 1001 time
    exchange TCP4:127.0.0.1:1001 </dev/null
    until_true has_no_connection
    used=$(ls "/proc/$server/fd" | wc -l)
    prlimit --pid "$server" --nofile="$used:4096"
    exec {peer}<>/dev/tcp/127.0.0.1/1001
    prlimit --pid "$server" --nofile=4096:4096
    receive "$got"
    [ "$(size_of "$got")" -eq 4 ]'
  assert_status 0
}

# inject FAULT: a call of the server fails, in the way of "strace -e inject"; the trace is $scratch/trace
failing='
  inject() {
    limits=(strace -D -f --seccomp-bpf -qqq -o "$scratch/trace" -e "trace=${1%%:*}" -e "inject=$1" --)
  }'

# bats test_tags=once
@test "a socket whose calls fail for ever is tried ten times a second, and the idle server ends" {
  in_network_with_shared "$failing"'
    inject recvmmsg:error=EIO
    serve_datagrams 1001 -i 3 echo
    echo hello >/dev/udp/127.0.0.1/1001
    wait "$server"
    until_match "$log" "^echo: cannot take a request from the socket of port 1001: Input/output error; trying again ten times a second;"
    count=$(grep -c "INJECTED" "$scratch/trace")
    [ "$count" -gt 16 ] && [ "$count" -lt 100 ] || fail "$count calls"'
  assert_status 0
}

# bats test_tags=once
@test "a socket whose calls fail for a while is served again" {
  in_network_with_shared "$failing"'
    inject accept4:error=EPERM:when=1..20
    serve_connections 1001 time
    exchange TCP4:127.0.0.1:1001 </dev/null
    [ "$(size_of "$got")" -eq 4 ]
    [ "$(grep -c "INJECTED" "$scratch/trace")" -eq 20 ]'
  assert_status 0
}
