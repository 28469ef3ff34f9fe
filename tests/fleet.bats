#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: thousands of hosts in one run, with few descriptors, little memory and slow name servers.
# bats file_tags=slow
load helpers/load
load helpers/client
load helpers/clocks
load helpers/rows
load helpers/network

# addresses COUNT: prints COUNT addresses of 127.0.0.0/8, one per line
addresses() {
  awk -v count="$1" 'BEGIN {
    for (i = 0; i < count; i++)
      printf "127.%d.%d.%d\n", 1 + i / 62500, i / 250 % 250, 1 + i % 250
  }'
}

# ask_fleet COUNT [ARG...]: asks COUNT hosts of serve_clock -a 0.0.0.0, with at most $descriptors descriptors if set
ask_fleet() {
  out=$BATS_TEST_TMPDIR/out
  err=$BATS_TEST_TMPDIR/err
  status=0
  addresses "$1" >"$BATS_TEST_TMPDIR/hosts"
  (
    [ -z "${descriptors-}" ] || ulimit -n "$descriptors"
    exec timeout 120 "$client" clocks --format csv -p "$port" --hosts - "${@:2}"
  ) <"$BATS_TEST_TMPDIR/hosts" >"$out" 2>"$err" || status=$?
  output=$(head -n 5 "$err")
}

# assert_fleet COUNT OFFSET, after ask_fleet: each host has its row, in order, with a bound that covers OFFSET
assert_fleet() {
  assert_status 0
  assert_text "$err"
  tail -n +2 "$out" | cut -d, -f1 | cmp - "$BATS_TEST_TMPDIR/hosts"
  awk -F, -v truth="$2" 'NR > 1 { error = $4 - truth; if ($4 == "" || error > $5 || -error > $5) { print; wrong = 1 } } END { exit wrong }' \
    "$out" || fail "the true offset is $2"
}

# serve_fleet: starts a server on all addresses, and another one that is silent, on port $silent
serve_fleet() {
  serve_clock -m silent
  silent=$port
  serve_clock -a 0.0.0.0
}

# peak_memory COUNT [ARG...], after serve_fleet: sets $peak to the peak memory of a run in KB. A silent host at the end
# keeps the process for measuring it.
peak_memory() {
  local tries
  { addresses "$1" && echo "127.0.0.1:$silent"; } >"$BATS_TEST_TMPDIR/hosts"
  background "$client" clocks --format csv -p "$port" -w 600 --hosts "$BATS_TEST_TMPDIR/hosts" "${@:2}" \
    >"$BATS_TEST_TMPDIR/rows" 2>"$BATS_TEST_TMPDIR/err"
  for tries in 1 2 3 4; do
    ! until_true has_lines $(($1 + 1)) "$BATS_TEST_TMPDIR/rows" 2>/dev/null || break
  done
  peak=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$started/status")
  kill -TERM "$started"
  wait "$started" || true
  [ "$(grep -c ',no reply before the interrupt,' "$BATS_TEST_TMPDIR/rows")" -eq 1 ] ||
    fail "only the last host has no reply:" "$(tail -n 2 "$BATS_TEST_TMPDIR/rows")" "$(head -n 5 "$BATS_TEST_TMPDIR/err")"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/rows")" -eq $(($1 + 2)) ] || fail "not $1 rows:" "$(wc -l <"$BATS_TEST_TMPDIR/rows")"
}

@test "20,000 hosts are asked in one run over TCP, and none fails" {
  serve_clock -a 0.0.0.0 -o 3.25
  ask_fleet 20000
  assert_fleet 20000 3.25
}

@test "20,000 hosts are asked in one run over UDP, and none fails" {
  serve_clock -a 0.0.0.0 -o -3.25
  ask_fleet 20000 -u
  assert_fleet 20000 -3.25
}

# bats test_tags=once
@test "20,000 hosts are asked with 1,024 and with 64 descriptors, even with a larger --parallel" {
  local descriptors
  serve_clock -a 0.0.0.0
  for descriptors in 1024 64; do
    ask_fleet 20000 --parallel 20000
    assert_fleet 20000 0
  done
}

# bats test_tags=once
@test "a run of 20,000 hosts uses at most 2 KB of memory per host, with the hosts in flight" {
  local one option
  serve_fleet
  for option in -4 -u; do
    peak_memory 1 $option
    one=$peak
    peak_memory 20000 $option
    echo "$one KB for one host, $peak KB for 20,000" >&2
    [ $((peak - one)) -le $((2 * 20000)) ]
  done
}

# bats test_tags=once
@test "a host that is finished takes at most 512 bytes of memory" {
  local few
  serve_fleet
  peak_memory 2000 -u --parallel 500
  few=$peak
  peak_memory 12000 -u --parallel 500
  echo "$few KB for 2,000 hosts, $peak KB for 12,000" >&2
  [ $((peak - few)) -le $((10000 / 2)) ]
}

@test "1,000 hosts with a delay of 50 ms are asked faster at once than 60 one by one" {
  local before together alone
  serve_clock -a 0.0.0.0 -m delay=50
  before=${EPOCHREALTIME/[.,]/}
  ask_fleet 1000
  together=$((${EPOCHREALTIME/[.,]/} - before))
  assert_fleet 1000 0
  before=${EPOCHREALTIME/[.,]/}
  ask_fleet 60 --parallel 1
  alone=$((${EPOCHREALTIME/[.,]/} - before))
  assert_fleet 60 0
  [ "$together" -lt "$alone" ] || fail "$together microseconds for 1,000 at once, and $alone for 60 one by one"
}

# bats test_tags=once
@test "over UDP, a host waits for a free local port, and says so if none becomes free" {
  private_network
  inside sh -c 'echo 40000 40001 >/proc/sys/net/ipv4/ip_local_port_range' || skip "/proc/sys is read-only"
  background "${within[@]}" "$build/tests/clockserver" -m delay=100 -p 3737 >"$BATS_TEST_TMPDIR/port"
  until_true has_line "$BATS_TEST_TMPDIR/port"
  background "${within[@]}" "$build/tests/clockserver" -m silent -p 3738 >"$BATS_TEST_TMPDIR/silent"
  until_true has_line "$BATS_TEST_TMPDIR/silent"
  ask clocks -u --format csv 127.0.0.{1,1,1}:3737
  assert_status 0
  ask clocks -u -w 2 --format csv 127.0.0.{1,1,1}:3738
  assert_status 1
  cut -d, -f9 "$out" >"$BATS_TEST_TMPDIR/causes"
  [ "$(grep -c '^no reply within 2 s' "$BATS_TEST_TMPDIR/causes")" -eq 2 ] || fail "$(<"$out")"
  [ "$(grep -c '^cannot connect to port 3738: no local port is free$' "$BATS_TEST_TMPDIR/causes")" -eq 1 ] || fail "$(<"$out")"
}

@test "300 lookups without an answer delay no address, even with four connections" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time" -o 100
  serve_no_names
  {
    seq -f 'silent%g.example' 300
    addresses 5
    echo 127.0.0.1
  } >"$BATS_TEST_TMPDIR/hosts"
  background "${within[@]}" "$build/tests/clockserver" -a 0.0.0.0 -p 3737 >"$BATS_TEST_TMPDIR/port"
  until_true has_line "$BATS_TEST_TMPDIR/port"
  ask clocks --parallel 4 -w 4 --timeout 5 -p 3737 --format csv --order arrival --hosts "$BATS_TEST_TMPDIR/hosts"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 307 ] || fail "$(<"$out")"
  sed -n 2,7p "$out" | cut -d, -f1 | sort >"$BATS_TEST_TMPDIR/first"
  { addresses 5 && echo 127.0.0.1; } | sort | cmp - "$BATS_TEST_TMPDIR/first" || fail "$(head -n 9 "$out")"
  [ "$(grep -c '^silent.*,no answer' "$out")" -gt 0 ] || fail "$(sed -n 8,12p "$out")"
}

@test "a host with a name is not restarted when addresses after it get their turn" {
  serve_clock -a 0.0.0.0 -v
  clock=$port
  serve_clock -a 0.0.0.0 -m silent
  hosts=("127.0.0."{1,2,3}":$clock" "localhost:$clock" "127.0.0."{77..81}":$port")
  ask clocks --format csv --precise=0.6 --spacing 0.5 -w 30 --rate 8 --timeout 3 "${hosts[@]}"
  assert_status 1
  [ "$(sed 1d "$out" | cut -d, -f1)" = "$(printf '%s\n' "${hosts[@]}")" ] || fail "$(<"$out")"
  assert_text "$err"
}

@test "waiting for their turn does not count as lookup time of names" {
  serve_clock -a 0.0.0.0
  ask clocks --rate 4 --timeout 2 "localhost:$port"{,,,,,,,,,,,}
  assert_status 0
  assert_table 12
}

@test "names and addresses are all asked, each in its row, with any --parallel" {
  private_network
  private_hosts '127.0.0.1 localhost' $'127.0.0.2 one\n127.0.0.3 two\n127.0.0.4 three'
  background "${within[@]}" "$build/tests/clockserver" -a 0.0.0.0 -p 3737 -m delay=20 >"$BATS_TEST_TMPDIR/port"
  until_true has_line "$BATS_TEST_TMPDIR/port"
  for parallel in 1 2 100; do
    ask clocks --parallel "$parallel" -p 3737 --format csv one 127.0.0.9 two 127.0.0.8 three one
    assert_status 0
    [ "$(tail -n +2 "$out" | cut -d, -f1,2 | tr '\n' ' ')" = \
      'one,127.0.0.2 127.0.0.9,127.0.0.9 two,127.0.0.3 127.0.0.8,127.0.0.8 three,127.0.0.4 one,127.0.0.2 ' ] || fail "$(<"$out")"
  done
}
