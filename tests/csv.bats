#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Measurements as CSV: parsing the output gives back the input.
load helpers/load
load helpers/measurements

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
