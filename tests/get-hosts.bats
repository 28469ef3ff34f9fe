#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit get: how a host and its port are written, looked up and tried.
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

# --- invalid operands ----------------------------------------------------------------------------

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
