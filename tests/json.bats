#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Measurements as JSON: parsing the output gives back the input.
load helpers/load
load helpers/measurements

@test "JSON has one object per line and host, with keys in a fixed order" {
  give a.example.org 192.0.2.1 37 - -250000000 250000001 1234567 8 1795341259
  give unix:/run/time.sock unix:/run/time.sock - - 3599999999000 3600000000000 88000 12 1795344859
  give b.example.org - - 'no reply within 10 s; -w allows more time' - - - 3 -
  put_well json
  assert_lines \
    '{"host":"a.example.org","address":"192.0.2.1","port":37,"offset":0.000000000,"bound":0.250000001,"rtt":0.001234567,"probes":8,"time":"2026-11-22T09:54:19Z","error":null,"protocol":"time","measured":null,"stratum":null,"root_distance":null}' \
    '{"host":"unix:/run/time.sock","address":"unix:/run/time.sock","port":null,"offset":3599.999999500,"bound":0.000000500,"rtt":0.000088000,"probes":12,"time":"2026-11-22T10:54:19Z","error":null,"protocol":"time","measured":null,"stratum":null,"root_distance":null}' \
    '{"host":"b.example.org","address":null,"port":null,"offset":null,"bound":null,"rtt":null,"probes":3,"time":null,"error":"no reply within 10 s; -w allows more time","protocol":"time","measured":null,"stratum":null,"root_distance":null}'
}

@test "JSON of contradicting replies keeps the round trip, the probes and the time" {
  give a 192.0.2.1 37 'its replies contradict each other' - - 1000000 4 1795341259
  put_well json
  assert_lines '{"host":"a","address":"192.0.2.1","port":37,"offset":null,"bound":null,"rtt":0.001000000,"probes":4,"time":"2026-11-22T09:54:19Z","error":"its replies contradict each other","protocol":"time","measured":null,"stratum":null,"root_distance":null}'
}

@test "JSON and CSV say by which protocol and when the clock was read, and have the stratum and root distance of NTP" {
  need jq
  give a 192.0.2.1 123 - 0 2 5 8 1795341259 - - daytime 1795341260999999999 2 1500000000
  put_well json
  # jq 1.7 prints a number as it was written, unless it calculates.
  [ "$(jq -c '[.protocol, .measured, .stratum, .root_distance + 0]' "$out")" = '["daytime","2026-11-22T09:54:20Z",2,1.5]' ]
  put_well csv
  assert_file_matches "$out" ',,daytime,2026-11-22T09:54:20Z,2,1\.500000000'$'\r$'
}

@test "JSON ends with the drift in parts per million where it is known" {
  need jq
  give a 192.0.2.1 37 - 0 2 5 8 1795341259 0.000001 0.000002
  give b 192.0.2.1 37 - 0 2 5 8 1795341259 -0.0000000019 0.0000000019
  give c - - lost - - - 8 - -1 1
  give d 192.0.2.1 37 - 0 2 5 8 1795341259 3600 7200
  give e 192.0.2.1 37 - 0 2 5 8 1795341259 nan 1
  put_well json
  # jq 1.7 prints a number as it was written, unless it calculates.
  jq -c '[.host, .drift, .drift_bound] | (.[] | numbers) += 0' "$out" >"$BATS_TEST_TMPDIR/got"
  printf '%s\n' '["a",1.5,0.5]' '["b",0,0.002]' '["c",0,1000000]' '["d",5400000000,1800000000]' \
    '["e",null,null]' >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
  [ "$(head -n 1 "$out" | jq -r 'keys_unsorted | join(" ")')" = 'host address port offset bound rtt probes time error protocol measured stratum root_distance drift drift_bound' ]
}

@test "JSON prints times of the years 0 to 9999, and null outside" {
  need jq
  for case in 0=1970-01-01T00:00:00Z -1=1969-12-31T23:59:59Z 2085978496=2036-02-07T06:28:16Z \
    2147483648=2038-01-19T03:14:08Z 951782400=2000-02-29T00:00:00Z 253402300799=9999-12-31T23:59:59Z \
    253402300800=null -62167219200=0000-01-01T00:00:00Z -62167219201=null 9223372036854775807=null; do
    : >"$in"
    give a 192.0.2.1 37 - 0 0 5 8 "${case%%=*}"
    put_well json
    [ "$(TZ=XYZ-5 jq -r .time "$out")" = "${case#*=}" ] || fail "$case: $(<"$out")"
  done
}

@test "JSON preserves each byte of a host name that is valid UTF-8" {
  need jq
  give_all_bytes
  put_well json
  [ "$(wc -l <"$out")" -eq 255 ]
  # jq itself would repair invalid UTF-8, so check the output with iconv.
  need iconv
  iconv -f UTF-8 -t UTF-8 "$out" >/dev/null
  jq -j '.host + "|\n"' "$out" >"$BATS_TEST_TMPDIR/got"
  printf -v valid 'a\\x%02x|\\n' {1..127}
  { printf %b "$valid" && printf 'a\xef\xbf\xbd|\n%.0s' {128..255}; } >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
}

@test "JSON preserves hostile names, addresses and causes" {
  need jq
  hostile='"},{\n\\u0000\xe2\x80\xa8\xe2\x80\xa9\x7f\x1b[2J\r\t/\xf0\x9f\x98\x80</script>'
  hostile=${hostile//\\r/\\x0d}
  give "$hostile" "unix:$hostile" 0 "$hostile" - - - 0 -
  put_well json
  [ "$(wc -l <"$out")" -eq 1 ]
  printf '"},{\n\\u0000\xe2\x80\xa8\xe2\x80\xa9\x7f\x1b[2J\r\t/\xf0\x9f\x98\x80</script>' >"$expected"
  jq -j .host "$out" >"$BATS_TEST_TMPDIR/got"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
  jq -j .error "$out" >"$BATS_TEST_TMPDIR/got"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
  jq -j .address "$out" >"$BATS_TEST_TMPDIR/got"
  assert_same "$BATS_TEST_TMPDIR/got" <(printf unix: && cat "$expected")
}

@test "JSON prints the widest interval correctly" {
  give_offset a -2305843009213693952 2305843009213693951
  put_well json
  grep -Fq '"offset":-0.000000001,"bound":2305843009.213693952,' "$out" || fail "$(<"$out")"
}
