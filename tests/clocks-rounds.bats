#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --watch without a terminal: the rows of all rounds in each format.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/rows

# start_rounds COUNT [ARG...]: runs the client until it has printed COUNT lines
start_rounds() {
  start_clocks --watch 0.1 "${@:2}"
  until_true has_lines "$1"
  kill -TERM "$asked"
  end_clocks
}

@test "--watch separates the tables of rounds by an empty line" {
  serve_clock
  start_rounds 8 "127.0.0.1:$port"
  for line in 1 4 7; do
    [[ $(sed -n "${line}p" "$out") =~ ^'localhost '.*' 0 ppm ' ]] || fail "$(<"$out")"
    [[ $(sed -n "$((line + 1))p" "$out") =~ ^"127.0.0.1:$port " ]] || fail "$(<"$out")"
  done
  for line in 3 6; do
    [ -z "$(sed -n "${line}p" "$out")" ] || fail "$(<"$out")"
  done
  # The drift needs two rounds.
  number='[0-9]+\.[0-9]'
  [[ $(sed -n 2p "$out") =~ ' '[+-]${number}{6}' ±'${number}{6}' '+'-                   '[A-Z] ]] || fail "$(<"$out")"
  [[ $(sed -n 5p "$out") =~ ' '[+-]${number}{6}' ±'${number}{6}' '+-?${number}{3}' ±'${number}{3}' ppm '+[A-Z] ]] || fail "$(<"$out")"
}

@test "--watch appends lines of JSON in each round, and prints the CSV header once" {
  need jq
  serve_clock
  start_rounds 4 --format json "127.0.0.1:$port"
  assert_json "length >= 4 and (map(.host) | unique == [\"127.0.0.1:$port\"])"
  assert_json '(.[0] | has("drift") | not) and (.[1] | .drift_bound > 0)'
  start_rounds 5 --format csv "127.0.0.1:$port"
  assert_row 1 $'host,address,port,offset,bound,rtt,probes,time,error,protocol,measured,stratum,root_distance,drift,drift_bound\r'
  [ "$(grep -c '^host,' "$out")" -eq 1 ]
  [ "$(grep -c "^127.0.0.1:$port," "$out")" -eq $(($(wc -l <"$out") - 1)) ]
}

@test "--watch ends when the reader of its output is gone, even with SIGPIPE ignored" {
  serve_clock
  run --separate-stderr timeout 120 bash -c "trap '' PIPE
    '$client' clocks --watch 0.1 127.0.0.1:$port | head -n 1; exit \${PIPESTATUS[0]}"
  assert_status 1
  [ "${#lines[@]}" -eq 1 ]
  [ "$stderr" = 'inetkit: standard output: Broken pipe' ] || fail "$stderr"
}
