#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Measurements in the formats for machines: parsing the output gives back the input.
# bats file_tags=long
load helpers/load
load helpers/foreign

setup() {
  need jq
  in=$BATS_TEST_TMPDIR/in
  out=$BATS_TEST_TMPDIR/out
  expected=$BATS_TEST_TMPDIR/expected
  : >"$in"
}

# give HOST ADDRESS PORT CAUSE LOW HIGH RTT PROBES TIME [DRIFT-LOW DRIFT-HIGH]: adds a reading, in the notation of
# tests/tools/readings/input.h
give() {
  local IFS=$'\t' drift=$'\t-\t-'
  [ $# -lt 11 ] || drift=
  printf '%s\n' "$*$drift" >>"$in"
}

# give_offset HOST LOW HIGH: adds a clock that was probed twice
give_offset() {
  give "$1" 192.0.2.1 37 - "$2" "$3" 1000000 2 1795341259
}

# give_failed HOST CAUSE: adds a host without an offset
give_failed() {
  give "$1" - - "$2" - - - 0 -
}

# put FORMAT [ARG...]: writes the readings in this format to the file $out; sets $status
put() {
  status=0
  "$readings" "$@" <"$in" >"$out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
  output=$(tr -d '\0' <"$BATS_TEST_TMPDIR/err")
}

# put_well FORMAT [ARG...]: like put, and requires status 0
put_well() {
  put "$@"
  assert_status 0
}

# assert_lines LINE...: the file $out holds exactly these lines
assert_lines() {
  printf '%s\n' "$@" >"$expected"
  assert_same "$out" "$expected"
}

# assert_decimal DIGITS LOW HIGH TEXT [plus]: the interval prints as TEXT, "MIDDLE BOUND"
assert_decimal() {
  : >"$in"
  give a - - - "$2" "$3" 0 0 -
  put_well decimal "$1" ${5+"$5"}
  [ "$(cut -d' ' -f1,2 "$out")" = "$4" ] || fail "$(<"$out") instead of $4"
}

# assert_seconds DIGITS NANOSECONDS TEXT: a single duration prints as TEXT
assert_seconds() {
  : >"$in"
  give a - - - 0 0 "$2" 0 -
  put_well decimal "$1"
  [ "$(cut -d' ' -f3 "$out")" = "$3" ] || fail "$(<"$out") instead of $3"
}

# give_all_bytes: adds 255 names, each an "a" and one byte from 1 to 255
give_all_bytes() {
  local byte
  for byte in {1..255}; do
    printf -v byte %02x "$byte"
    give_offset "a\\x$byte" -1 1
  done
}

# all_bytes_repaired END: these names as valid UTF-8, each followed by END
all_bytes_repaired() {
  local byte
  for byte in {1..127}; do
    printf -v byte %02x "$byte"
    printf %b "a\\x$byte$1"
  done
  for byte in {128..255}; do
    printf 'a\xef\xbf\xbd%b' "$1"
  done
}

# from_csv: Python's parse of standard input, with a NUL after each field and a newline after each row; latin-1 keeps
# the bytes as they are
from_csv() {
  need python3
  python3 -c '
import csv, sys
sys.stdin.reconfigure(encoding="latin-1", newline="")
sys.stdout.reconfigure(encoding="latin-1", newline="")
for row in csv.reader(sys.stdin, strict=True):
    sys.stdout.write("".join(field + "\0" for field in row) + "\n")'
}

# from_prometheus METRIC: prints the host and value of each sample, with a NUL after each
from_prometheus() {
  need perl
  perl -e '
    my $metric = shift;
    while (<STDIN>) {
      next if !/^\Q$metric\E\{/;
      /^\w+\{host="((?:[^"\\\n]|\\["\\n])*)"\} (-?\d+(?:\.\d+)?)\n\z/ or die "no sample: $_";
      my ($host, $value) = ($1, $2);
      $host =~ s/\\(.)/$1 eq "n" ? "\n" : $1/ge;
      print "$host\0$value\0";
    }' "$1"
}

# assert_metrics: promtool accepts $out without remarks, and no series occurs twice
assert_metrics() {
  need_promtool
  run "$promtool" check metrics <"$out"
  assert_status 0
  assert_output ''
  assert_no_series_twice
}

assert_no_series_twice() {
  run uniq -d <(grep -v '^#' "$out" | sed 's/ [^ ]*$//' | LC_ALL=C sort)
  assert_output ''
}

# assert_plugin STATUS TEXT [PERFORMANCE-DATA], after put plugin: the output is this one line, in a plugin's syntax
assert_plugin() {
  local word="-?[0-9]+(\\.[0-9]+)?" label="'([^'=|]|'')+'"
  assert_status "$1"
  assert_lines "$2${3:+ | $3}"
  [ "$(wc -l <"$out")" -eq 1 ]
  LC_ALL=C.UTF-8 grep -Eq "^CLOCKS (OK|WARNING|CRITICAL|UNKNOWN) - [^|[:cntrl:]]+( \\|( $label=${word}s(;($word:$word)?(;$word:$word)?)?)+)?\$" "$out" ||
    fail "this is not a plugin's line:" "$(<"$out")"
}

# --- decimals ------------------------------------------------------------------------------------

@test "nanoseconds print as decimal seconds without losing a digit" {
  assert_decimal 9 0 0 '0.000000000 0.000000000'
  assert_decimal 9 1 1 '0.000000001 0.000000000'
  assert_decimal 9 -1 -1 '-0.000000001 0.000000000'
  assert_decimal 9 -1500000000 -1000000000 '-1.250000000 0.250000000'
  assert_decimal 9 999999999 1000000001 '1.000000000 0.000000001'
  assert_decimal 9 3599500000000 3600499999999 '3599.999999999 0.500000000'
}

@test "the bound is rounded up and covers the rounding of the middle" {
  assert_decimal 9 0 1 '0.000000000 0.000000001'
  assert_decimal 6 0 1 '0.000000 0.000001'
  assert_decimal 6 499 499 '0.000000 0.000001'
  assert_decimal 6 500 500 '0.000001 0.000001'
  assert_decimal 6 -500 -500 '-0.000001 0.000001'
  assert_decimal 6 -499 -499 '0.000000 0.000001'
  assert_decimal 6 -1000 1000 '0.000000 0.000001'
  assert_decimal 6 -1001 1000 '0.000000 0.000002'
  assert_decimal 6 -1000 1001 '0.000000 0.000002'
  assert_decimal 3 1400000 1600000 '0.002 0.001'
  assert_decimal 0 1500000000 1500000000 '2 1'
  assert_decimal 0 -1400000000 1500000000 '0 2'
}

@test "the largest and smallest 64-bit numbers print correctly" {
  max=9223372036854775807
  min=-9223372036854775808
  assert_decimal 9 $max $max '9223372036.854775807 0.000000000'
  assert_decimal 9 $min $min '-9223372036.854775808 0.000000000'
  assert_decimal 9 $min $max '-0.000000001 9223372036.854775808'
  assert_decimal 6 $max $max '9223372036.854776 0.000001'
  assert_decimal 0 $max $max '9223372037 1'
  assert_decimal 0 $min $min '-9223372037 1'
  assert_decimal 0 $min $max '0 9223372037'
  assert_seconds 9 $max 9223372036.854775807
  assert_seconds 0 $max 9223372037
}

@test "a single duration is rounded to nearest" {
  assert_seconds 6 499 0.000000
  assert_seconds 6 500 0.000001
  assert_seconds 6 1499 0.000001
  assert_seconds 3 999500000 1.000
  assert_seconds 1 49999999 0.0
  assert_seconds 0 500000000 1
}

@test "plus puts a plus sign before offsets from 0 up, and not before the bound" {
  assert_decimal 6 1000 3000 '+0.000002 0.000001' plus
  assert_decimal 6 -3000 -1000 '-0.000002 0.000001' plus
  assert_decimal 6 0 0 '+0.000000 0.000000' plus
}

@test "for any interval and precision the printed interval covers the original, as tightly as the digits allow" {
  put_well cover 100000
  assert_lines 100000
}

# --- UTF-8 ---------------------------------------------------------------------------------------

@test "each byte of invalid UTF-8 becomes U+FFFD, and valid characters stay" {
  need python3
  # All combinations of two, three and four bytes from the edges of the table in RFC 3629.
  python3 -c '
import codecs, sys
codecs.register_error("each", lambda error: ("\ufffd" * (error.end - error.start), error.end))
tails = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xff]
heads = [0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4,
         0xf5, 0xf8, 0xfc, 0xfe, 0xff]
with open(sys.argv[1], "w") as given, open(sys.argv[2], "wb") as expected:
    for a in heads:
        for b in tails:
            for c in tails:
                for d in tails:
                    name = bytes([a, b, c, d])
                    escaped = "".join("\\x%02x" % byte for byte in name)
                    given.write(escaped + "\t-" * 6 + "\t0" + "\t-" * 3 + "\n")
                    expected.write(name.decode("utf-8", "each").encode() + b"\n")
' "$in" "$expected"
  put_well utf8
  assert_same "$out" "$expected"
  [ "$(wc -l <"$out")" -eq 39744 ]
}

@test "each byte of a character cut off at the end becomes U+FFFD" {
  give_failed 'a\xc3' no
  give_failed 'a\xe2\x82' no
  give_failed 'a\xf0\x9f\x98' no
  put_well utf8
  printf 'a\xef\xbf\xbd\na\xef\xbf\xbd\xef\xbf\xbd\na\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n' >"$expected"
  assert_same "$out" "$expected"
}

# --- JSON ----------------------------------------------------------------------------------------

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
  give a 192.0.2.1 123 - 0 2 5 8 1795341259 - - daytime 1795341260999999999 2 1500000000
  put_well json
  # jq 1.7 prints a number as it was written, unless it calculates.
  [ "$(jq -c '[.protocol, .measured, .stratum, .root_distance + 0]' "$out")" = '["daytime","2026-11-22T09:54:20Z",2,1.5]' ]
  put_well csv
  assert_file_matches "$out" ',,daytime,2026-11-22T09:54:20Z,2,1\.500000000'$'\r$'
}

@test "JSON ends with the drift in parts per million where it is known" {
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
  give_all_bytes
  put_well json
  [ "$(wc -l <"$out")" -eq 255 ]
  # jq itself would repair invalid UTF-8, so check the output with iconv.
  need iconv
  iconv -f UTF-8 -t UTF-8 "$out" >/dev/null
  jq -j '.host + "|\n"' "$out" >"$BATS_TEST_TMPDIR/got"
  all_bytes_repaired '|\n' >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
}

@test "JSON preserves hostile names, addresses and causes" {
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

# --- CSV -----------------------------------------------------------------------------------------

@test "CSV has a header and one row per host, with CR LF line ends" {
  give a.example.org 192.0.2.1 37 - -250000000 250000001 1234567 8 1795341259
  give b.example.org - - 'no reply, "sad"' - - - 3 -
  put_well csv
  printf '%s\r\n' host,address,port,offset,bound,rtt,probes,time,error,protocol,measured,stratum,root_distance \
    a.example.org,192.0.2.1,37,0.000000000,0.250000001,0.001234567,8,2026-11-22T09:54:19Z,,time,,, \
    'b.example.org,,,,,,3,,"no reply, ""sad""",time,,,' >"$expected"
  assert_same "$out" "$expected"
}

@test "CSV with --watch adds columns for the drift, empty where it is unknown" {
  give a 192.0.2.1 37 - 0 2 5 8 1795341259 0.000001 0.000002
  give b - - lost - - - 8 -
  put_well csv watch
  printf '%s\r\n' host,address,port,offset,bound,rtt,probes,time,error,protocol,measured,stratum,root_distance,drift,drift_bound \
    a,192.0.2.1,37,0.000000001,0.000000001,0.000000005,8,2026-11-22T09:54:19Z,,time,,,,1.500,0.500 \
    b,,,,,,8,,lost,time,,,,, >"$expected"
  assert_same "$out" "$expected"
}

@test "CSV preserves each byte of a host name" {
  give_all_bytes
  put_well csv
  from_csv <"$out" | sed 1d | LC_ALL=C sed 's/\x00192.*$//' >"$BATS_TEST_TMPDIR/got"
  for byte in {1..255}; do
    printf -v byte %02x "$byte"
    printf '%b\n' "a\\x$byte"
  done >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
}

@test "CSV preserves commas, quotes and line ends in any field" {
  give 'a,"b"\x0d\nc' 'unix:/"' 0 '"' - - - 0 -
  give ',' '""' 0 '\x0d' - - - 0 -
  give 'a\nb' '\n' 0 'c\xff,' - - - 0 -
  put_well csv
  printf 'a,"b"\r\nc\0unix:/"\0\0\0\0\0000\0\0"\0time\0\0\0\0\n' >"$expected"
  printf ',\0""\0\0\0\0\0000\0\0\r\0time\0\0\0\0\na\nb\0\n\0\0\0\0\0000\0\0c\xff,\0time\0\0\0\0\n' >>"$expected"
  from_csv <"$out" | tail -n +2 >"$BATS_TEST_TMPDIR/got"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
}

# --- Prometheus ----------------------------------------------------------------------------------

@test "Prometheus prints each metric once, with the samples of all hosts" {
  give a.example.org 192.0.2.1 37 - -250000000 250000001 1234567 8 1795341259
  give b.example.org - - 'no reply' - - - 3 -
  give c.example.org 192.0.2.3 37 'its replies contradict each other' - - 1000000 4 1795341259
  put_well prometheus
  assert_metrics
  assert_lines "# HELP inetkit_clock_up Whether the offset of the host's clock is known." \
    '# TYPE inetkit_clock_up gauge' \
    'inetkit_clock_up{host="a.example.org"} 1' \
    'inetkit_clock_up{host="b.example.org"} 0' \
    'inetkit_clock_up{host="c.example.org"} 0' \
    "# HELP inetkit_clock_offset_seconds The host's clock minus the local clock." \
    '# TYPE inetkit_clock_offset_seconds gauge' \
    'inetkit_clock_offset_seconds{host="a.example.org"} 0.000000000' \
    '# HELP inetkit_clock_bound_seconds The maximum error of the offset.' \
    '# TYPE inetkit_clock_bound_seconds gauge' \
    'inetkit_clock_bound_seconds{host="a.example.org"} 0.250000001' \
    '# HELP inetkit_clock_rtt_seconds The shortest round-trip time.' \
    '# TYPE inetkit_clock_rtt_seconds gauge' \
    'inetkit_clock_rtt_seconds{host="a.example.org"} 0.001234567' \
    'inetkit_clock_rtt_seconds{host="c.example.org"} 0.001000000' \
    '# HELP inetkit_clock_probes The number of probes sent to the host.' \
    '# TYPE inetkit_clock_probes gauge' \
    'inetkit_clock_probes{host="a.example.org"} 8' \
    'inetkit_clock_probes{host="b.example.org"} 3' \
    'inetkit_clock_probes{host="c.example.org"} 4'
}

@test "Prometheus prints the drift where it is known, and the spread on request" {
  give a 192.0.2.1 37 - -1500000 -500000 5 8 1795341259 0.000001 0.000002
  give b 192.0.2.1 37 - 2000000000 2000000003 5 8 1795341259
  give c - - lost - - - 8 -
  put_well prometheus spread
  assert_metrics
  tail -n 12 "$out" >"$BATS_TEST_TMPDIR/tail"
  mv "$BATS_TEST_TMPDIR/tail" "$out"
  assert_lines '# HELP inetkit_clock_drift_ratio The growth of the offset, in seconds per second.' \
    '# TYPE inetkit_clock_drift_ratio gauge' \
    'inetkit_clock_drift_ratio{host="a"} 0.000001500' \
    '# HELP inetkit_clock_drift_bound_ratio The maximum error of the drift.' \
    '# TYPE inetkit_clock_drift_bound_ratio gauge' \
    'inetkit_clock_drift_bound_ratio{host="a"} 0.000000500' \
    '# HELP inetkit_clock_spread_seconds The largest difference between the clocks of two hosts.' \
    '# TYPE inetkit_clock_spread_seconds gauge' \
    'inetkit_clock_spread_seconds 2.001000001' \
    '# HELP inetkit_clock_spread_bound_seconds The maximum error of the spread.' \
    '# TYPE inetkit_clock_spread_bound_seconds gauge' \
    'inetkit_clock_spread_bound_seconds 0.000500002'
}

@test "Prometheus preserves each byte of a host name that is valid UTF-8" {
  give_all_bytes
  put_well prometheus
  assert_metrics
  from_prometheus inetkit_clock_offset_seconds <"$out" >"$BATS_TEST_TMPDIR/got"
  # All names with an invalid byte give the same label, so only the first is printed.
  for byte in {1..128}; do
    printf -v hex %02x "$byte"
    if ((byte < 128)); then printf %b "a\\x$hex"; else printf 'a\xef\xbf\xbd'; fi
    printf '\0000.000000000\0'
  done >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
}

@test "Prometheus preserves hostile names" {
  give_offset '"} 1\ninetkit_clock_up{host="x"} 1\n# TYPE y gauge\\\\n\\"\x0d\xe2\x80\xa8' -1 1
  give_offset '' -1 1
  put_well prometheus
  assert_metrics
  from_prometheus inetkit_clock_up <"$out" >"$BATS_TEST_TMPDIR/got"
  printf '"} 1\ninetkit_clock_up{host="x"} 1\n# TYPE y gauge\\\\n\\"\r\xe2\x80\xa8\0001\0\0001\0' >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
}

@test "Prometheus prints a host given twice once, with its first reading" {
  give_offset b 10 10
  give_offset a 20 20
  give_failed c 'no reply'
  give_offset b 30 30
  give_offset c 40 40
  give_offset a 50 50
  give_offset 'x\xff' 60 60
  give_offset 'x\xfe' 70 70
  put_well prometheus
  assert_metrics
  from_prometheus inetkit_clock_offset_seconds <"$out" | tr '\0' ' ' >"$BATS_TEST_TMPDIR/got"
  printf 'b 0.000000010 a 0.000000020 x\xef\xbf\xbd 0.000000060 ' >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
  [ "$(from_prometheus inetkit_clock_up <"$out" | tr '\0' ' ')" = $'b 1 a 1 c 0 x\xef\xbf\xbd 1 ' ]
}

@test "Prometheus prints twenty thousand hosts, half of them duplicates, without a series twice" {
  for i in {1..10000} {1..10000}; do
    printf 'host%s.example.org\t192.0.2.1\t37\t-\t-5\t5\t9\t8\t1795341259\t-\t-\n' "$i"
  done >"$in"
  # Comparing each host with each other would take a minute under the sanitizers. promtool 2.53 does that.
  timeout 120 "$readings" prometheus <"$in" >"$out"
  [ "$(grep -c ^inetkit_clock_up "$out")" -eq 10000 ]
  assert_no_series_twice
}

@test "Prometheus prints nothing for no hosts" {
  put_well prometheus
  [ ! -s "$out" ]
}

# --- the plugin ----------------------------------------------------------------------------------

@test "the plugin reports the offset of one host and its state" {
  give_offset b.example.org 3599704000000 3600704000000
  put plugin 1000000000 60000000000
  assert_plugin 2 'CLOCKS CRITICAL - b.example.org is 3600.204 s fast (+-0.5 s)' "'b.example.org'=3600.204000000s;-1:1;-60:60"
  put plugin 1000000000 4000000000000
  assert_plugin 1 'CLOCKS WARNING - b.example.org is 3600.204 s fast (+-0.5 s)' "'b.example.org'=3600.204000000s;-1:1;-4000:4000"
  put plugin 3601000000000 4000000000000
  assert_plugin 0 'CLOCKS OK - b.example.org is 3600.204 s fast (+-0.5 s)' "'b.example.org'=3600.204000000s;-3601:3601;-4000:4000"
}

@test "the plugin's thresholds apply in both directions, and include their own value" {
  for sign in '' -; do
    : >"$in"
    give_offset a "${sign}1500000000" "${sign}1500000000"
    put plugin 1500000000 -1
    assert_status 0
    put plugin 1499999999 -1
    assert_status 1
    put plugin -1 1500000000
    assert_status 0
    put plugin -1 1499999999
    assert_status 2
    put plugin 0 0
    assert_status 2
  done
  put plugin -1 -1
  assert_plugin 0 'CLOCKS OK - a is 1.5 s slow (+-0 s)' "'a'=-1.500000000s"
  put plugin -1 250000000
  assert_plugin 2 'CLOCKS CRITICAL - a is 1.5 s slow (+-0 s)' "'a'=-1.500000000s;;-0.25:0.25"
  put plugin 0 -1
  assert_plugin 1 'CLOCKS WARNING - a is 1.5 s slow (+-0 s)' "'a'=-1.500000000s;0:0"
}

@test "the plugin reports UNKNOWN when the interval reaches both sides of the threshold" {
  give_offset a -400000000 600000000
  put plugin 90000000 400000000
  assert_plugin 3 'CLOCKS UNKNOWN - a is 0.1 s fast (+-0.5 s), not precise enough to judge; use --precise' \
    "'a'=0.100000000s;-0.09:0.09;-0.4:0.4"
  put plugin -1 500000000
  assert_status 0
  # Here the whole interval is beyond the threshold, on either side.
  for sign in '' -; do
    : >"$in"
    [ -n "$sign" ] || give_offset a 100000001 1100000001
    [ -z "$sign" ] || give_offset a -1100000001 -100000001
    put plugin 100000000 -1
    assert_status 1
    put plugin -1 100000000
    assert_status 2
    put plugin 100000001 -1
    assert_status 3
  done
}

@test "the plugin prints more digits for tighter bounds" {
  give_offset a 123456 143456
  put plugin -1 -1
  assert_plugin 0 'CLOCKS OK - a is 0.000133 s fast (+-0.000011 s)' "'a'=0.000133456s"
}

@test "the plugin says what is doubtful about a clock" {
  printf 'a\t0\t0\tits clock is not synchronised\n' >"$in"
  put plugin 1000000000 -1
  assert_plugin 0 'CLOCKS OK - a is 0 s fast (+-0 s), its clock is not synchronised' "'a'=0.000000000s;-1:1"
}

@test "the plugin reports UNKNOWN with the cause for a host without an offset" {
  give_failed a 'connection refused: nothing listens on port 37'
  put plugin 1 2
  assert_plugin 3 'CLOCKS UNKNOWN - a: connection refused: nothing listens on port 37'
  : >"$in"
  put plugin 1 2
  assert_plugin 3 'CLOCKS UNKNOWN - no hosts'
}

@test "the plugin counts the bad hosts of several, and lists the worst first" {
  give_offset a -2602000000 -1600000000
  give_offset b -500000000 500000000
  give_offset c 0 1000000
  put plugin 1000000000 60000000000
  assert_plugin 1 'CLOCKS WARNING - 1 of 3 hosts: a is 2.101 s slow (+-0.501 s)' \
    "'a'=-2.101000000s;-1:1;-60:60 'c'=0.000500000s;-1:1;-60:60 'b'=0.000000000s;-1:1;-60:60"
  put plugin 3000000000 60000000000
  assert_plugin 0 'CLOCKS OK - 3 hosts, furthest off: a is 2.101 s slow (+-0.501 s)' \
    "'a'=-2.101000000s;-3:3;-60:60 'c'=0.000500000s;-3:3;-60:60 'b'=0.000000000s;-3:3;-60:60"
}

@test "the plugin ranks CRITICAL over WARNING over UNKNOWN over OK" {
  give_offset o 0 0
  give_failed u1 'no reply'
  give_offset w1 -2000000000 -2000000000
  give_offset c 9000000000 9000000000
  give_failed u2 'name not known'
  give_offset w2 3000000000 3000000000
  put plugin 1000000000 5000000000
  assert_status 2
  [ "$(sed 's/ | .*//' "$out")" = 'CLOCKS CRITICAL - 5 of 6 hosts: c is 9 s fast (+-0 s); w2 is 3 s fast (+-0 s); w1 is 2 s slow (+-0 s); u1: no reply; u2: name not known' ] || fail "$(<"$out")"
  sed -i '/^c/d' "$in"
  put plugin 1000000000 5000000000
  assert_status 1
  sed -i '/^w/d' "$in"
  put plugin 1000000000 5000000000
  assert_plugin 3 'CLOCKS UNKNOWN - 2 of 3 hosts: u1: no reply; u2: name not known' "'o'=0.000000000s;-1:1;-5:5"
  sed -i '/^u/d' "$in"
  put plugin 1000000000 5000000000
  assert_plugin 0 'CLOCKS OK - o is 0 s fast (+-0 s)' "'o'=0.000000000s;-1:1;-5:5"
}

@test "the plugin lists at most five hosts, and cuts a name at 100 bytes and a cause at 200" {
  for i in {1..9}; do
    give_failed "host$i" 'no reply'
  done
  give_offset last 7000000000 7000000000
  put plugin 1 2
  assert_plugin 2 'CLOCKS CRITICAL - 10 of 10 hosts: last is 7 s fast (+-0 s); host1: no reply; host2: no reply; host3: no reply; host4: no reply; and 5 more' \
    "'last'=7.000000000s;-0.000000001:0.000000001;-0.000000002:0.000000002"
  : >"$in"
  name=$(printf 'n%.0s' {1..99})
  cause=$(printf 'c%.0s' {1..300})
  give_failed "$name"'\xc3\xa9' "$cause"
  put plugin 1 2
  assert_plugin 3 "CLOCKS UNKNOWN - $name...: ${cause:0:200}..."
  : >"$in"
  give_failed "${name:1}"'\xc3\xa9' "$cause"
  put plugin 1 2
  assert_plugin 3 "CLOCKS UNKNOWN - ${name:1}"$'\xc3\xa9'": ${cause:0:200}..."
}

@test "the plugin prints one line with one bar for hostile names and causes" {
  give_offset 'a|b\nc\x27d=e"f\x1b\xff\xc2\x85' 0 0
  give_failed 'x|y\n' 'no|reply\x0d\n\xff\x07'
  put plugin 1 2
  assert_plugin 3 $'CLOCKS UNKNOWN - 1 of 2 hosts: x?y?: no?reply??<FF>?' \
    $'\'a?b?c\'\'d?e"f?\xef\xbf\xbd??\'=0.000000000s;-0.000000001:0.000000001;-0.000000002:0.000000002'
  : >"$in"
  give_all_bytes
  put plugin 1 2
  assert_status 0
  [ "$(wc -l <"$out")" -eq 1 ]
  [ "$(tr -cd '|' <"$out")" = '|' ]
  [ "$(tr -d '\n\40-\176\200-\377' <"$out" | wc -c)" -eq 0 ]
  # All names that become equal share a label: 93 printable characters and U+FFFD remain.
  [[ $(<"$out") =~ '; no performance data of '([0-9]+)' hosts | ' ]]
  [ $(($(labels_of_plugin | sort -u | wc -l) + BASH_REMATCH[1])) -eq 94 ] || fail "$(<"$out")"
}

# labels_of_plugin: prints each label of the performance data in $out, with its value
labels_of_plugin() {
  sed 's/^[^|]*| //' "$out" | grep -Eo "'([^'=|]|'')+'=[^ ]+"
}

@test "the plugin's line has at most 1023 bytes, the worst hosts first, and counts the hosts that it leaves out" {
  for i in {1..300}; do
    give_offset "host$i.example.org" "${i}000000000" "${i}000000000"
  done
  for thresholds in '1000000000 60000000000' '1000000000000 2000000000000' '-1 -1'; do
    # shellcheck disable=SC2086 # two
    put plugin $thresholds
    assert_between 900 "$(wc -c <"$out")" 1023
    labels_of_plugin >"$BATS_TEST_TMPDIR/labels"
    shown=$(wc -l <"$BATS_TEST_TMPDIR/labels")
    [[ $(<"$out") = *"; no performance data of $((300 - shown)) hosts | "* ]] || fail "$(<"$out")"
    for ((i = 300; i > 300 - shown; i--)); do
      echo "'host$i.example.org'=$i.000000000s"
    done >"$expected"
    sed -i 's/;.*//' "$BATS_TEST_TMPDIR/labels"
    assert_same "$BATS_TEST_TMPDIR/labels" "$expected"
  done
  # A label without room does not take that of the next ones.
  : >"$in"
  give_offset "$(printf "\\\\x27%.0s" {1..255})" 9000000000 9000000000
  for i in {1..12}; do
    give_offset "host$i.example.org" 0 0
  done
  put plugin 1000000000 60000000000
  assert_between 900 "$(wc -c <"$out")" 1023
  labels_of_plugin >"$BATS_TEST_TMPDIR/labels"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/labels")" -gt 3 ] || fail "$(<"$out")"
}

@test "the plugin's text is bounded, and counts the hosts that it does not name" {
  name=$(printf 'n%.0s' {1..120})
  cause=$(printf 'c%.0s' {1..300})
  for i in {1..9}; do
    give_failed "$name" "$cause"
  done
  give_offset a 7000000000 7000000000
  put plugin 100000000000 -1
  assert_plugin 3 "CLOCKS UNKNOWN - 9 of 10 hosts: ${name:0:100}...: ${cause:0:200}...; and 8 more" "'a'=7.000000000s;-100:100"
}

@test "the plugin gives each label once, with the value that its text names" {
  give_offset a 2000000000 2000000000
  give_offset b 1000000000 1000000000
  give_offset a 3000000000 3000000000
  put plugin 10000000000 -1
  assert_plugin 0 'CLOCKS OK - 3 hosts, furthest off: a is 3 s fast (+-0 s)' "'a'=3.000000000s;-10:10 'b'=1.000000000s;-10:10"
  # Names that become equal in a label
  : >"$in"
  give_offset 'x=1' 1000000000 1000000000
  give_offset 'x|1' 2000000000 2000000000
  give_offset 'x\x071' 3000000000 3000000000
  give_offset 'x?1' 1000000000 1000000000
  give_offset "x''1" 500000000 500000000
  put plugin 10000000000 -1
  assert_plugin 0 $'CLOCKS OK - 5 hosts, furthest off: x?1 is 3 s fast (+-0 s)' "'x?1'=3.000000000s;-10:10 'x''''1'=0.500000000s;-10:10"
}

# --- the spread ----------------------------------------------------------------------------------

@test "the spread is between the fastest and the slowest clock, with the bounds of both" {
  give_offset a 100 200
  give_failed x 'no reply'
  give_offset b -1000 1000
  give_offset c 300 320
  give_offset d 305 310
  put_well spread
  assert_lines 'c b -700 1320'
}

@test "the spread needs two offsets, which may be equal" {
  put_well spread
  assert_lines none
  give_offset a 1 3
  give_failed x 'no reply'
  put_well spread
  assert_lines none
  give_offset b 1 3
  put_well spread
  assert_lines 'a b -2 2'
  give_offset c -9 -9
  put_well spread
  assert_lines 'a c 10 12'
}

@test "the spread of equal offsets is between the first hosts that have them" {
  give_offset a 1 3
  give_offset b 1 3
  give_offset c 1 3
  put_well spread
  assert_lines 'a b -2 2'
  give_offset d 7 7
  give_offset e 7 7
  put_well spread
  assert_lines 'd a 4 6'
}

@test "the spread of offsets as far apart as possible does not overflow" {
  give_offset a -2305843009213693952 -2305843009213693952
  give_offset b 2305843009213693951 2305843009213693951
  put_well spread
  assert_lines 'b a 4611686018427387903 4611686018427387903'
  : >"$in"
  give_offset a -2305843009213693952 2305843009213693951
  give_offset b -2305843009213693952 2305843009213693951
  put_well spread
  assert_lines 'a b -4611686018427387903 4611686018427387903'
  put_well prometheus spread
  grep -Fxq 'inetkit_clock_spread_bound_seconds 4611686018.427387903' "$out"
}

# --- the manual ----------------------------------------------------------------------------------

# example_of SECTION: the example in this section of inetkit(1)
example_of() {
  sed -n "/^\.Ss $1\$/,/^\.Ed/p" "$BATS_TEST_DIRNAME/../src/commands/inetkit.1" | sed '1,/^\.Bd/d; /^\.Ed/d; s/^\\&//'
}

@test "the examples in the manual page are real output" {
  need_promtool
  give b.example.org:2037 192.0.2.2 2037 - 3599704000000 3600704000000 88000 8 1795344859 - - time 1795341255000000000 - -
  give c.example.org - 37 'connection refused: nothing listens on port 37' - - - 1 -
  put_well json
  [ "$(example_of JSON | tr -d '\n' | sed 's/}{/}\n{/g')" = "$(<"$out")" ] || fail "$(<"$out")"
  put_well csv
  [ "$(example_of CSV)" = "$(tr -d '\r' <"$out" | sed 2d)" ] || fail "$(<"$out")"
  : >"$in"
  give_offset a.example.org 0 0
  give_offset b.example.org:2037 3599704000000 3600704000000
  give c.example.org - 37 'connection refused: nothing listens on port 37' - - - 1 -
  put_well prometheus
  [ "$(example_of Prometheus)" = "$(head -n 5 "$out")" ] || fail "$(<"$out")"
  example_of Prometheus >"$out"
  "$promtool" check metrics <"$out"
  put plugin 1000000000 60000000000
  [ "$(example_of 'Monitoring plugin' | tr '\n' ' ')" = "$(<"$out") " ] || fail "$(<"$out")"
}

@test "the manual page lists exactly the metrics that Prometheus gets" {
  give a.example.org 192.0.2.1 37 - -1 1 1000000 2 1795341259 0.000001 0.000002
  give_offset b.example.org -2 2
  put_well prometheus spread
  [ "$(grep -oE '^\.It Cm inetkit_clock_.*' "$BATS_TEST_DIRNAME/../src/commands/inetkit.1" | grep -oE 'inetkit_clock_[a-z_]+' | sort)" = \
    "$(sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' "$out" | sort)" ] || fail "$(<"$out")"
}
