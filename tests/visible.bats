#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Hostile text on a terminal: control sequences in it become visible.
load helpers/load
load helpers/client

# assert_visible BYTES SHOWN: BYTES become SHOWN in UTF-8, split in pieces of any size; both in printf %b notation
assert_visible() {
  local shown
  printf %b "$1" >"$BATS_TEST_TMPDIR/bytes"
  printf -v shown %b "$2"
  printf %s "$shown" "$shown" "$shown" "$shown" "$shown" >"$BATS_TEST_TMPDIR/expected"
  LC_ALL=${locale:-C.UTF-8} "$functions" make-visible 1 2 3 5 64 <"$BATS_TEST_TMPDIR/bytes" >"$BATS_TEST_TMPDIR/shown"
  assert_same "$BATS_TEST_TMPDIR/shown" "$BATS_TEST_TMPDIR/expected"
}

# on_terminal COMMAND: runs the command in a shell on its own terminal, without input; sets $status and writes to $out
on_terminal() {
  local nothing
  need script
  out=$BATS_TEST_TMPDIR/out
  [ -p "$BATS_TEST_TMPDIR/nothing" ] || mkfifo "$BATS_TEST_TMPDIR/nothing"
  exec {nothing}<>"$BATS_TEST_TMPDIR/nothing"
  status=0
  SHELL=/bin/sh timeout 120 script -qec "$1" /dev/null <&"$nothing" >"$out" || status=$?
  exec {nothing}>&-
  output=$(tr -d '\0' <"$out")
}

# assert_shown TEXT: the terminal, which ends each line with CR LF, got TEXT in the notation of printf %b
assert_shown() {
  printf %b "$1" >"$BATS_TEST_TMPDIR/expected"
  assert_same "$out" "$BATS_TEST_TMPDIR/expected"
}

@test "printable characters, newlines and tabs are unchanged" {
  text=$(printf '\\x%x' {32..126})
  printable=$(printf %b "$text")
  printf '%s\n\t%s\n' "$printable" "$printable" >"$BATS_TEST_TMPDIR/text"
  "$functions" make-visible 7 <"$BATS_TEST_TMPDIR/text" >"$BATS_TEST_TMPDIR/shown"
  assert_same "$BATS_TEST_TMPDIR/shown" "$BATS_TEST_TMPDIR/text"
}

@test "empty text stays empty" {
  assert_visible '' ''
}

@test "control characters appear with a caret" {
  assert_visible '\x00\x01\x02\x03\x04\x05\x06\x07\x08' '^@^A^B^C^D^E^F^G^H'
  assert_visible '\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17' '^K^L^N^O^P^Q^R^S^T^U^V^W'
  assert_visible '\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f' '^X^Y^Z^[^\\^]^^^_^?'
  assert_visible '\x1b[2J\x1b]0;title\x07' '^[[2J^[]0;title^G'
}

@test "a carriage return is dropped before a newline, and visible elsewhere" {
  assert_visible 'one\r\ntwo\r\n' 'one\ntwo\n'
  assert_visible 'one\rtwo' 'one^Mtwo'
  assert_visible '\r\r\n' '^M\n'
  assert_visible '\r\r\r' '^M^M^M'
  assert_visible 'end\r' 'end^M'
  assert_visible '\n\r' '\n^M'
  assert_visible '\r\x00\n' '^M^@\n'
  assert_visible '\r\xc3\xa9' '^M\xc3\xa9'
  assert_visible '\r\xff' '^M\\xff'
  assert_visible '\xc3\r\n' '\\xc3\n'
}

@test "valid characters of the locale are unchanged, whatever their length in bytes" {
  assert_visible 'caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\n' 'caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\n'
  assert_visible '\xc3\xa9' '\xc3\xa9'
  assert_visible '\xf0\x9f\x98\x80' '\xf0\x9f\x98\x80'
}

@test "bytes of no valid character appear in hexadecimal" {
  assert_visible '\x80' '\\x80'
  assert_visible '\xbf\xff\xfe' '\\xbf\\xff\\xfe'
  assert_visible 'a\xc3b' 'a\\xc3b'
  assert_visible 'a\xe2\x82b' 'a\\xe2\\x82b'
  assert_visible 'a\xf0\x9f\x98\n' 'a\\xf0\\x9f\\x98\n'
  assert_visible '\xe2\xc3\xa9' '\\xe2\xc3\xa9'
  assert_visible '\xf0\x9f\xf0\x9f\x98\x80' '\\xf0\\x9f\xf0\x9f\x98\x80'
  assert_visible '\xe2\x1b[m' '\\xe2^[[m'
}

@test "a character cut off at the end appears in hexadecimal" {
  assert_visible 'a\xc3' 'a\\xc3'
  assert_visible 'a\xe2\x82' 'a\\xe2\\x82'
  assert_visible 'a\xf0\x9f\x98' 'a\\xf0\\x9f\\x98'
}

@test "overlong forms, surrogates and code points beyond Unicode appear in hexadecimal" {
  assert_visible '\xc0\x80' '\\xc0\\x80'
  assert_visible '\xc0\x9b' '\\xc0\\x9b'
  assert_visible '\xc1\x9b[' '\\xc1\\x9b['
  for bytes in e0-80-9b ed-a0-80 f0-80-80-9b f4-90-80-80 f8-88-80-80-80 fc-84-80-80-80-80; do
    assert_visible "\\x${bytes//-/\\x}" "\\\\x${bytes//-/\\\\x}"
  done
}

@test "C1 control characters appear in hexadecimal" {
  assert_visible '\xc2\x80\xc2\x85\xc2\x9b2J\xc2\x9f' '\\xc2\\x80\\xc2\\x85\\xc2\\x9b2J\\xc2\\x9f'
}

@test "characters that change the direction of text appear in hexadecimal" {
  # U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069
  for bytes in d8-9c e2-80-8e e2-80-8f e2-80-a{a,b,c,d,e} e2-81-a{6,7,8,9}; do
    assert_visible "a\\x${bytes//-/\\x}b" "a\\\\x${bytes//-/\\\\x}b"
  done
}

@test "all bytes beyond ASCII appear in hexadecimal in the C locale" {
  locale=C
  assert_visible 'caf\xc3\xa9\r\n\x9b\xff\x1b' 'caf\\xc3\\xa9\n\\x9b\\xff^['
}

@test "a megabyte of noise becomes printable" {
  need iconv
  head -c 1000000 /dev/urandom >"$BATS_TEST_TMPDIR/noise"
  LC_ALL=C "$functions" make-visible 61 <"$BATS_TEST_TMPDIR/noise" >"$BATS_TEST_TMPDIR/shown"
  [ "$(tr -d '\t\n\40-\176' <"$BATS_TEST_TMPDIR/shown" | wc -c)" -eq 0 ]
  assert_between 1000000 "$(wc -c <"$BATS_TEST_TMPDIR/shown")" 4000000
  # In UTF-8, bytes beyond ASCII belong to valid characters.
  "$functions" make-visible 61 <"$BATS_TEST_TMPDIR/noise" >"$BATS_TEST_TMPDIR/shown"
  [ "$(tr -d '\t\n\40-\176\200-\377' <"$BATS_TEST_TMPDIR/shown" | wc -c)" -eq 0 ]
  iconv -f UTF-8 -t UTF-8 "$BATS_TEST_TMPDIR/shown" >/dev/null
}

# assert_shown_in_line TEXT SHOWN WIDTH [ascii]: in each locale a line shows TEXT, in printf %b notation, as SHOWN, in WIDTH
# columns
assert_shown_in_line() {
  local text expected
  printf -v text %b "$1"
  printf -v expected '%b %d' "$2" "$3"
  output=$("$functions" show-text "$text" ${4:+"$4"})
  assert_output "$expected"$'\n'"$expected"
}

@test "a name that is too long for its columns keeps its beginning and its end, in whole characters" {
  for case in '9 abcdefghi abcdefghi' '8 abcdefghi abc...hi' '5 abcdefghi a...i' '7 日本日本 日...本' '8 日本日本 日本日本' \
    '9 x日本日本 x日本日本' '8 x日本日本 x日...本' '8 日本日本x 日...x' '6 éééééééé éé...é'; do
    read -r columns text expected <<<"$case"
    run "$functions" shorten-text "$columns" "$text"
    assert_output "$expected"
  done
}

@test "a line shows the characters that are invisible by their numbers" {
  for character in 0080 0085 009B 009F 00A0 00AD 034F 061C 115F 1680 180E 2000 200B 200D 200F 2028 202E 202F 2060 2066 206A 2800 \
    3000 3164 FE0F FEFF FFA0 FFF9; do
    assert_shown_in_line "a\\u${character}b" "a<U+$character>b" 10
  done
  assert_shown_in_line 'a\U000E0001b' 'a<U+E0001>b' 11
  # Neighbours, and characters with the same first bytes
  for character in 00A1 00AE 00E9 2010 2070 20AC 0632; do
    assert_shown_in_line "a\\u${character}b" "a\\u${character}b" 3
  done
}

@test "a line shows control characters as question marks, and bytes that are not UTF-8 by their values" {
  assert_shown_in_line 'a\x1b[2J\r\x07\x7fb' 'a?[2J???b' 9
  assert_shown_in_line 'a\x9b2J' 'a<9B>2J' 7
  assert_shown_in_line 'M\xfcnchen\xe2\x82' 'M<FC>nchen<E2><82>' 18
}

@test "the width of a line counts columns in every locale, not bytes" {
  assert_shown_in_line 'caf\u00e9' 'caf\u00e9' 4
  assert_shown_in_line 'cafe\u0301' 'cafe\u0301' 4
  assert_shown_in_line '\u65e5\u672c\u8a9e' '\u65e5\u672c\u8a9e' 6
  assert_shown_in_line '\ud55c\uff21\U0001f600' '\ud55c\uff21\U0001f600' 6
}

@test "a line for a terminal without UTF-8 shows all characters beyond ASCII by their numbers" {
  # The UTF-8 of U+011B has the byte 9B, a control character.
  assert_shown_in_line 'a\u011b\U0001f600' 'a<U+011B><U+1F600>' 18 ascii
}

@test "get shows control characters on a terminal" {
  serve printf '\033[31mred\033]0;title\007\r\ncaf\303\251 \377\tend\rover\000\n'
  on_terminal "'$client' get 127.0.0.1 $port"
  assert_status 0
  assert_shown '^[[31mred^[]0;title^G\r\ncaf\xc3\xa9 \\xff\tend^Mover^@\r\n'
}

@test "get shows only ASCII on a terminal in the C locale" {
  serve printf 'caf\303\251\n'
  on_terminal "LC_ALL=C '$client' get 127.0.0.1 $port"
  assert_status 0
  assert_shown 'caf\\xc3\\xa9\r\n'
}

@test "get joins a character that arrives in pieces on a terminal" {
  serve sh -c 'printf "caf\303"; sleep 0.2; printf "\251\r"; sleep 0.2; printf "\n"'
  on_terminal "'$client' get 127.0.0.1 $port"
  assert_status 0
  assert_shown 'caf\xc3\xa9\r\n'
}

@test "get shows an incomplete character on a terminal when the server ends" {
  serve printf 'caf\303'
  on_terminal "'$client' get 127.0.0.1 $port"
  assert_status 0
  assert_shown 'caf\\xc3'
}

@test "get shows an incomplete character on a terminal when the server falls silent" {
  serve sh -c 'printf "caf\303"; exec sleep 100'
  on_terminal "'$client' get -w 2 127.0.0.1 $port 2>'$BATS_TEST_TMPDIR/err'"
  assert_status 1
  assert_shown 'caf\\xc3'
}

@test "get prints no control character of 300 kB of noise on a terminal" {
  head -c 300000 /dev/urandom >"$BATS_TEST_TMPDIR/noise"
  serve cat "$BATS_TEST_TMPDIR/noise"
  on_terminal "LC_ALL=C '$client' get 127.0.0.1 $port"
  assert_status 0
  LC_ALL=C "$functions" make-visible 64 <"$BATS_TEST_TMPDIR/noise" | sed 's/$/\r/' >"$BATS_TEST_TMPDIR/expected"
  # The noise need not end with a newline.
  [ -z "$(tail -c 1 "$BATS_TEST_TMPDIR/out" | tr -d '\n')" ] || truncate -s -1 "$BATS_TEST_TMPDIR/expected"
  assert_same "$out" "$BATS_TEST_TMPDIR/expected"
}

@test "get writes unchanged bytes to a file, even with standard error on a terminal" {
  serve printf '\033[31mred\r\n'
  on_terminal "'$client' get 127.0.0.1 $port >'$BATS_TEST_TMPDIR/file'"
  assert_status 0
  assert_shown ''
  assert_bytes "$BATS_TEST_TMPDIR/file" 1b5b33316d7265640d0a
}

@test "talk shows control characters on a terminal" {
  serve "$services/echo"
  on_terminal "printf '\033[31mred\r\n\377' | '$client' talk 127.0.0.1 $port"
  assert_status 0
  assert_shown '^[[31mred\r\n\\xff'
}

@test "talk sends typed lines, and ends at Ctrl-D" {
  need script
  serve "$services/echo"
  cd "$BATS_TEST_TMPDIR"
  mkfifo keys
  background sh -c 'SHELL=/bin/sh script -qec "$1" /dev/null <keys >got; echo "$?" >status' sh \
    "stty -echo; echo ready; '$client' talk 127.0.0.1 $port"
  exec {keys}<>keys
  until_match got '^ready'
  printf 'hello\n' >&"$keys"
  until_match got '^hello'
  printf '\004' >&"$keys"
  until_true test -s status
  exec {keys}>&-
  assert_text status 0
  assert_text got $'ready\r' $'hello\r'
}

@test "clocks reports a failure only in the row when the table and errors are on a terminal" {
  export NO_COLOR=1
  serve "$services/time"
  on_terminal "'$client' clocks 127.0.0.2:$port"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 3 ]
  [ "$(sed -n '3s/  *- / - /; 3s/\r$//p' "$out")" = "127.0.0.2:$port - connection refused: nothing listens on port $port" ] || fail "$(<"$out")"
}

@test "clocks reports a failure only in the row when only the table is on a terminal" {
  serve "$services/time"
  on_terminal "'$client' clocks 127.0.0.2:$port 2>'$BATS_TEST_TMPDIR/err'"
  assert_status 1
  [ "$(wc -l <"$out")" -eq 3 ]
  assert_text "$BATS_TEST_TMPDIR/err"
}

@test "clocks reports a failure on the terminal, too, when the table goes to a file" {
  serve "$services/time"
  on_terminal "'$client' clocks 127.0.0.2:$port >'$BATS_TEST_TMPDIR/table'"
  assert_status 1
  assert_shown "inetkit: 127.0.0.2:$port: connection refused: nothing listens on port $port\r\n"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/table")" -eq 2 ]
}

@test "the rows of clocks are as wide as what is shown, in every locale" {
  for locale in C C.UTF-8; do
    LC_ALL=$locale ask clocks $'\u65e5\u672c:0' $'cafe\u0301:0' abcd:0
    assert_text "$out" "$(head -n 1 "$out")" "$(printf '%s%18s%9s %s' $'\u65e5\u672c:0' '' - 'the port is not from 1 to 65535')" \
      "$(printf '%s%18s%9s %s' $'cafe\u0301:0' '' - 'the port is not from 1 to 65535')" \
      "$(printf '%s%18s%9s %s' abcd:0 '' - 'the port is not from 1 to 65535')"
  done
}

@test "no byte from 80 to 9F reaches a terminal without UTF-8" {
  export NO_COLOR=1
  # The name has the byte 9B alone, as U+009B, and in the letter U+011B.
  printf '#!/bin/sh\nexec "$@" "$(printf "x\\233\\302\\233\\304\\233:0")"\n' >"$BATS_TEST_TMPDIR/hostile"
  for command in 'clocks --spread' 'clocks --format json' 'clocks --format csv' 'clocks --format prometheus' 'clocks --warning 1' \
    'clocks --watch 1000 -w' get talk ping flow 'get -p' 'flow -s' ''; do
    on_terminal "LC_ALL=C sh '$BATS_TEST_TMPDIR/hostile' '$client' $command"
    [ "$status" -ne 0 ] || fail "$command"
    [ "$(LC_ALL=C tr -d '\r\n\40-\176' <"$out" | wc -c)" -eq 0 ] || fail "$command: $(od -An -c "$out")"
    [ -s "$out" ] || fail "$command prints nothing"
  done
  # A terminal with UTF-8 gets the letter, and neither control character.
  on_terminal "LC_ALL=C.UTF-8 sh '$BATS_TEST_TMPDIR/hostile' '$client' clocks"
  [ "$(sed -n '3s/ .*//p' "$out")" = $'x<9B><U+009B>\u011b:0' ] || fail "$(od -An -c "$out")"
}

@test "get shows the bytes from 80 to 9F in hexadecimal, even where the locale has letters there" {
  need localedef
  localedef -i ru_RU -f CP1251 "$BATS_TEST_TMPDIR/ru_RU.CP1251" || skip 'no definition of CP1251'
  printf 'a\233\345b' >"$BATS_TEST_TMPDIR/bytes"
  LOCPATH=$BATS_TEST_TMPDIR LC_ALL=ru_RU.CP1251 "$functions" make-visible 64 <"$BATS_TEST_TMPDIR/bytes" >"$BATS_TEST_TMPDIR/shown"
  printf 'a\\x9b\345b' >"$BATS_TEST_TMPDIR/expected"
  assert_same "$BATS_TEST_TMPDIR/shown" "$BATS_TEST_TMPDIR/expected"
}

@test "control characters of a host do not reach the terminal" {
  export NO_COLOR=1
  printf '#!/bin/sh\nexec "$@" "$(printf "\\033[31mred\\r\\007\\342\\200\\256\\330\\234")"\n' >"$BATS_TEST_TMPDIR/hostile"
  for command in clocks get; do
    on_terminal "sh '$BATS_TEST_TMPDIR/hostile' '$client' $command -w 1"
    assert_status 1
    assert_match '\?\[31mred\?\?<U\+202E><U\+061C>'
    [ "$(sed 's/\r$//' "$out" | tr -d '\n\40-\176' | wc -c)" -eq 0 ] || fail "$(od -An -c "$out")"
  done
}
