#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: the true offset is within the printed bound, for any server and network path.
# bats file_tags=long,slow
load helpers/load
load helpers/client
load helpers/clocks
load helpers/rows
load helpers/foreign

contradiction='its replies contradict each other by [0-9.]+ s: a clock was set or drifted during the measurement, or the server rounds or lies'
contradiction+='; its offset was from [+-][0-9.]+ to [+-][0-9.]+ s before that reply'

# hosts_at PORT COUNT: prints 127.0.0.1:PORT COUNT times, one per line
hosts_at() {
  for ((i = 0; i < $2; i++)); do
    echo "127.0.0.1:$1"
  done
}

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

# --- probes ---------------------------------------------------------------------------------------

@test "clocks sends at most --probes probes, --spacing seconds apart" {
  serve_clock -v
  ask_csv --precise=0.0001 --spacing 1.2 --probes 4 "127.0.0.1:$port"
  assert_measured 0 1
  [ "$(wc -l <"$log")" -eq 4 ] || fail "$(<"$log")"
  awk 'NR > 1 && $4 - before < 1.1 { exit 1 } { before = $4 }' "$log" || fail "$(<"$log")"
  [ "$(cut -d, -f7 "$out")" = $'probes\n4' ] || fail "$(<"$out")"
  # If the first interval is narrow enough, one probe is enough.
  ask_csv --precise=2 --probes 4 "127.0.0.1:$port"
  assert_measured 0 1
  [ "$(wc -l <"$log")" -eq 5 ] || fail "$(<"$log")"
}

@test "--spacing also separates probes in different rounds of --watch" {
  local hosts=() logs=()
  for host in 127.0.0.1 localhost; do
    serve_clock -v
    hosts+=("$host:$port")
    logs+=("$log")
  done
  start_clocks --format csv --watch 0.01 --precise=2 --spacing 1.2 "${hosts[@]}"
  for log in "${logs[@]}"; do
    until_true has_asked 3
  done
  kill -TERM "$asked"
  end_clocks
  for log in "${logs[@]}"; do
    awk 'NR > 1 && $4 - before < 1.1 { exit 1 } { before = $4 }' "$log" || fail "$(<"$log")"
  done
}

# has_asked COUNT: the server with the log $log has received COUNT or more probes
has_asked() {
  [ "$(wc -l <"$log")" -ge "$1" ]
}

@test "--rate rejects less than one probe per second" {
  for rate in 0.5 0 -1 '' 4294967296; do
    ask clocks --rate "$rate" localhost
    assert_complaint 2 "clocks: --rate ${rate:-"''"}: not a whole number of probes per second from 1 to 4294967295; see 'inetkit help clocks'"
  done
}

@test "--rate limits the probes of all hosts together" {
  serve_clock -v
  hosts_at "$port" 12 >"$BATS_TEST_TMPDIR/hosts"
  ask_csv --hosts "$BATS_TEST_TMPDIR/hosts"
  assert_measured 0 12
  ask_csv --rate 10 --hosts "$BATS_TEST_TMPDIR/hosts"
  assert_measured 0 12
  # The last twelve are a tenth of a second apart; a busy server notes the first of them up to half a second late.
  awk 'NR == 13 { start = $4 }
    NR == 24 { slow = $4 - start }
    END { exit slow < 1.1 - 0.5 || NR != 24 }' "$log" || fail "$(<"$log")"
}

@test "--parallel limits the number of hosts asked at once" {
  serve_clock -v -m delay=100
  hosts_at "$port" 30 >"$BATS_TEST_TMPDIR/hosts"
  for option in -4 -u; do
    for parallel in 3 30; do
      : >"$log"
      ask_csv $option --parallel "$parallel" --hosts "$BATS_TEST_TMPDIR/hosts"
      assert_measured 0 30
      [ "$(awk '$5 > most { most = $5 } END { print most, NR }' "$log")" = "$parallel 30" ] || fail "$(<"$log")"
    done
  done
}

# serve_after COUNT: a time server that sends nothing on its first COUNT connections
serve_after() {
  # shellcheck disable=SC2016 # for the other shell
  serve sh -c 'for i in $(seq "$1"); do ! mkdir "$0$i" 2>/dev/null || exit 0; done; exec "$2"' \
    "$BATS_TEST_TMPDIR/asked" "$1" "$services/time"
}

@test "--retries asks a host without an answer again, up to this number of times" {
  serve_after 3
  ask_csv --retries 1 --spacing 0.05 "127.0.0.1:$port"
  assert_status 1
  assert_file_matches "$out" ",,,,2,,received 0 bytes instead of 4: the server does not know the time"
  ask_csv --retries 1 --spacing 0.05 "127.0.0.1:$port"
  assert_measured 0 1
  [ "$(cut -d, -f7 "$out")" = $'probes\n2' ] || fail "$(<"$out")"
}

@test "--timeout ends the work on one host, prints its estimate so far, and delays no other host" {
  local good silent
  serve_clock -m silent
  silent=127.0.0.1:$port
  serve_clock
  good=127.0.0.1:$port
  ask clocks --timeout 2 "$silent" "$good"
  assert_status 1
  assert_text "$err" "inetkit: $silent: no reply within 2 s in total; --timeout allows more time"
  assert_row 2 "$(failed_row "$silent" 'no reply within 2 s in total; --timeout allows more time')"
  assert_clock 3 "$good" 0
  ask_csv --timeout 1.5 --precise=0.000001 --probes 1000 --spacing 0.7 "$good"
  assert_measured 0 1
  awk -F, 'NR == 2 && ($7 < 1 || $7 > 3) { exit 1 }' "$out" || fail "$(<"$out")"
}

@test "probes that fail after a reply do not take the offset away, and are reported" {
  serve sh -c '! mkdir "$0" 2>/dev/null || exec "$1"' "$BATS_TEST_TMPDIR/asked" "$services/time"
  ask clocks --precise --probes 3 --spacing 0.05 "127.0.0.1:$port"
  assert_status 0
  assert_file_matches "$out" "^127.0.0.1:$port .* ±0\.5[0-9]{5} "
  assert_file_matches "$err" "^inetkit: 127.0.0.1:$port: its last 2 probes failed \(received 0 bytes .*\): the interval of its offset is 1\.[0-9]{6} s wide instead of 0\.010000 s$"
}

@test "the message about a probe without a reply does not advise -w if its limit is the shorter one of a later probe" {
  serve sh -c '! mkdir "$0" 2>/dev/null || exec "$1"; sleep 1000' "$BATS_TEST_TMPDIR/asked" "$services/time"
  ask clocks -w 100 --precise --probes 2 --spacing 0.05 "127.0.0.1:$port"
  assert_status 0
  assert_file_matches "$err" ": its last 1 probe failed \(no reply within [0-9.]+ s\): "
}

# --- servers with wrong clocks --------------------------------------------------------------------

@test "contradicting replies are reported for clocks that round to even seconds, step or lie" {
  # On a busy machine the replies are up to a second late, and hide a smaller step. tests/intervals proves small ones.
  local modes=(even 'step=3,2.4' 'step=3,-2.4' 'step=1,1000' lie) hosts=() i
  for mode in "${modes[@]}"; do
    serve_clock -m "$mode"
    hosts+=("127.0.0.1:$port")
  done
  serve_clock -o 5
  ask clocks --precise=0.01 --spacing 0.05 --probes 40 "${hosts[@]}" "127.0.0.1:$port"
  assert_status 1
  for i in "${!hosts[@]}"; do
    sed -n $((i + 2))p "$out" | grep -Eq "^${hosts[i]} +- $contradiction\$" || fail "${modes[i]}:" "$(<"$out")"
    assert_file_matches "$err" "^inetkit: ${hosts[i]}: $contradiction\$"
  done
  sed -n 7p "$out" | grep -Eq "^127.0.0.1:$port +\+(5\.0|4\.9)[0-9]{5} ±0\.00" || fail "$(<"$out")"
  [ "$(wc -l <"$err")" -eq 5 ] || fail "$(<"$err")"
}

@test "a server that rounds to nearest appears half a second fast" {
  serve_clock -m round -o 3
  ask_csv --precise=0.01 --spacing 0.05 "127.0.0.1:$port"
  assert_measured 3.5 1
}

# bats test_tags=once
@test "--watch bounds the true drift" {
  local hosts=() drift drifts=(0 100000 -50000)
  for drift in "${drifts[@]}"; do
    serve_clock -m "drift=$drift"
    hosts+=("127.0.0.1:$port")
  done
  need jq
  background "$client" clocks --watch 0.1 --format json "${hosts[@]}" >"$BATS_TEST_TMPDIR/rows"
  until_true has_lines 180 "$BATS_TEST_TMPDIR/rows"
  # If it ends within a round, its status is 1, and the last rows may lack a measurement.
  kill -TERM "$started"
  wait "$started" || true
  sed -i '181,$d' "$BATS_TEST_TMPDIR/rows"
  for i in "${!hosts[@]}"; do
    jq -s -e --arg host "${hosts[i]}" --argjson truth "${drifts[i]}" '
      map(select(.host == $host)) | (.[0] | has("drift") | not) and
      all(.[1:][]; .drift - .drift_bound <= $truth and $truth <= .drift + .drift_bound) and
      last.drift_bound < 150000 and last.drift_bound < .[1].drift_bound / 10' "$BATS_TEST_TMPDIR/rows" >/dev/null ||
      fail "${drifts[i]}:" "$(grep "${hosts[i]}" "$BATS_TEST_TMPDIR/rows" | tail -n 3)"
  done
}

@test "a clock step between two rounds of --watch is reported and restarts the measurement of drift" {
  serve_clock -m step=3,50
  background "$client" clocks --watch 0.1 --format json "127.0.0.1:$port" >"$BATS_TEST_TMPDIR/rows" 2>"$BATS_TEST_TMPDIR/err"
  until_true has_lines 6 "$BATS_TEST_TMPDIR/rows"
  # If it ends within a round, its status is 1, and it says so.
  kill -TERM "$started"
  wait "$started" || true
  assert_file_matches "$BATS_TEST_TMPDIR/err" "^inetkit: 127.0.0.1:$port: no constant drift explains its offsets: the clock was set, or its drift has changed; the measurement of the drift restarts\$"
  [ "$(grep -c 'no constant drift' "$BATS_TEST_TMPDIR/err")" -eq 1 ]
  # The step removes the drift from one row; then it returns.
  [ "$(jq -c 'has("drift")' "$BATS_TEST_TMPDIR/rows" | head -n 6 | tr '\n' ' ')" = 'false true true false true true ' ] ||
    fail "$(<"$BATS_TEST_TMPDIR/rows")"
}

@test "wrong, reset and missing replies are reported with the cause and delay no other host, over TCP and UDP" {
  local mode good option causes hosts
  serve_clock -o 100
  good=127.0.0.1:$port
  for option in -4 -u; do
    hosts=()
    for mode in eight short slow silent reset; do
      serve_clock -m "$mode"
      hosts+=("127.0.0.1:$port" "$good")
    done
    causes=('received 8 bytes instead of 4: the server sends a 64-bit long, as GNU inetutils does'
      'received 3 bytes instead of 4:( [0-9a-f]{2}){3}' 'received [12] bytes? instead of 4:( [0-9a-f]{2}){1,2}'
      'no reply within 2\.5 s; -w allows more time' '(cannot connect to port [0-9]+: )?Connection reset by peer')
    # A datagram neither arrives byte by byte nor is reset.
    [ "$option" != -u ] || causes[2]='[A-Z].*' causes[4]=${causes[3]}
    ask clocks $option -w 2.5 "${hosts[@]}"
    assert_status 1
    for i in "${!causes[@]}"; do
      assert_clock $((2 * i + 3)) "$good" 100
      [[ $i -ne 2 || $option != -u ]] || continue
      sed -n $((2 * i + 2))p "$out" | grep -Eq "^${hosts[2 * i]} +- ${causes[i]}\$" || fail "${causes[i]}:" "$(<"$out")"
    done
    [ "$(wc -l <"$out")" -eq 11 ] || fail "$(<"$out")"
  done
}

@test "a reply that takes seconds gets a bound wide enough for the true offset" {
  serve_clock -m slow -o -12.5
  ask_csv "127.0.0.1:$port"
  assert_measured -12.5 1
  awk -F, 'NR == 2 && $6 < 2 { exit 1 }' "$out" || fail "$(<"$out")"
  ask_csv -u "127.0.0.1:$port"
  assert_measured -12.5 1
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

# --- eras -----------------------------------------------------------------------------------------

@test "--pivot YEAR chooses the time nearest to that year among those 136 years apart" {
  serve_clock -o 2524556160
  ask_csv "127.0.0.1:$port"
  assert_measured $((2524556160 - 4294967296)) 1
  ask_csv --pivot 2100 "127.0.0.1:$port"
  assert_measured 2524556160 1
  serve_clock -o 1400000000
  ask_csv --pivot 2070 --precise=0.01 --spacing 0.05 "127.0.0.1:$port"
  assert_measured 1400000000 1
}

# bats test_tags=once
@test "a client with an unset clock warns, and with --pivot measures hosts beyond 2036 correctly" {
  local warning="inetkit: local clock: before 2020, so it was probably never set; --pivot YEAR gives the right times of the hosts"
  need faketime
  serve_clock -o 450000000
  fake_clock -1766000000s
  ask_csv "127.0.0.1:$port"
  assert_status 0
  assert_text "$err" "$warning"
  assert_inside $((2216000000 - 4294967296)) 1
  ask clocks --protocol daytime "time://127.0.0.1:$port"
  assert_text "$err" "$warning"
  ask clocks "daytime://127.0.0.1:$port"
  if grep -q '^inetkit: local clock:' "$err"; then
    fail "$(<"$err")"
  fi
  ask_csv --pivot 2035 "127.0.0.1:$port"
  assert_measured 2216000000 1
  serve_clock -o 2600000000
  ask_csv --pivot 2108 "127.0.0.1:$port"
  assert_measured 4366000000 1
}
