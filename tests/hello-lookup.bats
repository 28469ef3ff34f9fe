#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The name that hello greets, and the lookup of it.
load helpers/load
load helpers/hello

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

@test "hello rejects a -w other than 1 to 3600 whole seconds" {
  local value
  for value in 0 -1 x 1.5 3601 ''; do
    run --separate-stderr "$hello" -w "$value" </dev/null
    assert_status 2
    assert_output ''
    [[ $stderr == "hello: -w $value: not a whole number from 1 to 3600; usage: hello "* ]]
  done
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
