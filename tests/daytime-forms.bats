#!/usr/bin/env bats
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
  'Sun, 22 Nov 2026 09:54:19 +0000'
  '2026-11-22T09:54:19Z'
  '2026-11-22 09:54:19+00:00'
  '2026-11-22T09:54:19.75Z'
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
  decode '%s\r\n' 'Sunday, November 22, 2026 09:54:19-CET'
  assert_output "unknown time zone CET: 'Sunday, November 22, 2026 09:54:19-CET'"
  decode '%s\r\n' 'Sun Nov 22 09:54:19 PST 2026'
  assert_output "unknown time zone PST: 'Sun Nov 22 09:54:19 PST 2026'"
}

@test "invalid dates and incomplete formats are not understood" {
  for text in 'Tuesday the first' 'Mon Nov 22 09:54:19 2026' 'Mon Feb 30 09:54:19 2026' '2026-02-29T00:00:00Z' \
    '2026-11-22T24:00:00Z' '2026-11-22T09:60:00Z' '2026-11-22T09:54:61Z' '2026-11-22T09:54:1Z' '1899-12-31T00:00:00Z' \
    '10000-01-01T00:00:00Z' '2026-13-01T00:00:00Z' '2026-11-22T09:54:19+24:00' '2026-11-22T09:54:19+01:60' \
    '22 NOV 26 09:54:19 UTC' '2026-11-22T09:54:19.Z' \
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
  for arguments in '' '-z UTC0' '-z <+0330>-3:30' '-z <-03>3' '-f %c' '-f %FT%T%z -z CET-1CEST,M3.5.0,M10.5.0/3' '-f %FT%TZ'; do
    before=$(date +%s)
    # shellcheck disable=SC2086 # several arguments
    run "$functions" decode-daytime < <("$services/daytime" $arguments </dev/null)
    assert_now "$before"
  done
  run "$functions" decode-daytime < <("$services/daytime" -z CET-1 </dev/null)
  assert_match '^unknown time zone CET: '
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
