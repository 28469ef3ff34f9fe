#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Invalid UTF-8 in names.
load helpers/load
load helpers/measurements

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
