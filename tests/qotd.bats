#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The quote of the day service, RFC 865.
# bats file_tags=long
load helpers/load
load helpers/peers
load helpers/quotations

fortunes=/usr/share/games/fortunes

@test "qotd without a file serves built-in quotations" {
  for _ in 1 2 3 4 5 6 7 8; do
    call "$qotd" </dev/null
    assert_silent
    assert_builtin
    run sh -c 'LC_ALL=C tr -d "\n\t -~" <"$0" | wc -c' "$out"
    assert_output 0
  done
}

@test "qotd without a file serves different quotations" {
  draw 2
  [ "$(find drawn -type f | wc -l)" -ge 2 ]
}

@test "qotd serves a file's only quotation unchanged through a pipe" {
  printf 'Only one.\n\t\t-- Nobody\n' >file
  "$qotd" file </dev/null | cat >"$got"
  assert_same "$got" file
}

@test "a file without '%' is one quotation" {
  printf 'first line\nsecond line\n' >file
  call "$qotd" file </dev/null
  assert_silent
  assert_same "$out" file
}

@test "qotd serves a quotation of 511 bytes, and rejects one of 512" {
  printf '%0511d' 1 >file
  call "$qotd" file </dev/null
  assert_silent
  assert_same "$out" file

  printf '%0510d\n' 1 >file
  call "$qotd" file </dev/null
  assert_silent
  assert_same "$out" file

  for format in '%0512d' '%0511d\n' '%%\n%0511d\n%%\n'; do
    # shellcheck disable=SC2059
    printf "$format" 1 >file
    call "$qotd" file </dev/null
    assert_status 1
    assert_output "qotd: file: $none"
    assert_builtin
  done
}

@test "a file without an index yields each of its quotations, and nothing else" {
  write_tricky file
  draw "${#tricky[@]}" file
  assert_drawn "${tricky[@]}"
}

@test "a last line '%' without a newline is a delimiter, with and without an index" {
  need strfile
  printf 'one\n%%\ntwo\n%%' >file
  draw 2 file
  assert_drawn 'one\n' 'two\n'
  strfile -s file
  draw 2 file
  assert_drawn 'one\n' 'two\n'
}

@test "CR LF and byte order marks neither hide a delimiter nor reach the peer" {
  local mark=$'\xef\xbb\xbf'
  printf %s "$mark"$'one\r\n%\r\ntwo\rparts\r\nlines\r\n%\r' >file
  draw 2 file
  assert_drawn 'one\n' 'two\rparts\nlines\n'
  printf %s "$mark"$'%\none\n%\n'"$mark"$'two\n' >file
  draw 2 file
  assert_drawn 'one\n' 'two\n'
}

@test "short and long quotations are equally likely, with and without an index" {
  need strfile
  {
    echo short
    echo %
    printf '%0500d\n' 1
  } >file
  for _ in without with; do
    for _ in {1..200}; do
      "$qotd" file </dev/null
    done >"$got"
    # Seven standard deviations on either side.
    assert_between 50 "$(grep -c short "$got")" 150
    strfile -s file
  done
}

@test "without an index qotd finds the only servable quotation of a file of 10 MB" {
  {
    # Lines of 601 and 2 bytes.
    yes "$(printf '%0600d\n%%' 1)" | head -c $((603 * 16000))
    printf 'found\n%%\n'
    yes "$(printf '%0600d\n%%' 1)" | head -c $((603 * 1000))
  } >file
  call "$qotd" file </dev/null
  assert_silent
  assert_served 'found\n'
}

@test "qotd serves whole quotations from the files of fortunes-min" {
  local name names=()
  for name in fortunes literature riddles; do
    [ ! -f "$fortunes/$name" ] || names+=("$fortunes/$name")
  done
  [ "${#names[@]}" -gt 0 ] || skip "fortunes-min is not installed"
  for name in "${names[@]}"; do
    for _ in {1..10}; do
      call "$qotd" "$name" </dev/null
      assert_silent
      assert_between 1 "$(size_of "$out")" 511
      is_quotation_of "$name" "$out" || fail "not in $name:" "$(cat "$out")"
    done
    # The same without an index.
    cp "$name" plain
    for _ in {1..5}; do
      call "$qotd" plain </dev/null
      assert_silent
      is_quotation_of "$name" "$out" || fail "not in $name:" "$(cat "$out")"
    done
  done
  cat "${names[0]}" >all
  for name in "${names[@]:1}"; do
    echo % >>all
    cat "$name" >>all
  done
  for _ in {1..10}; do
    call "$qotd" "${names[@]}" </dev/null
    assert_silent
    is_quotation_of all "$out" || fail "nowhere:" "$(cat "$out")"
  done
}

@test "quotations of all given files are served" {
  echo one >first
  printf 'two\n%%\nthree\n' >second
  echo four >third
  draw 4 first second third
  assert_drawn 'one\n' 'two\n' 'three\n' 'four\n'
}

@test "a file name that begins with '-' is accepted after '--'" {
  echo one >-x
  call "$qotd" -- -x </dev/null
  assert_silent
  assert_served 'one\n'
}
