#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Datagrams that shared does not answer, because they can come from another server, and what it logs about them.
load helpers/load
load helpers/foreign
load helpers/shared

@test "requests from ports below 1024 get no reply, and one from port 1024 does" {
  in_network_with_shared '
    serve_datagrams 1001 time
    for port in 7 13 17 19 37 53 123 1 1023; do
      assert_silence -p "$port" 127.0.0.1 </dev/null
    done
    ask -p 1024 </dev/null
    assert_counts "refused 9: port 9, address 0, rate 0"'
  assert_status 0
}

@test "requests from the port of the service itself get no reply, even above 1023" {
  in_network_with_shared '
    serve_datagrams 127.0.0.1:2007 echo
    status=0
    "$build/tests/ask" -q 127.0.0.1 -b 127.0.0.2 -p 2007 127.0.0.1 2007 <<<"again" || status=$?
    [ "$status" -eq 1 ]
    assert_counts "refused 1: port 1,"'
  assert_status 0
}

@test "two sockets of one server do not answer each other" {
  in_network_with_shared '
    systemd-socket-activate --datagram -l 127.0.0.1:2007 -l 127.0.0.1:2008 "$services/shared" -r 0 echo 2>"$log" >&2 &
    server=$!
    until_match "$log" "^Listening on.*2008"
    "$build/tests/ask" 127.0.0.1 2008 <<<"first" >"$got"
    status=0
    "$build/tests/ask" -q 127.0.0.1 -b 127.0.0.2 -p 2008 127.0.0.1 2007 <<<"from the other" || status=$?
    [ "$status" -eq 1 ]
    assert_counts ": answered 2, refused 1: port 1,"'
  assert_status 0
}

@test "refusals are logged with peer and reason, at most once a minute for each reason" {
  in_network_with_shared '
    serve_datagrams 1001 time
    for i in {1..20}; do
      assert_silence -p 19 127.0.0.1 </dev/null
    done
    kill "$server"
    wait "$server"
    # The line at the end counts the refusals that no other line has reported.
    grep "refused\|gets no reply" "$log"'
  assert_status 0
  assert_output "$(printf '%s\n' \
    'time: 127.0.0.1 port 19 gets no reply: the source port belongs to a server (1 refused since the last line)' \
    'time: answered 20, refused 20: port 20, address 0, rate 0, loop 0; not sent 0, dropped 0')"
}
