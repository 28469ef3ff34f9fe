#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit flow: hosts and services that are missing, fail, or answer what they should not.
# bats file_tags=slow
load helpers/load
load helpers/client
load helpers/network
load helpers/flow

# assert_message CAUSE NAME, after ask: the only message is that the measurement failed with CAUSE
assert_message() {
  assert_status 1
  assert_file_matches "$err" "^inetkit: 127\.0\.0\.1:$port: $2: $1\$"
  [ "$(wc -l <"$err")" -eq 1 ] || fail "$(<"$err")"
}

# assert_failed CAUSE NAME [AMOUNT], after ask: the only measurement failed with CAUSE, and has its summary
assert_failed() {
  assert_message "$1" "$2"
  # Where the failure came after more than a second, lines of these seconds stand above the summary.
  sed -i -E "/^$2 +[0-9]+ s /d" "$out"
  assert_lines "$(head_of "$2" '[0-9.]+')" "$(summary_of "$2" '[0-9]+' "${3:-$amount}")"
}

@test "flow continues with the next service after a refused connection, and exits with status 1" {
  private_network
  serve_inside 127.0.0.1:19 "$services/chargen"
  ask flow -t 1 127.0.0.1
  assert_status 1
  assert_text "$err" 'inetkit: 127.0.0.1: discard: connection refused: nothing listens on port 9' \
    'inetkit: 127.0.0.1: echo: connection refused: nothing listens on port 7'
  assert_lines "$(port=19 head_of chargen 1)" "$(summary_of chargen 1)"
}

@test "flow continues with the next service after a failed one, and exits with status 1" {
  private_network
  serve_inside 127.0.0.1:9 "$services/echo"
  serve_inside 127.0.0.1:19 "$services/qotd" "$BATS_TEST_DIRNAME/../LICENSE"
  serve_inside 127.0.0.1:7 "$services/echo"
  ask flow -t 1 127.0.0.1
  assert_status 1
  assert_text "$err" 'inetkit: 127.0.0.1: discard: not a discard service: the server replies' \
    'inetkit: 127.0.0.1: chargen: the server closed the connection before the time was over'
  assert_lines "$(port=9 head_of discard 1)" "$(summary_of discard)" "$(port=19 head_of chargen 1)" \
    "$(summary_of chargen)" "$(port=7 head_of echo 1)" "$(summary_of echo 1)"
}

@test "flow reports a stream that ended early, and sums up what arrived" {
  serve printf '\e[31mno more\n'
  ask flow -s chargen "127.0.0.1:$port"
  assert_failed 'the server closed the connection before the time was over' chargen '13 bytes'
  assert_no_escape
  serve printf x
  ask flow -s chargen "127.0.0.1:$port"
  assert_status 1
  assert_file_matches "$out" '^        1 byte received$'
  for name in discard echo; do
    serve true
    ask flow -s "$name" "127.0.0.1:$port"
    assert_failed '(the server closed the connection before the time was over|Connection reset by peer|Broken pipe)' "$name"
  done
}

@test "flow reports a stream that was reset, and sums up what arrived" {
  serve_reset 'head -c 100000 /dev/zero'
  ask flow -s chargen "127.0.0.1:$port"
  assert_failed 'Connection reset by peer' chargen '100\.0 kB'
}

@test "flow counts for a host that resets the connection only what it acknowledged" {
  need jq
  serve perl -e '
    use Socket;
    for ($size = 0; $size < 3000000; $size += $n) { $n = sysread(STDIN, $data, 65536) or exit }
    open(my $file, ">", $ARGV[0]); print $file $size; close $file;
    # Leave something unread.
    vec($unread, 0, 1) = 1; select($unread, undef, undef, undef);
    setsockopt(STDIN, SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))' "$BATS_TEST_TMPDIR/taken"
  ask flow -s discard --format json "127.0.0.1:$port"
  assert_message '(Connection reset by peer|Broken pipe)' discard
  taken=$(<"$BATS_TEST_TMPDIR/taken")
  # The host acknowledged what it read, and at most a receive buffer beyond that; more than it read was sent.
  assert_between "$taken" "$(value_of bytes)" $((taken + 10000000))
  assert_between $((taken + 1)) $(($(value_of bytes) + $(value_of in_flight))) $((taken + 100000000))
}

@test "flow gives up after -w seconds without progress" {
  serve sleep 100
  ask flow -s chargen -w 0.3 "127.0.0.1:$port"
  assert_failed 'no data arrived for 0\.3 s; -w allows more time' chargen '0 bytes'
  ask flow -s echo -w 0.3 "127.0.0.1:$port"
  assert_failed 'no data arrived for 0\.3 s; -w allows more time' echo '0 bytes'
  ask flow -s discard -w 0.5 "127.0.0.1:$port"
  assert_failed 'the host accepted no data for 0\.5 s; -w allows more time' discard
  # Data within -w restarts the time.
  serve sh -c 'for i in 1 2 3; do head -c 1000 /dev/zero; sleep 1; done; sleep 100'
  ask flow -s chargen -w 2 -t 100 "127.0.0.1:$port"
  assert_failed 'no data arrived for 2 s; -w allows more time' chargen '3\.000 kB'
}

@test "flow reports that nothing came in the whole time" {
  serve sleep 100
  for name in chargen echo; do
    ask flow -s "$name" -t 0.2 "127.0.0.1:$port"
    assert_failed 'no data arrived' "$name" '0 bytes'
  done
}

@test "flow reports a discard service that answers" {
  serve "$services/echo"
  ask flow -s discard "127.0.0.1:$port"
  assert_failed 'not a discard service: the server replies' discard
}

# serve_filter SCRIPT: echoes TCP through a filter in Perl; $data begins at position $at of the stream, counted from 0
serve_filter() {
  need perl
  serve perl -e "
    while (sysread(STDIN, \$data, 65536)) { \$size = length(\$data); $1; syswrite(STDOUT, \$data); \$at += \$size }"
}

@test "flow reports a byte that came back changed, lost or doubled" {
  need jq
  changed='not an echo service: the bytes returned differ from the bytes sent'
  for byte in 0 65520 65521 1000000 4999999; do
    serve_filter "if (\$at <= $byte && $byte < \$at + \$size) { substr(\$data, $byte - \$at, 1) ^= chr(1) }"
    ask flow -s echo -t 20 --format json "127.0.0.1:$port"
    assert_message "$changed" echo
    assert_between 0 "$(value_of bytes)" "$byte"
  done
  serve_filter 'if ($at <= 3000000 && 3000000 < $at + $size) { substr($data, 3000000 - $at, 1) = "" }'
  ask flow -s echo -t 20 "127.0.0.1:$port"
  assert_failed "$changed" echo
  serve_filter 'if ($at <= 3000000 && 3000000 < $at + $size) { $data .= substr($data, -1) }'
  ask flow -s echo -t 20 "127.0.0.1:$port"
  assert_failed "$changed" echo
  # A whole buffer is lost.
  serve_filter 'if (!$done && $at > 3000000) { $data = ""; $done = 1 }'
  ask flow -s echo -t 20 "127.0.0.1:$port"
  assert_failed "$changed" echo
}

@test "flow reports echo of more than was sent, and of other data from the start" {
  serve sh -c 'sleep 0.3; printf "SSH-2.0-\e[31m\n"; sleep 100'
  ask flow -s echo "127.0.0.1:$port"
  assert_failed 'not an echo service: the bytes returned differ from the bytes sent' echo '0 bytes'
  assert_no_escape
  need perl
  # The server repeats the first bytes that it received.
  serve perl -e 'sysread(STDIN, $data, 65521); while (1) { syswrite(STDOUT, $data) or exit }'
  ask flow -s echo -t 20 -w 5 "127.0.0.1:$port"
  assert_failed 'not an echo service: (more bytes returned than were sent|the bytes returned differ from the bytes sent)' echo
}

@test "flow reports a silent host and an unknown name" {
  private_network
  ask flow -s echo -w 0.3 192.0.2.2
  assert_complaint 1 '192.0.2.2: echo: no connection within 0.3 s; -w allows more time'
  ask flow -s echo $'no\e[1m.such'
  assert_complaint_like 1 'no\?\[1m\.such: echo: '
}
