#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The rules for nft(8) in inetkit(7), which limit the connections of each network to echo.
# bats file_tags=once
load helpers/load
load helpers/foreign

# Opens connections to port 7 of the first address from each address after the second one, and prints how many are open
# and why the last one is not. While they are open, prints what the server sends back to the second address.
peers='
  my ($server, $other, @network) = @ARGV;
  sub dial { return IO::Socket::IP->new(LocalHost => $_[0], PeerHost => $server, PeerPort => 7) }
  my @open = grep { $_ } map { dial($_) } @network;
  STDOUT->printflush(scalar(@open), qq( open, then: $@), chr(10));
  my $peer = dial($other) or die $@;
  $peer->printflush(q(served));
  $peer->shutdown(1);
  print <$peer>'

# assert_network_limited SERVER OTHER FIRST SECOND: of 33 connections from FIRST and SECOND, which are of one network, the
# rules of the manual page refuse one, and OTHER is served.
assert_network_limited() {
  need col ip mandoc nft perl systemd-socket-activate
  export peers server=$1 other=$2 first=$3 second=$4
  mandoc -T ascii "$build/man/inetkit.7" | col -bx | sed -n '/^ *table inet inetkit {$/,/^$/p' >"$BATS_TEST_TMPDIR/rules"
  in_network '
    for address in "$other" "$first" "$second"; do
      ip address add "$address" dev lo $([[ $address != *:* ]] || echo nodad)
    done
    systemd-socket-activate --accept --inetd -l 7 "$services/echo" >"$scratch/log" 2>&1 &
    until_true is_port_open tcp 7
    nft -f "$scratch/rules"
    network=$(for i in {1..16}; do echo "$first $second"; done)
    perl -MIO::Socket::IP -e "$peers" "$server" "$other" $network "$first"'
  assert_status 0
  assert_output "$(printf '%s\n' '32 open, then: Connection refused' served)"
}

@test "the rules for nft in the manual page limit the connections of an IPv4 /24, and another network is served" {
  assert_network_limited 127.0.0.1 192.0.3.1 192.0.2.1 192.0.2.254
}

@test "the rules for nft in the manual page limit the connections of an IPv6 /56, and another network is served" {
  assert_network_limited ::1 2001:db8:0:200::1 2001:db8:0:100::1 2001:db8:0:1ff::1
}
