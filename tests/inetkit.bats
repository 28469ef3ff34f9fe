#!/usr/bin/env bats
# The client's commands, its help, and the options that all commands share.
load helpers/load
load helpers/client

commands='get clocks talk ping flow'

# synopsis_options COMMAND: the options that its usage names, by letter where they have one
synopsis_options() {
  usage_of "$1" | grep -oE '\[-[^]]*' | sed -E 's/^\[//; s/[ [].*//' |
    sed -E '/^--/!{ s/^-//; s/./-&\n/g; s/\n$//; }' | sort
}

# described_options COMMAND: those that have a line of help
described_options() {
  "$client" help "$1" | sed -nE 's/^  (-.), --[a-z].*/\1/p; s/^ {6}(--[a-z-]+).*/\1/p' | sort
}

@test "inetkit without a command says where the commands are listed" {
  ask
  assert_complaint 2 "missing command: 'inetkit help' lists the commands"
}

@test "inetkit refuses a command that does not exist" {
  ask frobnicate localhost
  assert_complaint 2 "frobnicate: unknown command; 'inetkit help' lists the commands"
  ask ''
  assert_complaint 2 "'': unknown command; 'inetkit help' lists the commands"
  ask GET
  assert_complaint 2 "GET: unknown command; 'inetkit help' lists the commands"
}

@test "inetkit shows the control characters of a mistaken command as question marks" {
  ask $'\e]0;title\a\r\n\x7f'
  assert_complaint 2 "?]0;title????: unknown command; 'inetkit help' lists the commands"
}

@test "inetkit --version prints the version of the Makefile" {
  version=$(sed -n 's/^VERSION := //p' "$BATS_TEST_DIRNAME/../Makefile")
  [ -n "$version" ]
  ask --version
  assert_said "inetkit $version"$'\n'
  ask -V
  assert_said "inetkit $version"$'\n'
}

@test "inetkit help names every command, with a line for each" {
  ask help
  assert_status 0
  assert_text "$err"
  for command in $commands help; do
    [ "$(grep -c "^  $command  *[A-Z].*\.$" "$out")" -eq 1 ] || fail "no line for $command:" "$(<"$out")"
  done
  assert_file_matches "$out" '^usage: inetkit command '
}

@test "inetkit help, --help, -h and help help are the same" {
  help=$("$client" help)$'\n'
  ask help help
  assert_said "$help"
  ask --help
  assert_said "$help"
  ask -h
  assert_said "$help"
}

@test "inetkit help COMMAND is what the command's --help and -h print" {
  for command in $commands; do
    help=$("$client" help "$command")$'\n'
    [[ $help = "usage: inetkit $command "* ]] || fail "$help"
    ask "$command" --help
    assert_said "$help"
    ask "$command" -h
    assert_said "$help"
  done
}

@test "inetkit help COMMAND describes the options of its usage line, and no others" {
  for command in $commands; do
    [ -n "$(synopsis_options "$command")" ]
    diff <(synopsis_options "$command") <(described_options "$command") || fail "$command"
  done
}

@test "inetkit help lines fit on a terminal of 100 columns" {
  for topic in '' $commands services; do
    ! "$client" help ${topic:+"$topic"} | grep -E '^.{101}' || fail "$topic"
  done
}

@test "inetkit help services is the registry of services" {
  ask help services
  assert_status 0
  assert_text "$err"
  awk -F'\t' '!/^#/ { print $1, $2, $3, $5 }' "$BATS_TEST_DIRNAME/../services/services.tsv" >"$BATS_TEST_TMPDIR/registry"
  [ -s "$BATS_TEST_TMPDIR/registry" ]
  sed 's/  */ /g' "$out" >"$BATS_TEST_TMPDIR/shown"
  assert_same "$BATS_TEST_TMPDIR/shown" "$BATS_TEST_TMPDIR/registry"
}

@test "inetkit help refuses a topic that does not exist" {
  ask help frobnicate
  assert_complaint 2 "frobnicate: unknown command; 'inetkit help' lists the commands"
}

@test "inetkit help takes one topic" {
  ask help get talk
  assert_complaint 2 "help: extra operand 'talk'"
}

@test "inetkit refuses an unknown option and names it" {
  for command in $commands; do
    ask "$command" -x localhost
    assert_complaint 2 "$command: unknown option -- 'x'; see 'inetkit help $command'"
    ask "$command" --frobnicate localhost
    assert_complaint 2 "$command: unknown option -- 'frobnicate'; see 'inetkit help $command'"
  done
}

@test "inetkit names an unknown option that stands first of several letters" {
  for command in $commands; do
    ask "$command" -x4 localhost
    assert_complaint 2 "$command: unknown option -- 'x'; see 'inetkit help $command'"
  done
}

@test "inetkit refuses the options of other commands" {
  ask get -u localhost
  assert_complaint 2 "get: unknown option -- 'u'; see 'inetkit help get'"
  ask get --udp localhost
  assert_complaint 2 "get: unknown option -- 'udp'; see 'inetkit help get'"
  ask talk -u localhost echo
  assert_complaint 2 "talk: unknown option -- 'u'; see 'inetkit help talk'"
  ask talk -p 7 localhost
  assert_complaint 2 "talk: unknown option -- 'p'; see 'inetkit help talk'"
  ask talk --port=7 localhost
  assert_complaint 2 "talk: unknown option -- 'port'; see 'inetkit help talk'"
}

@test "inetkit names an unknown option, not the argument after it" {
  ask talk --port 7 localhost echo
  assert_complaint 2 "talk: unknown option -- 'port'; see 'inetkit help talk'"
}

@test "inetkit says which option lacks its argument" {
  for option in -w --wait; do
    for command in $commands; do
      ask "$command" "$option"
      assert_complaint 2 "$command: option requires an argument -- '${option##*-}'; see 'inetkit help $command'"
    done
  done
  for option in -p --port; do
    for command in get clocks; do
      ask "$command" localhost "$option"
      assert_complaint 2 "$command: option requires an argument -- '${option##*-}'; see 'inetkit help $command'"
    done
  done
}

@test "inetkit refuses a number of seconds that is none, none above 0, or more than a day" {
  for seconds in 0 0.0 -1 -0.5 +1 abc 1e9 1e0 nan inf 0x10 1s '1 ' ' 1' 1,5 1.5.2 . '' 86401 86400.000001 \
    99999999999999999999 9223372036855; do
    for command in $commands; do
      ask "$command" -w "$seconds" localhost echo
      assert_complaint 2 "$command: -w $seconds: not a number of seconds above 0 and at most 86400; see 'inetkit help $command'"
    done
  done
}

@test "inetkit takes whole seconds and parts of them" {
  for case in 1=1000000 2=2000000 0.25=250000 .5=500000 2.=2000000 007=7000000 86400=86400000000 \
    86400.000000=86400000000 0.000001=1 1.0000019=1000001; do
    run "$functions" parse-seconds "${case%=*}"
    assert_status 0
    assert_output "${case#*=}"
  done
  run "$functions" parse-seconds 0.0000009
  assert_output 'not valid'
}

@test "inetkit takes options after operands, in long form and shortened" {
  serve printf %s abc
  ask get 127.0.0.1 "$port" -4 -w 20
  assert_said abc
  ask get --ipv4 --wait=20 --port="$port" 127.0.0.1
  assert_said abc
  ask get 127.0.0.1 --wait 20 --port "$port"
  assert_said abc
  ask get -4w20 "-p$port" 127.0.0.1
  assert_said abc
  ask get --wa=20 127.0.0.1 "$port"
  assert_said abc
  ask get -w 20 -- 127.0.0.1 "$port"
  assert_said abc
}

@test "inetkit takes no option after --" {
  ask get -w 1 -- -x 2345
  assert_complaint_like 1 '-x: '
}

@test "inetkit says that help cannot be written where standard output is full or closed" {
  for topic in '' $commands services; do
    run --separate-stderr bash -c "'$client' help $topic >/dev/full"
    assert_status 1
    [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
    run --separate-stderr bash -c "'$client' help $topic >&-"
    assert_status 1
    [ "$stderr" = 'inetkit: standard output: Bad file descriptor' ] || fail "$stderr"
  done
}
