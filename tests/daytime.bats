#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The daytime service, RFC 867.
load helpers/load
load helpers/peers

usage="usage: daytime [-hV] [-f format] [-t seconds] [-z zone]"

# assert_encoded UNIX-TIME LINE [FORMAT]: the reply for this time, in UTC, is LINE
assert_encoded() {
  need "$functions"
  call "$functions" encode-daytime "$1" "${3:-}"
  assert_line "$2"
}

# assert_line LINE: the reply is this line
assert_line() {
  printf '%s\r\n' "$1" >"$BATS_TEST_TMPDIR/line"
  assert_same "$out" "$BATS_TEST_TMPDIR/line"
}

# assert_refused TEXT: the peer gets nothing, and the message begins with TEXT
assert_refused() {
  assert_status 2
  assert_empty "$out"
  assert_output "daytime: $1; $usage"
}

# assert_zone_refused ZONE: the peer gets nothing, and the message is about ZONE
assert_zone_refused() {
  assert_status 2
  assert_empty "$out"
  [[ "$output" != *$'\n'* && "$output" = "daytime: -z $1: "*"; $usage" ]] || fail "output:" "$output"
}

@test "daytime sends weekday, month, day, year, time and zone through a pipe" {
  before=$(date +%s)
  timeout 120 "$services/daytime" </dev/null | cat >"$got"
  assert_daytime "$got" "$before"
}

@test "the line is printable ASCII in the first form that the RFC suggests, with CR LF" {
  call "$services/daytime" </dev/null
  assert_silent
  [ "$(wc -l <"$out")" -eq 1 ]
  run sh -c 'tr "\r" R <"$0"' "$out"
  assert_match '^[A-Z][a-z]+day, [A-Z][a-z]+ [1-9][0-9]?, 20[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}-UTCR$'
}

@test "daytime ignores the zone and the language of the environment" {
  for zone in Asia/Tokyo UTC0 EST5EDT XYZ-3; do
    echo "TZ=$zone"
    before=$(date +%s)
    call env "TZ=$zone" LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 "$services/daytime" </dev/null
    assert_silent
    assert_daytime "$out" "$before"
    call env "TZ=$zone" "$services/daytime" -f '%Z %z' </dev/null
    assert_silent
    assert_line 'UTC +0000'
  done
}

@test "daytime -f serves another format" {
  call "$services/daytime" -f '%%' </dev/null
  assert_silent
  assert_line '%'
  call "$services/daytime" -f 'no time at all' </dev/null
  assert_silent
  assert_line 'no time at all'
  before=$(date +%s)
  call "$services/daytime" -f '%Y-%m-%dT%H:%M:%SZ' </dev/null
  assert_silent
  assert_daytime "$out" "$before" '%Y-%m-%dT%H:%M:%SZ'
}

@test "the last of several -f counts" {
  call "$services/daytime" -f first -f last </dev/null
  assert_silent
  assert_line last
}

@test "daytime -f serves a line of 253 characters, and rejects longer ones" {
  longest=$(printf '%0253d' 0)
  call "$services/daytime" -f "$longest" </dev/null
  assert_silent
  assert_line "$longest"
  for format in "${longest}0" "${longest}%Y" "$longest$longest$longest"; do
    call "$services/daytime" -f "$format" </dev/null
    assert_refused '-f: the result is not 1 to 253 printable ASCII characters'
  done
}

@test "daytime -f rejects a format that yields no line of printable ASCII, and sends nothing" {
  for format in '' '%n' '%t' $'two\nlines' $'\e[31m%c' $'tab\t' $'%H\r' $'\177' $'caf\xc3\xa9' $'\x9b'; do
    printf 'format: %q\n' "$format"
    call "$services/daytime" -f "$format" </dev/null
    assert_refused '-f: the result is not 1 to 253 printable ASCII characters'
  done
}

@test "daytime -z serves the time of a named zone" {
  [ -e /usr/share/zoneinfo/Europe/Berlin ] || skip "tzdata is not installed"
  for zone in Europe/Berlin America/New_York Asia/Kolkata Australia/Lord_Howe Etc/GMT+12 UTC; do
    echo "-z $zone"
    before=$(date +%s)
    call "$services/daytime" -z "$zone" -f '%Y-%m-%d %H:%M:%S %Z %z' </dev/null
    assert_silent
    TZ=$zone assert_daytime "$out" "$before" '%Y-%m-%d %H:%M:%S %Z %z'
  done
}

@test "daytime -z serves the time of a POSIX zone" {
  for zone in XYZ-3:30 '<+0330>-3:30' EST5 UTC0 CET-1CEST,M3.5.0,M10.5.0/3 NZST-12NZDT,M9.5.0,M4.1.0/3; do
    echo "-z $zone"
    before=$(date +%s)
    call "$services/daytime" -z "$zone" -f '%Y-%m-%d %H:%M:%S %Z %z' </dev/null
    assert_silent
    TZ=$zone assert_daytime "$out" "$before" '%Y-%m-%d %H:%M:%S %Z %z'
  done
}

@test "the example zone in the error message of -z works" {
  call "$services/daytime" -z Nowhere </dev/null
  [[ "$output" =~ such\ as\ ([^ \;]+) ]]
  zone=${BASH_REMATCH[1]}
  before=$(date +%s)
  call "$services/daytime" -z "$zone" -f '%Y-%m-%d %H:%M:%S %Z %z' </dev/null
  assert_silent
  TZ=$zone assert_daytime "$out" "$before" '%Y-%m-%d %H:%M:%S %Z %z'
}

@test "daytime -z overrides TZ, and the line names the zone" {
  before=$(date +%s)
  call env TZ=Asia/Tokyo "$services/daytime" -z XYZ-3:30 </dev/null
  assert_silent
  TZ=XYZ-3:30 assert_daytime "$out" "$before" '%A, %B %-d, %Y %H:%M:%S-XYZ'
  before=$(date +%s)
  call env TZ=Asia/Tokyo "$services/daytime" -z UTC </dev/null
  assert_silent
  assert_daytime "$out" "$before"
}

@test "daytime -z rejects an unknown zone with its name, and sends nothing" {
  for zone in Nowhere Europe/Nowhere '' ../../../etc/passwd Europe/../../../../etc/passwd /etc/passwd -1 ab1; do
    echo "-z '$zone'"
    call "$services/daytime" -z "$zone" </dev/null
    assert_zone_refused "$zone"
  done
}

@test "daytime -z rejects files and directories of zoneinfo that are not zones" {
  [ -e /usr/share/zoneinfo/Europe/Berlin ] || skip "tzdata is not installed"
  for zone in Europe Etc/ zone.tab; do
    echo "-z $zone"
    call "$services/daytime" -z "$zone" </dev/null
    assert_zone_refused "$zone"
  done
}

@test "daytime -z rejects an incomplete POSIX zone" {
  for zone in '<' '<+03' '<+03>' abc- abc+; do
    echo "-z $zone"
    call "$services/daytime" -z "$zone" </dev/null
    assert_zone_refused "$zone"
  done
}

@test "control characters of a zone do not reach the peer, and become question marks in the message" {
  call "$services/daytime" -z $'No\n\e[31mwhere' </dev/null
  assert_zone_refused 'No??[31mwhere'
  call "$services/daytime" -z $'<a\nb>0' </dev/null
  assert_status 2
  assert_empty "$out"
}

@test "times are formatted in the C locale and UTC, without padding the day" {
  assert_encoded 0 'Thursday, January 1, 1970 00:00:00-UTC'
  assert_encoded -1 'Wednesday, December 31, 1969 23:59:59-UTC'
  assert_encoded 951782400 'Tuesday, February 29, 2000 00:00:00-UTC'
  assert_encoded 1804669689 'Wednesday, March 10, 2027 09:08:09-UTC'
  assert_encoded 2085978495 'Thursday, February 7, 2036 06:28:15-UTC'
  assert_encoded 2085978496 'Thursday, February 7, 2036 06:28:16-UTC'
  assert_encoded 2147483647 'Tuesday, January 19, 2038 03:14:07-UTC'
  assert_encoded 2147483648 'Tuesday, January 19, 2038 03:14:08-UTC'
  assert_encoded 4294967296 'Sunday, February 7, 2106 06:28:16-UTC'
  assert_encoded 253402300800 'Saturday, January 1, 10000 00:00:00-UTC'
}

@test "times are formatted by any format of strftime(3)" {
  assert_encoded 951782400 '2000-02-29 00:00:00 UTC +0000 060' '%F %T %Z %z %j'
  assert_encoded 951782400 'Tue Feb 29 00:00:00 2000' '%c'
  assert_encoded 951782400 x x
  assert_encoded 951782400 '%' %%
}

@test "a format that yields no line of printable ASCII yields no reply" {
  need "$functions"
  for format in %n $'a\nb' $'\x80' $'\177' "$(printf '%0254d' 0)"; do
    call "$functions" encode-daytime 0 "$format"
    assert_silent
    assert_empty "$out"
  done
}

@test "times are formatted in the zone that TZ names, with summer time" {
  need "$functions"
  zone=CET-1CEST,M3.5.0,M10.5.0/3
  for row in '1795348800 Sunday, November 22, 2026 13:00:00-CET' '1783080000 Friday, July 3, 2026 14:00:00-CEST' \
    '1774745999 Sunday, March 29, 2026 01:59:59-CET' '1774746000 Sunday, March 29, 2026 03:00:00-CEST' \
    '1792889999 Sunday, October 25, 2026 02:59:59-CEST' '1792890000 Sunday, October 25, 2026 02:00:00-CET'; do
    call env "TZ=$zone" "$functions" encode-daytime "${row%% *}" '' local
    assert_silent
    assert_line "${row#* }"
    # Without "local" the same time is in UTC.
    call env "TZ=$zone" "$functions" encode-daytime "${row%% *}" %Z
    assert_line UTC
  done
}

@test "daytime -z rejects a POSIX zone with trailing or missing parts" {
  local zone
  for zone in CET-1CEST ABC999 ABC25 ABC-1:: ABC-1:60 CET-1CESTxx CET-1CEST,M3.5.0 CET-1CEST,/,/ \
    CET-1CEST,M13.5.0,M10.5.0 CET-1CEST,M3.6.0,M10.5.0 CET-1CEST,M3.5.7,M10.5.0 CET-1CEST,M3.5.0,M10.5.0,x \
    CET-1CEST,M3.5.0/x,M10.5.0 CET-1CEST,J366,J1 '<+03>' '<+03' AB1; do
    run --separate-stderr "$services/daytime" -z "$zone"
    assert_status 2
    assert_output ''
    [[ $stderr = "daytime: -z $zone: neither a file below /usr/share/zoneinfo nor a POSIX string such as "* ]] || fail "$zone: $stderr"
  done
}

@test "daytime -f %s ignores the zone of the environment" {
  before=$(date +%s)
  run env TZ=Asia/Tokyo "$services/daytime" -f %s
  after=$(date +%s)
  assert_status 0
  assert_between "$before" "${output%$'\r'}" "$after"
}

@test "daytime -z accepts POSIX zones as in zone files, with transitions beyond a day" {
  local zone
  for zone in IST-2IDT,M3.4.4/26,M10.5.0 EET-2EEST,M3.4.4/50,M10.4.4/50 '<-03>3<-02>,M3.5.0/-2,M10.5.0/-1' AAA3BBB2,J60,J300/1:30 AAA3BBB,0/0,365/23 '<+0330>-3:30' UTC0; do
    run "$services/daytime" -z "$zone"
    assert_status 0
  done
  for zone in 'CET-1CEST, 58, 100' CET-1CEST,+58,100 CET-1CEST,M+3.5.0,M10.5.0 CET-1CEST,M3.5.0/168,M10.5.0 CET-; do
    run "$services/daytime" -z "$zone"
    assert_status 2
  done
}
