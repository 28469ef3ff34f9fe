#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --protocol icmp: the time stamps of RFC 792, from the kernel and from hosts with faults.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/network

# serve_hosts OFFSET: hosts whose clocks are ahead by OFFSET seconds, in a private network: 203.0.113.N has fault
# number N of tests/tools/icmphosts/answer.c, 198.18.0.0/16 is far away, and 198.19.0.0/16 sends garbage
serve_hosts() {
  need ip
  [ -c /dev/net/tun ] || skip "/dev/net/tun is not here"
  private_network
  new_log
  background "${within[@]}" "$build/tests/icmphosts" "$1" >"$log"
  until_match "$log" '^ready$'
  inside ip link set icmphosts up
  inside ip route add 203.0.113.0/24 dev icmphosts src 192.0.2.1
  inside ip route add 198.18.0.0/15 dev icmphosts src 192.0.2.1
}

# ask_icmp HOST-OR-OPTION...: with CSV output
ask_icmp() {
  ask clocks --protocol icmp --format csv "$@"
}

# assert_causes HOST CAUSE [HOST CAUSE]..., after ask: each of the hosts failed for this reason, and there are no others
assert_causes() {
  assert_status 1
  sort -V "$err" >"$BATS_TEST_TMPDIR/sorted"
  assert_text "$BATS_TEST_TMPDIR/sorted" "$(printf 'inetkit: %s: %s\n' "$@" | sort -V)"
  [ "$(wc -l <"$out")" -eq $((1 + $# / 2)) ] || fail "$(<"$out")"
}

# --- the messages ---------------------------------------------------------------------------------

@test "a time stamp request has its checksum, identifier, sequence number and originate time stamp" {
  run "$functions" encode-timestamp 4660 2 0
  assert_output 0d00e0c912340002000000000000000000000000
  run "$functions" encode-timestamp 65535 65535 4294967295
  assert_output 0d00f2ffffffffffffffffff0000000000000000
}

@test "a time stamp reply is read beyond the options of its IP header, and not if a byte is missing or a bit is wrong" {
  local packet
  # Two NOPs and an end in the IP header; the time stamps are 1, 2 and 3.
  packet='\x46\x00\x00\x2c\x00\x00\x40\x00\x40\x01\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02\x01\x01\x00\x00'
  packet+='\x0e\x00\xdf\xc1\x12\x34\x00\x04\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03'
  printf %b "$packet" >"$BATS_TEST_TMPDIR/packet"
  run "$functions" damage-timestamp <"$BATS_TEST_TMPDIR/packet"
  assert_status 0
  [ "${lines[0]}" = '4660 4 1 2 3' ] || fail "$output"
  [ "${#lines[@]}" -eq $((1 + 44 + 160)) ] || fail "${#lines[@]} lines"
  [ "$(grep -vc '^not a reply$' <<<"$output")" -eq 1 ] || fail "$output"
}

# 2026-11-28 00:00:00 UTC is 1795824000.
@test "times of day belong to the day that brings them nearest to the local time" {
  local day=1795824000000 row
  while read -r row; do
    # shellcheck disable=SC2086 # words
    set -- $row
    run "$functions" read-timestamps "$1" "$2" $((day + $3))
    assert_output "$((day + $4)) $((day + $5))${6:+ ${*:6}}"
  done <<'EOF'
1 1 0 1 1
86399999 86399999 0 -1 -1
86399999 0 0 -1 0
0 1 86399999 86400000 86400001
43199999 43199999 0 43199999 43199999
43200010 43200010 0 -43199990 -43199990
2163276290 2163276290 50000000 50000000 50000000 swapped
812974080 829751296 30020 30000 30001 swapped
83951621 83951621 83951600 83951621 83951621
83951621 83951621 83886341 83951621 83951621 ambiguous
2163276290 2163276290 53600000 50000000 50000000 swapped
2163276290 2163276290 53600001 50000000 50000000 swapped doubtful
2147483650 2147483650 50000000 33554560 33554560 swapped doubtful
EOF
  run "$functions" read-timestamps 812974080 829751296 $((day + 50000000))
  assert_output 'its time stamps have 16 bits instead of 32'
}

# --- the kernel -----------------------------------------------------------------------------------

# bats test_tags=once
@test "200 of 200 replies of the kernel bound the offset of a client whose clock is shifted" {
  local offset shift
  need faketime
  ! is_sanitized || skip "the programs are sanitized"
  need_root
  seq -f '127.0.0.%g' 25 >"$BATS_TEST_TMPDIR/hosts"
  # Timers of libfaketime fail if the clock is ahead by more than the time since the system started.
  for offset in 43000 12345.678 3600.5 1.999 0.001 0 -0.25 -3.217; do
    shift=-$offset
    fake_clock "${shift/#--/+}s"
    within=(env FAKETIME_DONT_FAKE_MONOTONIC=1 "${within[@]}")
    ask_icmp --hosts "$BATS_TEST_TMPDIR/hosts"
    assert_status 0
    assert_text "$err"
    assert_inside "$offset" 25
  done
}

@test "a reply bounds the offset to half a millisecond and half the round trip" {
  need_root
  seq -f '127.0.0.%g' 100 >"$BATS_TEST_TMPDIR/hosts"
  ask_icmp --hosts "$BATS_TEST_TMPDIR/hosts"
  assert_status 0
  assert_inside 0 100
  awk -F, 'NR > 1 { excess = $5 - 0.0005 - $6 / 2; if (excess > 1e-6 || excess < -1e-6 || $7 != 1 || $3 != "") exit 1 }' \
    "$out" || fail "$(<"$out")"
}

@test "a pivot gives a year, and leaves the day of a reply" {
  need_root
  ask_icmp --pivot 2040 127.0.0.1
  assert_status 0
  assert_inside 0 1
}

@test "--precise asks a host until its replies prove less than their unit of a millisecond" {
  need_root
  ask_icmp --precise=0.000001 --spacing 0.0037 --probes 40 127.0.0.1 127.0.0.2 127.0.0.1
  assert_status 0
  assert_inside 0 3
  # The best reply alone proves half a millisecond and half its round trip.
  awk -F, 'NR > 1 && ($7 < 4 || $5 >= 0.0005 + $6 / 2) { exit 1 }' "$out" || fail "$(<"$out")"
}

# --- other hosts ----------------------------------------------------------------------------------

@test "a host is measured also if it swaps the bytes, loses a request, replies late, or others reply for it" {
  serve_hosts 7234.5
  ask_icmp 203.0.113.{1,3,4,12,13,14}
  assert_status 0
  assert_inside 7234.5 6
  sort -o "$err" "$err"
  assert_text "$err" 'inetkit: 203.0.113.14: it sends the bytes of its time stamps in reverse order' \
    'inetkit: 203.0.113.3: it sends the bytes of its time stamps in reverse order'
}

@test "a host without a usable time fails with the reason" {
  serve_hosts 0
  ask clocks --protocol icmp -w 3 203.0.113.{2,5,6,7,8,9,10,11,15,16} 198.51.100.1
  assert_causes 198.51.100.1 'cannot connect: Network is unreachable' \
    203.0.113.2 'its time stamps are not in milliseconds since midnight UTC: their high bit is set (RFC 792)' \
    203.0.113.5 'its time stamps are 0: it does not know the time' \
    203.0.113.6 'it returns the time stamp of the request as its own' \
    203.0.113.7 'its time stamps are beyond the milliseconds of a day' \
    203.0.113.8 'it sent the reply before it received the request, by its time stamps' \
    203.0.113.9 'administratively prohibited, says 203.0.113.254' \
    203.0.113.10 'No route to host, says 203.0.113.254' \
    203.0.113.11 'the way to it has too many hops, or is a loop, says 203.0.113.254' \
    203.0.113.15 'no reply within 3 s; many firewalls drop ICMP time stamps; -w allows more time' \
    203.0.113.16 'the high bit of its time stamps is set (RFC 792), or their bytes are in reverse order'
}

@test "200 of 200 hosts behind slow, lopsided and lossy paths are bounded" {
  serve_hosts -7.0305
  seq -f '198.18.0.%g' 200 >"$BATS_TEST_TMPDIR/hosts"
  ask_icmp --precise=0.001 --probes 4 --spacing 0.1 --hosts "$BATS_TEST_TMPDIR/hosts"
  assert_status 0
  assert_inside -7.0305 200
}

@test "hosts that reply with garbage break nothing, and a right host beside them is bounded" {
  serve_hosts 5
  { seq -f '198.19.0.%g' 100 && echo 203.0.113.1; } >"$BATS_TEST_TMPDIR/hosts"
  ask_icmp -w 6 --precise=0.001 --probes 4 --spacing 0.1 --hosts "$BATS_TEST_TMPDIR/hosts"
  assert_status 1
  ! LC_ALL=C grep '[^ -~]' "$err" || fail "a message is no line of text"
  [ "$(wc -l <"$out")" -eq 102 ] || fail "$(<"$out")"
  grep -E '^(host|203)' "$out" >"$BATS_TEST_TMPDIR/right"
  assert_inside 5 1 "$BATS_TEST_TMPDIR/right"
}

@test "a host that is silent holds no local port" {
  private_network
  inside sysctl -qw net.ipv4.ip_local_port_range='40000 40001'
  inside ip route add 198.51.100.0/24 dev lo src 192.0.2.1
  ask_icmp -w 2 198.51.100.{1..9}
  [ "$(grep -c ',no reply within 2 s;' "$out")" -eq 9 ] || fail "$(<"$out")"
}

# The delay of each call makes the flood faster than the reader on any machine.
@test "the limit of a host expires although more packets of others arrive than can be read" {
  need python3 strace
  private_network
  new_log
  background "${within[@]}" python3 -uc '
import socket, time
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
print("ready")
while True:
    for i in range(100):
        raw.sendto(bytes.fromhex("0e00f1ff") + bytes(16), ("127.0.0.1", 0))
    time.sleep(0.005)' >"$log"
  until_match "$log" '^ready$'
  within+=(env ASAN_OPTIONS=detect_leaks=0 timeout -s KILL 100
    strace -qq -o /dev/null -e trace=recvmsg -e inject=recvmsg:delay_exit=200)
  ask_icmp -w 0.5 192.0.2.2
  assert_status 1
  assert_file_matches "$out" ',no reply within 0\.5 s;'
}

# bats test_tags=slow
@test "hosts that no neighbour answers for delay no other host" {
  private_network
  inside ip link add dead type veth peer name other
  inside ip link set other up
  inside ip link set dead up
  inside ip address add 203.0.113.1/22 dev dead
  printf '%s\n' 203.0.{112,114,115}.{1..250} 127.0.0.1 >"$BATS_TEST_TMPDIR/hosts"
  ask_icmp -w 8 --hosts "$BATS_TEST_TMPDIR/hosts"
  assert_status 1
  grep -E '^(host|127)' "$out" >"$BATS_TEST_TMPDIR/alive"
  assert_inside 0 1 "$BATS_TEST_TMPDIR/alive"
}

# --- conditions -----------------------------------------------------------------------------------

@test "without CAP_NET_RAW each host fails with the cause, and one message says what gives it" {
  need setpriv
  within=(setpriv --bounding-set=-net_raw --inh-caps=-net_raw)
  [ "$(id -u)" -eq 0 ] || within=()
  ask clocks --protocol icmp 127.0.0.1 127.0.0.2
  assert_status 1
  assert_text "$err" "inetkit: icmp: requires root or the capability CAP_NET_RAW, which this gives: \
setcap cap_net_raw+ep $client" \
    'inetkit: 127.0.0.1: no permission for raw sockets (CAP_NET_RAW)' \
    'inetkit: 127.0.0.2: no permission for raw sockets (CAP_NET_RAW)'
}

@test "setcap lets a user ask, and the program keeps no capability" {
  local directory copy
  need_root
  need setcap setpriv findmnt
  # Not below $BATS_TEST_TMPDIR: a user may not enter that, and /tmp can be mounted nosuid.
  directory=$(mktemp -d /var/tmp/inetkit.XXXXXX)
  copy=$directory/inetkit
  cp "$client" "$copy"
  chmod 755 "$directory"
  if findmnt -no OPTIONS -T "$directory" | grep -Eqw 'nosuid|noexec'; then
    rm -r "$directory"
    skip "/var/tmp is mounted nosuid or noexec"
  fi
  if ! setcap cap_net_raw+ep "$copy"; then
    rm -r "$directory"
    skip "no capabilities of files here"
  fi
  client=$copy
  within=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  ask_icmp 127.0.0.1
  background "${within[@]}" "$copy" clocks --protocol icmp --watch 60 127.0.0.1 >"$BATS_TEST_TMPDIR/rows"
  until_match "$BATS_TEST_TMPDIR/rows" '^127'
  grep -E '^Cap(Prm|Eff)' "/proc/$started/status" | sort -u -k2 >"$BATS_TEST_TMPDIR/capabilities"
  rm -r "$directory"
  assert_status 0
  assert_inside 0 1
  [ "$(awk '{ print $2 }' "$BATS_TEST_TMPDIR/capabilities")" = 0000000000000000 ] ||
    fail "$(<"$BATS_TEST_TMPDIR/capabilities")"
}

@test "ICMP has no ports, no paths, no UNIX sockets and no time stamps for IPv6" {
  ask clocks --protocol icmp icmp://127.0.0.1:7 icmp://127.0.0.1/a ::1 icmp://::1 unix:/a
  assert_causes icmp://127.0.0.1:7 'this protocol has no ports' \
    icmp://127.0.0.1/a 'a path can follow the host only with http://' \
    ::1 'ICMP has time stamps for IPv4 only (RFC 792)' \
    icmp://::1 'ICMP has time stamps for IPv4 only (RFC 792)' \
    unix:/a 'a UNIX socket cannot be used with this protocol'
  ask clocks --protocol icmp -6 127.0.0.1
  assert_causes 127.0.0.1 'ICMP has time stamps for IPv4 only (RFC 792)'
}
