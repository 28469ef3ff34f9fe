#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit ping -s: the size of the probes, up to the largest datagram.
load helpers/load
load helpers/client
load helpers/network
load helpers/ping

@test "ping -s sends the largest probe over TCP and UDP, also where the MTU is smaller" {
  need systemd-socket-activate
  private_network
  inside ip link set lo mtu 1500
  serve_inside 127.0.0.1:7 "$services/echo"
  background "${within[@]}" systemd-socket-activate --datagram -E PATH="$PATH" -l 127.0.0.1:7 "$services/shared" echo
  until_true inside grep -q ' 0100007F:0007 ' /proc/self/net/udp
  for transport in TCP UDP; do
    options=(-s 65507 -c 2 -i 0.01)
    [ "$transport" = TCP ] || options+=(-u)
    ask ping "${options[@]}" 127.0.0.1
    assert_status 0
    assert_text "$err"
    assert_printed "PING 127.0.0.1 (127.0.0.1) port 7 over $transport: 65507 bytes of data" \
      '65507 bytes from 127.0.0.1: seq=1 time=T ms' '65507 bytes from 127.0.0.1: seq=2 time=T ms' '' \
      '--- 127.0.0.1 ping statistics ---' '2 packets transmitted, 2 received, 0% packet loss, time T ms' \
      'rtt min/avg/max/mdev = T ms'
  done
}

@test "ping -s fills the probe with its tag, number and random word" {
  serve_replies 'open(my $file, ">", $ENV{BATS_TEST_TMPDIR} . "/asked"); print $file $data; close $file; reply($data)'
  ask ping -q -u -s 33 -c 1 "127.0.0.1:$port"
  assert_status 0
  [ "$(head -c 1 "$BATS_TEST_TMPDIR/asked" | od -An -tx1)" = "$(tail -c 1 "$BATS_TEST_TMPDIR/asked" | od -An -tx1)" ]
  [ "$(wc -c <"$BATS_TEST_TMPDIR/asked")" -eq 33 ]
}

@test "ping -s compares all bytes of a reply with the probe" {
  serve_replies 'substr($data, 999, 1) ^= chr(1) if $n == 1; $data .= "x" if $n == 2; reply($data)'
  ask ping -u -s 1000 -c 3 -i 0.01 -w 2 "127.0.0.1:$port"
  assert_status 0
  [ "$(sed -n '2,4s/ time=.*//p' "$out"; grep -c ALTERED "$out")" = "$(printf '%s\n' '1000 bytes from 127.0.0.1: seq=3' 2)" ] ||
    fail "$(<"$out")"
  private_network
  small_buffers
  serve_inside 127.0.0.1:7 perl -e '
    while (length($all) < 65507) { sysread(STDIN, $all, 4096, length($all)) }
    substr($all, 65506, 1) ^= chr(1);
    syswrite(STDOUT, $all)'
  ask ping -s 65507 -c 1 -w 100 127.0.0.1
  assert_status 1
  assert_file_matches "$err" ': not an echo service: byte 65507 of the reply is [0-9a-f]{2}, not [0-9a-f]{2}$'
}

# small_buffers: sockets in the private network hold only a part of the largest probe
small_buffers() {
  need perl
  inside sh -c 'for name in tcp_wmem tcp_rmem; do echo 4096 4096 4096 >"/proc/sys/net/ipv4/$name"; done'
}

@test "ping reports a server that replies before it has the whole probe" {
  private_network
  small_buffers
  # The probe repeats its first 32 bytes.
  serve_inside 127.0.0.1:7 perl -e 'sysread(STDIN, $data, 32); syswrite(STDOUT, substr($data x 2048, 0, 65507)); sleep 1000'
  ask ping -s 65507 -c 1 -w 100 127.0.0.1
  assert_status 1
  assert_text "$err" 'inetkit: 127.0.0.1: not an echo service: the server sends more than it received'
}

@test "ping sends a probe again when sending it reported that an earlier one exceeds the MTU" {
  need strace
  serve_replies 'reply($data) if $n > 1'
  within=(env ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null -e trace=sendto -e inject=sendto:error=EMSGSIZE:when=2)
  ask ping -q -u -s 1400 -c 3 -i 0.1 -w 20 "127.0.0.1:$port"
  assert_status 0
  assert_text "$err" "inetkit: 127.0.0.1:$port: a probe exceeds the MTU; later ones are sent in fragments"
  assert_file_matches "$out" '^3 packets transmitted, 2 received, \+1 error, 33\.3333% packet loss, time '
}

@test "ping rejects a size that no probe can have" {
  for size in 31 65508 x ''; do
    ask ping -s "$size" localhost
    assert_complaint 2 "ping: -s ${size:-"''"}: not a number from 32 to 65507; see 'inetkit help ping'"
  done
}
