#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The client against servers of other projects, and our filters under other supervisors and with other clients.
load helpers/load
load helpers/foreign

setup() {
  need_foreign
}

# The row of 127.0.0.1 after clocks: 0, or -1 when the server read the clock at the last tick of the kernel.
assert_clock_row() {
  assert_status 0
  [[ ${lines[1]:0:34} = $(printf '%-24s %8d ' 127.0.0.1 0) || ${lines[1]:0:34} = $(printf '%-24s %8d ' 127.0.0.1 -1) ]] ||
    fail "row: ${lines[1]}"
  [[ ${lines[1]:34} =~ ^[A-Z][a-z]{2}\ [A-Z][a-z]{2}\ [\ 0-9:]+$ ]] || fail "row: ${lines[1]}"
}

@test "clocks measures the built-in time of xinetd over TCP and UDP" {
  in_network 'start_xinetd; "$client" clocks 127.0.0.1'
  assert_clock_row
  in_network 'start_xinetd; "$client" clocks -u 127.0.0.1'
  assert_clock_row
}

@test "clocks measures the built-in time of openbsd-inetd over TCP and UDP" {
  in_network 'start_inetd "$openbsd_inetd"; "$client" clocks 127.0.0.1'
  assert_clock_row
  # openbsd-inetd ignores datagrams from 127.0.0.1.
  in_network 'ip address add 192.0.2.1/32 dev lo; start_inetd "$openbsd_inetd"; "$client" clocks -u 192.0.2.1'
  assert_status 0
  [[ ${lines[1]} =~ ^192\.0\.2\.1\ +(0|-1)\  ]]
}

@test "clocks recognises the eight bytes of inetutils-inetd over TCP and UDP" {
  local option
  for option in '' -u; do
    in_network "start_inetd \"\$inetutils_inetd\"; \"\$client\" clocks $option 127.0.0.1"
    assert_status 1
    [ "${lines[1]}" = '127.0.0.1                       - received 8 bytes instead of 4: the server sends a 64-bit long, as GNU inetutils does' ]
  done
}

@test "get prints the built-in daytime of xinetd and both inetds" {
  in_network 'start_xinetd; "$client" get 127.0.0.1 daytime'
  assert_status 0
  [[ $output =~ ^[0-9]{2}\ [A-Z]{3}\ [0-9]{4}\ [0-9:]{8}\ [A-Z]+$'\r'$ ]] || fail "$output"
  in_network 'start_inetd "$openbsd_inetd"; "$client" get 127.0.0.1 daytime'
  assert_status 0
  [[ $output =~ ^[A-Z][a-z]{2}\ [A-Z][a-z]{2}\ [\ 0-9:]+$'\r'$ ]] || fail "$output"
  in_network 'start_inetd "$inetutils_inetd"; "$client" get 127.0.0.1 daytime'
  assert_status 0
  [[ $output =~ ^[A-Z][a-z]{2}\ [A-Z][a-z]{2}\ [\ 0-9:]+$'\r'$ ]] || fail "$output"
}

@test "talk sends 5 MB through the built-in echo of xinetd and gets every byte back" {
  in_network '
    start_xinetd
    head -c 5000000 /dev/urandom >"$scratch/sent"
    "$client" talk 127.0.0.1 echo <"$scratch/sent" >"$scratch/got"'
  assert_status 0
  assert_same "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/sent"
}

# assert_pinged ADDRESS COUNT: its echo service answered all packets
assert_pinged() {
  assert_status 0
  [ "$(grep -Ec "^32 bytes from $1: seq=[123] time=[0-9]+\.[0-9]{3} ms\$" <<<"$output")" -eq "$2" ] || fail "$output"
  assert_match "^$2 packets? transmitted, $2 received, 0% packet loss, time [0-9]+ ms\$"
}

@test "ping gets replies from the built-in echo of xinetd and both inetds over TCP and UDP" {
  local option count inetd
  for option in '' -u; do
    # Where several datagrams wait, xinetd can lose one.
    [ -n "$option" ] && count=1 || count=3
    in_network "start_xinetd; \"\$client\" ping $option -c $count -i 0.01 127.0.0.1"
    assert_pinged 127.0.0.1 "$count"
    for inetd in "$openbsd_inetd" "$inetutils_inetd"; do
      # openbsd-inetd ignores datagrams from 127.0.0.1.
      in_network "ip address add 192.0.2.1/32 dev lo
        start_inetd '$inetd' 'echo stream tcp nowait root internal' 'echo dgram udp wait root internal'
        \"\$client\" ping $option -c $count -i 0.01 192.0.2.1"
      assert_pinged 192.0.2.1 "$count"
    done
  done
}

@test "flow measures the built-in discard, chargen and echo of xinetd and both inetds" {
  local start
  # inetutils-inetd pauses for a second after a connection has ended.
  for start in start_xinetd "start_inetd '$openbsd_inetd'" "start_inetd '$inetutils_inetd'"; do
    in_network "$start 'discard stream tcp nowait root internal' 'chargen stream tcp nowait root internal' \
        'echo stream tcp nowait root internal'
      \"\$client\" flow -t 2 127.0.0.1"
    assert_status 0
    [ -z "$stderr" ] || fail "$stderr"
    assert_match '^ +[0-9.]+ [kMG]B acknowledged by the host, '
    assert_match '^ +[0-9.]+ [kMG]B received$'
    assert_match '^ +[0-9.]+ [kMG]B returned, '
  done
}

@test "get reads the built-in chargen of xinetd until the reader of its output stops" {
  in_network 'start_xinetd; "$client" get 127.0.0.1 chargen | head -c 3000000 | wc -c'
  assert_status 0
  assert_output 3000000
}

# bats test_tags=once
@test "the README compares what xinetd, both inetds and shared really send over UDP" {
  local row server servers sizes=() replies=() times=()
  servers=(
    'for pair in 7:echo 19:chargen 37:time; do
       systemd-socket-activate --datagram -l "192.0.2.1:${pair%:*}" "$services/shared" "${pair#*:}" >"$scratch/out" 2>&1 &
     done'
    start_xinetd
    'start_inetd "$openbsd_inetd" {echo,chargen}" dgram udp wait root internal"'
    'start_inetd "$inetutils_inetd" {echo,chargen}" dgram udp wait root internal"'
  )
  for server in "${servers[@]}"; do
    in_network "
      ip address add 192.0.2.1/32 dev lo
      $server
      for port in 7 19 37; do until_true is_port_open udp \$port; done"'
      size() { printf "$2" | "$build/tests/ask" 192.0.2.1 "$1" | wc -c; }
      status=0
      "$build/tests/ask" -b 192.0.2.1 -p 17 192.0.2.1 7 <<<text >"$scratch/reply" || status=$?
      echo "$(size 19 x) $status $(size 37 "")"'
    assert_status 0
    read -r size reply time <<<"$output"
    case $reply in 0) reply=yes ;; 1) reply=no ;; esac
    sizes+=("$size") replies+=("$reply") times+=("$time")
  done
  for row in \
    "| UDP chargen replies to 1 byte with [1] | ${sizes[0]} byte | ${sizes[1]} bytes | ${sizes[2]} bytes | ${sizes[3]} bytes |" \
    "| UDP echo replies to source port 17 [1] | ${replies[0]} | ${replies[1]} | ${replies[2]} | ${replies[3]} |" \
    "| time sends [1] | ${times[0]} bytes | ${times[1]} bytes | ${times[2]} bytes | ${times[3]} bytes |"; do
    grep -Fq -- "$row" "$BATS_TEST_DIRNAME/../README.md" || fail "measured, but not in the README:" "$row"
  done
}

@test "every filter answers byte for byte under xinetd" {
  in_network '
    add_to_xinetd 1007 "$services/echo"
    add_to_xinetd 1009 "$services/discard"
    add_to_xinetd 1013 "$services/daytime" -f "fixed"
    add_to_xinetd 1017 "$services/qotd" "$scratch/quotation"
    add_to_xinetd 1019 "$services/chargen"
    add_to_xinetd 1037 "$services/time"
    add_to_xinetd 2345 "$services/hello" -n echo program
    echo "the only quotation" >"$scratch/quotation"
    start_xinetd
    printf "a line\n" | "$client" talk 127.0.0.1 1007
    printf "a line\n" | "$client" talk 127.0.0.1 1009
    "$client" get 127.0.0.1 1013 | od -An -c
    "$client" get 127.0.0.1 1017
    "$client" get 127.0.0.1 1019 | head -c 74
    "$client" get 127.0.0.1 1037 | wc -c
    "$client" get 127.0.0.1 2345 | sed "s/now .*/now/"'
  assert_status 0
  assert_output "$(printf '%s\n' 'a line' '   f   i   x   e   d  \r  \n' 'the only quotation' \
    " !\"#\$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_\`abcdefg"$'\r' 4 \
    "Hello there, 127.0.0.1, it's now" program)"
}

@test "no diagnostics of a filter reach a peer under xinetd, which makes the peer descriptor 2" {
  local name
  for name in hello time daytime qotd echo discard chargen; do
    in_network "
      add_to_xinetd 1001 \"\$services/$name\" -x
      start_xinetd
      \"\$client\" get 127.0.0.1 1001
      # Status 2 shows that the filter started and had an error to report.
      until_match \"\$scratch/xinetd.log\" 'EXIT: inetkit-1001 status=2( |$)'"
    assert_status 0
    assert_output ''
    rm "$BATS_TEST_TMPDIR/xinetd.log"
  done
}

@test "every filter answers under openbsd-inetd and inetutils-inetd" {
  local inetd
  for inetd in "$openbsd_inetd" "$inetutils_inetd"; do
    in_network "
      echo 'the only quotation' >\"\$scratch/quotation\"
      start_inetd '$inetd' \"1007 stream tcp nowait root \$services/echo echo\" \
        \"1013 stream tcp nowait root \$services/daytime daytime -f fixed\" \
        \"1017 stream tcp nowait root \$services/qotd qotd \$scratch/quotation\" \
        \"1037 stream tcp nowait root \$services/time time -o 5\" \
        \"2345 stream tcp nowait root \$services/hello hello -n echo program\"
      printf 'a line\n' | \"\$client\" talk 127.0.0.1 1007
      \"\$client\" get 127.0.0.1 1013
      \"\$client\" get 127.0.0.1 1017
      \"\$client\" get 127.0.0.1 1037 | wc -c
      \"\$client\" get 127.0.0.1 2345 | sed 's/now .*/now/'"
    assert_status 0
    assert_output "$(printf '%s\n' 'a line' $'fixed\r' 'the only quotation' 4 "Hello there, 127.0.0.1, it's now" program)"
  done
}

@test "rdate and busybox rdate read our time" {
  need rdate busybox
  in_network '
    systemd-socket-activate --accept --inetd -l 127.0.0.1:37 "$services/time" 2>/dev/null &
    until_true is_port_open tcp 37
    date -u +"%a %b %e %H:%M"
    TZ=UTC0 LC_ALL=C rdate -p 127.0.0.1 | sed "s/:[0-9]* UTC .*//"
    TZ=UTC0 busybox rdate -p 127.0.0.1 | sed "s/:[0-9]* [0-9]*$//"
    date -u +"%a %b %e %H:%M"'
  assert_status 0
  # The minute may have changed during the test.
  [ "$(sort -u <<<"$output" | wc -l)" -le 2 ] || fail "$output"
  [ "${#lines[@]}" -eq 4 ]
  [[ ${lines[1]} = "${lines[0]}" || ${lines[1]} = "${lines[3]}" ]]
  [[ ${lines[2]} = "${lines[0]}" || ${lines[2]} = "${lines[3]}" ]]
}

@test "nc and busybox nc get whole answers and a clean end" {
  need nc busybox
  serve "$services/daytime" -f fixed
  run nc -N 127.0.0.1 "$port" </dev/null
  assert_status 0
  assert_output $'fixed\r'
  run nc 127.0.0.1 "$port" <<<"GET / HTTP/1.0"
  assert_status 0
  assert_output $'fixed\r'
  run busybox nc 127.0.0.1 "$port" </dev/null
  assert_status 0
  assert_output $'fixed\r'
}

@test "nc sends 5 MB through our echo and gets every byte back" {
  need nc
  serve "$services/echo"
  head -c 5000000 /dev/urandom >"$BATS_TEST_TMPDIR/sent"
  nc -N 127.0.0.1 "$port" <"$BATS_TEST_TMPDIR/sent" >"$BATS_TEST_TMPDIR/got"
  assert_same "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/sent"
}
