#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What arrives while the client is stopped, as by Ctrl-Z or a suspended laptop, counts as of when it arrived.
# bats file_tags=slow
load helpers/load
load helpers/client
load helpers/clocks
load helpers/network

# The limit of each wait, and a sleep that is longer.
limit=5
outlast_limit() { sleep 5.5; }

# start NAME ARG...: runs the client in the background; its output goes to the files NAME.out and NAME.err
start() {
  local name=$dir/$1
  background "${within[@]}" "$client" "${@:2}" -w "$limit" >"$name.out" 2>"$name.err"
  clients+=("$started")
}

continue_clients() {
  kill -CONT "${clients[@]}"
  for client_pid in "${clients[@]}"; do
    until_true is_over "$client_pid"
  done
}

# assert_got NAME REGEX: the client printed a line that matches, and no message
assert_got() {
  assert_text "$dir/$1.err"
  assert_file_matches "$dir/$1.out" "$2"
}

# have_asked COUNT: that many servers wait for the test
have_asked() {
  [ "$(find "$dir" -name 'asked.*' | wc -l)" -ge "$1" ]
}

# has_received COUNT PROTOCOL...: COUNT sockets of the clients have unread data
has_received() {
  local protocols=("${@:2}")
  [ "$(inside cat "${protocols[@]/#//proc/net/}" | awk '$5 ~ /:0*[1-9A-F]/' | wc -l)" -ge "$1" ]
}

setup() {
  need perl
  dir=$BATS_TEST_TMPDIR
  clients=()
  # The Perl code of a server that waits for the test before it replies.
  gate="open(\$mark, '>', '$dir/asked.' . \$\$); until (-e '$dir/go') { select(undef, undef, undef, 0.02) }"
}

@test "a reply that arrived while the client was stopped is a reply, in time" {
  private_network
  serve_inside 127.0.0.1:7 perl -e "sysread(STDIN, \$data, 32); $gate; syswrite(STDOUT, \$data)"
  serve_inside 127.0.0.1:2345 perl -e "$gate; syswrite(STDOUT, 'abc')"
  serve_inside 127.0.0.1:19 perl -e "$gate; syswrite(STDOUT, 'abc'); sleep 1000"
  background "${within[@]}" perl -e "
    use Socket;
    socket(\$socket, PF_INET, SOCK_DGRAM, 0) && bind(\$socket, sockaddr_in(7, INADDR_LOOPBACK)) or die;
    \$from = recv(\$socket, \$data, 65536, 0);
    $gate
    send(\$socket, \$data, 0, \$from); sleep 1000"
  until_true is_bound "$started"
  start tcp ping -c 1 127.0.0.1
  start udp ping -u -c 1 127.0.0.1
  start get get 127.0.0.1
  start flow flow -s chargen -t 5 127.0.0.1
  until_true have_asked 4
  suspend_all "${clients[@]}"
  touch "$dir/go"
  until_true has_received 4 tcp udp
  outlast_limit
  continue_clients
  assert_got tcp '^1 packet transmitted, 1 received, 0% packet loss'
  assert_got udp '^1 packet transmitted, 1 received, 0% packet loss'
  assert_got get '^abc$'
  assert_got flow ' 3 bytes received$'
}

@test "a reply that arrived too late while the client was stopped is late" {
  private_network
  serve_inside 127.0.0.1:7 perl -e "sysread(STDIN, \$data, 32); $gate; syswrite(STDOUT, \$data); sleep 1000"
  start tcp ping -c 1 127.0.0.1
  until_true have_asked 1
  suspend_all "${clients[@]}"
  outlast_limit
  touch "$dir/go"
  until_true has_received 1 tcp
  continue_clients
  assert_text "$dir/tcp.err" 'inetkit: 127.0.0.1: no reply within 5 s; -w allows more time'
}

@test "a connection that was made while the client was stopped is a connection" {
  private_network
  serve_inside 0.0.0.0:2345 printf %s abc
  start get get 192.0.2.2
  # State 02 is SYN_SENT, and 01 is ESTABLISHED.
  until_true inside grep -q ' 020200C0:0929 02 ' /proc/net/tcp
  suspend_all "${clients[@]}"
  inside ip address add 192.0.2.2/32 dev lo
  until_true inside grep -Eq ' 020200C0:0929 0[18] ' /proc/net/tcp
  outlast_limit
  continue_clients
  assert_got get '^abc$'
}

@test "an answer of a name server that arrived while the client was stopped is an answer" {
  private_network
  printf '%s\n' 'nameserver 127.0.0.1' 'options timeout:30 attempts:5' | private_file /etc/resolv.conf
  printf '%s\n' 'hosts: files dns' 'services: files' | private_file /etc/nsswitch.conf
  # Answers A with 127.0.0.1, and other types with nothing.
  background "${within[@]}" perl -e "
    use Socket;
    socket(\$socket, PF_INET, SOCK_DGRAM, 0) && bind(\$socket, sockaddr_in(53, INADDR_LOOPBACK)) or die;
    while (\$from = recv(\$socket, \$data, 512, 0)) {
      $gate
      \$id = substr(\$data, 0, 2);
      \$question = substr(\$data, 12);
      \$is_a = \$question =~ /\\x00\\x00\\x01\\x00\\x01\$/;
      send(\$socket, \$id . pack('n5', 0x8180, 1, \$is_a ? 1 : 0, 0, 0) . \$question
        . (\$is_a ? pack('n3Nn', 0xc00c, 1, 1, 60, 4) . inet_aton('127.0.0.1') : ''), 0, \$from);
    }"
  until_true is_bound "$started"
  serve_inside 127.0.0.1:2345 printf %s abc
  start get get name.example
  until_true have_asked 1
  suspend_all "${clients[@]}"
  touch "$dir/go"
  until_true has_received 1 udp
  outlast_limit
  continue_clients
  assert_got get '^abc$'
}
