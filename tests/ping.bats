#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit ping: its packets, its reading of the replies, and its summary.
load helpers/load
load helpers/client
load helpers/network
load helpers/ping

# --- output --------------------------------------------------------------------------------------

@test "ping prints a head, one line per reply and the summary" {
  serve "$services/echo"
  ask ping -c 5 -i 0.01 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err"
  mapfile -t replies < <(replies_of 127.0.0.1 1 2 3 4 5)
  assert_printed "PING 127.0.0.1 (127.0.0.1) port $port over TCP: 32 bytes of data" "${replies[@]}" '' \
    '--- 127.0.0.1 ping statistics ---' '5 packets transmitted, 5 received, 0% packet loss, time T ms' \
    'rtt min/avg/max/mdev = T ms'
}

@test "ping names the host and its address, over IPv4 and IPv6" {
  private_network
  serve_inside 127.0.0.1:7 "$services/echo"
  ask ping -4 -c 1 localhost
  assert_status 0
  assert_printed 'PING localhost (127.0.0.1) port 7 over TCP: 32 bytes of data' "$(replies_of 127.0.0.1 1)" '' \
    '--- localhost ping statistics ---' '1 packet transmitted, 1 received, 0% packet loss, time T ms' \
    'rtt min/avg/max/mdev = T ms'
  serve_inside '[::1]:7' "$services/echo"
  ask ping -6 -c 1 localhost
  assert_status 0
  assert_printed 'PING localhost (::1) port 7 over TCP: 32 bytes of data' "$(replies_of ::1 1)" '' \
    '--- localhost ping statistics ---' '1 packet transmitted, 1 received, 0% packet loss, time T ms' \
    'rtt min/avg/max/mdev = T ms'
  serve_inside '[::1]:1007' "$services/echo"
  for operands in '[::1]:1007' '-p 1007 ::1'; do
    # shellcheck disable=SC2086 # words
    ask ping -c 1 $operands
    assert_status 0
    [ "$(head -n 1 "$out")" = 'PING ::1 (::1) port 1007 over TCP: 32 bytes of data' ] || fail "$(<"$out")"
  done
}

@test "ping over a UNIX socket prints control characters of the path as question marks" {
  socket=$BATS_TEST_TMPDIR/$'\e[31m'
  serve_unix "$socket" "$services/echo"
  shown='unix:?[31m'
  # A short path, so that no line is too long for it.
  cd "$BATS_TEST_TMPDIR"
  ask ping -c 2 -i 0.01 "unix:${socket##*/}"
  assert_status 0
  mapfile -t replies < <(replies_of "$shown" 1 2)
  assert_printed "PING $shown: 32 bytes of data" "${replies[@]}" '' "--- $shown ping statistics ---" \
    '2 packets transmitted, 2 received, 0% packet loss, time T ms' 'rtt min/avg/max/mdev = T ms'
}

@test "ping sends once per -i interval, and at once when the reply took longer" {
  serve "$services/echo"
  ask ping -c 3 -i 0.3 "127.0.0.1:$port"
  assert_status 0
  assert_between 600 "$(sed -nE 's/.* loss, time ([0-9]+) ms$/\1/p' "$out")" 5000
  serve_perl 'while (1) { $_ = next_request(); select(undef, undef, undef, 0.1); syswrite(STDOUT, $_) }'
  ask ping -c 10 -i 0.001 "127.0.0.1:$port"
  assert_status 0
  assert_sums
  assert_between 1000 "$(sed -nE 's/.* loss, time ([0-9]+) ms$/\1/p' "$out")" 4000
  assert_between 100 "$(sed -nE 's|^rtt .* = ([0-9]+)\..*|\1|p' "$out")" 5000
}

@test "ping prints each line as soon as it is complete, even into a pipe" {
  serve "$services/echo"
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  background cat "$BATS_TEST_TMPDIR/pipe" >"$BATS_TEST_TMPDIR/got"
  background "$client" ping -i 0.3 "127.0.0.1:$port" >"$BATS_TEST_TMPDIR/pipe"
  until_match "$BATS_TEST_TMPDIR/got" '^32 bytes from 127\.0\.0\.1: seq=3 time='
  kill -0 "$started"
}

@test "ping summarises like iputils, in truncated whole microseconds" {
  for case in '1000=1000 1000 1000 0' '1 2=1 1 2 0' '0 2=0 1 2 1' '1 2 2=1 1 2 0' '10 20 30=10 20 30 8' \
    '1237 1965 91=91 1097 1965 771' '0 0 0=0 0 0 0' '5 5 5 5 5=5 5 5 0' \
    '0 86400000000=0 43200000000 86400000000 43200000000' '1 3 1 3 1 3=1 2 3 1'; do
    # shellcheck disable=SC2086 # numbers
    run "$functions" sum-rtt ${case%=*}
    assert_output "${case#*=}"
  done
}

# --- signals -------------------------------------------------------------------------------------

@test "ping continues until SIGINT or SIGTERM and then prints the summary" {
  serve "$services/echo"
  for signal in INT TERM; do
    begin_ping -i 0.05 "127.0.0.1:$port"
    until_match "$out" ' seq=3 '
    end_ping "$signal"
    assert_status 0
    assert_text "$err"
    count=$(grep -c 'time=' "$out")
    # One more packet may be under way.
    sent=$(sed -nE 's/^([0-9]+) packets .*/\1/p' "$out")
    assert_between "$count" "$sent" $((count + 1))
    grep -Eqx "$sent packets? transmitted, $count received, [0-9.]+% packet loss, time [0-9]+ ms" "$out" || fail "$(<"$out")"
    assert_sums
  done
}

@test "ping interrupted before the first reply exits with status 1" {
  serve sleep 100
  begin_ping "127.0.0.1:$port"
  until_match "$out" '^PING'
  end_ping INT
  assert_status 1
  assert_text "$err"
  assert_printed "PING 127.0.0.1 (127.0.0.1) port $port over TCP: 32 bytes of data" '' \
    '--- 127.0.0.1 ping statistics ---' '1 packet transmitted, 0 received, 100% packet loss, time T ms'
}

@test "ping interrupted before it is connected prints nothing" {
  private_network
  begin_ping 192.0.2.2
  # State 02 is SYN_SENT.
  until_true grep -q ' 020200C0:0007 02 ' "/proc/$pinging/net/tcp"
  end_ping INT
  assert_status 1
  assert_text "$out"
  assert_text "$err"
}

@test "ping keeps ignoring a signal that its parent ignored" {
  serve "$services/echo"
  background env --ignore-signal=INT "$client" ping -c 100 -i 0.05 "127.0.0.1:$port" >"$BATS_TEST_TMPDIR/got"
  until_match "$BATS_TEST_TMPDIR/got" ' seq=1 '
  kill -INT "$started"
  until_match "$BATS_TEST_TMPDIR/got" ' seq=4 '
}

# --- usage and standard output -------------------------------------------------------------------

@test "ping requires a host and a valid port" {
  ask ping
  assert_complaint 2 "ping: missing host; see 'inetkit help ping'"
  ask ping localhost 7
  assert_complaint 2 "ping: '7': not a host; -p 7 or localhost:7 sets the port; see 'inetkit help ping'"
  ask ping ''
  assert_complaint 2 "ping: '': the host is empty; see 'inetkit help ping'"
  ask ping -p 0 localhost
  assert_complaint 2 "ping: -p 0: the port is not from 1 to 65535; see 'inetkit help ping'"
  ask ping -u unix:/run/echo.socket
  assert_complaint 2 "ping: 'unix:/run/echo.socket': a UNIX socket cannot be used with -u; see 'inetkit help ping'"
}

@test "ping rejects a count of 0 and an interval below 0.001 s" {
  for count in 0 -1 x '' 1.5 1000000001; do
    ask ping -c "$count" localhost
    assert_complaint 2 "ping: -c ${count:-"''"}: not a number from 1 to 1000000000; see 'inetkit help ping'"
  done
  for interval in 0.000999 .0005; do
    ask ping -i "$interval" localhost
    assert_complaint 2 "ping: -i $interval: less than 0.001 s; see 'inetkit help ping'"
  done
}

@test "ping ends when standard output is full or closed, and says so" {
  serve "$services/echo"
  run --separate-stderr timeout 120 bash -c "'$client' ping -i 0.01 127.0.0.1:$port >/dev/full"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
  run --separate-stderr timeout 120 bash -c "'$client' ping -i 0.01 127.0.0.1:$port >&-"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: Bad file descriptor' ] || fail "$stderr"
}

# --- hosts with several addresses ----------------------------------------------------------------

@test "ping gives up an address that does not reply, and starts again with the next one" {
  need perl
  private_network
  private_hosts '127.0.0.2 both' '127.0.0.8 both'
  background "${within[@]}" perl -e '
    use Socket;
    socket($socket, PF_INET, SOCK_DGRAM, 0) && bind($socket, sockaddr_in(7, inet_aton("127.0.0.8"))) or die;
    while ($from = recv($socket, $data, 65536, 0)) { send($socket, $data, 0, $from) }'
  until_true is_bound "$started"
  serve_inside 127.0.0.8:7 "$services/echo"
  head='PING both (%s) port 7 over %s: 32 bytes of data'
  tail=('' '--- both ping statistics ---' '1 packet transmitted, 1 received, 0% packet loss, time T ms'
    'rtt min/avg/max/mdev = T ms')
  # Refused: over TCP already the connection is.
  ask ping -u -c 1 both
  assert_status 0
  assert_text "$err" 'inetkit: both: 127.0.0.2: connection refused: nothing listens on port 7; trying the next address'
  # shellcheck disable=SC2059 # the format is above
  assert_printed "$(printf "$head" 127.0.0.2 UDP)" "$(printf "$head" 127.0.0.8 UDP)" "$(replies_of 127.0.0.8 1)" "${tail[@]}"
  # Silent.
  background "${within[@]}" perl -e '
    use Socket;
    socket($socket, PF_INET, SOCK_DGRAM, 0) && bind($socket, sockaddr_in(7, inet_aton("127.0.0.2"))) or die;
    sleep 1000'
  until_true is_bound "$started"
  serve_inside 127.0.0.2:7 sleep 1000
  for options in '-u -c 1 -w 1000' '-u -i 0.1 -c 1 -w 2' '-c 1 -w 1000'; do
    # shellcheck disable=SC2086 # words
    ask ping $options both
    assert_status 0
    assert_file_matches "$err" '^inetkit: both: 127\.0\.0\.2: no reply within [0-9.]+ s.*; trying the next address$'
    [ "$(masked | tail -n 5)" = "$(printf '%s\n' "$(replies_of 127.0.0.8 1)" "${tail[@]}" | tail -n 5)" ] || fail "$(<"$out")"
  done
}
