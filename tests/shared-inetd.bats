#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The shared server under xinetd and the inetds, by the generated drop-ins and lines.
# bats file_tags=long,once,slow
load helpers/load
load helpers/foreign
load helpers/generated

setup() {
  need_foreign
  need socat
}

# The inetds differ in the names that they want for IPv6; the comment in inetd.conf has the details.
six_of_openbsd_inetd=
six_of_inetutils_inetd='; s/\t(tcp|udp)\t/\t\16\t/'

@test "under xinetd every datagram service answers, over IPv4 and IPv6" {
  in_network "$here"'
    serve_by_xinetd "$enabled" "${dgram_services[@]/%/-dgram}"
    is_served_by 0
    assert_all_datagram_answers 127.0.0.1
    assert_all_datagram_answers ::1
    is_served_by "${#dgram_services[@]}"'
  assert_status 0
}

@test "under xinetd one process answers all connections to a service, over IPv4 and IPv6" {
  in_network "$here"'
    serve_by_xinetd "$enabled" "${shared_services[@]/%/-shared}"
    is_served_by 0
    for name in "${shared_services[@]}"; do
      assert_answer "$name" TCP4:127.0.0.1
      assert_answer "$name" "TCP6:[::1]"
    done
    count_answers 13 1000
    is_served_by "${#shared_services[@]}"'
  assert_status 0
  assert_match '^1000$'
}

@test "under both inetds every datagram service answers, over IPv4 and IPv6" {
  local inetd six
  for inetd in openbsd_inetd inetutils_inetd; do
    six=six_of_$inetd
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'"
      is_served_by 0
      assert_all_datagram_answers 127.0.0.1
      is_served_by "${#dgram_services[@]}"'
    assert_status 0
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "'"${!six}"'"
      assert_all_datagram_answers 127.0.0.1
      assert_all_datagram_answers ::1'
    assert_status 0
  done
}

@test "under both inetds one process answers all connections to a service" {
  local inetd
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "$one_process"
      is_served_by 0
      for name in "${shared_services[@]}"; do
        assert_answer "$name" TCP4:127.0.0.1
      done
      count_answers 13 1000
      is_served_by "${#shared_services[@]}"'
    assert_status 0
    assert_match '^1000$'
  done
}

# end_and_begin: three times, daytime ends because it is idle, and the next datagram starts it again
end_and_begin='
  for i in 1 2 3; do
    assert_datagram_answer daytime 127.0.0.1
    is_served_by 1
    until_true is_served_by 0
  done
  assert_datagram_answer daytime 127.0.0.1'

@test "under xinetd and both inetds a datagram restarts a server that ended because it was idle" {
  local inetd
  in_network "$here"'
    serve_by_xinetd "$enabled; s/(server_args.*= )/\1-i 1 /" daytime-dgram'"$end_and_begin"
  assert_status 0
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "s/shared daytime/shared -i 1 daytime/"'"$end_and_begin"
    assert_status 0
  done
}

# bats test_tags=confined
@test "under xinetd and both inetds the shared server runs as inetkit, with no sockets except its own" {
  local inetd look='
    assert_datagram_answer time 127.0.0.1
    server=$(pgrep -x shared)
    grep -E "^(Uid|Gid|CapEff|NoNewPrivs|Seccomp):" "/proc/$server/status"
    sockets_of "$server" | sort -u | while read -r inode; do
      awk -v inode="$inode" "\$10 == inode { print \"port\" }" /proc/net/udp /proc/net/udp6 /proc/net/tcp /proc/net/tcp6
    done'
  local expected
  expected=$(printf '%s\n' $'Uid:\t64999\t64999\t64999\t64999' $'Gid:\t64999\t64999\t64999\t64999' \
    $'CapEff:\t0000000000000000' $'NoNewPrivs:\t1' $'Seccomp:\t2' port)
  in_network "$here"'
    serve_by_xinetd "$enabled" "${dgram_services[@]/%/-dgram}"'"$look"
  assert_status 0
  assert_output "$(printf '%s\n' 'time at UDP port 37 of 127.0.0.1:' "$expected")"
  for inetd in openbsd_inetd inetutils_inetd; do
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'"'"$look"
    assert_status 0
    assert_output "$(printf '%s\n' 'time at UDP port 37 of 127.0.0.1:' "$expected")"
  done
}

# complain_about_datagrams: a server with an invalid option logs to syslog, and sends nothing to the peer
complain_about_datagrams='
  echo >"$sent"
  dial_datagram 127.0.0.1 13
  send_datagram "$sent"
  until_match "$scratch/syslog" "<27>[a-z]+\[[0-9]+\]: unknown option -- .x.; usage: shared "
  ! read -t 0 -r -u "$peer"'

@test "under xinetd and both inetds diagnostics of the shared server go to syslog and not to the peer" {
  local inetd
  in_network "$here"'
    open_syslog
    serve_by_xinetd "$enabled; s/(server_args.*= )/\1-x /" daytime-dgram'"$complain_about_datagrams"
  assert_status 0
  for inetd in openbsd_inetd inetutils_inetd; do
    rm "$BATS_TEST_TMPDIR/syslog"
    in_network "$here"'
      open_syslog
      serve_by_inetd "$'"$inetd"'" "s/shared daytime/shared -x daytime/"'"$complain_about_datagrams"
    assert_status 0
  done
}

# refuse_and_count: the server logs one refusal of another server's port, and all three with the counts on SIGUSR1
refuse_and_count='
  assert_datagram_answer echo 127.0.0.1
  echo "a request" >"$sent"
  for i in 1 2 3; do
    socat -u OPEN:"$sent" UDP4:127.0.0.1:7,bind=127.0.0.9,sourceport=19,reuseaddr,shut-none
    until_true is_taken 7
  done
  kill -USR1 "$(pgrep -x shared)"
  until_match "$scratch/syslog" "<29>echo\[[0-9]+\]: answered 3, refused 3: port 3, address 0, rate 0"
  grep -c "127\.0\.0\.9 port 19" "$scratch/syslog"'

@test "under xinetd and both inetds refusals are logged to syslog, and SIGUSR1 logs their number" {
  local inetd
  in_network "$here"'
    open_syslog
    serve_by_xinetd "$enabled" echo-dgram'"$refuse_and_count"
  assert_status 0
  assert_match '^1$'
  for inetd in openbsd_inetd inetutils_inetd; do
    rm "$BATS_TEST_TMPDIR/syslog"
    in_network "$here"'
      open_syslog
      serve_by_inetd "$'"$inetd"'"'"$refuse_and_count"
    assert_status 0
    assert_match '^1$'
  done
}

@test "nc, rdate and busybox get answers from the shared server under xinetd and both inetds" {
  local inetd all='
    converse_by_datagrams
    assert_rdate -u 127.0.0.1
    "$client" clocks --udp 127.0.0.1'
  need nc rdate busybox
  in_network "$here"'
    serve_by_xinetd "$enabled" "${all_servers[@]}"
    assert_rdate 127.0.0.1
    busybox rdate -p 127.0.0.1'"$all"
  assert_status 0
  assert_match '^127\.0\.0\.1 +-?[01] '
  for inetd in openbsd_inetd inetutils_inetd; do
    # Also over IPv6.
    six=six_of_$inetd
    in_network "$here"'
      serve_by_inetd "$'"$inetd"'" "$one_process'"${!six}"'"
      assert_rdate 127.0.0.1
      busybox rdate -p 127.0.0.1'"$all"
    assert_status 0
    assert_match '^127\.0\.0\.1 +-?[01] '
  done
}
