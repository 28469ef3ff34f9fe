#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit ping: its packets, its reading of the replies, and its summary.
load helpers/load
load helpers/client
load helpers/network
load helpers/foreign
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

# --- other servers over TCP ----------------------------------------------------------------------

# assert_ended CAUSE REPLIES, after ask: the run failed with CAUSE after this number of replies
assert_ended() {
  local lost
  assert_status 1
  assert_file_matches "$err" "^inetkit: 127\.0\.0\.1:$port: $1\$"
  [ "$(wc -l <"$err")" -eq 1 ]
  [ "$(grep -c ' time=' "$out")" -eq "$2" ] || fail "$(<"$out")"
  lost=$(awk -v received="$2" 'BEGIN { printf "%g", 100 / (received + 1) }')
  grep -Eqx "$(($2 + 1)) packets? transmitted, $2 received, $lost% packet loss, time [0-9]+ ms" "$out" || fail "$(<"$out")"
}

@test "ping accepts a reply that arrives byte by byte" {
  serve_perl 'while (1) { for (split //, next_request()) { syswrite(STDOUT, $_); select(undef, undef, undef, 0.002) } }'
  ask ping -c 2 -i 0.01 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err"
  mapfile -t replies < <(replies_of 127.0.0.1 1 2)
  assert_printed "PING 127.0.0.1 (127.0.0.1) port $port over TCP: 32 bytes of data" "${replies[@]}" '' \
    '--- 127.0.0.1 ping statistics ---' '2 packets transmitted, 2 received, 0% packet loss, time T ms' \
    'rtt min/avg/max/mdev = T ms'
  assert_between 60 "$(sed -nE 's|^rtt .* = ([0-9]+)\..*|\1|p' "$out")" 5000
}

@test "ping reports a server that alters a reply as no echo service" {
  for byte in 1 2 17 24 25 32; do
    serve_perl "while (1) { \$_ = next_request(); substr(\$_, $byte - 1, 1) ^= chr(1) if ++\$n == 3; syswrite(STDOUT, \$_) }"
    ask ping -c 5 -i 0.01 "127.0.0.1:$port"
    assert_ended "not an echo service: byte $byte of the reply is [0-9a-f]{2}, not [0-9a-f]{2}" 2
  done
}

@test "ping reports a server that speaks first as no echo service, and does not print its text" {
  serve printf 'SSH-2.0-\e]0;title\a\n'
  ask ping -c 5 "127.0.0.1:$port"
  assert_ended 'not an echo service: byte [123] of the reply is [0-9a-f]{2}, not [0-9a-f]{2}' 0
  assert_no_escape
}

@test "ping reports a server that sends everything twice as no echo service" {
  serve_perl 'while (1) { $_ = next_request(); syswrite(STDOUT, $_ . $_) }'
  ask ping -c 3 "127.0.0.1:$port"
  assert_ended 'not an echo service: the server sends more than it received' 0
  serve_perl 'while (1) { $_ = next_request(); syswrite(STDOUT, $_); select(undef, undef, undef, 0.2); syswrite(STDOUT, "x") }'
  ask ping -c 3 -i 20 "127.0.0.1:$port"
  assert_status 1
  assert_text "$err" "inetkit: 127.0.0.1:$port: not an echo service: the server sends more than it received"
}

@test "ping reports that the server closed the connection" {
  serve true
  ask ping -c 3 "127.0.0.1:$port"
  assert_ended '(the server closed the connection|Connection reset by peer|Broken pipe)' 0
  serve_perl 'for (1 .. 3) { $_ = next_request(); syswrite(STDOUT, $_) } next_request()'
  ask ping -c 5 -i 0.01 "127.0.0.1:$port"
  assert_ended 'the server closed the connection' 3
}

@test "ping reports that the connection was reset" {
  serve_perl 'use Socket; syswrite(STDOUT, next_request()); next_request(); setsockopt(STDIN, SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))'
  ask ping -c 3 -i 0.01 "127.0.0.1:$port"
  assert_ended 'Connection reset by peer' 1
}

@test "ping over TCP gives up a reply after -w seconds" {
  serve sleep 100
  ask ping -w 0.3 -c 3 "127.0.0.1:$port"
  assert_ended 'no reply within 0\.3 s; -w allows more time' 0
  serve_perl 'while (1) { $_ = next_request(); syswrite(STDOUT, substr($_, 0, ++$n > 1 ? 31 : 32)) }'
  ask ping -w 2 -i 0.01 -c 3 "127.0.0.1:$port"
  assert_ended 'no reply within 2 s; -w allows more time' 1
}

@test "ping reports a closed port, a silent host and an unknown name" {
  private_network
  ask ping -c 1 127.0.0.1
  assert_complaint 1 '127.0.0.1: connection refused: nothing listens on port 7'
  ask ping -c 1 -w 0.3 192.0.2.2
  assert_complaint 1 '192.0.2.2: no connection within 0.3 s; -w allows more time'
  ask ping -c 1 $'no\e[1m.such'
  assert_complaint_like 1 'no\?\[1m\.such: '
}

# --- over UDP ------------------------------------------------------------------------------------

# assert_datagrams LINE... COUNTS, after ask: the output is the head, these lines, the counts, and the times
assert_datagrams() {
  assert_printed "PING 127.0.0.1 (127.0.0.1) port $port over UDP: 32 bytes of data" "${@:1:$#-1}" '' \
    '--- 127.0.0.1 ping statistics ---' "${!#}, time T ms" 'rtt min/avg/max/mdev = T ms'
}

@test "ping -u prints one line per reply and the summary" {
  serve_replies 'reply($data)'
  ask ping -u -c 3 -i 0.01 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err"
  mapfile -t replies < <(replies_of 127.0.0.1 1 2 3)
  assert_datagrams "${replies[@]}" '3 packets transmitted, 3 received, 0% packet loss'
}

@test "ping -u gets replies from the shared server" {
  need systemd-socket-activate
  in_network '
    systemd-socket-activate --datagram -l 127.0.0.1:7 -E PATH="$PATH" "$services/shared" echo 2>/dev/null &
    until_true is_port_open udp 7
    "$client" ping -u -c 4 -i 0.01 127.0.0.1'
  assert_status 0
  out=$BATS_TEST_TMPDIR/out
  printf '%s\n' "$output" >"$out"
  port=7
  mapfile -t replies < <(replies_of 127.0.0.1 1 2 3 4)
  assert_datagrams "${replies[@]}" '4 packets transmitted, 4 received, 0% packet loss'
}

@test "ping counts lost packets, and prints the percentage with six digits" {
  serve_replies 'reply($data) if $n % 2'
  ask ping -u -c 5 -i 0.01 -w 2 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err"
  mapfile -t replies < <(replies_of 127.0.0.1 1 3 5)
  assert_datagrams "${replies[@]}" '5 packets transmitted, 3 received, 40% packet loss'
  serve_replies 'reply($data) if $n == 2'
  ask ping -u -c 3 -i 0.01 -w 2 "127.0.0.1:$port"
  assert_status 0
  assert_datagrams "$(replies_of 127.0.0.1 2)" '3 packets transmitted, 1 received, 66.6667% packet loss'
}

@test "ping -u without any reply ends after -w seconds with status 1" {
  serve_replies ''
  ask ping -u -c 2 -i 0.01 -w 0.3 "127.0.0.1:$port"
  assert_status 1
  assert_text "$err"
  assert_printed "PING 127.0.0.1 (127.0.0.1) port $port over UDP: 32 bytes of data" '' \
    '--- 127.0.0.1 ping statistics ---' '2 packets transmitted, 0 received, 100% packet loss, time T ms'
}

@test "ping -u ends after -w seconds although foreign packets arrive without end" {
  need strace
  serve_replies 'while (1) { reply("x" x 32) }'
  # So slow a ping never empties its socket.
  within=(env ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null)
  ask ping -u -c 1 -w 0.3 "127.0.0.1:$port"
  assert_status 1
  assert_text "$err"
  assert_file_matches "$out" '^1 packet transmitted, 0 received, \+[0-9]+ foreign, 100% packet loss'
}

@test "ping counts a reply within -w that arrives out of order" {
  serve_replies '$held = $data if $n == 1; reply($data) if $n > 1; reply($held) if $n == 3'
  ask ping -u -c 3 -i 0.01 "127.0.0.1:$port"
  assert_status 0
  mapfile -t replies < <(replies_of 127.0.0.1 2 3 1)
  assert_datagrams "${replies[@]}" '3 packets transmitted, 3 received, 0% packet loss'
}

@test "ping marks a reply after -w as late and counts it as lost" {
  serve_replies '$held = $data if $n == 1; reply($data) if $n > 1; reply($held) if $n == 8'
  ask ping -u -c 8 -i 0.5 -w 2 "127.0.0.1:$port"
  assert_status 0
  mapfile -t replies < <(replies_of 127.0.0.1 2 3 4 5 6 7 8)
  assert_datagrams "${replies[@]}" '32 bytes from 127.0.0.1: seq=1 (LATE!)' \
    '8 packets transmitted, 7 received, +1 late, 12.5% packet loss'
}

@test "ping marks duplicates and counts the packet once" {
  serve_replies 'reply($data); reply($data) if $n == 2; reply($data) if $n == 2'
  ask ping -u -c 3 -i 0.1 "127.0.0.1:$port"
  assert_status 0
  assert_datagrams "$(replies_of 127.0.0.1 1)" "$(replies_of 127.0.0.1 2)" "$(replies_of 127.0.0.1 2) (DUP!)" \
    "$(replies_of 127.0.0.1 2) (DUP!)" "$(replies_of 127.0.0.1 3)" \
    '3 packets transmitted, 3 received, +2 duplicates, 0% packet loss'
}

@test "ping marks a duplicate after -w as a duplicate" {
  serve_replies '$first = $data if $n == 1; reply($first) if $n == 3; reply($data)'
  ask ping -u -c 3 -i 1.5 -w 2 "127.0.0.1:$port"
  assert_status 0
  assert_datagrams "$(replies_of 127.0.0.1 1)" "$(replies_of 127.0.0.1 2)" "$(replies_of 127.0.0.1 1) (DUP!)" \
    "$(replies_of 127.0.0.1 3)" '3 packets transmitted, 3 received, +1 duplicate, 0% packet loss'
}

@test "ping marks altered replies and does not count them" {
  # Altered tag, number and random word; numbers never sent and not yet sent; shorter and longer replies.
  serve_replies '
    if ($n == 1) {
      for $byte (0, 15, 16, 23, 24, 31) { $altered = $data; substr($altered, $byte, 1) ^= chr(0x80); reply($altered) }
      for $number (0, 2) { substr($altered = $data, 16, 8) = pack("Q>", $number); reply($altered) }
      reply(substr($data, 0, 31));
      reply(substr($data, 0, 1));
      reply($data . "x");
      reply($data x 100);
    } elsif ($n == 3) {
      # The right number with the random word of another packet.
      reply(substr($last, 0, 16) . substr($data, 16, 8) . substr($last, 24));
    } else { reply($data) }
    $last = $data'
  ask ping -u -c 3 -i 0.2 -w 2 "127.0.0.1:$port"
  assert_status 0
  mapfile -t altered < <(for size in 32 32 32 32 32 32 32 32 31 1 33 3200; do echo "$size bytes from 127.0.0.1: (ALTERED!)"; done | sed 's/^1 bytes /1 byte /')
  # The counts need more than 79 columns.
  assert_printed "PING 127.0.0.1 (127.0.0.1) port $port over UDP: 32 bytes of data" "${altered[@]}" \
    "$(replies_of 127.0.0.1 2)" '32 bytes from 127.0.0.1: (ALTERED!)' '' '--- 127.0.0.1 ping statistics ---' \
    '3 packets transmitted, 1 received, +13 altered, 66.6667% packet loss,' '    time T ms' 'rtt min/avg/max/mdev = T ms'
}

@test "ping marks packets that are no reply to this run, and does not count them" {
  serve_replies '
    if ($n == 1) { reply(""); reply("\e]0;title\a"); reply(~$data); reply("\0" x 65507) }
    reply($data)'
  ask ping -u -c 2 -i 0.2 "127.0.0.1:$port"
  assert_status 0
  assert_datagrams '0 bytes from 127.0.0.1: (FOREIGN!)' '10 bytes from 127.0.0.1: (FOREIGN!)' \
    '32 bytes from 127.0.0.1: (FOREIGN!)' '65507 bytes from 127.0.0.1: (FOREIGN!)' "$(replies_of 127.0.0.1 1)" \
    "$(replies_of 127.0.0.1 2)" '2 packets transmitted, 2 received, +4 foreign, 0% packet loss'
}

@test "ping -u reports each refused packet, and does not wait for its reply" {
  private_network
  port=7
  ask ping -u -c 3 -i 0.05 -w 100 127.0.0.1
  assert_status 1
  assert_text "$err" 'inetkit: 127.0.0.1: connection refused: nothing listens on port 7' \
    'inetkit: 127.0.0.1: connection refused: nothing listens on port 7' \
    'inetkit: 127.0.0.1: connection refused: nothing listens on port 7'
  assert_printed 'PING 127.0.0.1 (127.0.0.1) port 7 over UDP: 32 bytes of data' '' '--- 127.0.0.1 ping statistics ---' \
    '3 packets transmitted, 0 received, +3 errors, 100% packet loss, time T ms'
}

@test "ping sends a packet again when sending it reported the refusal of an earlier one" {
  need strace
  serve_replies 'reply($data) if $n > 1'
  within=(env ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null -e trace=sendto -e inject=sendto:error=ECONNREFUSED:when=2)
  ask ping -u -c 3 -i 0.1 -w 20 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err" "inetkit: 127.0.0.1:$port: connection refused: nothing listens on port $port"
  mapfile -t replies < <(replies_of 127.0.0.1 2 3)
  assert_datagrams "${replies[@]}" '3 packets transmitted, 2 received, +1 error, 33.3333% packet loss'
}

@test "ping recovers when the server returns" {
  serve_replies 'reply($data); exit if $n == 2'
  begin_ping -u -i 0.05 "127.0.0.1:$port"
  until_match "$err" ': connection refused: nothing listens on port '
  need socat
  background socat "UDP4-RECVFROM:$port,bind=127.0.0.1,fork" PIPE
  until_match "$out" ' seq=([3-9]|[0-9]{2,}) time='
  end_ping INT
  assert_status 0
  # The rest of this line may stand on the next one.
  assert_file_matches "$out" '^[0-9]+ packets? transmitted, [0-9]+ received, \+[0-9]+ errors?, [0-9.]+% packet loss,'
}

@test "each run of ping uses its own tag and random words" {
  serve_replies 'open(my $file, ">>", $ENV{BATS_TEST_TMPDIR} . "/asked"); print $file unpack("H*", $data), "\n"; close $file; reply($data)'
  for run in 1 2; do
    ask ping -u -c 3 -i 0.01 "127.0.0.1:$port"
    assert_status 0
  done
  cd "$BATS_TEST_TMPDIR"
  [ "$(grep -Ec '^[0-9a-f]{64}$' asked)" -eq 6 ]
  [ "$(cut -c 1-32 asked | sort -u | wc -l)" -eq 2 ]
  [ "$(cut -c 49-64 asked | sort -u | wc -l)" -eq 6 ]
  [ "$(cut -c 33-48 asked | tr '\n' ' ')" = "$(printf '%016x ' 1 2 3 1 2 3)" ]
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

@test "ping -u reports the loss at the last address when no address replies" {
  private_network
  private_hosts '127.0.0.2 both' '127.0.0.8 both'
  ask ping -u -c 2 -i 0.01 -w 1 both
  assert_status 1
  cause='connection refused: nothing listens on port 7'
  assert_text "$err" "inetkit: both: 127.0.0.2: $cause; trying the next address" "inetkit: both: $cause" "inetkit: both: $cause"
  [ "$(masked | tail -n 1)" = '2 packets transmitted, 0 received, +2 errors, 100% packet loss, time T ms' ] || fail "$(<"$out")"
}
