#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit ping with several hosts: each is pinged as if it were alone, and each has its summary.
load helpers/load
load helpers/client
load helpers/network
load helpers/ping

@test "ping pings the other hosts although one is dead, one is unknown and one is silent" {
  private_network
  private_hosts '127.0.0.1 one' '127.0.0.1 two'
  serve_inside 127.0.0.1:7 "$services/echo"
  serve_inside 127.0.0.1:1007 "$services/echo"
  ask ping -c 2 -i 0.01 -w 2 one 127.0.0.1:9 no.such 192.0.2.2 two:1007
  assert_status 1
  sort -o "$err" "$err"
  assert_text "$err" 'inetkit: 127.0.0.1:9: connection refused: nothing listens on port 9' \
    'inetkit: 192.0.2.2: no connection within 2 s; -w allows more time' 'inetkit: no.such: unknown host'
  # The lines of two hosts mix; those of one stay in order.
  for host in one:7 two:1007; do
    name=${host%:7}
    grep -e "^PING ${host%:*} " -e "^[0-9]* bytes from $name: " "$out" | sed 's/ time=.*/ time=T ms/' >"$BATS_TEST_TMPDIR/lines"
    assert_text "$BATS_TEST_TMPDIR/lines" "PING ${host%:*} (127.0.0.1) port ${host#*:} over TCP: 32 bytes of data" \
      "32 bytes from $name: seq=1 time=T ms" "32 bytes from $name: seq=2 time=T ms"
  done
  replied=('2 packets transmitted, 2 received, 0% packet loss, time T ms' 'rtt min/avg/max/mdev = T ms')
  masked | sed -n '7,$p' >"$BATS_TEST_TMPDIR/summaries"
  assert_text "$BATS_TEST_TMPDIR/summaries" '' '--- one ping statistics ---' "${replied[@]}" \
    '' '--- 127.0.0.1:9 ping statistics ---' '0 packets transmitted' \
    '' '--- no.such ping statistics ---' '0 packets transmitted' \
    '' '--- 192.0.2.2 ping statistics ---' '0 packets transmitted' \
    '' '--- two:1007 ping statistics ---' "${replied[@]}"
}

# serve_meeting SOCKETS: serves UDP on 127.0.0.1 at this number of ports, listed in $ports; echoes the datagrams once each
# port has received one
serve_meeting() {
  need perl
  new_log
  background perl -e '
    use Socket;
    $| = 1;
    for (1 .. $ARGV[0]) {
      my $socket;
      socket($socket, PF_INET, SOCK_DGRAM, 0) && bind($socket, sockaddr_in(0, INADDR_LOOPBACK)) or die;
      push @sockets, $socket;
      print((sockaddr_in(getsockname($socket)))[0], "\n");
    }
    for (@sockets) { push @peers, scalar recv($_, $data, 65536, 0); push @sent, $data }
    for (0 .. $#sockets) { send($sockets[$_], $sent[$_], 0, $peers[$_]) }
    sleep 1000' "$1" >"$log"
  until_true eval "[ \"\$(wc -l <\"\$log\")\" -eq $1 ]"
  mapfile -t ports <"$log"
}

@test "ping pings all hosts at the same time, and exits with status 0 if each replied" {
  serve_meeting 3
  ask ping -q -u -c 1 -w 100 "${ports[@]/#/127.0.0.1:}"
  assert_status 0
  assert_text "$err"
  [ "$(grep -c '^1 packet transmitted, 1 received, 0% packet loss, time ' "$out")" -eq 3 ] || fail "$(<"$out")"
}

@test "ping raises the limit of open files if it has many hosts" {
  serve_meeting 60
  within=(sh -c 'ulimit -S -n 40; exec "$@"' sh)
  ask ping -q -u -c 1 -w 100 "${ports[@]/#/127.0.0.1:}"
  assert_status 0
  assert_text "$err"
}

# bats test_tags=once
@test "ping pings 1000 hosts in 300 MB of address space" {
  local hosts=()
  for ((i = 0; i < 1000; i++)); do
    hosts+=("127.0.0.1:1")
  done
  within=(sh -c 'ulimit -v 300000; exec "$@"' sh)
  ask ping -q -c 1 "${hosts[@]}"
  [ "$(uniq "$err")" = 'inetkit: 127.0.0.1:1: connection refused: nothing listens on port 1' ] || fail "$(head -n 3 "$err")"
}

@test "ping -q prints only the summaries" {
  serve "$services/echo"
  ask ping -q -c 2 -i 0.01 "127.0.0.1:$port"
  assert_status 0
  summary=('2 packets transmitted, 2 received, 0% packet loss, time T ms' 'rtt min/avg/max/mdev = T ms')
  masked >"$BATS_TEST_TMPDIR/masked"
  assert_text "$BATS_TEST_TMPDIR/masked" '--- 127.0.0.1 ping statistics ---' "${summary[@]}"
  ask ping -q -c 2 -i 0.01 "127.0.0.1:$port" "localhost:$port" -4
  assert_status 0
  masked >"$BATS_TEST_TMPDIR/masked"
  assert_text "$BATS_TEST_TMPDIR/masked" "--- 127.0.0.1:$port ping statistics ---" "${summary[@]}" \
    '' "--- localhost:$port ping statistics ---" "${summary[@]}"
}

@test "ping with several hosts prints a summary for each on SIGINT, and its figures on SIGQUIT" {
  serve "$services/echo"
  within=(env --default-signal=QUIT)
  begin_ping -i 0.05 "127.0.0.1:$port" "127.0.0.2:$port" "127.0.0.1:1"
  until_match "$out" '^32 bytes from 127\.0\.0\.1:.* seq=2 '
  until_match "$err" '127\.0\.0\.1:1: connection refused'
  kill -QUIT "$pinging"
  until_true eval '[ "$(wc -l <"$err")" -ge 4 ]'
  end_ping INT
  assert_status 1
  assert_file_matches "$err" "^127\.0\.0\.1:$port: [0-9]+/[0-9]+ packets, [0-9.]+% loss, min/avg/max = $ms/$ms/$ms ms\$"
  assert_file_matches "$err" '^127\.0\.0\.1:1: 0/0 packets, 0% loss$'
  [ "$(sed -n 's/^--- \(.*\) ping statistics ---$/\1/p' "$out" | tr '\n' ' ')" = \
    "127.0.0.1:$port 127.0.0.2:$port 127.0.0.1:1 " ] || fail "$(<"$out")"
}

@test "ping shortens a long name where a line has figures, and continues other lines below it" {
  private_network
  label=$(printf '%060d' 0 | tr 0 a)
  long=first.$label.last
  private_hosts "127.0.0.1 $long"
  serve_inside 127.0.0.1:7 "$services/echo"
  ask ping -c 1 "$long" 127.0.0.1
  assert_status 0
  [ "$(grep -x -A 1 -e "PING $long" "$out" | tail -n 1)" = '    (127.0.0.1) port 7 over TCP: 32 bytes of data' ] ||
    fail "$(<"$out")"
  reply=$(grep '^32 bytes from first' "$out")
  [[ $reply =~ ^32\ bytes\ from\ first\.a+\.\.\.a+\.last:\ seq=1\ time=$ms\ ms$ && ${#reply} -eq 79 ]] || fail "$reply"
  [ "$(grep -x -A 1 -e "--- $long" "$out" | tail -n 1)" = '    ping statistics ---' ] || fail "$(<"$out")"
  ! grep -E '^.{80}' "$out" || fail "wider than 79 columns"
}
