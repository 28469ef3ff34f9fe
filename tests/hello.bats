#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The greeting of hello: its time and zone, and peers that talk first or are gone.
load helpers/load
load helpers/hello

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
