#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit get: addresses and ports, output, and errors.
load helpers/load
load helpers/client
load helpers/network

# in_both_orders ADDRESS ADDRESS COMMAND...: runs the command with the addresses of the host "both" in each order
in_both_orders() {
  private_hosts "$1 both" "$2 both"
  "${@:3}"
  private_hosts "$2 both" "$1 both"
  "${@:3}"
}

random_file() {
  head -c "$1" /dev/urandom >"$BATS_TEST_TMPDIR/sent"
}

# --- addresses and ports -------------------------------------------------------------------------

@test "get's help names the default host and port" {
  ask help get
  assert_file_matches "$out" 'localhost'
  assert_file_matches "$out" '2345'
}

@test "get without operands connects to port 2345 of localhost" {
  private_network
  serve_inside 127.0.0.1:2345 printf '%s\n' 'Hello there'
  ask get
  assert_said $'Hello there\n'
}

@test "get with a host connects to its port 2345" {
  private_network
  serve_inside 192.0.2.1:2345 printf '%s\n' 'Hello there'
  ask get 192.0.2.1
  assert_said $'Hello there\n'
}

@test "get accepts the port as an operand, with -p, and after the host" {
  serve printf %s abc
  for operands in "127.0.0.1 $port" "-p $port 127.0.0.1" "127.0.0.1:$port" "-p 1 127.0.0.1:$port" \
    "[127.0.0.1]:$port" "[127.0.0.1] $port" "localhost $port"; do
    # shellcheck disable=SC2086 # words
    ask get -4 $operands
    assert_said abc
  done
}

@test "get accepts IPv6 addresses with and without brackets" {
  serve_on ::1 printf %s abc
  for operands in "::1 $port" "-p $port ::1" "[::1]:$port" "[::1] $port" "[0:0::1]:$port" "-6 ::1 $port"; do
    # shellcheck disable=SC2086 # words
    ask get $operands
    assert_said abc
  done
}

@test "get accepts service names from services(5) as ports" {
  private_network
  printf 'knock 4711/tcp rap\n' | private_file /etc/services
  serve_inside 127.0.0.1:4711 printf %s 'who is there?'
  for operands in 'localhost knock' '-p knock' 'localhost:knock' '127.0.0.1 rap'; do
    # shellcheck disable=SC2086 # words
    ask get $operands
    assert_said 'who is there?'
  done
}

@test "get knows the services of the registry with an empty services(5)" {
  private_network
  private_file /etc/services </dev/null
  while read -r name number; do
    serve_inside "127.0.0.1:$number" printf %s "$name"
    ask get localhost "$name"
    assert_said "$name"
  done < <(awk -F'\t' '!/^#/ { print $1, $2 }' "$BATS_TEST_DIRNAME/../services/services.tsv")
}

@test "get connects to a UNIX socket" {
  serve_unix "$BATS_TEST_TMPDIR/socket" printf %s abc
  ask get "unix:$BATS_TEST_TMPDIR/socket"
  assert_said abc
  cd "$BATS_TEST_TMPDIR"
  ask get unix:socket
  assert_said abc
}

@test "get connects to an abstract UNIX socket, whose name systemd writes as @name" {
  need socat
  name=@inetkit-test-$$-$RANDOM
  new_log
  background systemd-socket-activate --accept --inetd -E PATH="$PATH" -l "$name" printf %s abc 2>"$log"
  until_match "$log" '^Listening on'
  ask get "unix:$name"
  assert_said abc
  # The length of the name counts: one more byte is another name.
  ask get "unix:${name}x"
  assert_complaint 1 "unix:${name}x: connection refused: no server listens on that socket"
}

@test "localhost and names below it are loopback without a name server" {
  private_network
  serve_no_names
  private_hosts '127.0.0.5 known.localhost'
  serve_inside 127.0.0.1:2345 printf %s four
  serve_inside '[::1]:2346' printf %s six
  serve_inside 127.0.0.5:2345 printf %s known
  for host in localhost LocalHost localhost. a.b.localhost app.localhost.; do
    ask get -w 5 "$host"
    assert_said four
    ask get -w 5 "$host" 2346
    assert_said six
  done
  ask get -w 5 -4 localhost
  assert_said four
  ask get -w 5 -6 localhost 2346
  assert_said six
  # An address in hosts(5) takes precedence.
  ask get -w 5 known.localhost
  assert_said known
  ask get -w 0.2 notlocalhost
  assert_complaint_like 1 'notlocalhost: no answer from the name server'
}

@test "get looks up an internationalized name in its ASCII form, in any locale" {
  private_network
  private_hosts '127.0.0.1 xn--bcher-kva.example'
  serve_inside 127.0.0.1:2345 printf %s abc
  for locale in C C.UTF-8; do
    LC_ALL=$locale ask get bücher.example
    assert_said abc
    LC_ALL=$locale ask get bücher.example 2346
    assert_complaint_like 1 'b.+cher.example: connection refused'
  done
  ask get $'b\xfccher.example'
  assert_status 1
  assert_file_matches "$err" 'the name has no encoding in ASCII: it must be valid UTF-8, and libidn2 must be installed$'
}

@test "get -4 and -6 choose among the addresses of a name" {
  private_network
  serve_inside 127.0.0.1:2345 printf %s four
  serve_inside '[::1]:2345' printf %s six
  ask get -4
  assert_said four
  ask get --ipv4 localhost
  assert_said four
  ask get -6
  assert_said six
  ask get --ipv6 localhost
  assert_said six
}

@test "get tries the next address when one refuses" {
  private_network
  serve_inside 127.0.0.2:2345 printf %s abc
  in_both_orders 127.0.0.2 127.0.0.3 ask get both
  assert_said abc
  in_both_orders 127.0.0.2 127.0.0.1 ask get both
  assert_said abc
  in_both_orders 127.0.0.2 ::1 ask get both
  assert_said abc
}

@test "get tries every address of a name" {
  private_network
  serve_inside 127.0.0.9:2345 printf %s abc
  private_hosts 127.0.0.{1..9}' many'
  ask get many
  assert_said abc
  private_hosts 127.0.0.{9..1}' many'
  ask get many
  assert_said abc
}

# --- output --------------------------------------------------------------------------------------

@test "get writes every byte of 10 MB into a file" {
  random_file 10000000
  serve cat "$BATS_TEST_TMPDIR/sent"
  ask get 127.0.0.1 "$port"
  assert_status 0
  assert_same "$out" "$BATS_TEST_TMPDIR/sent"
  assert_text "$err"
}

@test "get writes every byte of 10 MB into a pipe" {
  random_file 10000000
  serve cat "$BATS_TEST_TMPDIR/sent"
  run bash -o pipefail -c "'$client' get 127.0.0.1 $port | cat >'$BATS_TEST_TMPDIR/got'"
  assert_status 0
  assert_output ''
  assert_same "$BATS_TEST_TMPDIR/got" "$BATS_TEST_TMPDIR/sent"
}

@test "get writes every byte value unchanged, including NUL and line ends" {
  for ((i = 0; i < 256; i++)); do printf -v hex %02x "$i" && printf %b "\\x$hex"; done >"$BATS_TEST_TMPDIR/sent"
  printf '\0\0\r\n\n\r\0' >>"$BATS_TEST_TMPDIR/sent"
  serve cat "$BATS_TEST_TMPDIR/sent"
  ask get 127.0.0.1 "$port"
  assert_status 0
  assert_same "$out" "$BATS_TEST_TMPDIR/sent"
}

@test "get waits for a slow reader of its output" {
  random_file 3000000
  serve cat "$BATS_TEST_TMPDIR/sent"
  cd "$BATS_TEST_TMPDIR"
  mkfifo reader
  background sh -c '"$0" get -w 20 127.0.0.1 "$1" >reader 2>err; echo "$?" >status' "$client" "$port"
  { head -c 1 && sleep 0.3 && cat; } <reader >got
  until_true test -s status
  assert_text status 0
  assert_same got sent
  assert_text err
}

@test "get prints data as soon as it arrives" {
  mkfifo "$BATS_TEST_TMPDIR/more"
  serve sh -c 'printf "first\n"; read -r word <"$0"; echo "$word"' "$BATS_TEST_TMPDIR/more"
  background "$client" get 127.0.0.1 "$port" >"$BATS_TEST_TMPDIR/got"
  until_match "$BATS_TEST_TMPDIR/got" '^first$'
  echo second >"$BATS_TEST_TMPDIR/more"
  until_match "$BATS_TEST_TMPDIR/got" '^second$'
  until_true eval "! kill -0 $started 2>/dev/null"
  assert_text "$BATS_TEST_TMPDIR/got" first second
}

@test "get prints nothing and succeeds when the server sends nothing" {
  serve true
  ask get 127.0.0.1 "$port"
  assert_said ''
}

@test "get does not read standard input" {
  serve printf '%s\n' abc
  run bash -c "printf 'one\ntwo\n' | { '$client' get 127.0.0.1 $port; cat; }"
  assert_status 0
  assert_output $'abc\none\ntwo'
}

@test "get sends nothing to the server" {
  serve sh -c 'echo said; exec timeout 0.3 cat >"$0"' "$BATS_TEST_TMPDIR/heard"
  ask get 127.0.0.1 "$port"
  assert_said $'said\n'
  until_match "$log" 'died with code'
  assert_text "$BATS_TEST_TMPDIR/heard"
}

@test "get ends when the reader of its output is gone, even with an endless server" {
  serve "$services/chargen"
  run bash -c "timeout 120 '$client' get 127.0.0.1 $port | head -c 10"
  assert_status 0
  assert_output ' !"#$%&'"'()"
  until_match "$log" 'died with code'
}

@test "get waits while a slow server keeps sending" {
  serve sh -c 'for i in 1 2 3 4 5 6 7 8; do printf "$i"; sleep 0.3; done'
  ask get -w 2 127.0.0.1 "$port"
  assert_said 12345678
}

# --- errors --------------------------------------------------------------------------------------

@test "get reports a closed port" {
  serve printf %s abc
  # Holding the port on 127.0.0.1 keeps other programs from opening it on 127.0.0.2.
  ask get 127.0.0.2 "$port"
  assert_complaint 1 "127.0.0.2: connection refused: nothing listens on port $port"
  ask get "127.0.0.2:$port"
  assert_complaint 1 "127.0.0.2:$port: connection refused: nothing listens on port $port"
}

@test "get gives up a host that never answers a connection after -w seconds" {
  private_network
  ask get -w 0.3 192.0.2.2
  assert_complaint 1 '192.0.2.2: no connection within 0.3 s; -w allows more time'
  ask get -w 0.3 '[2001:db8::2]:80'
  assert_complaint 1 '[2001:db8::2]:80: no connection within 0.3 s; -w allows more time'
}

@test "get gives up a server with a full accept queue after -w seconds" {
  private_network
  inside sh -c 'echo 0 >/proc/sys/net/core/somaxconn'
  background "${within[@]}" "$listen" 127.0.0.1 sleep 100
  server=$started
  until_true is_listening "$server"
  port=$(listening_port "$server")
  # One connection fills the queue.
  background "${within[@]}" "$client" get -w 30 127.0.0.1 "$port"
  until_true awk -v port="$(printf :%04X "$port")" '$2 ~ port "$" && $4 == "01" { found = 1 } END { exit !found }' \
    "/proc/$server/net/tcp"
  ask get -w 0.3 127.0.0.1 "$port"
  assert_complaint 1 '127.0.0.1: no connection within 0.3 s; -w allows more time'
}

@test "get gives up a UNIX server with a full accept queue after -w seconds" {
  private_network
  inside sh -c 'echo 0 >/proc/sys/net/core/somaxconn'
  new_log
  # The first connection starts a server that does not accept it, so it fills the queue.
  background "${within[@]}" systemd-socket-activate -l "$BATS_TEST_TMPDIR/socket" sleep 100 2>"$log"
  until_match "$log" '^Listening on'
  background "${within[@]}" "$client" get -w 30 "unix:$BATS_TEST_TMPDIR/socket"
  until_match "$log" '^Exec'
  ask get -w 0.3 "unix:$BATS_TEST_TMPDIR/socket"
  assert_complaint 1 "unix:$BATS_TEST_TMPDIR/socket: no connection within 0.3 s; -w allows more time"
}

@test "get reports that a network cannot be reached" {
  private_network
  ask get 198.51.100.1
  assert_complaint 1 '198.51.100.1: cannot connect to port 2345: Network is unreachable'
}

@test "get gives up a silent server after -w seconds" {
  serve sleep 100
  ask get -w 0.3 127.0.0.1 "$port"
  assert_complaint 1 '127.0.0.1: the server was silent for 0.3 s; -w allows more time'
}

@test "get gives up a server that stops sending, and keeps what it has printed" {
  serve sh -c 'printf abc; exec sleep 100'
  ask get -w 0.3 127.0.0.1 "$port"
  assert_status 1
  [ "$(<"$out")" = abc ]
  assert_text "$err" 'inetkit: 127.0.0.1: the server was silent for 0.3 s; -w allows more time'
}

@test "get reports that the connection was reset" {
  serve_reset 'printf abc'
  ask get 127.0.0.1 "$port"
  assert_status 1
  [ "$(<"$out")" = abc ]
  assert_text "$err" 'inetkit: 127.0.0.1: Connection reset by peer'
}

@test "get reports an unknown host name" {
  private_network
  ask get no-such-host
  assert_complaint 1 'no-such-host: unknown host'
  ask get no-such-host.example:80
  assert_complaint 1 'no-such-host.example:80: unknown host'
}

@test "get gives up a silent name server after -w seconds" {
  private_network
  serve_no_names
  ask get -w 0.5 silent.example
  assert_complaint 1 'silent.example: no answer from the name server within 0.5 s; -w allows more time'
}

@test "get says that a name has no address of the requested family" {
  private_network
  private_hosts '127.0.0.1 four' '2001:db8::1 six'
  cause='the host has no address of the requested family'
  ask get -6 127.0.0.1
  assert_complaint 1 "127.0.0.1: $cause"
  ask get -4 ::1
  assert_complaint 1 "::1: $cause"
  # Depending on the lookup, the C library returns either error.
  ask get -6 four
  assert_complaint_like 1 "four: ($cause|unknown host)\$"
  ask get -4 six
  assert_complaint_like 1 "six: ($cause|unknown host)\$"
}

@test "get rejects an empty host" {
  for host in '' :80 '[]' '[]:80'; do
    ask get "$host"
    assert_complaint 2 "get: '$host': the host is empty; see 'inetkit help get'"
  done
}

@test "get rejects a host with unbalanced brackets" {
  ask get '[::1'
  assert_complaint 2 "get: '[::1': the ']' after the address is missing; see 'inetkit help get'"
  ask get '[::1]80'
  assert_complaint 2 "get: '[::1]80': only a colon and a port can follow ']'; see 'inetkit help get'"
}

@test "get says that a port after an IPv6 address requires brackets" {
  for host in fe80::1%lo:37 '[fe80::1%lo:37]' fe80::1%lo:37:38; do
    ask get "$host"
    assert_complaint 2 "get: '$host': a port after an address requires brackets, as in [fe80::1%eth0]:37; \
see 'inetkit help get'"
  done
  for host in 2001:db8:0:0:0:0:0:1:37 127.0.0.1:37:38 host:37:38; do
    ask get "$host"
    assert_complaint 2 "get: '$host': not an IPv6 address; a port after an address requires brackets, \
as in [2001:db8::1]:37; see 'inetkit help get'"
  done
}

@test "get says that a link-local address lacks its zone, or that the zone is unknown" {
  private_network
  cause='a link-local address requires its zone, the name of the interface, as in fe80::1%eth0'
  private_hosts 'fe80::1 name'
  for host in fe80::1 '[fe80::1]:80' name; do
    ask get "$host"
    assert_complaint 1 "$host: $cause"
  done
  ask get fe80::1%nosuch
  assert_complaint 1 'fe80::1%nosuch: the zone of the address is not an interface of this host'
}

@test "get rejects a host longer than the longest possible name" {
  private_network
  name=$(printf 'a%.0s' {1..63})
  longest=$name.$name.$name.${name:2}
  [ "${#longest}" -eq 253 ]
  ask get "$longest"
  assert_complaint 1 "$longest: unknown host"
  ask get "$longest-and-more"
  assert_complaint_like 2 "get: 'a.*: the host name is longer than 253 characters"
}

@test "get rejects a port out of range" {
  for wrong in 0 65536 99999 -1 -65535 99999999999999999999; do
    ask get -- localhost "$wrong"
    assert_complaint 2 "get: '$wrong': the port is not from 1 to 65535; see 'inetkit help get'"
    ask get -p "$wrong"
    assert_complaint 2 "get: -p $wrong: the port is not from 1 to 65535; see 'inetkit help get'"
    ask get "localhost:$wrong"
    assert_complaint 2 "get: 'localhost:$wrong': the port is not from 1 to 65535; see 'inetkit help get'"
    ask get "[::1]:$wrong"
    assert_complaint 2 "get: '[::1]:$wrong': the port is not from 1 to 65535; see 'inetkit help get'"
  done
}

@test "get accepts port 65535" {
  private_network
  serve_inside 127.0.0.1:65535 printf %s abc
  ask get localhost 65535
  assert_said abc
}

@test "get rejects a port that is neither a number nor a service name" {
  for wrong in 'http!' '' 80x 0x50 8.0 ' 80' '80 ' 'two words' -; do
    ask get localhost "$wrong"
    assert_complaint 2 "get: '$wrong': the port is neither a number nor a service name; see 'inetkit help get'"
    ask get "[::1]:$wrong"
    assert_complaint 2 "get: '[::1]:$wrong': the port is neither a number nor a service name; see 'inetkit help get'"
  done
}

@test "get rejects a third operand" {
  ask get localhost 2345 more
  assert_complaint 2 "get: extra operand 'more'; see 'inetkit help get'"
}

@test "get and talk reject a port beside a host that has one or is a UNIX socket" {
  for host in 127.0.0.1:37 '[::1]:37' unix:/run/hello.sock; do
    for command in get talk; do
      ask "$command" "$host" daytime
      assert_complaint 2 "$command: extra operand 'daytime': '$host' already says where to connect; see 'inetkit help $command'"
    done
  done
}

@test "control characters of a host become question marks in messages" {
  private_network
  ask get $'\e[31mred\a\n'
  assert_complaint 1 '?[31mred??: unknown host'
  ask get $'\r:0'
  assert_complaint 2 "get: '?:0': the port is not from 1 to 65535; see 'inetkit help get'"
}

@test "get reports what is wrong with a UNIX socket" {
  ask get unix:
  assert_complaint 2 "get: 'unix:': the path after unix: is empty; see 'inetkit help get'"
  ask get "unix:$(printf '%0108d' 0)"
  assert_complaint_like 2 "get: 'unix:0.*: the path is longer than 107 bytes, the limit of a UNIX socket"
  ask get unix:@
  assert_complaint 2 "get: 'unix:@': the name after unix:@ is empty; see 'inetkit help get'"
  ask get "unix:@$(printf '%0108d' 0)"
  assert_complaint_like 2 "get: 'unix:@0.*: the name is longer than 107 bytes, the limit of a UNIX socket"
  ask get "unix:@$(printf '%0107d' 0)"
  assert_complaint_like 1 'unix:@0+: connection refused: no server listens on that socket'
  ask get "unix:$BATS_TEST_TMPDIR/none"
  assert_complaint 1 "unix:$BATS_TEST_TMPDIR/none: cannot connect: No such file or directory"
  touch "$BATS_TEST_TMPDIR/file"
  ask get "unix:$BATS_TEST_TMPDIR/file"
  assert_complaint 1 "unix:$BATS_TEST_TMPDIR/file: connection refused: no server listens on that socket"
}

@test "get reports that standard output is full" {
  serve printf %s abc
  run --separate-stderr bash -c "timeout 120 '$client' get 127.0.0.1 $port >/dev/full"
  assert_status 1
  [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
}

@test "get reports that standard output is closed, for replies of any length" {
  # Eight bytes could be swallowed by an eventfd of the client that took the place of standard output.
  for said in abc 12345678 0123456789abcdef; do
    serve printf %s "$said"
    run --separate-stderr bash -c "timeout 120 '$client' get 127.0.0.1 $port >&-"
    assert_status 1
    [ "$stderr" = 'inetkit: standard output: Bad file descriptor' ] || fail "$stderr"
  done
}

@test "get prints with standard input and standard error closed" {
  serve printf %s abc
  run bash -c "timeout 120 '$client' get 127.0.0.1 $port <&- 2>&-"
  assert_status 0
  assert_output abc
}

@test "get with closed standard descriptors sends the server neither messages nor its own output" {
  for said in abc 12345678; do
    serve sh -c 'printf %s "$1"; exec timeout 0.3 cat >"$0"' "$BATS_TEST_TMPDIR/heard" "$said"
    for closed in '>&-' '>&- 2>&-' '<&- >&-' '<&- >&- 2>&-'; do
      : >"$log"
      run bash -c "timeout 120 '$client' get 127.0.0.1 $port $closed"
      until_match "$log" 'died with code'
      assert_text "$BATS_TEST_TMPDIR/heard"
    done
  done
}
