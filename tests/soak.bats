#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Honest peers beside hostile ones, in a private network: under xinetd, and with the shared server. tests/system/soak.bats
# is for systemd.
# bats file_tags=once,slow
load helpers/load
load helpers/foreign
load helpers/soak

soak_in_network() {
  in_network "
    build='$build' services='$services'
    source '$BATS_TEST_DIRNAME/helpers/soak.bash'
    $1"
  assert_status 0
  grep '^# ' <<<"$output" >&3
}

@test "under xinetd every honest peer gets its bytes beside hostile ones, and nothing is left" {
  [ -x "$xinetd" ] || skip "xinetd is not here: make deps"
  soak_in_network '
    mkdir "$scratch/xinetd.d"
    for service in "echo 7 -t 2" "daytime 13 -f soaked"; do
      read -r name port arguments <<<"$service"
      # Ours instead of its builtin service, with the limits of our drop-in
      printf "%s\n" "service $name" { "type = UNLISTED" "port = $port" "socket_type = stream" "protocol = tcp" "wait = no" \
        "user = root" "server = $services/$name" "server_args = $arguments" "instances = 256" "per_source = 16" \
        "log_on_success =" } >"$scratch/xinetd.d/$name"
    done
    run_xinetd
    server=$!
    until_true is_port_open tcp 13
    has_no_child() { [ -z "$(cat "/proc/$server/task/$server/children")" ]; }
    besiege 7 20
    besiege 13 20
    until_true has_no_child
    remember "$server"
    besiege 7 $((soak / 2))
    besiege 13 $((soak / 2))
    until_true has_no_child
    assert_left_with "$server"'
}

@test "with shared every honest peer gets its bytes beside hostile ones and a flood of datagrams, and nothing is left" {
  soak_in_network '
    serve() {
      "$build/tests/listen" "$1" -p "$2" 127.0.0.1 "$services/shared" "${@:3}" &
      server=$!
      until_true is_port_open udp "$2"
    }
    finish() {
      assert_left_with "$server"
      kill "$server"
      wait "$server"
    }
    serve -u 7 echo
    flood 7 20
    remember "$server"
    flood 7 $((soak / 2))
    finish
    serve -tu 13 daytime -f soaked
    flood 13 20
    besiege 13 20
    remember "$server"
    flood 13 $((soak / 2))
    besiege 13 "$soak"
    finish'
}
