#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The commands of the client, its help, and the options that all commands share.
load helpers/load
load helpers/client

commands='get clocks talk ping flow convert'
# Those that connect to a host.
connecting=${commands% convert}

# synopsis_options COMMAND: prints the options in its usage, as letters if possible
synopsis_options() {
  usage_of "$1" | grep -oE '\[-[^]]*' | sed -E 's/^\[//; s/[ [].*//' |
    sed -E '/^--/!{ s/^-//; s/./-&\n/g; s/\n$//; }' | sort
}

# described_options COMMAND: prints the options that have a line of help
described_options() {
  "$client" help "$1" | sed -nE 's/^  (-.), --[a-z].*/\1/p; s/^ {6}(--[a-z-]+).*/\1/p' | sort
}

@test "inetkit without a command prints the usage on standard error" {
  ask
  assert_status 2
  assert_text "$out"
  "$client" help | assert_same - "$err"
}

@test "inetkit rejects an unknown command" {
  for word in frobnicate x '' echo toto "$(printf 'clocks%.0s' {1..50})"; do
    ask "$word" localhost
    assert_complaint 2 "${word:-"''"}: unknown command; 'inetkit help' lists the commands"
  done
}

@test "inetkit names the command that a mistyped one was meant to be" {
  for pair in clock=clocks clokcs=clocks cloks=clocks xclocks=clocks GET=get gte=get Pnig=ping pin=ping flows=flow tlak=talk hepl=help; do
    ask "${pair%=*}" localhost
    assert_complaint 2 "${pair%=*}: unknown command; did you mean '${pair#*=}'?"
    ask help "${pair%=*}"
    assert_complaint 2 "${pair%=*}: unknown command; did you mean '${pair#*=}'?"
  done
}

@test "inetkit says that the options of a command follow its name" {
  for option in -4 --wait=1 --vresion; do
    ask "$option" get localhost
    assert_complaint 2 "$option: unknown option; the options of a command follow its name"
  done
}

@test "control characters of an unknown command become question marks in the message" {
  ask $'\e]0;title\a\r\n\x7f'
  assert_complaint 2 "?]0;title????: unknown command; 'inetkit help' lists the commands"
}

@test "inetkit --version prints the version in the Makefile" {
  version=$(sed -n 's/^VERSION := //p' "$BATS_TEST_DIRNAME/../Makefile")
  [ -n "$version" ]
  ask --version
  assert_said "inetkit $version"$'\n'
  ask -V
  assert_said "inetkit $version"$'\n'
}

@test "inetkit help lists every command on its own line" {
  ask help
  assert_status 0
  assert_text "$err"
  for command in $commands help; do
    [ "$(grep -c "^  $command  *[A-Z].*\.$" "$out")" -eq 1 ] || fail "no line for $command:" "$(<"$out")"
  done
  assert_file_matches "$out" '^usage: inetkit command '
}

@test "inetkit help, --help, -h and help help print the same" {
  help=$("$client" help)$'\n'
  ask help help
  assert_said "$help"
  ask --help
  assert_said "$help"
  ask -h
  assert_said "$help"
}

@test "inetkit help COMMAND prints the same as the command with --help or -h" {
  for command in $commands; do
    help=$("$client" help "$command")$'\n'
    [[ $help = "usage: inetkit $command "* ]] || fail "$help"
    ask "$command" --help
    assert_said "$help"
    ask "$command" -h
    assert_said "$help"
  done
}

@test "inetkit help COMMAND describes exactly the options of its usage line" {
  for command in $commands; do
    [ -n "$(synopsis_options "$command")" ]
    diff <(synopsis_options "$command") <(described_options "$command") || fail "$command"
  done
}

@test "inetkit help has no line wider than 79 columns" {
  for topic in '' $commands services; do
    ! "$client" help ${topic:+"$topic"} | grep -E '^.{80}' || fail "$topic"
  done
}

@test "inetkit help services prints the registry of services" {
  ask help services
  assert_status 0
  assert_text "$err"
  awk -F'\t' '!/^#/ { print $1, $2, $3, $5 }' "$BATS_TEST_DIRNAME/../services/services.tsv" >"$BATS_TEST_TMPDIR/registry"
  [ -s "$BATS_TEST_TMPDIR/registry" ]
  # A description can have several lines.
  sed -z 's/\n  */ /g; s/  */ /g' "$out" >"$BATS_TEST_TMPDIR/shown"
  assert_same "$BATS_TEST_TMPDIR/shown" "$BATS_TEST_TMPDIR/registry"
}

@test "inetkit help rejects an unknown topic" {
  ask help frobnicate
  assert_complaint 2 "frobnicate: unknown command; 'inetkit help' lists the commands"
}

@test "inetkit help rejects a second topic" {
  ask help get talk
  assert_complaint 2 "help: extra operand 'talk'"
}

@test "inetkit rejects an unknown option by name" {
  for command in $commands; do
    ask "$command" -x localhost
    assert_complaint 2 "$command: unknown option -- 'x'; see 'inetkit help $command'"
    ask "$command" --frobnicate localhost
    assert_complaint 2 "$command: unknown option -- 'frobnicate'; see 'inetkit help $command'"
  done
}

@test "inetkit names an unknown option at the start of a group of letters" {
  for command in $commands; do
    ask "$command" -x4 localhost
    assert_complaint 2 "$command: unknown option -- 'x'; see 'inetkit help $command'"
  done
}

@test "inetkit rejects the options of other commands" {
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

@test "inetkit names an unknown option without the argument that follows" {
  ask talk --port 7 localhost echo
  assert_complaint 2 "talk: unknown option -- 'port'; see 'inetkit help talk'"
}

@test "inetkit names the option that lacks its argument" {
  for option in -w --wait; do
    for command in $connecting; do
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

@test "inetkit repeats a mistyped name of an option as it was typed" {
  for case in "--wai|option requires an argument -- 'wai'" "--ipv4=yes|option takes no argument -- 'ipv4'" \
    "--ipv=4|ambiguous option -- 'ipv': --ipv4 or --ipv6" "--wätt=5|unknown option -- 'wätt'" "--=5|unknown option -- ''"; do
    for command in $connecting; do
      ask "$command" localhost "${case%|*}"
      assert_complaint 2 "$command: ${case#*|}; see 'inetkit help $command'"
    done
  done
  ask clocks --w 5 localhost
  assert_complaint 2 "clocks: ambiguous option -- 'w': --wait, --watch or --warning; see 'inetkit help clocks'"
}

@test "clocks names the range of --retries and --pivot" {
  ask clocks --retries 1001 localhost
  assert_complaint 2 "clocks: --retries 1001: not a number from 0 to 1000; see 'inetkit help clocks'"
  ask clocks --pivot 1969 localhost
  assert_complaint 2 "clocks: --pivot 1969: not a year from 1970 to 2150; see 'inetkit help clocks'"
}

@test "inetkit names an option whose argument is wrong by its letter or its name, as it was given" {
  for option in -w --wait=; do
    ask get "${option}x" localhost
    assert_complaint 2 "get: ${option%=} x: not a number of seconds above 0 and at most 86400; see 'inetkit help get'"
  done
  for option in -o --directory=; do
    ask convert "$option" ''
    assert_complaint 2 "convert: ${option%=} '': the name of the file is empty; see 'inetkit help convert'"
  done
  for option in --hosts --output --plot; do
    ask clocks "$option=" localhost
    assert_complaint 2 "clocks: $option '': the name of the file is empty; see 'inetkit help clocks'"
  done
}

@test "inetkit explains the name of an option after a single hyphen" {
  for arguments in '-wait 5' -wait '-port 7' '-format json' '-4 -precise' '-udp'; do
    # shellcheck disable=SC2086 # several
    ask clocks localhost $arguments
    [[ $arguments =~ (-[a-z]+) ]]
    word=${BASH_REMATCH[1]}
    assert_complaint 2 "clocks: $word: the name of an option follows two hyphens, as in -$word; see 'inetkit help clocks'"
  done
}

@test "inetkit asks whether a number or a file after an option with an optional argument is meant as that" {
  for words in '--precise 0.1' '--precise 5' '--precise .5' '--precise 0' '--precise 1.' \
    '--plot fleet.svg' '--plot Fleet.SVG' '--plot /tmp/fleet' '--plot ./fleet'; do
    read -r option value <<<"$words"
    for before in '' localhost; do
      # shellcheck disable=SC2086 # one or none
      ask clocks $before "$option" "$value" 127.0.0.1
      assert_complaint 2 "clocks: $words: did you mean '$option=$value'? Without '=', '$value' is a host; see 'inetkit help clocks'"
    done
  done
  ask clocks localhost --prec 0.1
  assert_complaint_like 2 "clocks: --precise 0\\.1: did you mean '--precise=0\\.1'"
}

@test "a word after an option with an optional argument is a host if it looks like one, or follows --" {
  for words in '--precise :0' '--precise 1.2.3:0' '--precise 5a:0' '--precise -- 0' '--plot :0' '--plot x.svg:0' \
    '--plot unix:/none/x' '--plot -- x.svg'; do
    # shellcheck disable=SC2086 # several
    ask clocks -w 1 --timeout 1 $words
    assert_status 1
    assert_file_matches "$out" "^${words##* } "
  done
}

@test "inetkit rejects seconds that are not a number above 0 and up to a day" {
  for seconds in 0 0.0 -1 -0.5 +1 abc 1e9 1e0 nan inf 0x10 1s '1 ' ' 1' 1,5 1.5.2 . '' 86401 86400.000001 \
    99999999999999999999 9223372036855; do
    ask get -w "$seconds" localhost echo
    assert_complaint 2 "get: -w ${seconds:-"''"}: not a number of seconds above 0 and at most 86400; see 'inetkit help get'"
  done
  for command in $connecting; do
    ask "$command" -w 0 localhost echo
    assert_complaint 2 "$command: -w 0: not a number of seconds above 0 and at most 86400; see 'inetkit help $command'"
  done
}

@test "inetkit accepts whole and fractional seconds" {
  for case in 1=1000000 2=2000000 0.25=250000 .5=500000 2.=2000000 007=7000000 86400=86400000000 \
    86400.000000=86400000000 0.000001=1 1.0000019=1000001; do
    run "$functions" parse-seconds "${case%=*}"
    assert_status 0
    assert_output "${case#*=}"
  done
  run "$functions" parse-seconds 0.0000009
  assert_output 'not valid'
}

@test "inetkit accepts options after operands, and long options shortened" {
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

@test "inetkit treats everything after -- as an operand" {
  ask get -w 1 -- -x 2345
  assert_complaint_like 1 '-x: '
}

@test "inetkit help reports a full or closed standard output" {
  for topic in '' $commands services; do
    run --separate-stderr bash -c "'$client' help $topic >/dev/full"
    assert_status 1
    [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
    run --separate-stderr bash -c "'$client' help $topic >&-"
    assert_status 1
    [ "$stderr" = 'inetkit: standard output: Bad file descriptor' ] || fail "$stderr"
  done
}
