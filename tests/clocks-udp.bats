#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks -u.
load helpers/load
load helpers/client
load helpers/network

@test "clocks -u asks over UDP" {
  serve_datagrams "exec '$services/time' -o 100"
  ask clocks -u "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 100
  assert_text "$err"
  ask clocks --udp -p "$port" 127.0.0.1
  assert_status 0
  assert_clock 2 127.0.0.1 100
}

@test "clocks -u asks again when a datagram is lost" {
  serve_datagrams "cd '$BATS_TEST_TMPDIR' && if mkdir asked; then exit; fi 2>/dev/null; exec '$services/time' -o 100"
  ask clocks -u "127.0.0.1:$port"
  assert_status 0
  assert_table 1
  assert_clock 2 "127.0.0.1:$port" 100
}

@test "clocks -u recognises a datagram of 8 bytes, and prints the bytes of other wrong replies" {
  serve_datagrams "printf '\\355\\000\\127\\200\\000\\000\\000\\000'"
  ask clocks -u "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 8 bytes instead of 4: the server sends a 64-bit long, as GNU inetutils does'
  serve_datagrams "printf abc"
  ask clocks -u "127.0.0.1:$port"
  assert_table_failed "127.0.0.1:$port" 'received 3 bytes instead of 4: 61 62 63'
  serve_datagrams "head -c 1000 /dev/zero"
  ask clocks -u "127.0.0.1:$port"
  assert_status 1
  assert_file_matches "$err" "^inetkit: 127\.0\.0\.1:$port: received at least 64 bytes instead of 4: 00 00"
}

@test "clocks -u reports a closed port" {
  serve_datagrams "exit"
  ask clocks -u "127.0.0.2:$port"
  assert_table_failed "127.0.0.2:$port" "connection refused: nothing listens on port $port"
}

@test "clocks -u fails a silent server after -w seconds, and prints the others" {
  need socat
  private_network
  background "${within[@]}" socat UDP4-RECVFROM:37,bind=127.0.0.1,fork "EXEC:$(realpath "$services/time") -o 100"
  until_true is_bound "$started"
  ask clocks -u -w 2 192.0.2.2 127.0.0.1 '[2001:db8::2]'
  assert_status 1
  assert_table 3
  assert_row 2 "$(failed_row 192.0.2.2 'no reply within 2 s; -w allows more time')"
  assert_clock 3 127.0.0.1 100
  assert_row 4 "$(failed_row '[2001:db8::2]' 'no reply within 2 s; -w allows more time')"
}

@test "clocks -u rejects UNIX sockets" {
  ask clocks -u "unix:$BATS_TEST_TMPDIR/socket"
  assert_table_failed "unix:$BATS_TEST_TMPDIR/socket" 'a UNIX socket cannot be used with -u'
}
