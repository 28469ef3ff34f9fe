#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks over NTP, RFC 5905: the packets, servers that misbehave, and servers of other projects.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/rows
load helpers/foreign

# --- packets --------------------------------------------------------------------------------------

# reply_with NAME=HEX...: prints a reply of NTP in hexadecimal: of a server of stratum 2, which received the request at
# 2030-01-01 00:00:00 UTC and replied half a second later
reply_with() {
  local head=24 stratum=02 precision=ec delay=00008000 dispersion=00001234 reference=7f000001 nonce=0123456789abcdef
  local receive=f486570000000000 transmit=f486570080000000
  local "$@" _
  echo "$head${stratum}06$precision$delay$dispersion${reference}0000000000000000$nonce$receive$transmit"
}

# assert_decoded TEXT NEAR REPLY: a client whose clock is at the Unix time NEAR reads this in the reply
assert_decoded() {
  run "$build/tests/rfc5905" decode "$2" "$3"
  assert_status 0
  assert_output "$1"
}

@test "a request of NTP contains the version, the client mode and the nonce, and nothing else" {
  run "$build/tests/rfc5905" encode 0123456789abcdef
  assert_status 0
  assert_output "23$(printf %078d 0)0123456789abcdef"
}

@test "times in a reply of NTP are rounded outwards, and delays up" {
  local head='0123456789abcdef synchronised stratum 2 root 500000000 71105958 precision'
  assert_decoded "$head 954 time 1893456000000000001 1893456000500000000" 0 "$(reply_with)"
  # A timestamp counts in units of 2^-32 s: 0.23 ns.
  assert_decoded "$head 1 time 1893456001000000000 1893456000999999999" 0 \
    "$(reply_with precision=80 receive=f4865700ffffffff transmit=f4865700ffffffff)"
  assert_decoded "$head 1000000001 time 1893456000000000001 1893456000000000000" 0 \
    "$(reply_with precision=00 receive=f486570000000001 transmit=f486570000000001)"
  assert_decoded "${head/root */root 65535999984742 65535999984742 precision} 954 time 1893456000000000001 1893456000500000000" 0 \
    "$(reply_with delay=ffffffff dispersion=ffffffff)"
}

@test "timestamps of NTP stand for the time nearest to the local clock, in any era" {
  local head='0123456789abcdef synchronised stratum 2 root 500000000 71105958 precision 954 time' across
  # The reply leaves two seconds after the end of the era, at 2036-02-07 06:28:16 UTC, and the request comes before.
  across=$(reply_with receive=ffffffff00000000 transmit=0000000200000000)
  assert_decoded "$head 2085978495000000001 2085978498000000000" 0 "$across"
  assert_decoded "$head 2085978495000000001 2085978498000000000" 4233462143 "$across"
  assert_decoded "$head 6380945791000000001 6380945794000000000" 4233462144 "$across"
  assert_decoded "$head -2208988800999999999 -2208988798000000000" -2208988800 "$across"
  assert_decoded 'its time is outside of the years 1678 to 2261' 9223372036 "$(reply_with receive=ffffffff00000000)"
}

@test "a packet that is no reply of an NTP server to a client is recognised" {
  local size head reply
  reply=$(reply_with)
  for size in 0 1 16 31 32 47; do
    assert_decoded 'no reply' 0 "${reply:0:size * 2}"
  done
  # Modes other than 4, and versions other than 3 and 4.
  for head in 23 25 26 14 2c 04 3c; do
    assert_decoded 'no reply' 0 "$(reply_with head=$head)"
  done
  for head in 1c 24; do
    run "$build/tests/rfc5905" decode 0 "$(reply_with head=$head)"
    assert_match '^0123456789abcdef synchronised '
  done
  # An extension field follows.
  run "$build/tests/rfc5905" decode 0 "${reply}00000008deadbeef"
  assert_match '^0123456789abcdef synchronised '
}

@test "a reply of NTP shows whether the clock is synchronised, refuses or does not know the time" {
  local fields
  for fields in head=e4 stratum=10 stratum=ff 'stratum=00 reference=00000000' 'stratum=00 reference=494e4954' \
    'stratum=00 reference=53544550' 'stratum=00 reference=58414243' 'stratum=00 reference=7f000001'; do
    # shellcheck disable=SC2086 # words
    run "$build/tests/rfc5905" decode 0 "$(reply_with $fields)"
    assert_match '^0123456789abcdef not synchronised stratum [0-9]+ .* time 1893456000000000001 1893456000500000000$'
  done
  while read -r code meaning; do
    assert_decoded "kiss-o'-death $code: $meaning" 0 \
      "$(reply_with stratum=00 reference="$(printf %s "$code" | od -An -tx1 | tr -d ' ')" receive=0000000000000000)"
  done <<<"AUTH it requires authentication
CRYP it requires authentication
DENY it denies access
NKEY it requires a key
NTSN it requires NTS
RATE it was asked too often
RSTR it denies access
ABC1 it refuses to serve"
  assert_decoded 'its reply has no time: the server does not know it' 0 "$(reply_with receive=0000000000000000)"
  assert_decoded 'its reply has no time: the server does not know it' 0 "$(reply_with transmit=0000000000000000)"
  assert_decoded 'its reply has the precision 2^1 s' 0 "$(reply_with precision=01)"
  assert_decoded 'its reply has the precision 2^127 s' 0 "$(reply_with precision=7f)"
}

# --- servers that misbehave -----------------------------------------------------------------------

# serve_ntp [ARG...]: as serve_clock, by NTP; appends the server to the array hosts
serve_ntp() {
  serve_clock -n "$@"
  hosts+=("ntp://127.0.0.1:$port")
}

# assert_failed HOST CAUSE, after ask: the row of the host and the message have this cause
assert_failed() {
  assert_status 1
  grep -Eqx "$1 +- $2" "$out" || fail "$(<"$out")"
  assert_text "$err" "inetkit: $1: $2"
}

@test "one reply of NTP bounds the offset to half of its time on the network, and tells stratum and root distance" {
  need jq
  for address in 127.0.0.1 ::1; do
    serve_clock -n -a "$address" -o -12345.678901 -m delay=300 -v
    [ "$address" = ::1 ] && address="[::1]"
    ask clocks --format json "ntp://$address:$port" --protocol ntp -p "$port" "$address"
    assert_status 0
    assert_text "$err"
    jq -s -e 'length == 2 and all(.[];
      .protocol == "ntp" and .stratum == 2 and .root_distance == 0.015625 and .probes == 1 and
      .offset - .bound <= -12345.678901 and -12345.678901 <= .offset + .bound and
      .bound <= (.rtt - 0.3) / 2 + 0.000001)' "$out" >/dev/null || fail "$(<"$out")"
    [ "$(wc -l <"$log")" -eq 2 ] || fail "$(<"$log")"
  done
}

@test "the table has bounds if a host is asked by NTP" {
  local hosts=()
  serve_ntp -o 7
  ask clocks "${hosts[@]}"
  assert_status 0
  assert_text "$err"
  grep -Eq "^${hosts[0]} +\+[67]\.[0-9]{6} ±[0-9]\.[0-9]{6} " "$out" || fail "$(<"$out")"
}

@test "forged replies of NTP are ignored, and the right one after them counts" {
  local kind hosts=()
  for kind in kiss mode origin port replay short; do
    serve_ntp -o 5 -m "forge=$kind"
  done
  # The second probe gets the replay of the first reply.
  ask_csv --precise=0.000001 --probes 2 --spacing 0.05 "${hosts[@]}"
  assert_measured 5 6
  awk -F, 'NR > 1 && $7 != 2 { exit 1 }' "$out" || fail "$(<"$out")"
}

@test "a server that replies twice to each request of NTP is measured" {
  local hosts=()
  serve_ntp -o 5 -m twice -m version=3
  ask_csv --precise=0.000001 --probes 4 --spacing 0.05 "${hosts[@]}"
  assert_measured 5 1
}

@test "the message about a missing reply of NTP says if something else came" {
  serve_clock
  ask clocks -w 3 "ntp://127.0.0.1:$port"
  assert_failed "ntp://127.0.0.1:$port" 'no reply within 3 s, only datagrams that answer none of our requests; -w allows more time'
}

@test "after a kiss-o'-death a host is left alone, by --retries and in all rounds of --watch" {
  local hosts=() refused="kiss-o'-death RATE: it was asked too often; it is not asked again"
  serve_ntp -v -m kiss=RATE
  ask clocks --retries 3 --spacing 0.05 "${hosts[@]}"
  assert_failed "${hosts[0]}" "$refused"
  [ "$(wc -l <"$log")" -eq 1 ] || fail "$(<"$log")"
  start_clocks --format csv --watch 0.1 "${hosts[@]}"
  until_true has_lines 5
  kill -TERM "$asked"
  end_clocks
  [ "$(grep -c ",$refused," "$out")" -ge 3 ] || fail "$(<"$out")"
  [ "$(wc -l <"$log")" -eq 2 ] || fail "$(<"$log")"
}

@test "a kiss-o'-death after replies leaves the offset, and is reported" {
  local hosts=()
  serve_ntp -v -o 5 -m kiss=DENY,2
  ask clocks --precise=0.000001 --probes 9 --spacing 0.05 "${hosts[@]}"
  assert_status 0
  assert_file_matches "$out" "^${hosts[0]} +\+[45]\.[0-9]{6} ±0\."
  assert_file_matches "$err" "^inetkit: ${hosts[0]}: kiss-o'-death DENY: it denies access; it is not asked again: the interval of its offset is 0\.[0-9]{6} s wide instead of 0\.000001 s\$"
  [ "$(wc -l <"$log")" -eq 3 ] || fail "$(<"$log")"
}

@test "the offset of a clock that is not synchronised is shown, with a remark" {
  local mode hosts=()
  for mode in leap=3 stratum=0 stratum=16; do
    serve_ntp -o 5 -m "$mode"
  done
  ask_csv "${hosts[@]}"
  assert_status 0
  assert_inside 5 3
  assert_text "$err" "${hosts[@]/*/inetkit: &: its clock is not synchronised}"
  [ "$(cut -d, -f12 "$out" | tr '\n' ' ')" = 'stratum 2 0 16 ' ] || fail "$(<"$out")"
}

@test "the precision of an NTP server widens the bound, and replies of version 3 count" {
  local hosts=()
  serve_ntp -o 5 -m precision=-6 -m version=3
  ask_csv "${hosts[@]}"
  assert_measured 5 1
  awk -F, 'NR > 1 { excess = $5 - $6 / 2 - 0.015625; if (excess > 0.000001 || excess < -$6) exit 1 }' "$out" ||
    fail "$(<"$out")"
}

@test "a server of NTP whose clock steps or drifts is found out or bounded" {
  local hosts=() drift=100
  need jq
  serve_ntp -m step=2,3
  ask_csv --precise=0.000001 --probes 4 --spacing 0.05 "${hosts[@]}"
  assert_status 1
  assert_file_matches "$out" ",\"its replies contradict each other by [0-9.]+ s: "
  serve_ntp -m drift=$drift
  start_clocks --watch 0.1 --format json "${hosts[1]}"
  until_true has_lines 9
  kill -TERM "$asked"
  end_clocks
  jq -s -e --argjson truth $drift '.[1:8] | all(.[]; .drift - .drift_bound <= $truth and $truth <= .drift + .drift_bound)' "$out" >/dev/null ||
    fail "$(<"$out")"
}

@test "NTP measures hosts beyond 2036, and --pivot chooses the era" {
  local hosts=()
  serve_ntp -o 400000000
  ask_csv "${hosts[@]}"
  assert_measured 400000000 1
  serve_ntp -o 2524556160
  ask_csv "${hosts[1]}"
  assert_measured $((2524556160 - 4294967296)) 1
  ask_csv --pivot 2100 "${hosts[1]}"
  assert_measured 2524556160 1
}

# --- slow paths -----------------------------------------------------------------------------------

# through [ARG...]: starts a relay to $clock and appends its host to $hosts three times
through() {
  relay_to "$clock" -u "$@"
  hosts+=("ntp://127.0.0.1:$port" "ntp://127.0.0.1:$port" "ntp://127.0.0.1:$port")
}

# bats test_tags=once
@test "the bound of NTP holds over paths with delay, asymmetry, jitter and loss" {
  local clock hosts=()
  serve_clock -n -o -7.654321
  clock=$port
  through -d 30 -r 30
  through -d 30
  through -r 30
  through -d 15 -j 15
  through -r 15 -J 15
  through -l 30
  through -L 30
  # The first reply comes after the second request, which is sent after half a second, and before its reply.
  through -d 400 -r 300
  ask_csv --retries 5 -w 4 "${hosts[@]}"
  assert_measured -7.654321 24
  # The round trip is that of the request that the reply answers.
  awk -F, 'NR > 22 && $6 < 0.7 || NR > 1 && NR <= 4 && $6 < 0.06 { exit 1 }' "$out" || fail "$(<"$out")"
  ask_csv --precise=0.001 --probes 6 --spacing 0.05 --retries 5 -w 4 "${hosts[@]:0:15}"
  assert_measured -7.654321 15
}

# --- servers of other projects --------------------------------------------------------------------

# bats test_tags=once
@test "300 of 300 measurements of chronyd and NTPsec by shifted clocks bound the true offset" {
  local shifts='-86400.75 -3.217 +1.999 +3600.5' shift
  need_ntp_servers
  need faketime jq
  # The clock of the client is shifted: that of a server would not agree with the timestamps of the kernel.
  in_network "
    start_chronyd 1123
    start_ntpd 'restrict 127.0.0.1' 'tos orphan 6 orphanwait 1' # without flags: no rate limit
    is_synchronised() {
      \"\$client\" clocks --format json ntp://127.0.0.1 2>/dev/null | jq -e '.stratum == 6'
    }
    until_true is_synchronised >\$scratch/waited
    for i in \$(seq 30); do printf '%s\n' ntp://127.0.0.1:1123 ntp://127.0.0.1; done >\$scratch/hosts
    \"\$client\" clocks --format csv --hosts \$scratch/hosts >\$scratch/rows+0
    for shift in $shifts; do
      faketime -f \${shift}s \"\$client\" clocks --format csv --hosts \$scratch/hosts >\$scratch/rows\$shift
    done"
  assert_status 0
  [ -z "$stderr" ] || fail "$stderr"
  for shift in +0 $shifts; do
    assert_inside "$(awk -v shift="$shift" 'BEGIN { printf "%.3f", -shift }')" 60 "$BATS_TEST_TMPDIR/rows$shift"
  done
}

# bats test_tags=once
@test "100 of 100 measurements of chronyd with faked clocks bound the true offset" {
  local offsets='-86400.75 -1.999 +3.217 +400000000.25' offset number=1000
  need_ntp_servers
  need faketime
  # chronyd ignores timestamps of the kernel that are more than a second off, and takes the moment at which it wakes up
  # for the arrival. So it gets one request at a time.
  in_network "
    number=1000
    for offset in $offsets; do
      start_chronyd \$((++number)) faketime -f \${offset}s
    done
    for i in \$(seq 25); do seq -f 'ntp://127.0.0.1:%g' 1001 \$number; done >\$scratch/hosts
    \"\$client\" clocks --format csv --parallel 1 --hosts \$scratch/hosts >\$scratch/rows"
  assert_status 0
  [ -z "$stderr" ] || fail "$stderr"
  for offset in $offsets; do
    grep -E "^host|^ntp://127.0.0.1:$((++number))," "$BATS_TEST_TMPDIR/rows" >"$BATS_TEST_TMPDIR/some"
    assert_inside "$offset" 25 "$BATS_TEST_TMPDIR/some"
  done
}

@test "NTPsec without a source is not synchronised, and its rate limit is a kiss-o'-death" {
  need_ntp_servers
  need jq
  in_network '
    start_ntpd "restrict default limited kod" "discard average 5 minimum 5"
    "$client" clocks --format json ntp://127.0.0.1
    "$client" clocks --format json --watch 0.1 ntp://127.0.0.1 >"$scratch/rows" 2>/dev/null &
    until_true grep -qs kiss "$scratch/rows"'
  assert_status 0
  jq -e '.stratum == 0 and .offset - .bound <= 0 and 0 <= .offset + .bound' <<<"$output" >/dev/null || fail "$output"
  [ "$stderr" = 'inetkit: ntp://127.0.0.1: its clock is not synchronised' ] || fail "$stderr"
  assert_file_matches "$BATS_TEST_TMPDIR/rows" "\"error\":\"kiss-o'-death RATE: it was asked too often; it is not asked again\""
}
