#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The header of a load balancer: proxy over connections. proxy_header.bats has what a header may contain.
# shellcheck disable=SC2059 # formats with escapes are headers
load helpers/load
load helpers/peers

# No test takes that long. -w in a test has precedence.
proxy=("$services/proxy" -w 600)
line='PROXY TCP4 192.0.2.7 198.51.100.1 40312 37\r\n'
# The same in version 2, then LOCAL.
block='\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\xc6\x33\x64\x01\x9d\x78\0\x25'
locally='\r\n\r\n\0\r\nQUIT\n\x20\0\0\0'

# send_header FORMAT: connects to $port and sends this and what follows on standard input; writes the reply to $got
send_header() {
  { printf "$1" && cat; } | exchange "TCP4:127.0.0.1:$port"
}

# assert_refused REASON DETAIL: nothing reached the peer, and the log has one line about it and no other
assert_refused() {
  assert_empty "$got"
  until_true has_died 1
  run grep '^proxy: ' "$log"
  [[ $output =~ ^'proxy: refused peer=127.0.0.1 port='[1-9][0-9]*' reason='$1' program='[^\ ]*' detail="'$2'"'$ ]] || fail "$output"
}

# --- options ---

@test "proxy without -f, without a program or with a wrong argument is a usage error and executes nothing" {
  local arguments cause many
  many=$(printf '10.0.0.%d,' {1..64})
  while IFS='|' read -r arguments cause; do
    # shellcheck disable=SC2086 # words
    call "${proxy[@]}" $arguments </dev/null
    assert_status 2
    assert_empty "$out"
    [ "$output" = "proxy: $cause; usage: $("${proxy[@]}" -h | sed -n '1s/^usage: //p')" ] || fail "$output"
  done <<END
echo served|no load balancer: give its address with -f
-12 -w 5 echo served|no load balancer: give its address with -f
-f 10.0.0.1|no program to execute
-f 10.0.0.1, echo served|-f : not an address
-f 10.0.0.1/8 echo served|-f 10.0.0.1/8: the address has bits beyond the prefix; set them to 0, or use a longer prefix
-f balancer.example.org echo served|-f balancer.example.org: not an address
-f ${many}10.0.1.1 echo served|-f 10.0.1.1: more than 64 addresses
-f 10.0.0.1 -w 0 echo served|-w 0: not a whole number from 1 to 3600
-f 10.0.0.1 -t 5 echo served|unknown option -- 't'
END
}

@test "proxy that cannot execute the program logs the cause, and ends the connection without a byte" {
  serve "${proxy[@]}" -f 127.0.0.1 /nowhere/program
  send_header "$line" </dev/null
  assert_empty "$got"
  until_match "$log" '^proxy: cannot execute /nowhere/program: No such file or directory$'
}

# --- what the program finds ---

# For each connection, the program prints the variables that say something about it.
look=(sh -c 'env | LC_ALL=C sort | grep -E "^(REMOTE|TCP|PROTO|INETKIT)"; cat')
stale=(env A=1 TCPREMOTEHOST=lb TCPREMOTEINFO=lb TCPLOCALHOST=here REMOTE_HOST=10.9.9.9 TCPREMOTEADDR=10.9.9.9:1 TCP6REMOTEIP=::1
  TCPREMOTEIP=10.9.9.9 PROTO=TCP6)

@test "proxy puts the endpoints of the header into the environment instead of those of the balancer, and leaves what follows to the program" {
  local header
  head -c 100000 /dev/urandom >"$sent"
  serve "${stale[@]}" "${proxy[@]}" -f 10.0.0.0/8,127.0.0.0/8 "${look[@]}"
  for header in "$line" "$block"; do
    send_header "$header" <"$sent"
    sed -i '1s/^INETKIT_PROXY=[0-9]*:[0-9]*$/INETKIT_PROXY=mark/' "$got"
    printf '%s\n' INETKIT_PROXY=mark PROTO=TCP REMOTE_ADDR=192.0.2.7 REMOTE_PORT=40312 TCPLOCALIP=198.51.100.1 TCPLOCALPORT=37 \
      TCPREMOTEIP=192.0.2.7 TCPREMOTEPORT=40312 | cat - "$sent" >"$BATS_TEST_TMPDIR/expected"
    assert_same "$got" "$BATS_TEST_TMPDIR/expected"
  done
  # As systemd does, a v4-mapped address becomes one of IPv4.
  send_header 'PROXY TCP6 ::ffff:192.0.2.7 2001:db8::1 1 0\r\n' </dev/null
  run grep -E '^(REMOTE|TCPLOCAL)' "$got"
  assert_output $'REMOTE_ADDR=192.0.2.7\nREMOTE_PORT=1\nTCPLOCALIP=2001:db8::1\nTCPLOCALPORT=0'
}

@test "proxy leaves the environment as it is after LOCAL, UNKNOWN and other connections than TCP" {
  local header
  printf '%s\n' PROTO=TCP6 REMOTE_HOST=10.9.9.9 TCP6REMOTEIP=::1 TCPLOCALHOST=here TCPREMOTEADDR=10.9.9.9:1 TCPREMOTEHOST=lb \
    TCPREMOTEINFO=lb TCPREMOTEIP=10.9.9.9 hello >"$BATS_TEST_TMPDIR/expected"
  serve "${stale[@]}" "${proxy[@]}" -f 127.0.0.1 "${look[@]}"
  for header in "$locally" 'PROXY UNKNOWN\r\n' "${block/x11/x12}"; do
    send_header "$header" <<<hello
    sed -i '/^REMOTE_\(ADDR\|PORT\)/d' "$got"
    assert_same "$got" "$BATS_TEST_TMPDIR/expected"
  done
}

# has_taken_all: the filter has read all that has arrived at $port
has_taken_all() {
  awk -v port=":$(printf %04X "$port")" 'substr($2, length($2) - 4) == port && $4 == "01" { count++; unread += ($5 !~ /:00000000$/) }
    END { exit !count || unread }' /proc/net/tcp
}

@test "proxy takes a header that arrives byte by byte, and none of what follows" {
  local header byte
  serve "${proxy[@]}" -f 127.0.0.1 cat
  for header in "$line" "$block"; do
    dial
    # Once proxy has read the first byte, it waits for each of the others.
    while IFS= read -r byte; do
      printf "\\x$byte" >&"$peer"
      until_true has_taken_all
    done < <(printf "$header" | od -An -v -tx1 -w1 | tr -d ' ')
    echo hello >&"$peer"
    receive "$got" 6
    assert_same "$got" - <<<hello
    hang_up
  done
}

# --- refused ---

@test "proxy ends the connection after a wrong, short or unwanted header, with one line in the log and no byte for the peer" {
  local option header reason detail
  while IFS='|' read -r option header reason detail; do
    # shellcheck disable=SC2086 # words
    serve "${proxy[@]}" $option -f 127.0.0.1 echo served
    send_header "$header" </dev/null
    assert_refused "$reason" "$detail"
    stop_all
  done <<'END'
||header|the connection ended after 0 bytes of the header
|PROXY TCP4 192.0.2.7|header|the connection ended after 20 bytes of the header
|GET / HTTP/1.1\r\n\r\n|header|no header of the PROXY protocol
|PROXY TCP4 192.0.2.07 198.51.100.1 40312 37\r\nrest|header|the source address is not valid
-1|\r\n\r\n\0\r\nQUIT\n\x20\0\0\0|header|a header of version 2 instead of 1
-2|PROXY UNKNOWN\r\n|header|a header of version 1 instead of 2
|\r\n\r\n\0\r\nQUIT\n\x20\0\xff\xff|header|the header is longer than 4096 bytes
END
}

@test "proxy gives up after -w seconds without a whole header, even if bytes keep coming" {
  serve "${proxy[@]}" -w 1 -f 127.0.0.1 echo served
  dial
  printf 'PROXY UNKNOWN ' >&"$peer"
  # It ends long before the line would be too long.
  for byte in {1..90}; do
    ! has_died 1 || break
    printf x >&"$peer" || true
    sleep 0.2
  done 2>/dev/null
  cat <&"$peer" >"$got" 2>/dev/null || true
  hang_up
  assert_refused timeout '[0-9]+ bytes of the header in 1 seconds'
}

@test "proxy takes no header from an address that is not in -f, or from a socket without an address" {
  serve "${proxy[@]}" -f 10.0.0.0/8,127.0.0.9,::1 echo served
  send_header "$line" </dev/null
  assert_refused address 'no -f matches'
  printf "$line" | exchange "TCP4:127.0.0.1:$port,bind=127.0.0.9"
  assert_same "$got" - <<<served
  serve_unix "$BATS_TEST_TMPDIR/socket" "${proxy[@]}" -f 0.0.0.0/0,::/0 echo served
  exchange "UNIX:$BATS_TEST_TMPDIR/socket" </dev/null
  assert_empty "$got"
  until_match "$log" '^proxy: refused peer=unknown port=unknown reason=address program=echo detail="standard input has no address of a peer"$'
}

# bats test_tags=confined,once
@test "proxy confines itself before it discards what a refused peer has sent" {
  need strace
  serve strace -o "$BATS_TEST_TMPDIR/trace" "${proxy[@]}" -f 127.0.0.1 echo served
  send_header 'GET / HTTP/1.1\r\n' </dev/null
  assert_empty "$got"
  until_match "$BATS_TEST_TMPDIR/trace" 'exited with 1'
  run grep -oE '^(seccomp\(SECCOMP_SET_MODE_FILTER|(read|recvfrom)\(0, [^,]*, [0-9]*, [A-Z_|]*)' "$BATS_TEST_TMPDIR/trace"
  [[ $output =~ ^recvfrom.*MSG_PEEK.*seccomp.*MSG_TRUNC && $output != *MSG_TRUNC*seccomp* ]] || fail "$output"
}

# --- together with others ---

@test "admit and hello behind proxy judge and show the client of the header, and another proxy the balancer before it" {
  serve "${proxy[@]}" -f 127.0.0.1 "$services/admit" -f 192.0.2.0/24 "$services/hello" -n echo served
  send_header "$line" </dev/null
  run cat "$got"
  assert_match '^Hello there, 192\.0\.2\.7, it'
  assert_match '^served$'
  until_match "$log" '^hello: connection from 192\.0\.2\.7 \[192\.0\.2\.7\] at port 40312$'
  send_header 'PROXY TCP4 127.0.0.1 198.51.100.1 40312 37\r\n' </dev/null
  assert_empty "$got"
  until_match "$log" '^admit: refused peer=127\.0\.0\.1 port=40312 reason=address '
  stop_all
  serve "${proxy[@]}" -f 127.0.0.1 "$services/hello" -n "$services/admit" -f 127.0.0.1 echo served
  send_header "$line" </dev/null
  until_match "$log" '^admit: refused peer=192\.0\.2\.7 '
  stop_all
  # Without a client in the header, the peer is the balancer.
  serve "$services/admit" -f 127.0.0.1 "${proxy[@]}" -f 127.0.0.1 "$services/admit" -f 127.0.0.1 echo served
  send_header "$locally" </dev/null
  assert_same "$got" - <<<served
  stop_all
  serve "${proxy[@]}" -f 127.0.0.1 "${proxy[@]}" -f 192.0.2.7 "$services/admit" -f 192.0.2.9 echo served
  send_header "${line}PROXY TCP4 192.0.2.9 198.51.100.1 40312 37\r\n" </dev/null
  assert_same "$got" - <<<served
  send_header 'PROXY UNKNOWN\r\nPROXY TCP4 192.0.2.9 198.51.100.1 40312 37\r\n' </dev/null
  assert_refused address 'no -f matches'
}

@test "admit believes the mark of proxy only for the connection that it is about" {
  local mark
  serve "${proxy[@]}" -f 127.0.0.1 sh -c 'echo "$INETKIT_PROXY"; exec cat'
  dial
  printf "$line" >&"$peer"
  read -r mark <&"$peer"
  [[ $mark =~ ^[0-9]+:[0-9]+$ ]] || fail "$mark"
  # The connection above is still there.
  for mark in "$mark" 1 ''; do
    serve env REMOTE_ADDR=192.0.2.7 INETKIT_PROXY="$mark" "$services/admit" -f 192.0.2.7 echo served
    exchange "TCP4:127.0.0.1:$port" </dev/null
    assert_empty "$got"
    until_match "$log" '^admit: refused peer=127\.0\.0\.1 '
  done
  hang_up
}
