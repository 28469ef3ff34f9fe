#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The client with few descriptors.
# bats file_tags=slow
load helpers/load
load helpers/client
load helpers/network

@test "clocks with few descriptors prints the hosts that answer among many lookups without an answer" {
  private_network
  serve_inside 127.0.0.1:37 "$services/time" -o 100
  serve_no_names
  printf '%s\n' 'nameserver 127.0.0.1' 'options timeout:1 attempts:1' | private_file /etc/resolv.conf
  private_hosts '127.0.0.1 localhost good'
  run inside sh -c "ulimit -n 50; exec '$client' clocks -w 2 \$(seq -f 'silent%g.example' 48) 127.0.0.1 good 2>/dev/null"
  assert_status 1
  [ "${#lines[@]}" -eq 51 ]
  [ "$(grep -c 'the name server' <<<"$output")" -eq 48 ] || fail "$output"
  [[ ${lines[49]} =~ ^127\.0\.0\.1\ +(99|100|101)\  ]] || fail "${lines[49]}"
  [[ ${lines[50]} =~ ^good\ +(99|100|101)\  ]] || fail "${lines[50]}"
}

@test "clocks with almost no descriptors asks one host after the other" {
  serve "$services/time"
  run sh -c "ulimit -n 12; exec '$client' clocks \$(for i in \$(seq 50); do echo 127.0.0.1:$port; done)"
  assert_status 0
  [ "$(grep -cE "^127\.0\.0\.1:$port +(0|-1|1) " <<<"$output")" -eq 50 ] || fail "$output"
}
