#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The replies of the shared server, over UDP and TCP.
load helpers/load
load helpers/foreign
load helpers/shared

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

# bats test_tags=once
@test "large datagrams do not make the server grow" {
  in_network_with_shared '
    serve_datagrams 127.0.0.1:1001 -r 0 echo
    ask <<<"small"
    before=$(resident_of "$server")
    # About as many as the socket of the server can queue.
    "$build/tests/datagrams" -j 2 -n 500 -s 60000 127.0.0.1 1001 >/dev/null
    after=$(resident_of "$server")
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

@test "shared serves the quotations up to 16 MiB, and says that there are too many" {
  in_network_with_shared '
    yes "$(printf "%400s\n%%" x)" | head -c $((17 * 1024 * 1024)) >"$scratch/many"
    serve_datagrams 1001 -f qotd "$scratch/many"
    ask </dev/null
    assert_same "$got" <(printf "%400s\n" x)
    grep -q "^qotd: $scratch/many: too many quotations to keep in memory" "$log"'
  assert_status 0
}
