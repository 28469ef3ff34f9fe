#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Reading files that are large, damaged, or not what they should be, directories, and standard input.
load helpers/load
load helpers/configs
load helpers/xinetd_corpus

@test "a byte order mark, CR LF and NUL bytes get one message each, and nothing else of the file is lost" {
  printf '\xef\xbb\xbfservice a\r\n{\r\n\tport = 7\0x\r\n\tuser = root\r\n}\r\n' >xinetd
  printf 'a stream tcp nowait root /bin/cat cat\0x\r\nb stream tcp nowait root internal\r\n' >inetd
  run "$build/tests/configs" -q xinetd -- inetd
  assert_match "^warning xinetd:1:1: the file begins with a byte order mark"
  assert_match "^warning xinetd:1:10: lines end with CR LF"
  assert_match "^error xinetd:3:10: NUL byte"
  assert_match "^  port = 7@3:9 "
  assert_match "^  user = root@4:9 "
  assert_match "^error inetd:1:38: NUL byte"
  assert_match "^warning inetd:1:38: lines end with CR LF"
  assert_match "^inetd b "
  [ "$(grep -c 'CR LF' <<<"$output")" -eq 2 ] || fail "$output"
}

@test "a file that cannot be one, is too large or includes itself is refused without waiting, and the others are read" {
  local i
  entry sound 701 >good
  mkfifo fifo
  ln -s fifo link
  mkdir directory
  printf 's\0e\0r\0v\0' >utf16
  truncate -s 17000000 large
  printf 'hello\nworld\n' >text
  printf '# nothing\n' >empty
  echo 'include self' >self
  echo 'include there' >back
  echo 'include back' >there
  printf '%s\n' 'include directory' 'include -' >within
  for ((i = 1; i <= 20; i++)); do
    echo "include deep$((i + 1))" >"deep$i"
  done
  run "$build/tests/configs" -q fifo link utf16 large text none /dev/zero self back within empty deep1 '' good
  assert_match "^xinetd sound \(sound\) good:1:1"
  output=$(grep ^error <<<"$output")
  assert_output "error fifo:0:0: not a regular file
error link:0:0: not a regular file
error utf16:0:0: encoded in UTF-16; convert it to UTF-8
error large:0:0: larger than 16 MiB
error text:0:0: this is neither a configuration of xinetd nor one of inetd
error none:0:0: No such file or directory
error /dev/zero:0:0: not a regular file
error self:1:1: self: the file includes itself
error there:1:1: back: the file includes itself
error within:1:1: directory: Is a directory
error within:2:1: ./-: No such file or directory
error deep16:1:1: deep17: too many files that include each other
error :0:0: No such file or directory"
}

# with_values COUNT FORMAT BEFORE AFTER: prints a list between two texts
with_values() {
  printf '%b' "$3"
  seq -f "$2" "$1" | tr -d '\n'
  printf '%b' "$4"
}

@test "a line of 10 MB is read, and what exceeds a limit is left out with one message" {
  with_values 1000000 '%010g' 'service a\n{\n\tserver = ' '\n\tid = b\n}\n' >long
  with_values 5000 ' %g' 'service a\n{\n\tserver_args =' '\n\tid = b\n}\n' >values
  with_values 5000 ' %g' 'a stream tcp nowait root /bin/cat' '\nb stream tcp nowait root internal\n' >fields
  seq -f 'service s%g
{
}' 20000 >services
  {
    with_values 4000 ' 10.0.0.%g' 'defaults\n{\n\tonly_from =' '\n}\n'
    head -n 3000 services
  } >defaults
  run "$build/tests/configs" -n long -- values -- fields -- services -- defaults
  assert_output "1 services, 1 messages
1 services, 1 messages
2 services, 1 messages
16384 services, 16385 messages
260 services, 261 messages"
  messages values fields
  assert_match "^error values:3:19389: more than 4096 values; the service is not converted"
  assert_match "^error fields:1:19378: more than 4096 fields; the service is not converted"
}

# What is left out of no_access would be admitted.
@test "a service that has or inherits more values than the limit is not converted" {
  {
    printf 'service a\n{\n\tno_access = 192.0.2.1\n'
    for ((i = 1; i <= 16; i++)); do
      printf '\tno_access += 10.%d.{%s}\n' "$i" "$(seq -s, 0 255)"
    done
    printf '}\n'
  } >factorized
  {
    with_values 5000 ' 10.0.0.%g' 'defaults\n{\n\tno_access =' '\n}\n'
    printf 'service b\n{\n\tid = b\n}\n'
  } >defaults
  with_values 5000 ' %g' 'a stream tcp nowait root /bin/cat' '\n' >fields
  with_values 5000 ' 10.0.0.%g' 'service a\n{\n\tdisable = yes\n\tno_access =' '\n}\n' >off
  for file in factorized defaults fields off; do
    run "$build/tests/configs" -q "$file"
    [ "$(grep -c ': more than 4096 \(values\|fields\); ' <<<"$output")" -eq 1 ] || fail "$output"
    assert_match '^  off: mistake '
  done
}

@test "empty lines and factorized addresses count against the limit of lines and values" {
  local i all
  all=$(seq -s, 0 255)
  { printf 'service a\n{\n' && yes "" | head -n 1048576 && echo "}"; } >lines
  for ((i = 1; i <= 300; i++)); do
    printf 'service s%d\n{\n' "$i"
    printf ' no_access += 10.{%s}\n' "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all"
    printf '}\n'
  done >factorized
  for file in lines factorized; do
    "$build/tests/configs" -q "$file" >messages
    [ "$(grep -c ': more than 1048576 lines and values; ' messages)" -eq 1 ] || fail "$(head -c 1000 messages)"
  done
}

@test "a directory is read as includedir reads it, and the content of each file says which kind it is" {
  mkdir etc etc/sub
  entry xinetd_a 701 >etc/b
  echo 'inetd_b stream tcp nowait root internal' >etc/B
  entry dot 702 >etc/b.rpmsave
  entry backup 703 >etc/b~
  entry hidden 704 >etc/.b
  printf '%s\n' '127.0.0.1:' '#<off># off stream tcp nowait root internal' >etc/c
  run "$build/tests/configs" etc
  output=$(grep -E '^(note|warning|error|xinetd|inetd) ' <<<"$output")
  assert_output "note etc/b.rpmsave:0:0: skipped, as xinetd skips names with '.' and those that end with '~'
note etc/b~:0:0: skipped, as xinetd skips names with '.' and those that end with '~'
warning etc/sub:0:0: not a regular file; skipped, as xinetd skips it
inetd inetd_b (inetd_b) etc/B:1:1
xinetd xinetd_a (xinetd_a) etc/b:1:1
inetd off (off) etc/c:2:9"
}

@test "standard input is read, and a file without decisive lines is of the kind that its name says" {
  echo 'bogus line' | tee inetd.conf >xinetd.conf
  entry raw 701 >named-like-a-type
  run "$build/tests/configs" -q - inetd.conf -- xinetd.conf -- named-like-a-type <<<"a stream tcp nowait root internal"
  assert_match "^inetd a \(a\) -:1:1"
  assert_match "^error inetd.conf:1:7: 'line' must be stream"
  assert_match "^error xinetd.conf:1:1: 'bogus' is not service"
  assert_match "^xinetd raw "
}
