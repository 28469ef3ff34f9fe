#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# bats file_tags=long
# shellcheck disable=SC1091,SC2154 # the helpers, and what they set
# The quote of the day service, RFC 865.
load helpers/load
load helpers/peers

qotd=$services/qotd
fortunes=/usr/share/games/fortunes
none="no quotation of fewer than 512 bytes"

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  # LeakSanitizer does not work under strace(1).
  export ASAN_OPTIONS=detect_leaks=0
}

# be32 NUMBER...: prints each as four bytes, most significant first
be32() {
  local number
  for number; do
    # shellcheck disable=SC2059 # the bytes are in the format
    printf "$(printf '\\x%02x' $((number >> 24 & 255)) $((number >> 16 & 255)) $((number >> 8 & 255)) $((number & 255)))"
  done
}

# index OFFSET...: prints an index as strfile(1) writes it
index() {
  be32 2 $# 511 1 0 0x25000000 "$@"
}

# draw COUNT FILE...: calls qotd twenty times, again and again until COUNT different quotations have appeared, and then
# once more; fails on any message. The directory drawn holds each quotation once.
draw() {
  local count=$1 left=1 rounds sum size file each
  shift
  rm -rf drawn
  mkdir drawn
  for ((rounds = 0; rounds < 50 && left >= 0; rounds++)); do
    for file in reply-{1..20}; do
      "$qotd" "$@" </dev/null >"$file" 2>>messages || fail "status $?"
    done
    assert_empty messages
    while read -r sum size file; do
      assert_between 1 "$size" 511
      [ -f "drawn/$sum $size" ] || mv "$file" "drawn/$sum $size"
    done < <(cksum reply-*)
    each=(drawn/*)
    [ "${#each[@]}" -lt "$count" ] || left=$((left - 1))
  done
}

# assert_drawn QUOTATION...: exactly these were drawn, in the notation of printf %b
assert_drawn() {
  local quotation name
  for quotation; do
    name=$(printf %b "$quotation" | cksum)
    [ -f "drawn/$name" ] || fail "this never came:" "$quotation"
    rm "drawn/$name"
  done
  [ -z "$(ls drawn)" ] || fail "this came, too:" "$(od -An -c drawn/*)"
}

# assert_served QUOTATION, after call: the reply is this, in the notation of printf %b
assert_served() {
  printf %b "$1" >quotation
  assert_same "$out" quotation
}

# assert_builtin, after call: the reply is one of the built-in quotations, most of which cite an RFC
assert_builtin() {
  assert_between 1 "$(size_of "$out")" 511
  tail -n 1 "$out" >source
  assert_file_matches source $'^\t\t-- .*RFC [0-9]+'
}

# is_quotation_of FILE GOT: the content of GOT is one of the quotations in FILE
is_quotation_of() {
  LC_ALL=C awk 'FNR == NR { got = got $0 "\n"; next }
    $0 == "%" { found = found || quotation == got; quotation = ""; next }
    { quotation = quotation $0 "\n" }
    END { exit !(found || quotation == got) }' "$2" "$1"
}

# unprivileged COMMAND...: like call, without root's right to read every file
unprivileged() {
  local without=()
  if [ "$(id -u)" -eq 0 ]; then
    need setpriv
    without=(setpriv "--bounding-set=-dac_override,-dac_read_search" "--inh-caps=-dac_override,-dac_read_search")
  fi
  call "${without[@]}" "$@"
}

# Quotations that resemble delimiters, and two that qotd never serves: an empty one, and one of 512 bytes.
write_tricky() {
  printf '%%\none\n%%\n%%\n50%% of it\n%%%% more\n%% not alone\n\n\tand\tmore\n%%\n%0510d\n%%\n%0511d\n%%\ncaf\xc3\xa9\n%%\nlast' 1 2 >"$1"
  tricky=('one\n' '50% of it\n%% more\n% not alone\n\n\tand\tmore\n' "$(printf '%0510d' 1)\\n" 'caf\xc3\xa9\n' 'last\n')
}

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

@test "qotd serves a file's only quotation unchanged over TCP, and ends" {
  printf 'Only one.\n\t\t-- Nobody\n' >file
  serve_watched "$qotd" "$PWD/file"
  dial
  receive "$got"
  assert_same "$got" file
  hang_up
  until_ended
  assert_empty "$errors"
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
