#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# qotd with files that it cannot use, or of which it can serve nothing.
load helpers/load
load helpers/peers
load helpers/quotations

@test "qotd refuses UTF-16 by name, and sends a built-in quotation" {
  local text
  for text in '\xff\xfeo\0n\0' '\xfe\xff\0o\0n' 'o\0n\0' '\0o\0n' 'I\0\x19\x20'; do
    printf %b "$text" >file
    call "$qotd" file </dev/null
    assert_status 1
    assert_output 'qotd: file: UTF-16, not UTF-8: convert it with iconv(1)'
    assert_between 2 "$(size_of "$out")" 511
  done
}

@test "without a usable file qotd names each one, serves a built-in quotation, and exits with status 1" {
  : >empty
  {
    head -c 1000000 /dev/zero | tr '\0' x
    echo
  } >long
  printf '%%\n%%\n' >blank
  mkfifo fifo
  mkdir directory
  echo secret >unreadable
  chmod 0 unreadable
  while read -r name cause; do
    echo "$name"
    unprivileged "$qotd" "$name" </dev/null
    assert_status 1
    assert_output "qotd: $name: $cause"
    assert_builtin
  done <<END
missing No such file or directory
empty/file Not a directory
empty $none
long $none
blank $none
fifo not a regular file
directory not a regular file
/dev/null not a regular file
unreadable Permission denied
END
  unprivileged "$qotd" missing empty long blank fifo directory unreadable </dev/null
  assert_status 1
  assert_builtin
  run sort <<<"$output"
  assert_output "$(
    sort <<END
qotd: missing: No such file or directory
qotd: empty: $none
qotd: long: $none
qotd: blank: $none
qotd: fifo: not a regular file
qotd: directory: not a regular file
qotd: unreadable: Permission denied
END
  )"
}

@test "an empty file name is a missing file" {
  call "$qotd" '' </dev/null
  assert_status 1
  assert_output "qotd: : No such file or directory"
  assert_builtin
}

@test "a quotation of 1 MB is never served, not even in part, with and without an index" {
  need strfile
  {
    printf 'one\n%%\n'
    head -c 1000000 /dev/zero | tr '\0' x
    printf '\n%%\ntwo\n'
  } >file
  draw 2 file
  assert_drawn 'one\n' 'two\n'
  strfile -s file
  draw 2 file
  assert_drawn 'one\n' 'two\n'
}

@test "qotd names an unusable file, and serves a quotation of the others" {
  echo good >good
  : >empty
  mkfifo fifo
  mkdir directory
  # The size of the other file must not matter.
  yes % | head -c 2000000 >>good
  while read -r name cause; do
    for _ in 1 2 3; do
      call "$qotd" good "$name" good </dev/null
      assert_status 0
      assert_served 'good\n'
      assert_output "qotd: $name: $cause"
    done
  done <<END
missing No such file or directory
empty $none
fifo not a regular file
directory not a regular file
END
}

@test "a file without servable quotations is named when it is chosen, and another file serves" {
  echo good >good
  head -c 1000000 /dev/zero | tr '\0' x | tee long unreadable >/dev/null
  chmod 0 unreadable
  while read -r name cause; do
    # The second file is far larger: the first one is chosen first only once in 200,000 times.
    tries=0
    until [ "$tries" -eq 3 ] || [ -n "$output" ]; do
      tries=$((tries + 1))
      unprivileged "$qotd" good "$name" </dev/null
      assert_status 0
      assert_served 'good\n'
    done
    assert_output "qotd: $name: $cause"
    output=
  done <<END
long $none
unreadable Permission denied
END
}

@test "over TCP the peer gets a built-in quotation when the file is missing, and no message" {
  serve_watched "$qotd" "$PWD/missing"
  dial
  receive "$out"
  hang_up
  assert_builtin
  until_true has_died 1
  assert_same "$errors" <(echo "qotd: $PWD/missing: No such file or directory")
}

@test "control characters of a file name become question marks in the message" {
  call "$qotd" $'mis\n\e[31msing' </dev/null
  assert_status 1
  assert_output "qotd: mis??[31msing: No such file or directory"
}
