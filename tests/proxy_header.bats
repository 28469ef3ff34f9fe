#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The header of the PROXY protocol as a function: what it says, and after how many bytes that is known. Until then the
# function asks for more bytes, at each length.
load helpers/load

# assert_results VERSIONS: each line of standard input is the beginning of a connection, in which \xHH, \r and \n stand
# for bytes, and after "|" the result of proxy_headers, which has the explanation of both
assert_results() {
  local expected
  tee "$BATS_TEST_TMPDIR/table" | sed 's/|.*//' >"$BATS_TEST_TMPDIR/beginnings"
  expected=$(sed 's/^[^|]*|//' "$BATS_TEST_TMPDIR/table")
  run "$build/tests/proxy_headers" "$1" <"$BATS_TEST_TMPDIR/beginnings"
  assert_status 0
  [ "$output" = "$expected" ] || fail "$(diff <(echo "$output") <(echo "$expected"))"
}

@test "header: version 1 has the endpoints of TCP4 and TCP6, and none for UNKNOWN, with whatever follows it" {
  local f92
  f92=$(printf 'f%.0s' {1..91})
  assert_results 3 <<END
PROXY TCP4 192.0.2.7 198.51.100.1 40312 37\r\n|44: size 44 192.0.2.7 40312 198.51.100.1 37
PROXY TCP4 192.0.2.7 198.51.100.1 40312 37\r\nhello\r\n|44: size 44 192.0.2.7 40312 198.51.100.1 37
PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n|56: size 56 255.255.255.255 65535 255.255.255.255 65535
PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n|32: size 32 0.0.0.0 0 0.0.0.0 0
PROXY TCP6 2001:DB8::7 2001:db8::1 40312 37\r\n|45: size 45 2001:db8::7 40312 2001:db8::1 37
PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n|37: size 37 ::ffff:192.0.2.7 1 ::1 2
PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n|104: size 104 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535
PROXY UNKNOWN\r\n|15: size 15
PROXY UNKNOWN ffff:f::ffff ffff:f::ffff 65535 65535\r\n\r\n|53: size 53
PROXY UNKNOWN \x00 a\nb\rc \r\n|24: size 24
PROXY UNKNOWN $f92\r\n|107: size 107
PROXY UNKNOWN f$f92\r\n|107: no CRLF in the first 107 bytes
PROXY TCP4 192.0.2.7 198.51.100.1 40312 37\r|incomplete
PROXY TCP4 $f92|incomplete
PROXY UNKNOWN a\n|incomplete
|incomplete
END
}

@test "header: version 1 refuses each departure from the form" {
  local form='not exactly two addresses and two ports, each after one space'
  assert_results 3 <<END
PROXY TCP4 192.0.2.07 198.51.100.1 40312 37\r\n|45: the source address is not valid
PROXY TCP4 192.0.2.7 198.51.100.01 40312 37\r\n|45: the destination address is not valid
PROXY TCP4 192.0.2.7 198.51.100.1 040312 37\r\n|45: the source port is not valid
PROXY TCP4 192.0.2.7 198.51.100.1 40312 037\r\n|45: the destination port is not valid
PROXY TCP4 192.0.2.7 198.51.100.1 65536 37\r\n|44: the source port is not valid
PROXY TCP4 192.0.2.7 198.51.100.1 40312 +37\r\n|45: the destination port is not valid
PROXY TCP4 192.0.2.7 198.51.100.1 40312 3a\r\n|44: the destination port is not valid
PROXY TCP4 192.0.2.7 198.51.100.1 40312 \r\n|42: the destination port is not valid
PROXY TCP4 192.0.2.256 198.51.100.1 40312 37\r\n|46: the source address is not valid
PROXY TCP4 192.0.2 198.51.100.1 40312 37\r\n|42: the source address is not valid
PROXY TCP4 192.0.2.7.1 198.51.100.1 40312 37\r\n|46: the source address is not valid
PROXY TCP4 2001:db8::7 2001:db8::1 40312 37\r\n|45: the source address is not valid
PROXY TCP6 192.0.2.7 198.51.100.1 40312 37\r\n|44: the source address is not valid
PROXY TCP6 2001:db8::7 198.51.100.1 40312 37\r\n|46: the destination address is not valid
PROXY TCP6 fe80::7%1 fe80::1 40312 37\r\n|39: the source address is not valid
PROXY TCP6 1:2:3:4:5:6:7 ::1 40312 37\r\n|39: the source address is not valid
PROXY TCP6 1::2::3 ::1 40312 37\r\n|33: the source address is not valid
PROXY TCP4 192.0.2.7\x00 198.51.100.1 40312 37\r\n|45: the line contains a NUL
PROXY TCP4  192.0.2.7 198.51.100.1 40312 37\r\n|45: $form
PROXY TCP4 192.0.2.7 198.51.100.1 40312\r\n|41: $form
PROXY TCP4 192.0.2.7 198.51.100.1 40312 37 \r\n|45: $form
PROXY TCP4 192.0.2.7 198.51.100.1 40312 37 9\r\n|46: $form
PROXY TCP4\x09192.0.2.7 198.51.100.1 40312 37\r\n|44: neither TCP4, TCP6 nor UNKNOWN follows PROXY
PROXY TCP4\r\n|12: $form
PROXY \r\n|8: neither TCP4, TCP6 nor UNKNOWN follows PROXY
PROXY tcp4 192.0.2.7 198.51.100.1 40312 37\r\n|44: neither TCP4, TCP6 nor UNKNOWN follows PROXY
PROXY UDP4 192.0.2.7 198.51.100.1 40312 37\r\n|44: neither TCP4, TCP6 nor UNKNOWN follows PROXY
PROXY UNKNOWNX\r\n|16: neither TCP4, TCP6 nor UNKNOWN follows PROXY
PROXY  TCP4 192.0.2.7 198.51.100.1 40312 37\r\n|45: neither TCP4, TCP6 nor UNKNOWN follows PROXY
PROXY TCP4 192.0.2.7 198.51.100.1 40312 37\n|43: the line ends with LF instead of CRLF
PROXY TCP4 192.0.2.7\n198.51.100.1 40312 37\r\n|21: the line ends with LF instead of CRLF
PROXY TCP4 192.0.2.7 198.51.100.1 40312\r37\r\n|44: $form
proxy TCP4 192.0.2.7 198.51.100.1 40312 37\r\n|1: no header of the PROXY protocol
PROXYTCP4 192.0.2.7 198.51.100.1 40312 37\r\n|6: no header of the PROXY protocol
GET / HTTP/1.1\r\n|1: no header of the PROXY protocol
POST / HTTP/1.1\r\n|2: no header of the PROXY protocol
 PROXY TCP4 192.0.2.7 198.51.100.1 40312 37\r\n|1: no header of the PROXY protocol
END
}

# The signature of version 2; the addresses and ports of IPv4, IPv6 and UNIX sockets.
sig='\r\n\r\n\x00\r\nQUIT\n'
inet='\xc0\x00\x02\x07\xc6\x33\x64\x01\x9d\x78\x00\x25'
inet6='\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x9d\x78\x00\x25'
unix=$(printf '\\x2f%.0s' {1..216})

@test "header: version 2 has the endpoints of TCP, and none for LOCAL, UNSPEC, UDP and UNIX sockets" {
  assert_results 3 <<END
$sig\x21\x11\x00\x0c$inet|28: size 28 192.0.2.7 40312 198.51.100.1 37
$sig\x21\x11\x00\x0c${inet}hello|28: size 28 192.0.2.7 40312 198.51.100.1 37
$sig\x21\x21\x00\x24$inet6|52: size 52 2001:db8::7 40312 2001:db8::1 37
$sig\x21\x12\x00\x0c$inet|28: size 28
$sig\x21\x22\x00\x24$inet6|52: size 52
$sig\x21\x31\x00\xd8$unix|232: size 232
$sig\x21\x32\x00\xd8$unix|232: size 232
$sig\x21\x00\x00\x00|16: size 16
$sig\x21\x00\x00\x03abc|19: size 19
$sig\x21\x10\x00\x03abc|19: size 19
$sig\x21\x01\x00\x03abc|19: size 19
$sig\x20\x00\x00\x00|16: size 16
$sig\x20\x00\x00\x00hello|16: size 16
$sig\x20\x11\x00\x0c$inet|28: size 28
$sig\x20\xff\x00\x05abcde|21: size 21
$sig\x21\x11\x00\x0c\xc0\x00\x02|incomplete
$sig\x20\x00\x0f\xf0|incomplete
$sig\x20\x00\x0f\xf1|16: the header is longer than 4096 bytes
$sig\x21\x11\xff\xff|16: the header is longer than 4096 bytes
END
}

@test "header: version 2 refuses another version, command, family, protocol or signature, and a length that is too short" {
  assert_results 3 <<END
$sig\x11\x11\x00\x0c$inet|13: neither LOCAL nor PROXY of version 2 follows the signature
$sig\x31\x11\x00\x0c$inet|13: neither LOCAL nor PROXY of version 2 follows the signature
$sig\x22\x11\x00\x0c$inet|13: neither LOCAL nor PROXY of version 2 follows the signature
$sig\x2f\x11\x00\x0c$inet|13: neither LOCAL nor PROXY of version 2 follows the signature
$sig\x21\x41\x00\x0c$inet|28: the address family or the protocol is not valid
$sig\x21\x13\x00\x0c$inet|28: the address family or the protocol is not valid
$sig\x21\x03\x00\x0c$inet|28: the address family or the protocol is not valid
$sig\x21\x11\x00\x0b$inet|27: the header is too short for its addresses
$sig\x21\x11\x00\x00$inet|16: the header is too short for its addresses
$sig\x21\x21\x00\x23$inet6|51: the header is too short for its addresses
$sig\x21\x31\x00\xd7$unix|231: the header is too short for its addresses
\r\n\r\n\x00\r\nQUIT\r$|12: no header of the PROXY protocol
\r\n\r\n\r|5: no header of the PROXY protocol
END
}

@test "header: version 2 can end with TLVs, of which none may be longer than the rest, and a CRC32c must match" {
  assert_results 3 <<END
$sig\x21\x11\x00\x0f$inet\x04\x00\x00|31: size 31 192.0.2.7 40312 198.51.100.1 37
$sig\x21\x11\x00\x11$inet\xee\x00\x02ab|33: size 33 192.0.2.7 40312 198.51.100.1 37
$sig\x21\x11\x00\x10$inet\x04\x00\x02a|32: a TLV is longer than the rest of the header
$sig\x21\x11\x00\x0d$inet\x04|29: a TLV is longer than the rest of the header
$sig\x21\x11\x00\x0e$inet\x04\x00|30: a TLV is longer than the rest of the header
$sig\x21\x11\x00\x0f$inet\x04\xff\xff|31: a TLV is longer than the rest of the header
$sig\x21\x31\x00\xd9$unix\x04|233: a TLV is longer than the rest of the header
$sig\x21\x11\x00\x19$inet\x03\x00\x04\xf1\x7d\x20\x86\x04\x00\x03abc|41: size 41 192.0.2.7 40312 198.51.100.1 37
$sig\x21\x11\x00\x19$inet\x03\x00\x04\xf1\x7d\x20\x86\x04\x00\x03abd|41: the CRC32c does not match
$sig\x21\x11\x00\x13$inet\x03\x00\x04\xce\xcc\x4e\x79|35: the CRC32c does not match
$sig\x21\x21\x00\x2b$inet6\x03\x00\x04\x9e\x2a\xc2\xfa|59: size 59 2001:db8::7 40312 2001:db8::1 37
$sig\x21\x11\x00\x12$inet\x03\x00\x03\x00\x00\x00|34: the CRC32c is not 4 bytes long
END
}

@test "header: a version that is not accepted is refused as soon as it is recognised" {
  assert_results 1 <<END
PROXY UNKNOWN\r\n|15: size 15
$sig\x20\x00\x00\x00|12: a header of version 2 instead of 1
END
  assert_results 2 <<END
$sig\x20\x00\x00\x00|16: size 16
PROXY UNKNOWN\r\n|6: a header of version 1 instead of 2
END
}
