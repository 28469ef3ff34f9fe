#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks asks web servers for the time, and believes nothing that the rules of HTTP do not allow.
load helpers/load
load helpers/client
load helpers/clocks

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
HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n
51 timeout close
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

# --- servers --------------------------------------------------------------------------------------

# serve_web: starts a web server on 127.0.0.1 whose reply depends on the path; sets the same variables as serve, and
# $requests, a file with a line for each connection and the lines of each request
serve_web() {
  requests=$BATS_TEST_TMPDIR/requests
  cat >"$BATS_TEST_TMPDIR/web" <<'END'
requests=$1
served=0
export TZ=UTC0 LC_ALL=C
# reply SECONDS [FIELD]: a response whose Date is that far ahead, with the status $status, or 200
reply() {
  # Not EPOCHSECONDS, which is the time of the last tick of the kernel.
  local text now=${EPOCHREALTIME%.*}
  printf -v text 'HTTP/1.1 %s\r\nDate: %(%a, %d %b %Y %H:%M:%S GMT)T\r\n' "${status-200 OK}" $((now + $1))
  shift
  [ $# -eq 0 ] || printf -v text '%s%s\r\n' "$text" "$1"
  printf '%s\r\n%s' "$text" "${body-}"
}
echo connection >>"$requests"
while IFS= read -r line; do
  set -- $line
  path=$2
  echo "$line" >>"$requests"
  while IFS= read -r line && [ "$line" != $'\r' ]; do echo "$line" >>"$requests"; done
  served=$((served + 1))
  case $path in
  /age) reply 0 'Age: 0' ;;
  /via) reply 100 'Via: 1.1 proxy' ;;
  /undated) printf 'HTTP/1.1 200 OK\r\n\r\n' ;;
  /weekday) printf 'HTTP/1.1 200 OK\r\nDate: Mon, 22 Nov 2026 09:54:19 GMT\r\n\r\n' ;;
  /twice) reply 0 'Date: Sun, 22 Nov 2026 09:54:19 GMT' ;;
  /ssh) printf 'SSH-2.0-\e[31mred\r\n' ;;
  /tls) printf '\x15\x03\x01\x00\x02\x02\x46' ;;
  /large) printf 'HTTP/1.1 200 OK\r\n'; yes $'X: y\r' ;;
  /half) printf 'HTTP/1.1 200 OK\r\nDat' && exit ;;
  /empty) exit ;;
  /redirect) status='301 Moved' reply 100 'Location: /empty' ;;
  /interim) printf 'HTTP/1.1 103 Early Hints\r\nDate: x\r\n\r\n'; reply 100 ;;
  /error) status='500 Internal Server Error' reply 100 ;;
  /body) body='which no response to HEAD has' reply 100 ;;
  /close) reply 100 'Connection: close' ;;
  /closed) reply 100; exit ;;
  /garbage) [ "$served" -gt 1 ] && echo garbage || reply 100 ;;
  /once) if [ "$served" -eq 1 ]; then reply 100 'Via: 1.1 proxy'; else reply 100; fi ;;
  /timeout) [ "$served" -eq 1 ] || status='408 Request Timeout'; reply $((served > 1 ? 50 : 100)) ;;
  /cached) reply "-$((100 + ${EPOCHREALTIME%.*} % 7))" ;;
  *) reply 100 ;;
  esac
done
END
  serve bash "$BATS_TEST_TMPDIR/web" "$requests"
}

# set_urls PATH...: sets the array $urls to http://127.0.0.1:PORT/PATH for each
set_urls() {
  urls=("${@/#/http://127.0.0.1:$port/}")
}

# failures: prints the last part of the path and the cause of each host that failed, from JSON
failures() {
  jq -r 'select(.error != null) | (.host | sub(".*/"; "")) + ": " + .error' "$out"
}

@test "each reply that does not tell the host's clock is reported with its cause" {
  need jq
  serve_web
  set_urls age undated weekday twice ssh tls large half empty
  ask clocks --format json "${urls[@]}"
  assert_status 1
  failures >"$BATS_TEST_TMPDIR/failures"
  assert_text "$BATS_TEST_TMPDIR/failures" \
    'age: the reply comes from a cache: it has an Age, and its Date is that of an earlier reply' \
    'undated: the reply has no Date' \
    "weekday: the weekday in its Date does not match the date: 'Mon, 22 Nov 2026 09:54:19 GMT'" \
    'twice: its header has two Date fields' \
    "ssh: the reply is not HTTP: 'SSH-2.0-?[31mred'" \
    'tls: the server speaks TLS on this port, and https is not supported' \
    'large: its header is longer than 16 KiB' \
    'half: its header is incomplete: it ends after 20 bytes' \
    'empty: the server closed the connection without a reply'
}

@test "the Date of a redirect, an error and what follows an interim response counts, and a proxy is noted" {
  serve_web
  set_urls redirect interim error body via ''
  ask clocks "${urls[@]}"
  assert_status 0
  for i in "${!urls[@]}"; do
    assert_clock $((i + 2)) "${urls[i]}" 100
  done
  assert_text "$err" "inetkit: http://127.0.0.1:$port/via: the reply came through a proxy: the Date can be that of the proxy or of the server behind it"
  # No redirect was followed.
  [ "$(grep -c '^HEAD ' "$requests")" -eq 6 ] || fail "$(<"$requests")"
  # Only the first of several replies came through the proxy.
  ask clocks --precise=0.000001 --probes 3 --spacing 0.01 "http://127.0.0.1:$port/once"
  assert_status 0
  assert_file_matches "$err" '/once: the reply came through a proxy: '
}

@test "a URL, --protocol and -p lead to the same request, and the host keeps its name in it" {
  local version
  serve_web
  version=$("$client" --version)
  ask clocks --protocol http -p "$port" localhost "http://LOCALHOST:$port/" "Http://localhost:$port" -4
  assert_status 0
  ask clocks --protocol http --precise --probes 2 --spacing 0.01 "localhost:$port" -4
  assert_status 0
  tr -d '\r' <"$requests" | grep -v connection | sort | uniq -c >"$BATS_TEST_TMPDIR/counts"
  assert_text "$BATS_TEST_TMPDIR/counts" '      5 HEAD / HTTP/1.1' "      1 Host: LOCALHOST:$port" \
    "      4 Host: localhost:$port" "      5 User-Agent: inetkit/${version#inetkit }"
}

@test "https and invalid paths are refused with a reason" {
  ask clocks https://localhost/ 'http://localhost/a#b' 'http://localhost/a b' 'http://a@b/' ntp2://localhost
  assert_status 1
  assert_row 2 "$(failed_row https://localhost/ 'https is not supported, because it requires TLS; http:// asks without it')"
  assert_row 3 "$(failed_row 'http://localhost/a#b' \
    'the path has a fragment, which is not sent to a server: leave out # and what follows')"
  assert_row 4 "$(failed_row 'http://localhost/a b' 'the path has a character that must be written as % and two digits')"
  assert_row 5 "$(failed_row http://a@b/ 'the host has a character that no HTTP request can contain')"
  assert_row 6 "$(failed_row ntp2://localhost 'the protocol before :// is unknown')"
}

# --- several questions on a connection ------------------------------------------------------------

# ask_often PATH: probes it several times; sets $probes to the number
ask_often() {
  : >"$requests"
  ask clocks --precise=0.000001 --probes 6 --spacing 0.01 --format csv "http://127.0.0.1:$port/$1"
  assert_status 0
  assert_text "$err"
  probes=$(awk -F, 'END { print $7 }' "$out")
  [ "$probes" -gt 1 ]
}

# assert_counts CONNECTIONS REQUESTS
assert_counts() {
  [ "$(grep -c connection "$requests") $(grep -c '^HEAD ' "$requests")" = "$1 $2" ] || fail "$(<"$requests")"
}

@test "all probes use one connection, unless the server closes it" {
  serve_web
  ask_often open
  assert_counts 1 "$probes"
  ask_often close
  assert_counts "$probes" "$probes"
  # Each connection is closed after its first reply, without a word.
  ask_often closed
  assert_counts "$probes" "$probes"
  # After a body, nothing tells where the next reply begins.
  ask_often body
  assert_counts "$probes" "$probes"
  # The second reply on each connection is wrong: the question is asked again on a new one.
  ask_often garbage
  assert_counts "$probes" $((2 * probes - 1))
  # Likewise if it can be older than the request.
  ask_often timeout
  assert_counts "$probes" $((2 * probes - 1))
}

@test "hosts that wait for their next probe give up their connections if descriptors are short" {
  serve_web
  set_urls {1..12}
  within=(sh -c 'ulimit -n 40; exec "$@"' -)
  ask clocks --precise=0.000001 --probes 3 --spacing 0.5 --format csv "${urls[@]}"
  assert_status 0
  # Some connections were kept, and some could not be.
  assert_between 13 "$(grep -c connection "$requests")" $(($(grep -c '^HEAD ' "$requests") - 1))
}

@test "a Date that stands still for several seconds is reported as a contradiction" {
  serve_web
  ask clocks --precise --spacing 1 "http://127.0.0.1:$port/cached"
  assert_status 1
  assert_file_matches "$out" 'its replies contradict each other by [0-9.]+ s: a clock was set or drifted during the measurement, or the server rounds or lies; its offset was from -10[0-9]\.[0-9]{6} to -(99|10[0-9])\.[0-9]{6} s before that reply'
}
