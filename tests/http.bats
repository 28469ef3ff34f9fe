#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What inetkit clocks reads in the responses of web servers: nothing that the rules of HTTP do not allow.
load helpers/load

http=$build/tests/http
now=1795341259
imf='Sun, 22 Nov 2026 09:54:19 GMT'

# --- the bytes ------------------------------------------------------------------------------------

# assert_each COMMAND...: it turns the first of each pair of lines on standard input into the second
assert_each() {
  local pairs=$BATS_TEST_TMPDIR/pairs
  cat >"$pairs"
  sed -n 'p;n' "$pairs" | "$@" >"$BATS_TEST_TMPDIR/got"
  sed -n 'n;p' "$pairs" >"$BATS_TEST_TMPDIR/expected"
  diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/got" || fail "expected and got differ"
}

@test "a Date is read in the three forms of RFC 9110, and in no other" {
  assert_each "$http" date "$now" <<'END'
Sun, 22 Nov 2026 09:54:19 GMT
1795341259
Sunday, 22-Nov-26 09:54:19 GMT
1795341259
Sun Nov 22 09:54:19 2026
1795341259
Sun Nov  6 08:49:37 1994
784111777
Sun Nov 06 08:49:37 1994
784111777
Wed, 31 Dec 1969 23:59:59 GMT
-1
Fri, 31 Dec 9999 23:59:59 GMT
253402300799
Thu, 29 Feb 2024 00:00:00 GMT
1709164800
Sat, 31 Dec 2016 23:59:60 GMT
1483228800
Sat, 31 Dec 2016 23:58:60 GMT
its Date has an unknown format
Sat, 31 Dec 2016 23:59:61 GMT
its Date has an unknown format
Mon, 22 Nov 2026 09:54:19 GMT
the weekday in its Date does not match the date
Mon Nov 22 09:54:19 2026
the weekday in its Date does not match the date
sun, 22 Nov 2026 09:54:19 GMT
its Date has an unknown format
Sun, 22 nov 2026 09:54:19 GMT
its Date has an unknown format
Sun, 22 Nov 2026 09:54:19 gmt
its Date has an unknown format
Sun, 22 Nov 2026 09:54:19 UTC
its Date has an unknown format
Sun, 22 Nov 2026 09:54:19 +0000
its Date has an unknown format
Sun, 22 Nov 2026 09:54:19
its Date has an unknown format
Sun, 1 Nov 2026 09:54:19 GMT
its Date has an unknown format
Sun,  22 Nov 2026 09:54:19 GMT
its Date has an unknown format
Sun, 22 Nov 2026 9:54:19 GMT
its Date has an unknown format
Sun, 22 Nov 2026 24:00:00 GMT
its Date has an unknown format
Sun, 29 Feb 2026 09:54:19 GMT
its Date has an unknown format
Sunday, 22 Nov 2026 09:54:19 GMT
its Date has an unknown format
Sun, 22 Nov 12026 09:54:19 GMT
its Date has an unknown format
1795341259
its Date has an unknown format

its Date has an unknown format
END
}

@test "a year of two digits is the last one that is at most 50 years ahead" {
  assert_each "$http" date "$now" <<'END'
Sunday, 06-Nov-94 08:49:37 GMT
784111777
Sunday, 22-Nov-76 09:54:19 GMT
3373264459
Monday, 22-Nov-76 09:54:20 GMT
217504460
END
  assert_each "$http" date 4000000000 <<'END'
Sunday, 01-Jan-30 00:00:00 GMT
5049129600
END
}

@test "the head of a response is read by the rules of RFC 9112, however its bytes are divided" {
  local fill
  fill=$(printf '%01000d' 0)
  assert_each "$http" head <<END
HTTP/1.1 200 OK\r\nDate: $imf\r\n\r\n
56 date '$imf'
HTTP/1.1 404 \r\nDATE:\t$imf \t\r\nConnection: keep-alive\r\n\r\nbody
80 date '$imf'
HTTP/1.0 200 OK\r\nDate:$imf\r\n\r\n
55 date '$imf' close
HTTP/1.0 200 OK\r\nDate:$imf\r\nConnection: Keep-Alive\r\n\r\n
79 date '$imf'
HTTP/1.1 200 OK\r\nConnection: Upgrade, CLOSE\r\n\r\n
47 close
HTTP/1.1 200 OK\r\nConnection: closed\r\nXConnection: close\r\n\r\n
59
HTTP/1.1 200 OK\r\nAge:\r\nVia: 1.1 proxy\r\nServer: lighttpd/1.4.69\r\n\r\n
66 age via lighttpd
HTTP/1.1 200 OK\r\nServer: Apache (lighttpd)\r\nDate2: x\r\nDat: x\r\n\r\n
64
HTTP/1.1 200 \xe9\r\nX:\xff\r\nDate: Sun,\r\n \t22 Nov 2026\t\r\n 09:54:19 GMT\r\n\r\n
66 date '$imf'
HTTP/1.1 100 Continue\r\nDate: no\r\nAge: 1\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n\r\n
84
HTTP/1.1 200 OK\r\nDate: $imf                 x\r\n\r\n
74 date '$imf          x'...
HTTP/1.1 200 OK\r\nDate: $imf                 \r\n\r\n
73 date '$imf'
HTTP/1.1 200 OK\r\nDate: $imf\r\nDate: $imf\r\n\r\n
its header has two Date fields
HTTP/1.1 200 OK\r\nDate : $imf\r\n\r\n
its header has space before a colon
HTTP/1.1 200 OK\r\nDate\r\n\r\n
its header has a line that is no field
HTTP/1.1 200 OK\r\n: x\r\n\r\n
its header has a line that is no field
HTTP/1.1 200 OK\r\nD\xe9te: x\r\n\r\n
its header has a line that is no field
HTTP/1.1 200 OK\r\n Date: $imf\r\n\r\n
its header begins with space
HTTP/1.1 200 OK\nDate: $imf\n\n
its header has a line that ends without CR
HTTP/1.1 200 OK\r\nDate: $imf\n\r\n
its header has a line that ends without CR
HTTP/1.1 200 OK\r\nDate: $imf\r\r\n\r\n
its header has a CR without LF
HTTP/1.1 200 OK\r\nX: \x00\r\n\r\n
its header has a control character
HTTP/1.1 200 \x7f\r\n\r\n
its header has a control character
HTTP/1.1 101 Switching Protocols\r\n\r\n
the server switched to another protocol, unasked
HTTP/1.1 200\r\nDate: $imf\r\n\r\n
its status line is invalid: 'HTTP/1.1 200'
HTTP/2.0 200 OK\r\n
its status line is invalid: 'HTTP/2.0 200 OK'
http/1.1 200 OK\r\n
the reply is not HTTP: 'http/1.1 200 OK'
\r\nHTTP/1.1 200 OK\r\n\r\n
the reply is not HTTP: ''
SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n
the reply is not HTTP: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7'
\x1b[31mred and longer than what a message can show
the reply is not HTTP: '?[31mred and longer than what a message '...
\x15\x03\x01\x00\x02\x02\x46
the server speaks TLS on this port, and https is not supported
HTTP/1.1 200 OK\r\nDa
its header is incomplete: it ends after 19 bytes
HTTP/1
its header is incomplete: it ends after 6 bytes
HTTP/1.1 200 OK\r\n$(printf "X: $fill\\\\r\\\\n%.0s" {1..16})\r\n
16099
HTTP/1.1 200 OK\r\n$(printf "X: $fill\\\\r\\\\n%.0s" {1..17})\r\n
its header is longer than 16 KiB
HTTP/1.1 200 OK\r\nX$(printf "$fill%.0s" {1..17})
its header is longer than 16 KiB

the server closed the connection without a reply
END
}

@test "a head that is cut off is never complete, and one with a wrong bit never breaks the parser" {
  run "$http" damage <<<"HTTP/1.1 200 OK\r\nDate: $imf\r\nConnection: close\r\nServer: lighttpd\r\n\r\n"
  assert_status 0
  assert_match '^cut: 0, flipped: [0-9]+ of 744$'
}

@test "a request names the host and its port by the rules of RFC 9112" {
  assert_each "$http" request 80 <<'END'
a /b c
the path has a character that must be written as % and two digits
a /é
the path has a character that must be written as % and two digits
a /b#c
the path has a fragment, which is not sent to a server: leave out # and what follows
a b
the path does not begin with /
bücher.example /
HTTP requires a name in ASCII, such as xn--bcher-kva.example
user@host /
the host has a character that no HTTP request can contain
END
  run "$http" request 80 <<<"a /$(printf '%01024d' 0)"
  assert_output 'the path is longer than 1024 bytes'
  "$http" request 80 <<<'a.example /b?c=%20' >"$BATS_TEST_TMPDIR/default"
  "$http" request 8080 <<<'fe80::1%eth0 /' >"$BATS_TEST_TMPDIR/port"
  version=$("$client" --version)
  assert_same "$BATS_TEST_TMPDIR/default" <(
    printf 'HEAD /b?c=%%20 HTTP/1.1\r\nHost: a.example\r\nUser-Agent: inetkit/%s\r\n\r\n' "${version#inetkit }"
  )
  assert_same "$BATS_TEST_TMPDIR/port" <(
    printf 'HEAD / HTTP/1.1\r\nHost: [fe80::1]:8080\r\nUser-Agent: inetkit/%s\r\n\r\n' "${version#inetkit }"
  )
}
