#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit flow: its measurements, their output, and its options.
# bats file_tags=slow
load helpers/load
load helpers/client
load helpers/network
load helpers/flow

serve_all() {
  private_network
  serve_inside 127.0.0.1:9 "$services/discard"
  serve_inside 127.0.0.1:19 "$services/chargen"
  serve_inside 127.0.0.1:7 "$services/echo"
}

# begin_flow ARG...: runs flow in the background, with signals as on a terminal; standard output goes to the file $out
begin_flow() {
  out=$BATS_TEST_TMPDIR/out
  err=$BATS_TEST_TMPDIR/err
  background "${within[@]}" env --default-signal=INT,TERM "$client" flow "$@" >"$out" 2>"$err"
  flowing=$started
}

# end_flow SIGNAL: sends the signal and sets $status
end_flow() {
  kill "-$1" "$flowing"
  status=0
  wait "$flowing" || status=$?
}

# --- measurements --------------------------------------------------------------------------------

@test "flow measures discard, chargen and echo on their ports, one after the other" {
  serve_all
  ask flow -t 1 127.0.0.1
  assert_status 0
  assert_text "$err"
  large='[0-9.]+ [MG]B'
  assert_lines "$(port=9 head_of discard 1)" "$(summary_of discard 1 "$large")" "$(port=19 head_of chargen 1)" \
    "$(summary_of chargen 1 "$large")" "$(port=7 head_of echo 1)" "$(summary_of echo 1 "$large")"
}

@test "flow measures for 5 s by default, with a line for each second except the last" {
  serve "$services/chargen"
  ask flow -s chargen "127.0.0.1:$port"
  assert_status 0
  assert_lines "$(head_of chargen 5)" "chargen +1 s +$rates" "chargen +2 s +$rates" "chargen +3 s +$rates" \
    "chargen +4 s +$rates" "$(summary_of chargen 5)"
}

@test "flow -s accepts a port, over IPv4, IPv6 and a UNIX socket" {
  serve_on ::1 "$services/echo"
  for operands in "-p $port ::1" "[::1]:$port" "-p 1 [::1]:$port"; do
    # shellcheck disable=SC2086 # words
    ask flow -s echo -t 1 $operands
    assert_status 0
    assert_lines "$(head_of echo 1 ::1)" "$(summary_of echo 1)"
  done
  for name in discard chargen echo; do
    serve_unix "$BATS_TEST_TMPDIR/$name" "$services/$name"
    # A short path, so that no line is too long for it.
    cd "$BATS_TEST_TMPDIR"
    ask flow -s "$name" -t 1 "unix:$name"
    assert_status 0
    assert_text "$err"
    pattern=$(summary_of "$name" 1)
    assert_lines "FLOW unix:$name: $name for 1 s" "${pattern/acknowledged by the host/read by the server}"
  done
}

@test "flow counts for discard the acknowledged bytes, and separately those on their way" {
  need jq
  serve sh -c 'wc -c >"$0"' "$BATS_TEST_TMPDIR/taken"
  ask flow -s discard -t 1 --format json "127.0.0.1:$port"
  assert_status 0
  # The server still receives all that was sent.
  until_true test -s "$BATS_TEST_TMPDIR/taken"
  [ "$(<"$BATS_TEST_TMPDIR/taken")" -eq $(($(value_of bytes) + $(value_of in_flight))) ]
}

@test "flow does not count bytes queued locally when the host stops reading" {
  need jq
  serve sleep 100
  ask flow -s discard -t 1 --format json "127.0.0.1:$port"
  assert_status 0
  # The acknowledged bytes are in the receive queue of the server.
  queued=$(awk -v port=":$(printf %04X "$port")" '
    substr($2, 9) == port && $4 != "0A" { sub(/.*:/, "", $5); print $5; exit }' /proc/net/tcp)
  assert_between 1 "$(value_of bytes)" $((16#$queued))
  assert_between $((16#$queued + 1)) $(($(value_of bytes) + $(value_of in_flight))) 1000000000
}

@test "flow counts for echo the bytes that came back" {
  serve sh -c 'tee "$0.copy" | head -c 3000000; cat >"$0"' "$BATS_TEST_TMPDIR/taken"
  ask flow -s echo -t 1 "127.0.0.1:$port"
  assert_status 0
  assert_lines "$(head_of echo 1)" "$(summary_of echo 1 '3\.000 MB')"
}

@test "flow counts every byte of a server that stops, and measures each second separately" {
  serve sh -c 'head -c 100000 /dev/zero; sleep 100'
  ask flow -s chargen -t 5 "127.0.0.1:$port"
  assert_status 0
  assert_lines "$(head_of chargen 5)" "chargen +1 s +$rates" "chargen +2 s +$rates" "chargen +3 s +$rates" \
    "chargen +4 s +$rates" "$(summary_of chargen 5 '100\.0 kB')"
  # The server sends in the first second. On a busy machine it sends later or in two of them, and a line is late: then the
  # sum of the rates is not exactly 0.1, but all bytes by all seconds is the least that it can be.
  awk '/ [1-4] s / { sum += $4; if ($4 == 0) silent++ } END { exit !(silent > 0 && sum >= 0.02) }' "$out" || fail "$(<"$out")"
}

@test "flow sends different data in each run" {
  serve sh -c 'head -c 65521 | cksum >>"$0"; cat >/dev/null' "$BATS_TEST_TMPDIR/sums"
  for run in 1 2; do
    ask flow -s discard -t 0.1 "127.0.0.1:$port"
    assert_status 0
  done
  until_true eval '[ "$(wc -l <"$BATS_TEST_TMPDIR/sums")" -eq 2 ]'
  [ "$(sort -u "$BATS_TEST_TMPDIR/sums" | wc -l)" -eq 2 ]
}

@test "flow prints each line as soon as it is complete, even into a pipe" {
  serve "$services/chargen"
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  background cat "$BATS_TEST_TMPDIR/pipe" >"$BATS_TEST_TMPDIR/got"
  background "$client" flow -s chargen -t 100 "127.0.0.1:$port" >"$BATS_TEST_TMPDIR/pipe"
  until_match "$BATS_TEST_TMPDIR/got" '^FLOW '
  until_match "$BATS_TEST_TMPDIR/got" '^chargen +1 s '
  kill -0 "$started"
}

@test "flow --format json prints one object for each measurement, also for one that failed" {
  private_network
  serve_inside 127.0.0.1:9 "$services/discard"
  serve_inside 127.0.0.1:19 "$services/chargen"
  ask flow --format json -t 1 127.0.0.1
  assert_status 1
  assert_text "$err" 'inetkit: 127.0.0.1: echo: connection refused: nothing listens on port 7'
  sed -E 's/("seconds":)[0-9]+\.[0-9]{9},/\1T,/; s/("(bytes|in_flight|bits_per_second)":)[0-9]+,/\1N,/g' "$out" \
    >"$BATS_TEST_TMPDIR/objects"
  host='"host":"127.0.0.1","address":"127.0.0.1"'
  assert_text "$BATS_TEST_TMPDIR/objects" \
    "{$host,\"port\":9,\"service\":\"discard\",\"seconds\":T,\"bytes\":N,\"in_flight\":N,\"bits_per_second\":N,\"error\":null}" \
    "{$host,\"port\":19,\"service\":\"chargen\",\"seconds\":T,\"bytes\":N,\"in_flight\":null,\"bits_per_second\":N,\"error\":null}" \
    '{"host":"127.0.0.1","address":null,"port":7,"service":"echo","seconds":null,"bytes":null,"in_flight":null,"bits_per_second":null,"error":"connection refused: nothing listens on port 7"}'
  need jq
  [ "$(jq 'select(.error == null) | .bits_per_second * .seconds / .bytes | (. * 1000 | round) == 8000' "$out" | uniq)" = true ] ||
    fail "$(<"$out")"
}

@test "flow has no line of more than 79 columns, except for a longer name" {
  private_network
  long=$(printf '%060d.%010d' 0 0 | tr 0 a)
  private_hosts "127.0.0.1 $long"
  serve_inside 127.0.0.1:9 "$services/discard"
  ask flow -s discard -t 1 "$long"
  assert_status 0
  assert_file_matches "$out" "^FLOW $long\$"
  assert_file_matches "$out" '^    \(127\.0\.0\.1\) port 9 over TCP: discard for 1 s$'
  ! grep -E '^.{80}' "$out" || fail "wider than 79 columns"
}

@test "figures have at most four significant digits, and bytes their unit" {
  for case in 0=0.000 0.0004=0.000 0.0005=0.001 1.23456=1.235 9.9994=9.999 9.9996=10.00 99.994=99.99 99.996=100.0 \
    999.96=1000 9999.4=9999 9999.6=10000 98765.4=98770 123456789=123500000; do
    run "$functions" format-figure "${case%=*}"
    assert_output "${case#*=}"
  done
  for case in 0='0 bytes' 1='1 byte' 999='999 bytes' 1000='1.000 kB' 999949='999.9 kB' 999950='1.000 MB' \
    1234567890='1.235 GB' 18446744073709551615='18.45 EB'; do
    run "$functions" format-bytes "${case%%=*}"
    assert_output "${case#*=}"
  done
}

# --- signals -------------------------------------------------------------------------------------

@test "flow interrupted by SIGINT or SIGTERM prints the summary and skips the other services" {
  serve_all
  for signal in INT TERM; do
    begin_flow -t 100 127.0.0.1
    until_match "$out" '^discard +1 s '
    end_flow "$signal"
    assert_status 0
    assert_text "$err"
    assert_lines "$(port=9 head_of discard 100)" "discard +1 s +$rates" "$(summary_of discard)"
  done
}

@test "flow interrupted before it is connected exits with status 1" {
  private_network
  begin_flow 192.0.2.2
  until_true grep -q ' 020200C0:0009 02 ' "/proc/$flowing/net/tcp"
  end_flow INT
  assert_status 1
  assert_text "$out"
  assert_text "$err"
}

# --- arguments and standard output ---------------------------------------------------------------

@test "flow requires one host, and -s with a port" {
  ask flow
  assert_complaint 2 "flow: missing host; see 'inetkit help flow'"
  ask flow localhost echo
  assert_complaint 2 "flow: extra operand 'echo'; see 'inetkit help flow'"
  ask flow ''
  assert_complaint 2 "flow: '': the host is empty; see 'inetkit help flow'"
  ask flow -p 7 localhost
  assert_complaint 2 "flow: -p 7: a port requires -s, which names the service; see 'inetkit help flow'"
  for host in localhost:7 '[::1]:9'; do
    ask flow "$host"
    assert_complaint 2 "flow: '$host': a port requires -s, which names the service; see 'inetkit help flow'"
  done
  ask flow unix:/run/echo.socket
  assert_complaint 2 "flow: 'unix:/run/echo.socket': a UNIX socket requires -s, which names the service; \
see 'inetkit help flow'"
  ask flow -s echo -p 0 localhost
  assert_complaint 2 "flow: -p 0: the port is not from 1 to 65535; see 'inetkit help flow'"
}

@test "flow rejects an unknown service and a time of 0" {
  for name in qotd '' discar 'discard|chargen' ECHO; do
    ask flow -s "$name" localhost
    assert_complaint 2 "flow: -s ${name:-"''"}: not one of discard|chargen|echo; see 'inetkit help flow'"
  done
  ask flow -t 0 localhost
  assert_complaint 2 "flow: -t 0: not a number of seconds above 0 and at most 86400; see 'inetkit help flow'"
}

@test "flow ends when standard output is full or closed, and says so" {
  serve_all
  run --separate-stderr timeout 120 "${within[@]}" bash -c "'$client' flow -t 5 127.0.0.1 >/dev/full"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
  run --separate-stderr timeout 120 "${within[@]}" bash -c "'$client' flow -t 5 127.0.0.1 >&-"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: Bad file descriptor' ] || fail "$stderr"
}

@test "flow --format json names a UNIX socket by its path, and prints one line" {
  need jq
  serve_unix "$BATS_TEST_TMPDIR/echo" "$services/echo"
  ask flow -s echo -t 1.1 --format json "unix:$BATS_TEST_TMPDIR/echo"
  assert_status 0
  [ "$(jq -r '[.address, .port] | join(" ")' "$out")" = "$BATS_TEST_TMPDIR/echo " ]
}
