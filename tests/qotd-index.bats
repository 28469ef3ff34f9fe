#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# qotd with an index as strfile(1) writes it, good or bad.
# bats file_tags=long
load helpers/load
load helpers/peers
load helpers/quotations

@test "a file with an index yields each of its quotations, and nothing else" {
  need strfile
  write_tricky file
  for order in unordered ordered; do
    echo "$order"
    strfile -s file
    [ "$order" = unordered ] || strfile -s -o file
    draw "${#tricky[@]}" file
    assert_drawn "${tricky[@]}"
  done
}

@test "a file with a randomised index yields each of its quotations, and nothing else" {
  printf 'one\n%%\ntwo\n%%\nthree\n' >file
  # strfile -r shuffles all entries, including the last one, which is the end of the file.
  while read -r places; do
    echo "$places"
    # shellcheck disable=SC2086 # four places
    be32 2 3 6 4 1 0x25000000 $places >file.dat
    draw 3 file
    assert_drawn 'one\n' 'two\n' 'three\n'
  done <<END
12 0 6 18
0 18 12 6
END
}

@test "qotd does not use the index of a file with CR LF or a byte order mark, and says so" {
  need strfile
  local cause
  while IFS=: read -r cause text; do
    printf %b "$text" >file
    strfile -s file
    for ((tries = 0; tries < 8; tries++)); do
      call "$qotd" file </dev/null
      assert_status 0
      assert_output "qotd: file.dat: cannot use the index: $cause"
      [[ "$(od -An -c "$out" | tr -d ' \n')" = @(one|two)'\n' ]] || fail "$(od -An -c "$out")"
    done
  done <<'END'
the lines of the file end with CR LF:one\r\n%\r\ntwo\r\n
the file begins with a byte order mark:\xef\xbb\xbfone\n%\ntwo\n
END
  # CR LF only after a quotation that is too long to send.
  printf '%0600d\n%%\none\r\n%%\ntwo\r\n' 0 >file
  strfile -s file
  call "$qotd" file </dev/null
  assert_status 0
  assert_output 'qotd: file.dat: cannot use the index: the lines of the file end with CR LF'
}

@test "the delimiter in the index separates the quotations" {
  need strfile
  printf 'one\n%%\nstill one\n@\ntwo\n' >file
  strfile -s -c @ file
  draw 2 file
  assert_drawn 'one\n%\nstill one\n' 'two\n'
}

@test "quotations that the index marks as ROT13 are decoded" {
  need strfile
  printf 'Why did the Chicken cross the road?\n%%\nTo get to the other side! [1-9] \xc3\xa9\n' >clear
  LC_ALL=C tr A-Za-z N-ZA-Mn-za-m <clear >file
  strfile -s -x file
  draw 2 file
  assert_drawn 'Why did the Chicken cross the road?\n' 'To get to the other side! [1-9] \xc3\xa9\n'
}

@test "with an index qotd reads only the quotation from a file of 1 GB" {
  need strace
  printf 'first\n%%\n' >file
  truncate -s 1000000000 file
  printf '\n%%\nlast\n' >>file
  index 0 1000000003 >file.dat
  draw 2 file
  assert_drawn 'first\n' 'last\n'
  strace -y -o trace -e trace=read,readv,pread64,preadv,mmap "$qotd" file </dev/null >"$out"
  grep -F "$PWD/file" trace >reads
  if grep mmap reads; then
    fail "the file is mapped"
  fi
  assert_between 1 "$(awk '{ total += $NF } END { print total }' reads)" 2000
}

@test "with a corrupt index qotd says so, and reads the file without it" {
  printf 'one\n%%\ntwo\n' >file
  for how in empty garbage short header huge version none; do
    echo "index: $how"
    case $how in
    empty) : ;;
    garbage) head -c 100 /dev/zero | tr '\0' x ;;
    short) printf '\0\0\0\2\0\0\0\2' ;;
    header) index 0 6 | head -c 24 ;;
    huge) be32 2 0xffffffff 511 1 0 0x25000000 0 6 ;;
    version) be32 3 2 511 1 0 0x25000000 0 6 ;;
    none) index ;;
    esac >file.dat
    for _ in 1 2 3; do
      call "$qotd" file </dev/null
      assert_status 0
      assert_output "qotd: file.dat: cannot use the index: it is corrupt; recreate it with strfile(1)"
      is_quotation_of file "$out"
    done
  done
}

@test "with an index that does not point at quotations qotd says so, and reads the file without it" {
  printf 'one\n%%\ntwo\n' >file
  for offset in 1 2 4 5 7 9 10 11 100 0x7fffffff 0x80000000 0xffffffff; do
    echo "offset: $offset"
    index "$offset" >file.dat
    call "$qotd" file </dev/null
    assert_status 0
    assert_output "qotd: file.dat: cannot use the index: it does not match the file; recreate it with strfile(1)"
    is_quotation_of file "$out"
  done
}

@test "an index older than the file never yields a partial quotation" {
  need strfile
  printf 'one\n%%\ntwo\n%%\nthree\n' >file
  strfile -s file
  printf 'another one\n%%\none\n%%\ntwo\n%%\nthree\n' >file
  : >"$errors.all"
  for _ in {1..40}; do
    call "$qotd" file </dev/null
    assert_status 0
    is_quotation_of file "$out" || fail "not in the file:" "$(cat "$out")"
    cat "$errors" >>"$errors.all"
  done
  run sort -u "$errors.all"
  assert_output "qotd: file.dat: cannot use the index: it does not match the file; recreate it with strfile(1)"
}

@test "with an index that lists only quotations that are too long qotd finds the others" {
  {
    printf '%0600d\n%%\n' 1
    echo short
  } >file
  index 0 >file.dat
  call "$qotd" file </dev/null
  assert_silent
  assert_served 'short\n'
}

@test "with an unreadable index qotd says so, and reads the file without it" {
  echo one >file
  mkdir file.dat
  call "$qotd" file </dev/null
  assert_status 0
  assert_served 'one\n'
  assert_match '^qotd: file\.dat: '
  rmdir file.dat

  mkfifo file.dat
  call "$qotd" file </dev/null
  assert_status 0
  assert_served 'one\n'
  assert_match '^qotd: file\.dat: '
  rm file.dat

  index 0 >file.dat
  chmod 0 file.dat
  unprivileged "$qotd" file </dev/null
  assert_status 0
  assert_served 'one\n'
  assert_match '^qotd: file\.dat: .*Permission denied'
}

@test "a short quotation among many long ones is found in a ROT13 file with its own delimiter" {
  need strfile
  local long
  long=$(printf 'x%.0s' {1..600})
  {
    for _ in {1..200}; do printf '%s\n#\n' "$long"; done
    printf 'frperg cynva jbeqf\n'
  } >file
  strfile -s -x -c '#' file file.dat
  for _ in {1..10}; do
    run --separate-stderr "$services/qotd" file
    assert_status 0
    assert_output 'secret plain words'
    [ "$stderr" = '' ] || fail "$stderr"
  done
}
