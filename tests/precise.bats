#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: the true offset is within the printed bound, for any server and network path.
# bats file_tags=long,slow
load helpers/load
load helpers/client
load helpers/clocks
load helpers/foreign

# --- servers of other projects --------------------------------------------------------------------

# For the scripts in the network: servers with an offset clock, each on its own port.
elsewhere='
  # faked PROGRAM OFFSET: prints the path of a script that runs the program with its clock off by OFFSET seconds
  faked() {
    local path=$scratch/faked$2/${1##*/}
    mkdir -p "${path%/*}"
    printf "#!/bin/sh\nexec faketime -f %ss %s \"\$@\"\n" "$2" "$1" >"$path"
    chmod +x "$path"
    echo "$path"
  }

  # start_xinetd_time OFFSET PORT: the built-in time service of xinetd over TCP and UDP
  start_xinetd_time() {
    local conf=$scratch/xinetd.$2 protocol type wait
    printf "defaults\n{\n cps = 100000 1\n instances = UNLIMITED\n per_source = UNLIMITED\n}\n" >"$conf"
    for protocol in tcp udp; do
      type=stream wait=no
      [ "$protocol" = tcp ] || type=dgram wait=yes
      printf "service time\n{\n type = INTERNAL UNLISTED\n id = time-%s\n port = %s\n protocol = %s\n socket_type = %s\n wait = %s\n user = root\n disable = no\n}\n" \
        "$protocol" "$2" "$protocol" "$type" "$wait" >>"$conf"
    done
    "$(faked "$xinetd" "$1")" -dontfork -f "$conf" -pidfile "$conf.pid" >"$conf.out" 2>&1 &
    until_true is_port_open tcp "$2"
    until_true is_port_open udp "$2"
  }'

# bats test_tags=once
@test "200 of 200 measurements of xinetd with faked clocks bound the true offset, over TCP and UDP" {
  local offsets='-86400.75 -3600.5 -1.999 -0.001 +0 +0.25 +0.999 +3.217' port=1000 offset number protocol count
  need_foreign
  need faketime
  in_network "$elsewhere
    port=1000
    for offset in $offsets; do
      start_xinetd_time \$offset \$((++port))
    done
    for i in \$(seq 15); do seq -f '127.0.0.1:%g' 1001 \$port; done >\$scratch/hosts
    head -n 80 \$scratch/hosts >\$scratch/some
    timeout 120 \"\$client\" clocks --precise=0.002 --probes 40 --spacing 0.05 --format csv --hosts \$scratch/hosts >\$scratch/tcp &
    tcp=\$!
    timeout 120 \"\$client\" clocks --precise=0.002 --probes 40 --spacing 0.05 --format csv -u --hosts \$scratch/some >\$scratch/udp &
    udp=\$!
    wait \$tcp
    wait \$udp"
  assert_status 0
  [ -z "$stderr" ] || fail "$stderr"
  for offset in $offsets; do
    number=$((++port))
    for protocol in tcp udp; do
      grep -E "^host|^127.0.0.1:$number," "$BATS_TEST_TMPDIR/$protocol" >"$BATS_TEST_TMPDIR/rows"
      count=15
      [ "$protocol" = tcp ] || count=10
      assert_inside "$offset" "$count" "$BATS_TEST_TMPDIR/rows"
    done
  done
  assert_bounds "$BATS_TEST_TMPDIR/tcp" "$BATS_TEST_TMPDIR/udp"
}

# bats test_tags=once
@test "200 of 200 measurements of nginx, Apache and lighttpd with faked clocks bound the true offset" {
  local offsets="-86400.75 -1.999 +0 +0.25 +3.217" offset port=1000 i
  need_web_servers
  need faketime
  in_network "$elsewhere
    port=1000
    for offset in $offsets; do
      for server in nginx apache lighttpd; do
        start_\$server \$((++port)) faketime -f \${offset}s
      done
    done
    for i in \$(seq 14); do seq -f 'http://127.0.0.1:%g/' 1001 \$port; done | head -n 200 >\$scratch/hosts
    timeout 240 \"\$client\" clocks --precise=0.002 --probes 12 --format csv --hosts \$scratch/hosts >\$scratch/rows"
  assert_status 0
  for offset in $offsets; do
    for ((i = 0; i < 3; i++)); do
      grep -E "^host|:$((++port))/," "$BATS_TEST_TMPDIR/rows" >"$BATS_TEST_TMPDIR/some"
      assert_inside "$offset" $((port <= 1005 ? 14 : 13)) "$BATS_TEST_TMPDIR/some"
    done
  done
}

# assert_bounds FILE...: more than half of the bounds are at most two round trips and 2 ms: on an idle machine all, on a
# busy one six of ten.
assert_bounds() {
  awk -F, '
    FNR == 1 { next }
    { rows++; if ($5 <= 2 * $6 + 0.002) narrow++ }
    END { print narrow + 0 " of " rows " bounds are at most two round trips and 2 ms"; exit narrow <= rows / 2 }' "$@" >&2
}

@test "the bound holds for clocks that are off by any decimal number of seconds" {
  local offset measured=()
  for offset in -31556952.000001 -12345.678901 -0.5 0 0.123456789 1.000000001 2000000000.75; do
    serve_clock -o "$offset"
    for option in -4 -u; do
      "$client" clocks $option --format csv --precise=0.005 --spacing 0.05 "127.0.0.1:$port" "127.0.0.1:$port" \
        >"$BATS_TEST_TMPDIR/rows$option$offset" &
      measured+=($!)
    done
  done
  for process in "${measured[@]}"; do
    wait "$process"
  done
  for offset in -31556952.000001 -12345.678901 -0.5 0 0.123456789 1.000000001 2000000000.75; do
    for option in -4 -u; do
      assert_inside "$offset" 2 "$BATS_TEST_TMPDIR/rows$option$offset"
    done
  done
}

@test "a single probe bounds the offset to half a second and half the round trip" {
  serve_clock -o 0.4
  hosts_at "$port" 100 >"$BATS_TEST_TMPDIR/hosts"
  for option in -4 -u; do
    ask_csv $option --hosts "$BATS_TEST_TMPDIR/hosts"
    assert_measured 0.4 100
    awk -F, 'NR > 1 { excess = $5 - 0.5 - $6 / 2; if (excess > 0.000001 || excess < -0.000001 || $7 != 1) exit 1 }' "$out" ||
      fail "$(<"$out")"
  done
}

# --- slow paths -----------------------------------------------------------------------------------

# through PROTOCOL-OPTION ARG...: starts a relay to $clock and appends its host to $hosts three times
through() {
  # shellcheck disable=SC2086 # an option, or none
  relay_to "$clock" "$@"
  hosts+=("127.0.0.1:$port" "127.0.0.1:$port" "127.0.0.1:$port")
}

# bats test_tags=once
@test "the bound holds over TCP paths with delay, asymmetry and jitter" {
  local clock hosts=()
  serve_clock -o -7.654321
  clock=$port
  through
  through -d 3 -r 3
  through -d 30 -r 30
  through -d 30
  through -r 30
  through -d 15 -j 15
  through -r 15 -J 15
  through -d 1 -r 20 -j 5 -J 30
  through -j 30
  ask_csv --precise=0.005 --spacing 0.05 "${hosts[@]}"
  assert_measured -7.654321 27
  # The printed round trip includes the delays of 60 ms.
  awk -F, 'NR > 7 && NR <= 10 && $6 < 0.06 { exit 1 }' "$out" || fail "$(<"$out")"
}

# bats test_tags=once
@test "the bound holds over UDP paths with delay, asymmetry, jitter and loss" {
  local clock hosts=()
  serve_clock -o 7.654321
  clock=$port
  through -u -d 30 -r 30
  through -u -d 30
  through -u -r 30
  through -u -d 15 -j 15
  through -u -r 15 -J 15
  through -u -l 20
  through -u -L 20
  through -u -l 20 -L 20 -d 1 -r 9 -J 20
  ask_csv -u --precise=0.01 --spacing 0.05 --retries 5 -w 4 "${hosts[@]}"
  assert_measured 7.654321 24
}

# --- daytime --------------------------------------------------------------------------------------

@test "--protocol daytime measures our own server, and prints a reply that it does not understand" {
  local host
  serve "$services/daytime"
  ask_csv --protocol daytime --precise=0.02 --spacing 0.05 "127.0.0.1:$port"
  assert_measured 0 1
  serve echo "When it's ready"
  host=127.0.0.1:$port
  ask clocks --protocol daytime "$host"
  assert_status 1
  assert_row 2 "$(failed_row "$host" "the reply has an unknown format: 'When it's ready'")"
  serve echo 'Fri Dec 31 23:59:59 9999'
  host=127.0.0.1:$port
  ask clocks --protocol daytime "$host"
  assert_status 1
  assert_row 2 "$(failed_row "$host" 'its time is more than 146 years from the local time')"
}

@test "--protocol daytime uses the arrival time of the complete line" {
  serve sh -c 'printf "\n"; sleep 1; TZ=UTC date "+%a %b %e %H:%M:%S %Y"'
  ask_csv --protocol daytime "127.0.0.1:$port"
  assert_measured 0 1
}

# bats test_tags=once
@test "--protocol daytime measures xinetd and both inetds with faked clocks" {
  need_foreign
  need faketime
  in_network "$elsewhere"'
    export TZ=UTC
    measure() {
      timeout 120 "$client" clocks --protocol daytime --precise=0.01 --spacing 0.05 --format csv 127.0.0.1 127.0.0.1 | tail -n +2
    }
    echo header
    xinetd=$(faked "$xinetd" -1234.5)
    start_xinetd
    measure
    kill $!
    wait
    start_inetd "$(faked "$openbsd_inetd" -1234.5)"
    measure
    kill $!
    wait
    start_inetd "$(faked "$inetutils_inetd" -1234.5)"
    measure'
  assert_status 0
  echo "$output" >"$BATS_TEST_TMPDIR/rows"
  assert_inside -1234.5 6 "$BATS_TEST_TMPDIR/rows"
}
