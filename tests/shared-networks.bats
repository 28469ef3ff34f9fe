#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The shared server over TCP bounds the lingering connections of each network.
# bats file_tags=once
load helpers/load
load helpers/foreign

# Prints the numbers of the connections that the server closed before it accepted the last of $count, in the order in
# which it accepted them. Fails while it has accepted fewer.
closed_early='
  $2 ~ /^accept4/ && $NF ~ /^[0-9]+$/ { number[$NF] = ++accepted }
  $2 ~ /^close/ && accepted < count {
    match($2, /[0-9]+/)
    fd = substr($2, RSTART, RLENGTH)
    if (fd in number) print number[fd]
    delete number[fd]
  }
  END { exit !(accepted == count) }'

# The peers: opens a connection to port 13 of the first address from each of the other addresses, and keeps them open.
peers='
  my $server = shift;
  my @connections = map { IO::Socket::IP->new(LocalHost => $_, PeerHost => $server, PeerPort => 13) or die $@ } @ARGV;
  STDOUT->printflush(q(connected));
  sleep 1000'

# assert_first_of_network_closed SERVER OTHER FIRST SECOND: before the server starts, OTHER opens a connection, then FIRST
# and SECOND, which are of one network, open 70, and OTHER opens one more. Then the peers get no more packets, so that
# every connection would linger for two seconds. The server closes the first six from the network. It must accept all within
# these two seconds, on a busy machine too: hence nice.
assert_first_of_network_closed() {
  need strace perl
  export closed_early peers server=$1 other=$2 first=$3 second=$4
  in_network '
    for address in "$other" "$first" "$second"; do
      ip address add "$address" dev lo $([[ $address != *:* ]] || echo nodad)
    done
    mkfifo "$scratch/start"
    "$build/tests/listen" -p 13 "$server" sh -c "read -r _ <\"\$0\"; exec \"\$@\"" "$scratch/start" \
      nice -n -20 strace -D -f --seccomp-bpf -e trace=accept4,close -o "$scratch/trace" "$services/shared" daytime &
    until_true is_port_open tcp 13
    network=$(for i in {1..35}; do echo "$first $second"; done)
    perl -MIO::Socket::IP -e "$peers" "$server" "$other" $network "$other" >"$scratch/peers" &
    until_match "$scratch/peers" connected
    for address in "$other" "$first" "$second"; do
      ip address del "$address" dev lo
    done
    echo >"$scratch/start"
    has_accepted_all() { awk -v count=72 "$closed_early" "$scratch/trace" >"$scratch/early"; }
    until_true has_accepted_all
    cat "$scratch/early"'
  assert_status 0
  assert_output "$(seq 2 7)" || fail "$(<"$BATS_TEST_TMPDIR/trace")"
}

@test "over 64 connections of an IPv4 /24 that linger, the first of them are closed, and none of another network" {
  assert_first_of_network_closed 127.0.0.1 192.0.3.1 192.0.2.1 192.0.2.254
}

@test "over 64 connections of an IPv6 /56 that linger, the first of them are closed, and none of another network" {
  assert_first_of_network_closed ::1 2001:db8:0:200::1 2001:db8:0:100::1 2001:db8:0:1ff::1
}
