#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit ping -u: replies that are lost, late, doubled, altered or foreign, and hosts that refuse packets.
load helpers/load
load helpers/client
load helpers/foreign
load helpers/network
load helpers/ping

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

@test "ping -u reports the loss at the last address when no address replies" {
  private_network
  private_hosts '127.0.0.2 both' '127.0.0.8 both'
  ask ping -u -c 2 -i 0.01 -w 1 both
  assert_status 1
  cause='connection refused: nothing listens on port 7'
  assert_text "$err" "inetkit: both: 127.0.0.2: $cause; trying the next address" "inetkit: both: $cause" "inetkit: both: $cause"
  [ "$(masked | tail -n 1)" = '2 packets transmitted, 0 received, +2 errors, 100% packet loss, time T ms' ] || fail "$(<"$out")"
}
