#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The shared server, on sockets of systemd-socket-activate, in a private network where every port is free.
# bats file_tags=long
load helpers/load
load helpers/peers
load helpers/foreign

need_network() {
  need systemd-socket-activate socat strace
}

# For the scripts in the network: the functions of this file, and some that start the server. Its log is $scratch/log.
here='
  source "$BATS_TEST_DIRNAME/helpers/peers.bash"
  log=$scratch/log
  server=

  # serve_by KIND PORT [ARG...]: systemd-socket-activate becomes the server when the first packet arrives
  serve_by() {
    local kind=$1 port=$2
    shift 2
    : >"$log"
    systemd-socket-activate $kind -l "$port" -E PATH="$PATH" "${limits[@]}" "$services/shared" "$@" 2>"$log" >&2 &
    server=$!
    until_match "$log" "^Listening on"
  }
  limits=()
  serve_datagrams() { serve_by --datagram "$@"; }
  serve_connections() { serve_by "" "$@"; }

  # ask [OPTION...]: sends standard input as a datagram to 127.0.0.1 port 1001, and writes the reply to $got
  ask() {
    "$build/tests/ask" "$@" 127.0.0.1 1001 >"$got"
  }

  # assert_silence [OPTION...] ADDRESS: no reply comes, but the server still answers 127.0.0.1
  assert_silence() {
    local status=0
    "$build/tests/ask" -q 127.0.0.1 "$@" 1001 || status=$?
    [ "$status" -eq 1 ] || fail "there was a reply, or none to a second request: $*"
  }

  # is_ready: the process has become the server: it blocks the signals that the server takes
  is_ready() {
    grep -Eq "^SigBlk:.0*4202$" "/proc/$server/status"
  }

  # is_counted COUNT: the server has answered COUNT requests
  is_counted() {
    kill -USR1 "$server"
    grep -Eqs ": answered $1," "$log"
  }

  # is_refused COUNT: the server has refused COUNT or more requests for their rate
  is_refused() {
    kill -USR1 "$server"
    awk -v least="$1" "/refused/ { sub(/.*rate /, \"\"); if (\$0 + 0 >= least) found = 1 } END { exit !found }" "$log"
  }

  # has_ended COUNT: the server has refused COUNT datagrams to end loops
  has_ended() {
    kill -USR1 "$server"
    grep -Eqs ", loop $1;" "$log"
  }

  # forge SOURCE-PORT PORT: sends the text of a datagram that seems to come from another port of 127.0.0.1
  forge() {
    local text="forged text"
    # The header of UDP: the ports, the length, and no checksum.
    printf "$(printf "\\\\x%02x" $(($1 >> 8)) $(($1 & 255)) $(($2 >> 8)) $(($2 & 255)) 0 $((8 + ${#text})) 0 0)%s" "$text" |
      socat -u - IP4-SENDTO:127.0.0.1:17
  }

  # has_no_connection: the server holds no sockets except those that it listens on
  has_no_connection() {
    local inode
    for inode in $(sockets_of "$server"); do
      ! awk -v inode="$inode" "\$10 == inode && \$4 != \"0A\" { found = 1 } END { exit !found }" \
        /proc/net/tcp /proc/net/tcp6 || return
    done
  }

  # unshared PID: the process is in another network namespace
  unshared() {
    [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
  }

  # zeros COUNT: prints COUNT NUL bytes
  zeros() {
    head -c "$1" /dev/zero
  }

  # assert_counts REGEX: the counts that the server logs match
  assert_counts() {
    kill -USR1 "$server"
    until_match "$log" ": answered [0-9]+, refused "
    grep -Eq -- "$1" "$log" || fail "counts:" "$(<"$log")"
  }'

in_network_with_shared() {
  need_network
  in_network "$here
    $1"
}

# --- arguments and sockets ---

@test "shared rejects wrong arguments with the cause, the usage and status 2" {
  local arguments message usage='usage: shared [-fhV] [-b burst] [-i seconds] [-r rate] service [arg ...]'
  call "$services/shared"
  assert_status 2
  assert_output "shared: missing operand: service; $usage"
  call "$services/shared" hello
  assert_status 2
  assert_output "shared: hello: shared does not serve this service; $usage"
  call "$services/shared" -r -1 time
  assert_status 2
  assert_output "shared: -r -1: not a whole number from 0 to 1000000; $usage"
  while IFS=: read -r arguments message; do
    # shellcheck disable=SC2086 # words
    call "$services/shared" $arguments </dev/null
    assert_status 2
    assert_output "${arguments%% *}: $message"
    assert_empty "$out"
  done <<'END'
time -x:unknown option -- 'x'; usage: shared [option ...] time [-o seconds]
time more:unexpected operand 'more'; usage: shared [option ...] time [-o seconds]
echo -t 3:unknown option -- 't'; usage: shared [option ...] echo
echo --help:unknown option -- 'help'; usage: shared [option ...] echo
daytime -z Nowhere/Else:-z Nowhere/Else: neither a file below /usr/share/zoneinfo nor a POSIX string such as CET-1CEST,M3.5.0,M10.5.0/3; usage: shared [option ...] daytime [-f format] [-z zone]
END
}

@test "-h and -V print to standard output, and the help names the manual page" {
  call "$services/shared" -h
  assert_silent
  assert_same "$out" - <<'END'
usage: shared [-fhV] [-b burst] [-i seconds] [-r rate] service [arg ...]
serves many peers of a service in one process; see inetkit-shared(8)
END
  call "$services/shared" -V
  assert_silent
  grep -Eq '^shared \(inetkit\) [0-9.]+$' "$out"
}

@test "shared fails with status 1 and the cause on a descriptor that is not a suitable socket" {
  call "$services/shared" time </dev/null
  assert_status 1
  assert_output 'time: cannot serve time on descriptor 0: not a socket; start shared from a systemd socket unit, or from inetd or xinetd with wait'
  in_network_with_shared '
    serve_connections 1001 echo
    ! exec 5<>/dev/tcp/127.0.0.1/1001 || wait "$server" || status=$?
    [ "$status" -eq 1 ]
    grep ": cannot serve" "$log"'
  assert_status 0
  assert_output 'echo: cannot serve echo on descriptor 3: neither a datagram socket nor, for a service over TCP, a listening socket'
}

@test "the server ends with status 0 after its idle seconds and on SIGTERM" {
  in_network_with_shared '
    serve_datagrams 1001 -i 1 time
    ask </dev/null
    wait "$server"
    serve_datagrams 1001 time
    ask </dev/null
    kill "$server"
    wait "$server"'
  assert_status 0
}

# --- the answers ---

@test "every service answers datagrams over IPv4 and IPv6" {
  in_network_with_shared '
    head -c 600 /dev/urandom >"$sent"
    for address in 127.0.0.1 ::1; do
      asks() { "$build/tests/ask" "$address" 1001 <"$sent" >"$got"; }
      before=$(date +%s)
      serve_datagrams 1001 time; asks; assert_time "$got" "$before"; kill "$server"; wait
      serve_datagrams 1001 daytime; asks; assert_daytime "$got" "$before"; kill "$server"; wait
      serve_datagrams 1001 echo; asks; assert_same "$got" "$sent"; kill "$server"; wait
      serve_datagrams 1001 qotd; asks; assert_between 2 "$(size_of "$got")" 511; kill "$server"; wait
      serve_datagrams 1001 chargen; asks; assert_between 0 "$(size_of "$got")" 512; kill "$server"; wait
      serve_datagrams 1001 discard
      "$build/tests/ask" "$address" 1001 <"$sent" & asking=$!
      until_true is_ready
      until_true is_counted 1
      kill "$asking" "$server"; wait
    done' 
  assert_status 0
}

@test "the replies over TCP are those of the filters, and end cleanly for a peer that sends before it reads" {
  in_network_with_shared '
    before=$(date +%s)
    for service in time daytime qotd; do
      for address in TCP4:127.0.0.1:1001 "TCP6:[::1]:1001"; do
        for input in "" "GET / HTTP/1.0"; do
          serve_connections 1001 "$service"
          printf %s "$input" | exchange "$address"
          case $service in
          time) assert_time "$got" "$before" ;;
          daytime) assert_daytime "$got" "$before" ;;
          qotd) assert_between 2 "$(size_of "$got")" 511 ;;
          esac
          kill "$server"; wait
        done
      done
    done'
  assert_status 0
}

@test "shared passes the arguments after the name to the service" {
  in_network_with_shared '
    echo "The only one." >"$scratch/quotations"
    before=$(date +%s)
    zeros 600 >"$sent"
    serve_datagrams 1001 time -o -3600; ask <"$sent"; assert_time "$got" "$before" -3600; kill "$server"; wait
    serve_datagrams 1001 daytime -f %s -z CET-1; ask <"$sent"
    assert_daytime "$got" "$before" %s; kill "$server"; wait
    serve_datagrams 1001 qotd /nonexistent "$scratch/quotations"; ask <"$sent"; assert_same "$got" "$scratch/quotations"
    grep -q "^qotd: /nonexistent: No such file or directory$" "$log"; kill "$server"; wait'
  assert_status 0
}

@test "qotd serves every quotation of its files, decodes encoded files, and omits quotations that are too long" {
  need strfile
  in_network_with_shared '
    printf "%s\n" one % two % "$(zeros 600 | tr "\0" x)" >"$scratch/plain"
    printf "%s\n" guerr % >"$scratch/encoded"
    strfile -x "$scratch/encoded" >/dev/null
    serve_datagrams 1001 -r 0 qotd "$scratch/plain" "$scratch/encoded"
    for i in {1..200}; do
      zeros 511 | ask
      cat "$got"
    done | sort -u'
  assert_status 0
  assert_output "$(printf '%s\n' one three two)"
}

@test "a chargen datagram is a part of the ring that begins at the start of a line" {
  in_network_with_shared '
    serve_datagrams 1001 -f -r 0 chargen
    ring 7600 >"$scratch/ring"
    for i in {1..50}; do
      ask </dev/null
      size=$(size_of "$got")
      assert_between 0 "$size" 512
      [ "$size" -ge 74 ] || continue
      # The first character identifies the line.
      line=$(($(od -An -tu1 -N1 "$got") - 32))
      assert_same "$got" <(tail -c "+$((line * 74 + 1))" "$scratch/ring" | head -c "$size")
      compared=$((${compared:-0} + 1))
    done
    [ "$compared" -gt 20 ]'
  assert_status 0
}

@test "echo returns datagrams of every legal size unchanged" {
  in_network_with_shared '
    serve_datagrams 1001 -r 0 echo
    head -c 65535 /dev/urandom >"$scratch/all"
    for size in 0 1 512 1472 1473 2049 8193 65507; do
      head -c "$size" "$scratch/all" >"$sent"
      ask <"$sent"
      assert_same "$got" "$sent"
    done
    head -c 65527 "$scratch/all" >"$sent"
    "$build/tests/ask" ::1 1001 <"$sent" >"$got"
    assert_same "$got" "$sent"'
  assert_status 0
}

@test "no reply is longer than its request, except those of time and daytime, and with -f those of qotd" {
  in_network_with_shared '
    for service in time daytime qotd echo chargen; do
      serve_datagrams 1001 -r 0 "$service"
      for size in 0 1 3 40 200 511 512 2000; do
        zeros "$size" | ask
        case $service in
        time) [ "$(size_of "$got")" -eq 4 ] ;;
        daytime) assert_between 30 "$(size_of "$got")" 60 ;;
        *) assert_between 0 "$(size_of "$got")" "$size" ;;
        esac
      done
      kill "$server"; wait
    done
    serve_datagrams 1001 -f qotd
    ask </dev/null
    assert_between 2 "$(size_of "$got")" 511'
  assert_status 0
}

# --- refused requests ---

@test "requests from ports below 1024 get no reply, and one from port 1024 does" {
  in_network_with_shared '
    serve_datagrams 1001 time
    for port in 7 13 17 19 37 53 123 1 1023; do
      assert_silence -p "$port" 127.0.0.1 </dev/null
    done
    ask -p 1024 </dev/null
    assert_counts "refused 9: port 9, address 0, rate 0"'
  assert_status 0
}

@test "requests from the port of the service itself get no reply, even above 1023" {
  in_network_with_shared '
    serve_datagrams 127.0.0.1:2007 echo
    status=0
    "$build/tests/ask" -q 127.0.0.1 -b 127.0.0.2 -p 2007 127.0.0.1 2007 <<<"again" || status=$?
    [ "$status" -eq 1 ]
    assert_counts "refused 1: port 1,"'
  assert_status 0
}

@test "two sockets of one server do not answer each other" {
  in_network_with_shared '
    systemd-socket-activate --datagram -l 127.0.0.1:2007 -l 127.0.0.1:2008 "$services/shared" -r 0 echo 2>"$log" >&2 &
    server=$!
    until_match "$log" "^Listening on.*2008"
    "$build/tests/ask" 127.0.0.1 2008 <<<"first" >"$got"
    status=0
    "$build/tests/ask" -q 127.0.0.1 -b 127.0.0.2 -p 2008 127.0.0.1 2007 <<<"from the other" || status=$?
    [ "$status" -eq 1 ]
    assert_counts ": answered 2, refused 1: port 1,"'
  assert_status 0
}

@test "a socket that LISTEN_FDNAMES declares for another purpose is not served" {
  in_network_with_shared '
    systemd-socket-activate --datagram --fdname=stored -l 1001 "$services/shared" time 2>"$log" >&2 &
    server=$!
    until_match "$log" "^Listening on"
    ! "$build/tests/ask" 127.0.0.1 1001 </dev/null & asking=$!
    wait "$server" || status=$?
    [ "$status" -eq 1 ]
    kill "$asking"
    grep ": cannot serve" "$log"'
  assert_status 0
  assert_output 'time: cannot serve time on descriptor 3: LISTEN_FDNAMES names it for another purpose'
}

# bats test_tags=once
@test "large datagrams do not make the server grow" {
  in_network_with_shared '
    serve_datagrams 127.0.0.1:1001 -r 0 echo
    ask <<<"small"
    before=$(awk "/^VmRSS/ { print \$2 }" "/proc/$server/status")
    # About as many as the socket of the server can queue.
    "$build/tests/datagrams" -j 2 -n 500 -s 60000 127.0.0.1 1001 >/dev/null
    after=$(awk "/^VmRSS/ { print \$2 }" "/proc/$server/status")
    [ "$((after - before))" -lt 32 ] || fail "$before kB became $after kB"'
  assert_status 0
}

@test "over IPv4 and IPv6 replies come from the address that the peer in another network asked" {
  in_network_with_shared '
    unshare --net sleep 1000 & other=$!
    until_true unshared "$other"
    ip link add outside type veth peer name inside netns "/proc/$other/ns/net"
    for address in 192.0.2.1/24 192.0.2.2/24 198.51.100.1/24; do ip address add "$address" dev outside; done
    for address in 2001:db8::1/64 2001:db8::2/64; do ip address add "$address" dev outside nodad; done
    ip link set outside up
    within() { nsenter --target "$other" --net "$@"; }
    within ip link set inside up
    within ip address add 192.0.2.9/24 dev inside
    within ip address add 2001:db8::9/64 dev inside nodad
    within ip route add default via 192.0.2.1
    serve_datagrams 1001 echo
    for address in 192.0.2.1 192.0.2.2 198.51.100.1 2001:db8::1 2001:db8::2; do
      within "$build/tests/ask" "$address" 1001 <<<"$address" >"$got"
      assert_same "$got" - <<<"$address"
    done
    # Broadcasts get no reply.
    for address in 192.0.2.255 198.51.100.255 255.255.255.255; do
      status=0
      within "$build/tests/ask" -q 192.0.2.1 "$address" 1001 <<<"all" || status=$?
      [ "$status" -eq 1 ]
    done
    assert_counts "refused 3: port 0, address 3, rate 0"'
  assert_status 0
}

@test "a network that exceeds its rate is refused, and other networks are answered" {
  in_network_with_shared '
    serve_datagrams 1001 -r 1 -b 5 time
    # The burst is shared by all addresses of the network.
    for i in {1..5}; do
      ask -b "127.0.1.$i" </dev/null
    done
    for i in {6..20}; do
      ask -b "127.0.1.$i" </dev/null & asking+=($!)
    done
    ask -b 127.0.2.1 </dev/null
    until_true is_refused 10
    kill "${asking[@]}" 2>/dev/null || true'
  assert_status 0
}

@test "requests of one network are answered up to 2000 at once, but to 100 where replies are longer" {
  in_network_with_shared '
    serve_datagrams 127.0.0.1:1001 time
    "$build/tests/datagrams" -j 64 -n 1900 -s 0 127.0.0.1 1001 >"$scratch/load"
    read -r _ _ _ lost <"$scratch/load"
    [ "$lost" -eq 0 ]
    kill "$server"; wait
    serve_datagrams 127.0.0.1:1001 daytime
    ask </dev/null
    "$build/tests/datagrams" -j 64 -n 640 -s 0 127.0.0.1 1001 & asking=$!
    until_true is_refused 64
    kill "$asking" 2>/dev/null || true'
  assert_status 0
}

@test "a reply of several packets counts as that many for the rate limit" {
  in_network_with_shared '
    serve_datagrams 1001 -r 1 -b 100 echo
    # 41 packets each.
    zeros 60000 >"$sent"
    ask -b 127.0.1.1 <"$sent"
    ask -b 127.0.1.2 <"$sent"
    assert_silence -b 127.0.1.3 127.0.0.1 <"$sent"
    assert_counts "answered 3, refused 1: port 0, address 0, rate 1, "'
  assert_status 0
}

# limit_rate ARG...: runs limit-rate of build/tests/functions; sets $passed and $others
limit_rate() {
  read -r passed others < <("$functions" limit-rate "$@")
}

@test "an address that keeps asking gets exactly its burst and then its rate" {
  # The last of the 20000 milliseconds is 19.999 seconds after the first.
  limit_rate 10 50 20 0 192.0.2.1
  [ "$passed" -eq $((50 + 199)) ] || fail "$passed"
  limit_rate 50 100 10 0 2001:db8::1
  [ "$passed" -eq $((100 + 499)) ] || fail "$passed"
  limit_rate 0 1 10 0 192.0.2.1
  [ "$passed" -eq 10000 ] || fail "$passed"
}

@test "the addresses of one network share its rate, and each network has its own" {
  limit_rate 10 50 20 0 192.0.2.1 192.0.2.9 192.0.2.255
  [ "$passed" -eq $((50 + 199)) ] || fail "$passed"
  limit_rate 10 50 20 0 2001:db8::1 2001:db8:0:ff:ffff::9
  [ "$passed" -eq $((50 + 199)) ] || fail "$passed"
  limit_rate 10 50 20 0 192.0.2.1 192.0.3.1 2001:db8::1 2001:db8:0:100::1
  [ "$passed" -ge $((4 * (50 + 198))) ] || fail "$passed"
}

@test "a network never gets more than its rate, however many others ask, and no less while they are few" {
  limit_rate 10 50 20 1000 192.0.2.1
  [ "$passed" -eq $((50 + 199)) ] || fail "$passed"
  [ "$others" -ge 19990 ] || fail "$others"
  limit_rate 1 2 5 500000 192.0.2.1
  assert_between 1 "$passed" $((2 + 4))
  # Of 2500000 requests, the others together pass at most the capacity of all buckets.
  assert_between 1 "$others" $((2 * 32768 * (2 + 5)))
}

# bats test_tags=once
@test "a flood from as many networks as there are buckets neither silences the server nor makes it grow much" {
  in_network_with_shared '
    serve_datagrams 127.0.0.1:1001 time
    ask </dev/null
    before=$(awk "/^VmRSS/ { print \$2 }" "/proc/$server/status")
    "$build/tests/datagrams" -x -n 650000 127.0.0.1 1001 >/dev/null
    ask -b 127.0.0.2 </dev/null
    after=$(awk "/^VmRSS/ { print \$2 }" "/proc/$server/status")
    [ "$((after - before))" -lt 1024 ] || fail "$before kB became $after kB"'
  assert_status 0
}

# --- loops between two servers ---

# guard_loop ARG...: runs guard-loop of build/tests/functions; sets $answered
guard_loop() {
  answered=$("$functions" guard-loop "$@")
}

@test "two servers 20 ms apart end the loop that a forged datagram starts after at most 100 replies each" {
  in_network_with_shared '
    "$build/tests/listen" -u -p 2008 127.0.0.1 "$services/shared" -r 0 echo 2>"$scratch/other" &
    other=$!
    until_true is_port_open udp 2008
    "$build/tests/relay" -u -d 10 -r 10 127.0.0.1 2008 >"$scratch/relay" &
    until_match "$scratch/relay" "^[0-9]+$"
    serve_datagrams 127.0.0.1:2007 -r 0 echo
    forge "$(<"$scratch/relay")" 2007
    # The loop ends at one of the two.
    ends() { kill -USR1 "$other"; has_ended 1 || grep -q ", loop 1;" "$scratch/other"; }
    until_true is_ready
    until_true ends
    assert_counts ": answered (99|100), refused [01]: port 0,"
    "$build/tests/ask" 127.0.0.1 2007 <<<"a question" >"$got"
    assert_same "$got" - <<<"a question"'
  assert_status 0
}

@test "loops with the services of another inetd end, and the reply that its echo sends back is refused at once" {
  need_foreign
  in_network_with_shared '
    for service in echo time daytime chargen; do
      echo "$service dgram udp wait root internal" >>"$scratch/inetd.conf"
    done
    "$inetutils_inetd" -p"$scratch/inetd.pid" "$scratch/inetd.conf" "$scratch/no-directory"
    until_true is_port_open udp 19
    # Its services always have their assigned ports. The relays offer them on unprivileged ports.
    for port in 7 37 13 19; do
      "$build/tests/relay" -u 127.0.0.1 "$port" >"$scratch/relay.$port" &
      until_match "$scratch/relay.$port" "^[0-9]+$"
    done
    for service in "time" "daytime" "-f qotd" "-f chargen" "chargen" "echo"; do
      serve_datagrams 127.0.0.1:2007 -r 0 $service
      forge "$(<"$scratch/relay.7")" 2007
      until_true is_ready
      until_true has_ended 1
      case $service in
      time | daytime | "-f qotd") assert_counts ": answered 1, refused 1: " ;;
      esac
      for port in 37 13 19; do
        forge "$(<"$scratch/relay.$port")" 2007
      done
      until_true has_ended 4
      kill "$server"
      wait "$server"
    done'
  assert_status 0
}

@test "a peer loses at most one in 100 datagrams that it repeats to echo, and one in 1000 that differ" {
  guard_loop echo text 100 20 0
  [ "$answered" -eq 100 ]
  guard_loop echo text 10000 20 0
  assert_between 9900 "$answered" 9999
  guard_loop echo new 1000 20 0
  [ "$answered" -eq 1000 ]
  guard_loop echo new 10000 20 0
  assert_between 9990 "$answered" 9999
  # Other services: requests without data, and with data.
  guard_loop other "" 10000 20 0
  assert_between 9990 "$answered" 9999
  guard_loop other text 10000 20 0
  assert_between 9900 "$answered" 9999
}

@test "a peer whose every datagram happens to equal the reply of the service is refused only every second one" {
  guard_loop other same 10 20 0
  [ "$answered" -eq 5 ]
}

@test "a loop ends at any delay up to 30 seconds, and among a thousand other peers" {
  guard_loop echo text 101 30000 0
  [ "$answered" -eq 100 ]
  guard_loop echo text 200 31000 0
  [ "$answered" -eq 200 ]
  guard_loop other reply 2 20 0
  [ "$answered" -eq 1 ]
  # Each of another server's replies is different: those of chargen are recognised.
  guard_loop echo new 1001 20 0
  [ "$answered" -eq 1000 ]
  guard_loop echo 'wxyz{|}~ !"#' 101 20 0
  [ "$answered" -eq 100 ]
  guard_loop echo text 101 20 1000
  [ "$answered" -eq 100 ]
}

# --- many, slow and hostile peers ---

@test "a peer that reads or closes slowly delays no other peer and is not reset" {
  in_network_with_shared '
    serve_connections 1001 time
    for i in {1..50}; do
      exec {slow}<>/dev/tcp/127.0.0.1/1001
      peers+=("$slow")
    done
    exchange TCP4:127.0.0.1:1001 </dev/null
    [ "$(size_of "$got")" -eq 4 ]
    # The peers have their answers already, and go on sending.
    for slow in "${peers[@]}"; do
      printf "more" >&"$slow"
      head -c 4 <&"$slow" >"$got"
      [ "$(size_of "$got")" -eq 4 ]
    done
    # The server closes them although they stay open.
    until_true has_no_connection'
  assert_status 0
}

# assert_lingering COUNTS ARG...: linger of build/tests/functions prints these counts
assert_lingering() {
  run "$functions" linger "${@:2}"
  assert_output "$1"
}

@test "a connection that its peer keeps open ends 100 ms after the reply, or 2 s if it is not acknowledged" {
  assert_lingering 10 acknowledged 99 10 192.0.2.1
  assert_lingering 0 acknowledged 100 10 192.0.2.1
  assert_lingering 10 lost 1999 10 192.0.2.1
  assert_lingering 0 lost 2000 10 192.0.2.1
}

@test "beyond 64 connections of a network its oldest are closed, and none of another network" {
  assert_lingering '54 10 64' lost 0 60 192.0.2.1 10 192.0.2.255 64 198.51.100.1
  assert_lingering '10 54 10' lost 0 10 2001:db8:0:100::1 60 2001:db8::1 10 2001:db8:0:ff:ffff::9
}

# bats test_tags=once
@test "of 60 open connections one is drained for a new one, and after 5 ms each once before it is watched" {
  local drained
  need strace
  for drained in '1 4' '60 5'; do
    strace -e trace=/recv -o "$BATS_TEST_TMPDIR/trace" "$functions" linger lost "${drained#* }" 60 192.0.2.1
    [ "$(grep -c '^recv' "$BATS_TEST_TMPDIR/trace")" -eq "${drained% *}" ] || fail "$(<"$BATS_TEST_TMPDIR/trace")"
  done
}

@test "more connections than descriptors are all answered and closed" {
  in_network_with_shared '
    limits=(prlimit --nofile=48:48 --)
    serve_connections 1001 time
    for i in {1..100}; do
      exec {slow}<>/dev/tcp/127.0.0.1/1001
      peers+=("$slow")
    done
    for slow in "${peers[@]}"; do
      head -c 4 <&"$slow" >"$got"
      [ "$(size_of "$got")" -eq 4 ]
    done
    for slow in "${peers[@]}"; do exec {slow}>&-; done
    exchange TCP4:127.0.0.1:1001 </dev/null
    [ "$(size_of "$got")" -eq 4 ]
    until_true has_no_connection'
  assert_status 0
}

@test "a server that ran out of descriptors serves again when one is free" {
  in_network_with_shared '
    serve_connections 1001 time
    exchange TCP4:127.0.0.1:1001 </dev/null
    until_true has_no_connection
    used=$(ls "/proc/$server/fd" | wc -l)
    prlimit --pid "$server" --nofile="$used:4096"
    exec {peer}<>/dev/tcp/127.0.0.1/1001
    prlimit --pid "$server" --nofile=4096:4096
    receive "$got"
    [ "$(size_of "$got")" -eq 4 ]'
  assert_status 0
}

@test "shared serves 16 sockets, and says that there are too many" {
  in_network_with_shared '
    systemd-socket-activate --datagram $(seq -f "-l 127.0.0.1:%.0f" 1001 1017) "$services/shared" echo 2>"$log" >&2 &
    until_match "$log" "^Listening on"
    until_true is_port_open udp 1017
    for port in 1001 1016; do
      "$build/tests/ask" 127.0.0.1 "$port" <<<hello >"$got"
      [ "$(<"$got")" = hello ]
    done
    grep -q "^echo: cannot serve echo on descriptor 19: too many sockets$" "$log"'
  assert_status 0
}

@test "shared serves the quotations up to 16 MiB, and says that there are too many" {
  in_network_with_shared '
    yes "$(printf "%400s\n%%" x)" | head -c $((17 * 1024 * 1024)) >"$scratch/many"
    serve_datagrams 1001 -f qotd "$scratch/many"
    ask </dev/null
    assert_same "$got" <(printf "%400s\n" x)
    grep -q "^qotd: $scratch/many: too many quotations to keep in memory" "$log"'
  assert_status 0
}

# inject FAULT: a call of the server fails, in the way of "strace -e inject"; the trace is $scratch/trace
failing='
  inject() {
    limits=(strace -D -f --seccomp-bpf -qqq -o "$scratch/trace" -e "trace=${1%%:*}" -e "inject=$1" --)
  }'

# bats test_tags=once
@test "a socket whose calls fail for ever is tried ten times a second, and the idle server ends" {
  in_network_with_shared "$failing"'
    inject recvmmsg:error=EIO
    serve_datagrams 1001 -i 3 echo
    echo hello >/dev/udp/127.0.0.1/1001
    wait "$server"
    until_match "$log" "^echo: cannot take a request from the socket of port 1001: Input/output error; trying again ten times a second;"
    count=$(grep -c "INJECTED" "$scratch/trace")
    [ "$count" -gt 16 ] && [ "$count" -lt 100 ] || fail "$count calls"'
  assert_status 0
}

# bats test_tags=once
@test "a socket whose calls fail for a while is served again" {
  in_network_with_shared "$failing"'
    inject accept4:error=EPERM:when=1..20
    serve_connections 1001 time
    exchange TCP4:127.0.0.1:1001 </dev/null
    [ "$(size_of "$got")" -eq 4 ]
    [ "$(grep -c "INJECTED" "$scratch/trace")" -eq 20 ]'
  assert_status 0
}

# bats test_tags=once
@test "3000 connections leave no descriptors open and no memory in use" {
  in_network_with_shared '
    serve_connections 1001 time
    "$build/tests/connections" -n 1000 -j 20 127.0.0.1 1001 >/dev/null
    until_true has_no_connection
    before=$(awk "/^VmRSS/ { print \$2 }" "/proc/$server/status")
    "$build/tests/connections" -n 2000 -j 20 127.0.0.1 1001 >/dev/null
    until_true has_no_connection
    after=$(awk "/^VmRSS/ { print \$2 }" "/proc/$server/status")
    [ "$((after - before))" -lt 256 ] || fail "$before kB became $after kB"
    assert_counts "answered 3000, refused 0: port 0, address 0, rate 0, loop 0; not sent 0, dropped 0"'
  assert_status 0
}

# --- confinement and logs ---

# bats test_tags=confined
@test "the server is confined before it receives the first byte, and the policy permits a refusal" {
  in_network_with_shared '
    limits=(strace -D -o "$scratch/trace")
    serve_datagrams 1001 time
    ask </dev/null
    assert_silence -p 19 127.0.0.1 </dev/null
    calls=$(grep -Eo "(seccomp|recvmmsg)\(.*" "$scratch/trace" | head -n 1)
    [[ $calls = seccomp\(* && $calls = *" = 0" ]] || fail "$calls"'
  assert_status 0
}

@test "refusals are logged with peer and reason, at most once a minute for each reason" {
  in_network_with_shared '
    serve_datagrams 1001 time
    for i in {1..20}; do
      assert_silence -p 19 127.0.0.1 </dev/null
    done
    kill "$server"
    wait "$server"
    # The line at the end counts the refusals that no other line has reported.
    grep "refused\|gets no reply" "$log"'
  assert_status 0
  assert_output "$(printf '%s\n' \
    'time: 127.0.0.1 port 19 gets no reply: the source port belongs to a server (1 refused since the last line)' \
    'time: answered 20, refused 20: port 20, address 0, rate 0, loop 0; not sent 0, dropped 0')"
}

@test "under inetd a restarted syslog daemon gets the messages after the restart" {
  need_foreign
  in_network_with_shared '
    mount -t tmpfs -o mode=755 none /dev
    mknod -m 666 /dev/null c 1 3
    mknod -m 666 /dev/urandom c 1 9
    ln -s /proc/self/fd /dev/fd
    serve_syslog() {
      rm -f /dev/log
      socat -u UNIX-RECV:/dev/log,mode=666 OPEN:"$scratch/$1",creat &
      daemon=$!
      until_true test -S /dev/log
    }
    serve_syslog first
    echo "1001 dgram udp wait root $services/shared shared time" >"$scratch/inetd.conf"
    "$openbsd_inetd" -i "$scratch/inetd.conf" &
    until_true is_port_open udp 1001
    ask </dev/null
    server=$(pgrep -x shared)
    kill -USR1 "$server"
    until_match "$scratch/first" "^<29>time\\[$server\\]: answered 1, refused 0: "
    kill "$daemon"
    wait "$daemon" || true
    serve_syslog second
    kill -USR1 "$server"
    until_match "$scratch/second" "^<29>time\\[$server\\]: answered 1, refused 0: "'
  assert_status 0
}
