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

# bats test_tags=once
@test "hello greets nobody when the zone file contradicts itself, in either of its versions" {
  local zone directory=$BATS_TEST_TMPDIR
  need python3
  [ -e /usr/share/zoneinfo/Asia/Tokyo ] || skip "tzdata is not installed"
  # RFC 8536: a header of 44 bytes, of which the last 24 have the counts, transition times, their types, types, names.
  python3 - "$directory" <<'EOF2'
import struct
import sys

zone = open('/usr/share/zoneinfo/Asia/Tokyo', 'rb').read()
head = zone.index(b'TZif', 4)
times, types, names = struct.unpack_from('>III', zone, head + 32)
# zic -b slim leaves version 1 empty.
assert times > 1 and struct.unpack_from('>I', zone, 32)[0] > 1
at = head + 44
index = at + 8 * times
type_at = index + times
name = type_at + 6 * types


def write(title, place, *values):
    data = bytearray(zone)
    data[place:place + len(values)] = bytes(values)
    with open(f'{sys.argv[1]}/{title}', 'wb') as file:
        file.write(data)


write('counts', head + 32, 255)
write('no-types', head + 36, 0, 0, 0, 0)
write('order', at, *([127] + [255] * 7))
write('index', index, 255)
write('name', type_at + 5, 255)
write('end-of-names', name + names - 1, 65)
write('rule', len(zone) - 1, 65)
write('NUL-in-rule', len(zone) - 2, 0)
# Version 1 alone, with the times in 4 bytes.
write('version-1', 4, 0)
write('version-1-index', 4, 0)
data = bytearray(open(f'{sys.argv[1]}/version-1-index', 'rb').read())
data[44 + 4 * struct.unpack_from('>I', zone, 32)[0]] = 255
open(f'{sys.argv[1]}/version-1-index', 'wb').write(data)
EOF2
  for zone in counts no-types order index name end-of-names rule NUL-in-rule version-1-index; do
    run --separate-stderr env TZ="$directory/$zone" "$hello" -n true </dev/null
    [ "$status" -eq 1 ] && [ -z "$output" ] || fail "$zone: $status $output"
    [[ $stderr = *$'\n'"hello: cannot tell the local time: "* ]] || fail "$zone: $stderr"
  done
  # That version has no rule for the time after its last transition. The C library knows none either.
  run --separate-stderr env TZ="$directory/version-1" "$hello" -n true </dev/null
  assert_status 0
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
