#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The address that hello greets: of the connection, or of the environment.
load helpers/load
load helpers/foreign
load helpers/hello

@test "hello greets a caller over TCP by name and logs name, address and port" {
  serve "$hello" true
  ask
  assert_match "$(greeting localhost)"
  assert_file_matches "$log" '^hello: connection from localhost \[127\.0\.0\.1\] at port [1-9][0-9]*$'
}

@test "hello greets a caller over IPv6" {
  need "$client"
  serve_on ::1 "$hello" -n true
  run "$client" get "[::1]:$port"
  assert_match "$(greeting ::1)"
  assert_file_matches "$log" '^hello: connection from ::1 \[::1\] at port [1-9][0-9]*$'
}

@test "hello shows an IPv4 caller of a dual-stack socket by the IPv4 address" {
  serve_on ::ffff:127.0.0.1 "$hello" -n true
  ask
  assert_match "$(greeting '127\.0\.0\.1')"
}

@test "hello greets a caller on a UNIX socket as unknown" {
  need "$client"
  serve_unix "$BATS_TEST_TMPDIR/socket" "$hello" true
  run "$client" get "unix:$BATS_TEST_TMPDIR/socket"
  assert_match "$(greeting unknown)"
  assert_file_matches "$log" '^hello: connection from unknown \[unknown\] at port unknown$'
}

@test "hello takes the address from the environment when standard input is not a socket" {
  local setting expected
  while read -r setting expected; do
    run --separate-stderr env "$setting" REMOTE_PORT=77 "$hello" -n true </dev/null
    assert_match "$(greeting "$expected")"
  done <<'END'
REMOTE_ADDR=192.0.2.7 192\.0\.2\.7
REMOTE_ADDR=::ffff:192.0.2.7 192\.0\.2\.7
TCPREMOTEIP=2001:db8::7 2001:db8::7
TCPREMOTEADDR=192.0.2.7:99 192\.0\.2\.7
TCPREMOTEADDR=[2001:db8::7]:99 2001:db8::7
REMOTE_HOST=::ffff:192.0.2.7 192\.0\.2\.7
REMOTE_ADDR=fe80::1%7 fe80::1%7
REMOTE_HOST=fe80::1%lo fe80::1%1
TCPREMOTEADDR=[fe80::1%lo]:99 fe80::1%1
REMOTE_ADDR=2001:db8::7%lo unknown
REMOTE_ADDR=fe80::1%0 unknown
REMOTE_ADDR=localhost unknown
REMOTE_ADDR=192.0.2.256 unknown
TCPREMOTEADDR=192.0.2.7 unknown
TCPREMOTEHOST=192.0.2.7 unknown
END
}

@test "hello -e takes the address from the environment even when standard input is a connection" {
  need "$client"
  local setting expected
  while read -r setting expected; do
    serve env "$setting" REMOTE_PORT=77 "$hello" -e -n -w 5 true
    ask
    assert_match "$(greeting "$expected")"
    assert_file_matches "$log" "^hello: connection from $expected \\[$expected\\] at port "
    stop_all
  done <<'END'
REMOTE_ADDR=192.0.2.7 192\.0\.2\.7
REMOTE_HOST=::ffff:192.0.2.7 192\.0\.2\.7
TCPREMOTEADDR=[2001:db8::7]:99 2001:db8::7
UNRELATED=192.0.2.7 127\.0\.0\.1
END
  serve_unix "$BATS_TEST_TMPDIR/socket" env REMOTE_ADDR=192.0.2.7 "$hello" -e -n true
  run "$client" get "unix:$BATS_TEST_TMPDIR/socket"
  assert_match "$(greeting '192\.0\.2\.7')"
}

@test "hello -e greets as unknown and logs a warning when the first variable is no address" {
  local value
  for value in '' localhost $'\e[31m' $'192.0.2.7\n' ' 192.0.2.7' fe80::1%nowhere fe80::1% 192.0.2.256 "$(printf '1%.0s' {1..5000})" '$(id)'; do
    run --separate-stderr env REMOTE_ADDR="$value" REMOTE_HOST=192.0.2.7 "$hello" -e true </dev/null
    assert_match "$(greeting unknown)"
    [ "$stderr" = $'hello: REMOTE_ADDR is not an address: the caller is unknown\nhello: connection from unknown [unknown] at port unknown' ] ||
      fail "$value: $stderr"
  done
}

@test "hello without -e takes the address of the connection, whatever the environment says" {
  serve env REMOTE_ADDR=192.0.2.7 REMOTE_HOST=192.0.2.7 "$hello" -n true
  ask
  assert_match "$(greeting '127\.0\.0\.1')"
}

@test "hello -e under stunnel greets and logs the caller at the other end of TLS" {
  need openssl
  [ -x "$stunnel" ] || skip "stunnel4 is not here: make deps"
  local option expected
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -days 1 \
    -keyout "$BATS_TEST_TMPDIR/key" -out "$BATS_TEST_TMPDIR/certificate" 2>/dev/null
  cat "$BATS_TEST_TMPDIR"/{key,certificate} >"$BATS_TEST_TMPDIR/pem"
  for option in -e ''; do
    expected='127\.0\.0\.2'
    # Some builds of stunnel use a UNIX socket.
    [ -n "$option" ] || expected='(127\.0\.0\.1|unknown)'
    printf '%s\n' foreground=yes pid= "[hello]" accept=127.0.0.1:0 cert="$BATS_TEST_TMPDIR/pem" exec="$hello" \
      execArgs="hello $option -n echo end" >"$BATS_TEST_TMPDIR/stunnel.conf"
    new_log
    background "$stunnel" "$BATS_TEST_TMPDIR/stunnel.conf" 2>"$log"
    server=$started
    until_listening "$server"
    run --separate-stderr timeout 60 openssl s_client -quiet -bind 127.0.0.2:0 -connect "127.0.0.1:$port" </dev/null
    assert_match "$(greeting "$expected")"
    assert_match '^end$'
    stop_all
  done
}

@test "hello logs the port from the environment, and an invalid port as unknown" {
  run --separate-stderr env REMOTE_ADDR=192.0.2.7 REMOTE_PORT=4321 "$hello" -n true </dev/null
  [ "$stderr" = 'hello: connection from 192.0.2.7 [192.0.2.7] at port 4321' ]
  run --separate-stderr env REMOTE_ADDR=192.0.2.7 REMOTE_PORT=$'1\n2' "$hello" -n true </dev/null
  [ "$stderr" = 'hello: connection from 192.0.2.7 [192.0.2.7] at port unknown' ]
}

@test "hello keeps a hostile environment from the peer, the log and the program" {
  run --separate-stderr env -i REMOTE_ADDR=$'\e[31m' REMOTE_HOST=$'x\ny' TCPREMOTEHOST='$(id)' PATH=/nowhere \
    LD_LIBRARY_PATH=/nowhere IFS=x BASH_ENV=/dev/null "$hello" env </dev/null
  assert_status 0
  [ "${#lines[@]}" -eq 2 ]
  [ "${lines[1]}" = PATH=/usr/local/bin:/usr/bin:/bin:/usr/games ]
  [ "$stderr" = 'hello: connection from unknown [unknown] at port unknown' ]
}

@test "hello under tcpserver greets by name and ignores TCPREMOTEHOST" {
  # tcpserver -H leaves TCPREMOTEHOST unset, so this hostile one reaches hello.
  export TCPREMOTEHOST=$'evil\e[31m'
  serve_tcpserver "$hello" env
  ask
  assert_match "$(greeting localhost)"
  [ "${#lines[@]}" -eq 4 ]
  [ "${lines[1]}" = PATH=/usr/local/bin:/usr/bin:/bin:/usr/games ]
  [ "${lines[2]}" = REMOTE_ADDR=127.0.0.1 ]
  [[ ${lines[3]} =~ ^REMOTE_PORT=[1-9][0-9]*$ ]]
}

@test "hello shows the scope of a link-local address as a number" {
  need "$client"
  need_root
  need ip
  local name=$'v\e[31m'
  run --separate-stderr unshare --net sh -c '
    set -e
    ip link set lo up
    ip link add "$1" type veth peer name other
    ip link set "$1" up
    ip link set other up
    ip address add fe80::1/64 dev "$1" nodad
    index=$(ip -o link show "$1" | cut -d : -f 1)
    systemd-socket-activate --accept --inetd -l "[::]:2345" "$2" -n true 2>/dev/null &
    until grep -q ":0929 " /proc/net/tcp6; do sleep 0.02; done
    "$3" get "fe80::1%$index" | tr -d "\n"
    kill $!
    echo " index $index"' sh "$name" "$hello" "$client" </dev/null
  assert_status 0
  [[ $output =~ ^Hello\ there,\ fe80::1%([0-9]+),\ it\'s\ now.*\ index\ ([0-9]+)$ ]] || fail "$output" "$stderr"
  [ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ]
}
