#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The greeting: the caller's name, the time, the log, and the program that follows.
load helpers/load
load helpers/foreign

hello=$services/hello

# greeting NAME: the pattern of a greeting
greeting() {
  echo "^Hello there, $1, it's now (Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 123][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}\$"
}

# in_mounts SETUP PROGRAM [ARG...]: sets $private to the command that runs the program with its own mounts, after SETUP
in_mounts() {
  private=(unshare --mount sh -c "set -e; $1; shift; exec \"\$@\"" sh "$@")
}

ask() {
  need "$client"
  run "$client" get 127.0.0.1 "$port"
  assert_status 0
}

# now: the local time as ctime(3) formats it
now() {
  date '+%a %b %e %H:%M:%S %Y'
}

@test "hello greets a caller on a pipe as unknown, with the local time, and runs the program" {
  before=$(now)
  run --separate-stderr "$hello" echo program </dev/null
  after=$(now)
  assert_status 0
  [ "$output" = "Hello there, unknown, it's now $before"$'\nprogram' ] ||
    assert_output "Hello there, unknown, it's now $after"$'\nprogram'
}

@test "hello tells the local time of the zone in TZ" {
  before=$(TZ=Asia/Tokyo now)
  run --separate-stderr env TZ=Asia/Tokyo "$hello" true </dev/null
  after=$(TZ=Asia/Tokyo now)
  [ "$output" = "Hello there, unknown, it's now $before" ] ||
    assert_output "Hello there, unknown, it's now $after"
}

@test "hello greets nobody and logs the cause when the zone in TZ cannot be used" {
  local zone directory=$BATS_TEST_TMPDIR
  [ -e /usr/share/zoneinfo/Asia/Tokyo ] || skip "tzdata is not installed"
  mkfifo "$directory/fifo"
  mkdir "$directory/directory"
  head -c 200 /usr/share/zoneinfo/Asia/Tokyo >"$directory/truncated"
  { cat /usr/share/zoneinfo/Asia/Tokyo && head -c 70000 /dev/zero; } >"$directory/huge"
  echo text >"$directory/text"
  : >"$directory/empty"
  for zone in "$directory"/{fifo,directory,truncated,huge,text,empty,missing} Nowhere :Nowhere Asia CET-1CEST; do
    run --separate-stderr timeout 60 env TZ="$zone" "$hello" -n touch "$directory/executed" </dev/null
    [ "$status" -eq 1 ] && [ -z "$output" ] || fail "$zone: $status $output"
    [[ $stderr = *$'\n'"hello: cannot tell the local time: "* ]] || fail "$zone: $stderr"
  done
  [ ! -e "$directory/executed" ]
}

@test "hello names the zone that cannot be used, and speaks of the zone directory only for a name in it" {
  run --separate-stderr env TZ=$'/no\e/where' "$hello" -n true </dev/null
  [ "${stderr##*$'\n'}" = 'hello: cannot tell the local time: TZ=/no?/where: No such file or directory' ]
  run --separate-stderr env TZ=Nowhere "$hello" -n true </dev/null
  [[ ${stderr##*$'\n'} = 'hello: cannot tell the local time: TZ=Nowhere: neither a file below /usr/share/zoneinfo nor '* ]]
}

@test "hello takes UTC without /etc/localtime or tzdata, and a symbolic link to any other missing file for a failure" {
  need_root
  local target zone
  for target in '' /usr/share/zoneinfo/Etc/UTC ../usr/share/zoneinfo/GMT; do
    run --separate-stderr unshare --mount sh -c 'mount -t tmpfs none /etc && { [ -z "$2" ] || ln -s "$2" /etc/localtime; } &&
      mount -t tmpfs none /usr/share/zoneinfo && exec "$1" -n true' sh "$hello" "$target" </dev/null
    assert_status 0
    assert_match "$(greeting unknown)"
  done
  for zone in UTC GMT Etc/UTC; do
    run --separate-stderr unshare --mount sh -c 'mount -t tmpfs none /usr/share/zoneinfo && TZ=$2 exec "$1" -n true' sh "$hello" "$zone" </dev/null
    assert_status 0
  done
  run --separate-stderr unshare --mount sh -c 'mount -t tmpfs none /etc && ln -s /usr/share/zoneinfo/Europe/Nowhere /etc/localtime &&
    exec "$1" -n true' sh "$hello" </dev/null
  assert_status 1
  assert_output ''
  [ "${stderr##*$'\n'}" = 'hello: cannot tell the local time: /etc/localtime: a symbolic link to a file that does not exist' ]
}

@test "hello leaves TZ to the program as it was" {
  run --separate-stderr env TZ=:/usr/share/zoneinfo/UTC "$hello" -n printenv TZ </dev/null
  [ "${lines[1]}" = :/usr/share/zoneinfo/UTC ]
  run --separate-stderr env -u TZ "$hello" -n printenv TZ </dev/null
  assert_status 1
}

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

@test "hello -n greets by address without a lookup" {
  need strace
  serve strace -f -e trace=connect,openat -o "$BATS_TEST_TMPDIR/trace" "$hello" -n true
  ask
  assert_match "$(greeting '127\.0\.0\.1')"
  run grep -E '/etc/hosts|sin_port=htons\(53\)|resolve' "$BATS_TEST_TMPDIR/trace"
  assert_status 1
}

@test "hello takes the name from the system's resolver" {
  need_root
  echo '127.0.0.1 some-host.example.com other' >"$BATS_TEST_TMPDIR/hosts"
  in_mounts "mount --bind '$BATS_TEST_TMPDIR/hosts' /etc/hosts" "$hello" true
  serve "${private[@]}"
  ask
  assert_match "$(greeting 'some-host\.example\.com')"
}

@test "hello greets by address when the name is invalid, and does not log the name" {
  need_root
  local supervisor name names
  names=($'evil\e[31mred' $'bell\abell' 'semi;colon' "quo'te" $'h\xc3\xb6st' '10.0.0.1' 'dollar$(id)' "$(printf 'a%.0s' {1..300})")
  for supervisor in serve serve_tcpserver; do
    for name in "${names[@]}"; do
      printf '127.0.0.1 %s\n' "$name" >"$BATS_TEST_TMPDIR/hosts"
      in_mounts "mount --bind '$BATS_TEST_TMPDIR/hosts' /etc/hosts" "$hello" true
      "$supervisor" "${private[@]}"
      ask
      assert_match "$(greeting '127\.0\.0\.1')"
      assert_file_matches "$log" '^hello: connection from 127\.0\.0\.1 \[127\.0\.0\.1\]'
      run grep -c $'[\a\e]' "$log"
      assert_output 0
      stop_all
    done
  done
}

@test "hello greets by address after -w seconds without an answer, even beyond the idle limit" {
  need_root
  need socat ip
  echo 'nameserver 127.0.0.1' >"$BATS_TEST_TMPDIR/resolv.conf"
  echo 'hosts: dns' >"$BATS_TEST_TMPDIR/nsswitch.conf"
  # Each connection gets a private network, with a name server that never answers.
  private=(unshare --mount --net sh -c '
    set -e
    ip link set lo up
    socat -u UDP-RECV:53,bind=127.0.0.1 OPEN:/dev/null >/dev/null 2>&1 &
    mount --bind "$1/resolv.conf" /etc/resolv.conf
    mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf
    until grep -q ":0035 " /proc/net/udp; do sleep 0.01; done
    shift
    exec "$@"' sh "$BATS_TEST_TMPDIR" "$hello" -t 1 -w 2 echo program)
  for supervisor in serve serve_tcpserver; do
    "$supervisor" "${private[@]}"
    SECONDS=0
    ask
    # The resolver's own timeout is ten seconds.
    assert_between 1 "$SECONDS" 5
    assert_match "$(greeting '127\.0\.0\.1')"
    assert_match '^program$'
  done
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
    serve env "$setting" REMOTE_PORT=77 "$hello" -e -n true
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
    until_true is_listening "$server"
    port=$(listening_port "$server")
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

@test "hello finds the program on its built-in PATH and passes the arguments on" {
  run --separate-stderr "$hello" -n printf '%s-%s\n' -n 'two words' </dev/null
  [ "${lines[1]}" = '-n-two words' ]
}

@test "hello leaves the program only descriptors 0, 1 and 2" {
  exec 7</dev/null 9</dev/null
  run --separate-stderr "$hello" -n sh -c 'for fd in 0 1 2 3 4 5 6 7 8 9; do
    [ ! -e "/proc/$$/fd/$fd" ] || echo "$fd"; done' </dev/null
  exec 7<&- 9<&-
  [ "${lines[*]:1}" = '0 1 2' ]
}

@test "hello executes the program with default SIGPIPE and SIGALRM and without a timer" {
  run --separate-stderr sh -c "trap '' PIPE; exec '$hello' -n -t 1 sh -c 'grep SigIgn /proc/self/status; sleep 2; echo done'" </dev/null
  # Bits 12 and 13 are SIGPIPE and SIGALRM. The parent of the test may ignore other signals.
  ((("16#${lines[1]##*[[:space:]]}" & 16#3000) == 0)) || fail "${lines[1]}"
  [ "${lines[2]}" = 'done' ]
}

@test "hello with a program lets it read from the peer" {
  need "$client"
  serve "$hello" head -n 1
  run "$client" talk 127.0.0.1 "$port" <<<"from the peer"
  assert_status 0
  [ "${lines[1]}" = 'from the peer' ]
}

@test "hello that cannot execute the program greets, logs the cause, and fails" {
  run --separate-stderr "$hello" /nowhere/program </dev/null
  assert_status 1
  assert_match "$(greeting unknown)"
  [[ $stderr == *'hello: cannot execute /nowhere/program: No such file or directory' ]]

  run --separate-stderr "$hello" /etc/passwd </dev/null
  assert_status 1
  assert_match "$(greeting unknown)"
  [[ $stderr == *'hello: cannot execute /etc/passwd: Permission denied' ]]
}

@test "hello without a program executes fortune" {
  need_root
  mkdir "$BATS_TEST_TMPDIR/games"
  printf '#!/bin/sh\necho a fortune\n' >"$BATS_TEST_TMPDIR/games/fortune"
  chmod +x "$BATS_TEST_TMPDIR/games/fortune"
  run --separate-stderr unshare --mount sh -c "mkdir -p /usr/games && mount --bind '$BATS_TEST_TMPDIR/games' /usr/games && exec '$hello'" </dev/null
  [ "${lines[1]}" = 'a fortune' ]
}

@test "hello without a fortune program executes the qotd in its own directory" {
  need_root
  mkdir "$BATS_TEST_TMPDIR/games" "$BATS_TEST_TMPDIR/programs"
  cp "$hello" "$BATS_TEST_TMPDIR/programs"
  printf '#!/bin/sh\necho the qotd beside it\n' >"$BATS_TEST_TMPDIR/programs/qotd"
  chmod +x "$BATS_TEST_TMPDIR/programs/qotd"
  without_fortune="mkdir -p /usr/games && mount --bind '$BATS_TEST_TMPDIR/games' /usr/games"
  run --separate-stderr unshare --mount sh -c "$without_fortune && exec '$BATS_TEST_TMPDIR/programs/hello'" </dev/null
  assert_status 0
  [ "${lines[1]}" = 'the qotd beside it' ]

  rm "$BATS_TEST_TMPDIR/programs/qotd"
  run --separate-stderr unshare --mount sh -c "$without_fortune && exec '$BATS_TEST_TMPDIR/programs/hello'" </dev/null
  assert_status 1
  assert_match "$(greeting unknown)"
  [[ $stderr == *'hello: no program to execute: install fortune or qotd' ]]
}

# bats test_tags=once
@test "hello fails and logs the cause if the default program fails, but not if the peer closed before its end" {
  need_root
  need perl
  local failure expected message
  mkdir "$BATS_TEST_TMPDIR/games"
  while IFS='|' read -r failure expected message; do
    printf '#!/bin/sh\necho half\n%s\n' "$failure" >"$BATS_TEST_TMPDIR/games/fortune"
    chmod +x "$BATS_TEST_TMPDIR/games/fortune"
    run --separate-stderr unshare --mount bash -o pipefail \
      -c "mkdir -p /usr/games && mount --bind '$BATS_TEST_TMPDIR/games' /usr/games && '$hello' | head -n 2" </dev/null
    assert_status "$expected"
    [ "${lines[1]}" = half ]
    [ "${stderr_lines[1]-}" = "$message" ]
  done <<'END'
exit 3|1|hello: /usr/games/fortune failed: exit status 3
exec perl -e "unpack('p', pack('Q', 1))"|1|hello: /usr/games/fortune failed: signal 11
exec seq 1000000|0|
END
}

# bats test_tags=once
@test "hello without /proc finds the programs in its own directory, by an absolute or relative path or a link" {
  need_root
  local path
  mkdir "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/links"
  cp "$hello" "$hello-lookup" "$BATS_TEST_TMPDIR/programs"
  printf '#!/bin/sh\necho the qotd beside it\n' >"$BATS_TEST_TMPDIR/programs/qotd"
  chmod +x "$BATS_TEST_TMPDIR/programs/qotd"
  ln -s ../programs/hello "$BATS_TEST_TMPDIR/links/hello"
  cd "$BATS_TEST_TMPDIR"
  for path in "$PWD/programs/hello" programs/hello links/hello; do
    run --separate-stderr unshare --mount sh -c '
      mkdir -p /usr/games && mount -t tmpfs none /usr/games && mount -t tmpfs none /proc &&
      REMOTE_ADDR=127.0.0.1 exec "$0"' "$path" </dev/null
    assert_status 0
    [[ ${lines[0]} = 'Hello there, localhost, '* && ${lines[1]} = 'the qotd beside it' ]] || fail "$path: $output" "$stderr"
  done
}

@test "hello keeps the program's standard error from a peer that is descriptor 2" {
  serve sh -c "exec '$hello' sh -c 'echo to the log >&2; echo to the peer' 2>&1"
  ask
  [ "${#lines[@]}" -eq 2 ]
  [ "${lines[1]}" = 'to the peer' ]
}

@test "hello keeps its own diagnostics from a peer that is descriptor 2" {
  serve sh -c "exec '$hello' /nowhere/program 2>&1"
  ask
  [ "${#lines[@]}" -eq 1 ]
  assert_match "$(greeting localhost)"
}

# bats test_tags=once
@test "hello keeps the messages of the dynamic loader from a peer that is descriptor 2" {
  serve sh -c "LD_PRELOAD=/nowhere.so exec '$hello' true 2>&1"
  ask
  [ "${#lines[@]}" -eq 1 ]
  assert_match "$(greeting localhost)"
}

# broken_lookup SCRIPT: sets $hello to a copy beside a hello-lookup that is this shell script
broken_lookup() {
  mkdir "$BATS_TEST_TMPDIR/programs"
  cp "$hello" "$BATS_TEST_TMPDIR/programs"
  hello=$BATS_TEST_TMPDIR/programs/hello
  printf '#!/bin/sh\n%s\n' "$1" >"$BATS_TEST_TMPDIR/programs/hello-lookup"
  chmod +x "$BATS_TEST_TMPDIR/programs/hello-lookup"
}

@test "hello-lookup ends with hello, even if the resolver hangs" {
  need_root
  local child
  # The resolver waits for a writer of the FIFO.
  mkfifo "$BATS_TEST_TMPDIR/hosts"
  in_mounts "mount --bind '$BATS_TEST_TMPDIR/hosts' /etc/hosts" env REMOTE_ADDR=192.0.2.7 "$hello" -w 3600 true
  background "${private[@]}" </dev/null >/dev/null 2>&1
  child_of() { read -r -d " " child <"/proc/$started/task/$started/children" && [[ $(readlink "/proc/$child/exe") = *hello-lookup ]]; }
  until_true child_of
  kill -KILL "$started"
  # A zombie, or nothing.
  is_over() { ! grep -q '^State:[[:space:]]*[^ZX]' "/proc/$child/status" 2>/dev/null; }
  until_true is_over
}

@test "hello-lookup has no descriptor that leads to the peer" {
  broken_lookup 'echo leak >&0; echo leak >&2'
  serve sh -c "exec '$hello' true 2>&1"
  ask
  [ "${#lines[@]}" -eq 1 ]
  assert_match "$(greeting '127\.0\.0\.1')"
}

@test "hello greets by address and logs the cause when hello-lookup fails, is killed or is missing" {
  local script
  broken_lookup ''
  serve "$hello" true
  for script in 'exit 127' 'kill -SEGV $$' ''; do
    printf '#!/bin/sh\n%s\n' "$script" >"${hello%/*}/hello-lookup"
    [ -n "$script" ] || rm "${hello%/*}/hello-lookup"
    ask
    assert_match "$(greeting '127\.0\.0\.1')"
  done
  run grep '^hello: cannot' "$log"
  assert_output "$(printf 'hello: cannot look up names with hello-lookup: %s\n' 'it did not end normally' \
    'it did not end normally' 'No such file or directory')"
}

@test "hello greets by address when hello-lookup prints no complete valid name" {
  local text
  broken_lookup ''
  serve "$hello" true
  for text in '' 'printf name' "printf 'a b\\n'" "printf 'a\\nb\\n'" 'head -c 100000 /dev/zero' 'yes a | head -c 600'; do
    printf '#!/bin/sh\n%s\n' "$text" >"${hello%/*}/hello-lookup"
    ask
    [ "${#lines[@]}" -eq 1 ] && [[ ${lines[0]} = 'Hello there, 127.0.0.1, '* ]] || fail "$text: $output"
  done
}

@test "hello replies to a peer that talks first and ends cleanly" {
  need "$client"
  serve "$hello"
  printf 'GET / HTTP/1.0\r\n\r\n' >"$BATS_TEST_TMPDIR/request"
  run "$client" talk 127.0.0.1 "$port" <"$BATS_TEST_TMPDIR/request"
  assert_status 0
  assert_match "$(greeting localhost)"
  [ "${#lines[@]}" -ge 2 ]
}

@test "hello ends silently and executes nothing when the peer is gone" {
  local fifo=$BATS_TEST_TMPDIR/fifo
  mkfifo "$fifo"
  # The reader of the FIFO is gone before hello writes.
  exec 8<>"$fifo"
  exec 9>"$fifo" 8<&-
  run sh -c "exec '$hello' touch '$BATS_TEST_TMPDIR/executed' >&9 9>&-" </dev/null
  exec 9>&-
  assert_status 0
  [ ! -e "$BATS_TEST_TMPDIR/executed" ]
}

@test "hello rejects a -w other than 1 to 3600 whole seconds" {
  local value
  for value in 0 -1 x 1.5 3601 ''; do
    run --separate-stderr "$hello" -w "$value" </dev/null
    assert_status 2
    assert_output ''
    [[ $stderr == "hello: -w $value: not a whole number from 1 to 3600; usage: hello "* ]]
  done
}

@test "hello ends cleanly for a peer that talks late, even if the default program outlasts the idle limit" {
  need_root
  mkdir "$BATS_TEST_TMPDIR/games"
  # The program ends only after the peer has sent something.
  printf '#!/bin/sh\necho a fortune\nuntil [ -e "%s/sent" ]; do sleep 0.02; done\nsleep 1.5\n' "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/games/fortune"
  chmod +x "$BATS_TEST_TMPDIR/games/fortune"
  in_mounts "mkdir -p /usr/games && mount --bind '$BATS_TEST_TMPDIR/games' /usr/games" "$hello" -t 1
  serve "${private[@]}"
  exec 5<>"/dev/tcp/127.0.0.1/$port"
  read -r -u 5 output
  assert_match "$(greeting localhost)"
  printf 'GET / HTTP/1.0\r\n\r\n' >&5
  touch "$BATS_TEST_TMPDIR/sent"
  # cat would fail on a reset.
  run cat <&5
  exec 5>&-
  assert_status 0
  assert_output 'a fortune'
}

@test "hello accepts only valid host names, and no alternative notation of an address" {
  need "$functions"
  local name
  for name in localhost some-host.example.com _dmarc.example.com 3com.com xn--bcher-kva.example "$(printf 'a%.0s' {1..253})"; do
    [ "$("$functions" check-name "$name")" = valid ] || fail "$name is a name"
  done
  for name in '' . .. a..b .a a. -rf 'a b' 'a:b' 127.0.0.1 127.1 010.0.0.1 2130706433 0x7f000001 unknown "$(printf 'a%.0s' {1..254})"; do
    [ "$("$functions" check-name "$name")" = 'not valid' ] || fail "$name is not a name"
  done
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

@test "hello that cannot execute the program exits with status 1 when its standard error is a broken pipe" {
  local fifo=$BATS_TEST_TMPDIR/fifo
  mkfifo "$fifo"
  exec 8<>"$fifo"
  exec 9>"$fifo" 8<&-
  run sh -c "exec '$hello' -n /nowhere/program 2>&9 9>&-" </dev/null
  exec 9>&-
  assert_status 1
}

@test "hello that cannot execute the program ends cleanly for a peer that talked first" {
  serve sh -c "until [ -e '$BATS_TEST_TMPDIR/sent' ]; do sleep 0.02; done; exec '$hello' -n /nowhere/program"
  exec 5<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET / HTTP/1.0\r\n\r\n' >&5
  touch "$BATS_TEST_TMPDIR/sent"
  run cat <&5
  exec 5>&-
  assert_status 0
  assert_match "$(greeting '127\.0\.0\.1')"
}
