#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: how many probes are sent, at which rate, and when they end.
# bats file_tags=slow
load helpers/load
load helpers/client
load helpers/clocks

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
