#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The formats of daytime servers that the client understands.
load helpers/load
load helpers/foreign

# decode FORMAT [ARG...]: decodes the reply that printf(1) makes of these
decode() {
  # shellcheck disable=SC2059 # it is a format
  run "$functions" decode-daytime < <(printf "$@")
  assert_status 0
}

# assert_decoded UNIX-TIME [ADVANCE], after decode
assert_decoded() {
  assert_output "$1 ${2:-0}"
}

# assert_not_understood TEXT: decoding fails with a message that shows TEXT
assert_not_understood() {
  decode '%s' "$1"
  assert_output "the reply has an unknown format: '$1'"
}

# assert_now UNIX-TIME: the decoded time is between a second before UNIX-TIME and now
assert_now() {
  [[ $output =~ ^([0-9]+)\ 0$ ]] || fail "$output"
  assert_between $(($1 - 1)) "${BASH_REMATCH[1]}" "$(date +%s)"
}

forms=(
  'Sunday, November 22, 2026 09:54:19-UTC'
  'Sun Nov 22 09:54:19 2026'
  'Sun Nov 22 09:54:19 UTC 2026'
  '22 NOV 2026 09:54:19 UTC'
  '22 NOV 26 09:54:19 UTC'
  'Sun Nov 22 09:54:19 AM UTC 2026'
  'Sun 22 Nov 09:54:19 UTC 2026'
  'Sun 22 Nov 2026 09:54:19 AM UTC'
  'Sun, 22 Nov 2026 09:54:19 +0000'
  '2026-11-22T09:54:19Z'
  '2026-11-22 09:54:19+00:00'
  '2026-11-22T09:54:19.75Z'
  '9:54:19 AM 11/22/2026'
  '09:54:19 22.11.2026'
)
nist='61366 26-11-22 09:54:19 00 0 0 123.4 UTC(NIST) *'

@test "each format is understood in upper and lower case, with white space and NUL around it" {
  for form in "${forms[@]}"; do
    for around in '%s' '%s\r\n' '%s\n' '\n%s \r\n' '\0%s\0' ' \t%s\r\0\n'; do
      decode "$around" "$form"
      assert_decoded 1795341259
    done
    [[ $form = *T* && $form = 2026* ]] || decode %s "${form^^}"
    assert_decoded 1795341259
    decode %s "${form,,}"
    assert_decoded 1795341259
  done
  decode '\n%s\n' "$nist"
  assert_decoded 1795341259 123400000
}

@test "UTC and numeric zones are understood, and other zones are reported by name" {
  for zone in '' -UTC -gmt -UCT -Z ' UTC' Z +00:00 -0000 +00; do
    decode %s "Sunday, November 22, 2026 09:54:19$zone"
    assert_decoded 1795341259
  done
  for zone in +01:00 +0100 +01 -+01 ' +0100'; do
    decode %s "2026-11-22 09:54:19$zone"
    assert_decoded 1795337659
  done
  for zone in -03:30 --0330 ' -0330'; do
    decode %s "2026-11-22 09:54:19$zone"
    assert_decoded 1795353859
  done
  decode '%s\r\n' 'Sunday, November 22, 2026 09:54:19-XYZ'
  assert_output "unknown time zone XYZ: 'Sunday, November 22, 2026 09:54:19-XYZ'"
}

@test "the zones of RFC 5322 are understood by name" {
  for zone in UT+0 GMT+0 EST-5 EDT-4 CDT-5 MST-7 MDT-6 PST-8 PDT-7; do
    for form in 'Sun, 22 Nov 2026 09:54:19 %s' '22 NOV 26 09:54:19 %s' 'Sunday, November 22, 2026 09:54:19-%s' 'Sun Nov 22 09:54:19 %s 2026'; do
      decode "$form" "${zone%[-+]*}"
      assert_decoded $((1795341259 - ${zone: -2} * 3600))
    done
  done
  # The example of RFC 867
  decode %s '02 FEB 82 07:59:01 PST'
  assert_decoded "$(date -d '1982-02-02 07:59:01 -0800' +%s)"
}

@test "an ambiguous zone is rejected with its offsets, except where RFC 5322 defines it" {
  decode %s 'Sun Nov 22 09:54:19 CST 2026'
  assert_output "the time zone CST is ambiguous: -0600, -0500 or +0800: 'Sun Nov 22 09:54:19 CST 2026'"
  decode %s 'Sun, 22 Nov 2026 09:54:19 CST'
  assert_decoded $((1795341259 + 6 * 3600))
  for form in 'Sun Nov 22 09:54:19 IST 2026' 'Sun, 22 Nov 2026 09:54:19 IST'; do
    decode %s "$form"
    assert_output "the time zone IST is ambiguous: +0100, +0200 or +0530: '$form'"
  done
}

@test "every name of a zone in the system's zone files is understood, or rejected as ambiguous" {
  need python3
  python3 - >"$BATS_TEST_TMPDIR/zones" <<'EOF'
import datetime, zoneinfo
zones = {}
for key in zoneinfo.available_timezones():
    for month in range(1, 13):
        time = datetime.datetime(2026, month, 1, tzinfo=zoneinfo.ZoneInfo(key))
        if time.tzname()[0] not in "+-":
            zones.setdefault(time.tzname(), set()).add(int(time.utcoffset().total_seconds()))
zones.pop("-00", None), zones.pop("Factory", None)
# Names of RFC 5322 that another zone has, too
zones["PST"] -= {8 * 3600}
zones["CDT"] -= {-4 * 3600}
for name, offsets in zones.items():
    print(name, offsets.pop() if len(offsets) == 1 else "ambiguous")
EOF
  [ "$(wc -l <"$BATS_TEST_TMPDIR/zones")" -gt 30 ]
  while read -r zone offset; do
    decode %s "Sun Nov 22 09:54:19 $zone 2026"
    if [ "$offset" = ambiguous ]; then
      assert_match "^the time zone ${zone^^} is ambiguous: "
    else
      assert_decoded $((1795341259 - offset))
    fi
  done <"$BATS_TEST_TMPDIR/zones"
}

@test "the forms of Windows in several locales are understood" {
  for form in '7:32:14 PM 11/25/2026' '19:32:14 25/11/2026' '19:32:14 25.11.2026' '07:32:14 PM 25/11/26' '7:32:14 p.m. 25/11/2026' \
    '7:32:14 p.m. 2026-11-25' '19:32:14 2026/11/25' '19:32:14 25-11-2026' '19.32.14 25.11.2026' '19:32:14 25.11.26'; do
    decode '%s\n' "$form"
    assert_decoded 1795635134
  done
  for hour in 12:0 1:1 11:11; do
    decode '%s' "${hour%:*}:00:00 AM 11/25/2026"
    assert_decoded $((1795564800 + ${hour#*:} * 3600))
    decode '%s' "${hour%:*}:00:00 PM 11/25/2026"
    assert_decoded $((1795564800 + ${hour#*:} * 3600 + 43200))
  done
  for text in '0:32:14 PM 11/25/2026' '13:32:14 PM 11/25/2026' '7:32:14 PMX 11/25/2026' '7:32 PM 11/25/2026' '7:32:14 PM 13/13/2026' \
    '19:32:14 30.2.2026' '7:32:14 PM 11/25'; do
    assert_not_understood "$text"
  done
}

@test "a date whose day and month can be exchanged is rejected with both readings" {
  for date in 4/5/2026 04/05/2026 4/5/26 4-5-2026; do
    decode '7:32:14 PM %s' "$date"
    assert_output "the date is ambiguous, 2026-04-05 or 2026-05-04: '7:32:14 PM $date'"
  done
  decode %s '19:32:14 5/5/2026'
  assert_decoded "$(date -d '2026-05-05 19:32:14 UTC' +%s)"
  decode %s '19:32:14 4.5.2026'
  assert_decoded "$(date -d '2026-05-04 19:32:14 UTC' +%s)"
}

@test "years with two digits are from 1969 to 2068" {
  for year in 69:1969 99:1999 00:2000 68:2068; do
    decode %s "02 FEB ${year%:*} 00:00:00 UTC"
    assert_decoded "$(date -d "${year#*:}-02-02 UTC" +%s)"
  done
}

@test "invalid dates and incomplete formats are not understood" {
  for text in 'Tuesday the first' 'Mon Nov 22 09:54:19 2026' 'Mon Feb 30 09:54:19 2026' '2026-02-29T00:00:00Z' \
    '2026-11-22T24:00:00Z' '2026-11-22T09:60:00Z' '2026-11-22T09:54:61Z' '2026-11-22T09:54:1Z' '1899-12-31T00:00:00Z' \
    '10000-01-01T00:00:00Z' '2026-13-01T00:00:00Z' '2026-11-22T09:54:19+24:00' '2026-11-22T09:54:19+01:60' \
    '2026-11-22T09:54:19.Z' '31 NOV 26 09:54:19 UTC' 'Mon Nov 22 09:54:19 AM UTC 2026' '22 NOV 6 09:54:19 UTC' \
    '61367 26-11-22 09:54:19 00 0 0 123.4 UTC(NIST) *' '61366 26-11-22 09:54:19 00 0 0 12345.0 UTC(NIST) *' \
    '61366 26-11-22 09:54:19 00 0 0 123.4 UTC(NIST)'; do
    assert_not_understood "$text"
  done
}

@test "leap days, leap seconds and years from 1900 to 9999 are understood" {
  decode %s 'Thu Feb 29 00:00:00 2024'
  assert_decoded 1709164800
  decode %s '2016-12-31T23:59:60Z'
  assert_decoded 1483228800
  decode %s '1900-01-01T00:00:00Z'
  assert_decoded -2208988800
  decode %s '9999-12-31T23:59:59Z'
  assert_decoded 253402300799
  decode %s '51544 00-01-01 00:00:00 00 0 0  50.0 UTC(NIST) *'
  assert_decoded 946684800 50000000
  decode %s '88069 00-01-01 00:00:00 00 0 0 50.0 UTC(NIST) *'
  assert_decoded 4102444800 50000000
}

@test "a reply that declares its time to be wrong is rejected" {
  decode %s "${nist/0 0 123/0 2 123}"
  assert_output "the server reports that its clock is wrong: '${nist/0 0 123/0 2 123}'"
}

@test "the message shows the reply as a bounded line of printable ASCII" {
  decode ''
  assert_output 'the reply is empty'
  decode '\0 \r\n'
  assert_output 'the reply is empty'
  decode 'a\nb\0c\033[31m\302\233'
  assert_output "the reply has an unknown format: 'a?b?c?[31m??'"
  decode '%02000d' 0
  assert_output "the reply has an unknown format: '$(printf %072d 0)...'"
}

@test "a truncated or damaged reply yields another valid time or none, without reading beyond its end" {
  for form in "${forms[@]}" "$nist"; do
    run "$functions" damage-daytime < <(printf %s "$form")
    assert_status 0
    [ "${#lines[@]}" -eq $((${#form} * 9)) ] || fail "${#lines[@]} lines"
    # Years 1900 to 9999, with a day of zone offset on either side.
    awk '$3 !~ /^-?[0-9]+$/ { next } $3 < -2209075200 || $3 > 253402387200 { print; exit 1 }' <<<"$output" || fail "$output"
  done
}

@test "our own daytime is understood in several formats and zones" {
  for arguments in '' '-z UTC0' '-z <+0330>-3:30' '-z <-03>3' '-f %c' '-f %FT%T%z -z CET-1CEST,M3.5.0,M10.5.0/3' '-f %FT%TZ' '-z CET-1' '-z America/New_York'; do
    before=$(date +%s)
    # shellcheck disable=SC2086 # several arguments
    run "$functions" decode-daytime < <("$services/daytime" $arguments </dev/null)
    assert_now "$before"
  done
}

@test "the built-in daytime of xinetd and both inetds is understood" {
  need_foreign
  for start in start_xinetd 'start_inetd "$openbsd_inetd"' 'start_inetd "$inetutils_inetd"'; do
    before=$(date +%s)
    TZ=UTC in_network "$start; \"\$client\" get 127.0.0.1 daytime | \"\$build/tests/functions\" decode-daytime"
    assert_now "$before"
  done
  before=$(date +%s)
  TZ='<-03>3' in_network 'start_xinetd; "$client" get 127.0.0.1 daytime | "$build/tests/functions" decode-daytime'
  assert_now "$before"
}
