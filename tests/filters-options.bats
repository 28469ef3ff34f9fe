#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The options of all filters: usage errors, -h and -V.
load helpers/load
load helpers/peers
load helpers/filters

# assert_refused NAME CAUSE, after call: a usage error on one line, and no output
assert_refused() {
  assert_status 2
  assert_empty "$out"
  assert_same "$errors" <(echo "$1: $2; $(usage "$1")")
}

@test "-h prints the usage text of the registry and the description" {
  local name rest
  while IFS=$'\t' read -r name _ _ _ description _; do
    call "$services/$name" -h </dev/null
    assert_silent
    assert_same "$out" <(usage "$name" && echo "$description; see inetkit-$name(8)")
  done < <(grep -v '^#' "$registry")
}

@test "-V prints the filter's name and the version" {
  need "$client"
  local version
  version=$("$client" --version | grep -Eo '[0-9]+\.[0-9]+\.[0-9]+')
  for name in "${all_services[@]}"; do
    call "$services/$name" -V </dev/null
    assert_silent
    assert_same "$out" <(echo "$name (inetkit) $version")
  done
}

@test "an unknown option is a usage error" {
  for name in "${all_services[@]}"; do
    for option in x Z 1 '?'; do
      call "$services/$name" "-${option}y" <"$sent"
      assert_refused "$name" "unknown option -- '$option'"
    done
    call "$services/$name" --frobnicate=5 <"$sent"
    assert_refused "$name" "unknown option -- 'frobnicate=5'"
  done
}

@test "an option without its argument is a usage error" {
  for name in "${all_services[@]}"; do
    for option in $(usage "$name" | grep -Eo '\[-[a-zA-Z] ' | tr -d '[ '); do
      call "$services/$name" "$option" <"$sent"
      assert_refused "$name" "option requires an argument -- '${option#-}'"
    done
  done
}

@test "an unexpected operand is a usage error" {
  for name in echo discard chargen time daytime; do
    for operand in x '' - /dev/null; do
      call "$services/$name" "$operand" <"$sent"
      assert_refused "$name" "unexpected operand '$operand'"
      call "$services/$name" -t 5 -- "$operand" <"$sent"
      assert_refused "$name" "unexpected operand '$operand'"
    done
  done
}

@test "an idle limit other than 0 to 86400 whole seconds is a usage error" {
  for limit in x '' -1 86401 1.5 5s ' 5' 0x10 1e3 99999999999999999999; do
    call "$services/echo" -t "$limit" <"$sent"
    assert_refused echo "-t $limit: not a whole number from 0 to 86400"
  done
  for name in "${all_services[@]}"; do
    call "$services/$name" -t 86401 <"$sent"
    assert_refused "$name" "-t 86401: not a whole number from 0 to 86400"
  done
}

@test "-t accepts idle limits from 0, which means none, to 86400 seconds" {
  for limit in 0 1 +5 007 60 86400; do
    for name in echo discard time daytime qotd; do
      take "$name" -t "$limit"
      call "${filter[@]}" <"$sent"
      assert_silent
      mv "$out" "$got"
      assert_served "$name"
    done
  done
}

@test "the usage error names the first of several mistakes" {
  for name in "${all_services[@]}"; do
    call "$services/$name" -x -y -t z <"$sent"
    assert_refused "$name" "unknown option -- 'x'"
  done
}

@test "a very long argument is shortened in the message" {
  for name in "${all_services[@]}"; do
    call "$services/$name" -t "$(printf '%010000d' 7)" <"$sent"
    assert_status 2
    assert_empty "$out"
    [ "$(wc -l <"$errors")" -eq 1 ]
    assert_between 100 "$(size_of "$errors")" 600
  done
}

@test "control characters in an argument become question marks in the message" {
  for name in "${all_services[@]}"; do
    call "$services/$name" -t $'1\n\e[2J\r\177\xc2\x9b5\xc3\xa9' <"$sent"
    assert_refused "$name" $'-t 1??[2J????5\xc3\xa9: not a whole number from 0 to 86400'
  done
}

@test "-h and -V fail when standard output is full" {
  for name in "${all_services[@]}"; do
    for option in -h -V; do
      status=0
      timeout 120 "$services/$name" "$option" >/dev/full 2>"$errors" || status=$?
      assert_status 1
      assert_same "$errors" <(echo "$name: cannot serve the connection: No space left on device")
    done
  done
}

@test "-h and -V print to the log as plain text, and nothing to the peer" {
  for name in "${all_services[@]}"; do
    for option in -h -V; do
      echo "$name $option"
      serve_watched "$services/$name" "$option"
      dial
      receive "$got"
      hang_up
      assert_empty "$got"
      until_ended
      assert_file_matches "$errors" "^$name: .*$name"
      if grep -q '[?]' "$errors"; then
        fail "a character was replaced in:" "$(cat "$errors")"
      fi
    done
  done
}
