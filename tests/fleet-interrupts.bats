#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks, interrupted: what it knows of each host by then, in each format, order and file.
# bats file_tags=long
load helpers/load
load helpers/client
load helpers/clocks
load helpers/rows

# two_of_three [ARG...]: waits until $first and $last have answered; the third, $gated, never does
two_of_three() {
  serve_gated gate 0
  gated=127.0.0.1:$port
  gate_log=$log
  serve_clock -a 0.0.0.0 -v
  first=127.0.0.2:$port
  last=127.0.0.3:$port
  ask_two_of_three "$@"
}

ask_two_of_three() {
  : >"$log"
  : >"$gate_log"
  start_clocks "$@" "$first" "$gated" "$last"
  until_match "$gate_log" '^Spawned'
  until_true has_answered_twice
  until_all_but_one
}

has_answered_twice() {
  [ "$(wc -l <"$log")" -eq 2 ]
}

@test "an interrupted run prints all hosts and counts those without a reply, in every format and order" {
  need jq
  two_of_three
  kill -INT "$asked"
  end_clocks
  for format in "${formats[@]}"; do
    for order in given arrival offset; do
      for signal in INT TERM; do
        ask_two_of_three --format "$format" --order "$order"
        kill "-$signal" "$asked"
        end_clocks
        assert_status 1
        assert_file_matches "$err" '^inetkit: clocks: interrupted: 2 of 3 hosts replied, 0 failed, 1 host is not known$'
        if [ "$order" = given ]; then
          assert_hosts_in "$format" "$first" "$gated" "$last"
        else
          [ "$(hosts_in "$format" | sort)" = "$(printf '%s\n' "$first" "$gated" "$last" | sort)" ] || fail "$(<"$out")"
        fi
        [ "$format" = prometheus ] || [ "$(grep -c 'no reply before the interrupt' "$out")" -eq 1 ] || fail "$(<"$out")"
        [ "$format" != prometheus ] || assert_file_matches "$out" "^inetkit_clock_up\{host=\"$gated\"\} 0$"
      done
    done
  done
}

@test "an interrupted run of a single host reports it in the singular" {
  serve_gated gate 0
  start_clocks "127.0.0.1:$port"
  until_match "$log" '^Spawned'
  kill -INT "$asked"
  end_clocks
  assert_status 1
  assert_text "$err" "inetkit: 127.0.0.1:$port: no reply before the interrupt" \
    'inetkit: clocks: interrupted: 0 of 1 host replied, 0 failed, 1 host is not known'
}

# start_precise [ARG...]: waits until a host of --precise has replied once, and its next probe is to come
start_precise() {
  : >"$log"
  start_clocks --precise --spacing 100 "$@" "127.0.0.1:$port"
  until_match "$log" '^tcp'
  until_true has_no_socket "$asked"
}

has_no_socket() {
  [ "$(sockets_of "$1" | wc -l)" -eq 0 ]
}

@test "an interrupted measurement shows the offset so far with its bound, in every format" {
  serve_clock -o 100 -v
  local format
  for format in table:' \+(99|100)\.[0-9]{6} ±0\.5[0-9]{5} ' csv:'(99|100)\.[0-9]{9},0\.5[0-9]{8},' \
    json:'"offset":(99|100)\.[0-9]{9},"bound":0\.5' prometheus:'^inetkit_clock_bound_seconds\{.*\} 0\.5'; do
    start_precise --format "${format%%:*}"
    kill -TERM "$asked"
    end_clocks
    assert_status 1
    assert_file_matches "$out" "${format#*:}"
    assert_text "$err" 'inetkit: clocks: interrupted: 1 of 1 host replied, 0 failed, 1 offset is less exact than asked for'
  done
}

# start_mixed [ARG...]: waits until $often has replied three times, $once once and then no more, and $mute never
start_mixed() {
  local log
  rm -rf "$BATS_TEST_TMPDIR/asked"
  for log in "$often_log" "$once_log" "$mute_log"; do
    : >"$log"
  done
  start_clocks --precise=0.000001 --probes 1000 --spacing 0.1 "$@" "$mute" "$often" :0 "$once"
  until_true has_probes 3 "$often_log"
  until_true has_probes 2 "$once_log"
  until_true has_probes 1 "$mute_log"
}

# has_probes COUNT LOG: this many probes have reached the server
has_probes() {
  [ "$(grep -c -e '^Spawned' -e '^tcp' "$2")" -ge "$1" ]
}

@test "an interrupt of --precise shows each host with the bound that its replies prove, in every format and order" {
  need jq
  serve sh -c 'exec cat >/dev/null'
  mute=127.0.0.1:$port
  mute_log=$log
  serve sh -c 'mkdir "$0" 2>&- && exec "$1" -o 50; exec cat >/dev/null' "$BATS_TEST_TMPDIR/asked" "$services/time"
  once=127.0.0.1:$port
  once_log=$log
  serve_clock -o 100 -v
  often=127.0.0.1:$port
  often_log=$log
  number='[0-9]+\.[0-9]+'
  for case in table:given table:offset json:arrival json:offset csv:given csv:arrival prometheus:given; do
    format=${case%:*}
    start_mixed --format "$format" --order "${case#*:}"
    kill -INT "$asked"
    end_clocks
    assert_status 1
    assert_file_matches "$err" '^inetkit: clocks: interrupted: 2 of 4 hosts replied, 1 failed, 1 host is not known, 2 offsets are less exact than asked for$'
    [ "$(hosts_in "$format" | sort)" = "$(printf '%s\n' "$mute" "$often" :0 "$once" | sort)" ] || fail "$(<"$out")"
    case $format in
    table)
      assert_file_matches "$out" "^$often +\\+(99|100)\\.[0-9]{6} ±0\\.[0-4][0-9]{5} "
      assert_file_matches "$out" "^$once +\\+$number ±$number "
      assert_file_matches "$out" "^$mute +- no reply before the interrupt$"
      ;;
    json)
      jq -es --arg often "$often" --arg once "$once" 'map({key: .host, value: .}) | from_entries |
        (.[$often] | (.offset - 100 | fabs) <= .bound and .bound < 0.5) and
        (.[$once] | (.offset - 50 | fabs) <= .bound and .bound >= 0.5)' "$out" || fail "$(<"$out")"
      ;;
    csv)
      assert_file_matches "$out" "^$often,127.0.0.1,${often#*:},$number,0\\.[0-4]"
      assert_file_matches "$out" "^$once,127.0.0.1,${once#*:},$number,$number,"
      ;;
    prometheus)
      assert_file_matches "$out" "^inetkit_clock_bound_seconds\\{host=\"$often\"\\} 0\\.[0-4]"
      assert_file_matches "$out" "^inetkit_clock_bound_seconds\\{host=\"$once\"\\} $number$"
      ;;
    esac
  done
}

@test "an interrupted plugin judges a host by the offset so far" {
  serve_clock -v
  start_precise --warning 60
  kill -INT "$asked"
  end_clocks
  assert_status 0
  assert_file_matches "$out" "^CLOCKS OK - 127.0.0.1:$port is "
  start_precise --warning 0.1
  kill -INT "$asked"
  end_clocks
  assert_status 3
  assert_file_matches "$out" "^CLOCKS UNKNOWN - 127.0.0.1:$port is .*, not precise enough to judge; interrupted: the interval of its offset is "
}

@test "an interrupt uses a reply that has arrived, even if the connection stays open" {
  serve sh -c '"$1" -o 100 </dev/null | cat; : >"$0"; exec sleep 100' "$BATS_TEST_TMPDIR/replied" "$services/time"
  start_clocks "127.0.0.1:$port"
  until_true test -e "$BATS_TEST_TMPDIR/replied"
  kill -INT "$asked"
  end_clocks
  assert_file_matches "$out" "^127.0.0.1:$port  *(99|100) "
}

@test "an interrupted run says which hosts it has not asked, and why the others did not reply so far" {
  serve_gated gate 0
  start_clocks --parallel 1 --format csv "127.0.0.1:$port" 127.0.0.1:1
  until_match "$log" '^Spawned'
  kill -INT "$asked"
  end_clocks
  assert_file_matches "$out" '^127.0.0.1:1,,1,,,,0,,not asked before the interrupt'
  serve true
  start_clocks --retries 1 --spacing 100 "127.0.0.1:$port"
  until_match "$log" '^Spawned'
  until_true has_no_socket "$asked"
  kill -INT "$asked"
  end_clocks
  assert_file_matches "$out" "^127.0.0.1:$port .* - no reply before the interrupt; before that: received 0 bytes"
}

@test "an interrupted run prints its spread and plot, and counts the failed hosts" {
  two_of_three --spread --plot :0
  kill -INT "$asked"
  end_clocks
  assert_status 1
  assert_file_matches "$out" '^spread: 127\.'
  assert_row "$(wc -l <"$out")" '2 hosts have no offset'
  assert_file_matches "$err" '^inetkit: clocks: interrupted: 2 of 4 hosts replied, 1 failed, 1 host is not known$'
}

@test "an interrupted run replaces the --output file" {
  file_with_old
  two_of_three --format csv --output "$file"
  assert_text "$file" old
  kill -TERM "$asked"
  end_clocks
  assert_status 1
  assert_alone
  out=$file
  assert_hosts_in csv "$first" "$gated" "$last"
}

@test "an interrupted round of Prometheus metrics or --watch keeps the --output file of the last whole round" {
  file_with_old
  plot=$BATS_TEST_TMPDIR/plot.svg
  echo old >"$plot"
  two_of_three
  kill -TERM "$asked"
  end_clocks
  for options in '--format prometheus' '--format csv --watch 60' '--watch 60'; do
    # shellcheck disable=SC2086 # words
    ask_two_of_three $options --output "$file" "--plot=$plot"
    kill -TERM "$asked"
    end_clocks
    assert_status 1
    assert_alone
    assert_text "$file" old
    assert_file_matches "$err" "^inetkit: $file: left unchanged, because the round was interrupted\$"
    grep -q "$first" "$out" || fail "$(<"$out")"
    assert_text "$plot" old
  done
}

@test "an interrupted plugin run is UNKNOWN and names the hosts without a reply" {
  two_of_three --warning 60
  kill -TERM "$asked"
  end_clocks
  assert_status 3
  assert_file_matches "$out" "^CLOCKS UNKNOWN - 1 of 3 hosts: $gated: no reply before the interrupt \|"
}

@test "an interrupt between two rounds ends silently with the status of the last round" {
  serve_clock
  for signal in INT TERM; do
    start_clocks --watch 3600 "127.0.0.1:$port"
    until_true has_lines 2
    kill "-$signal" "$asked"
    end_clocks
    assert_status 0
    assert_text "$err"
    [ "$(wc -l <"$out")" -eq 2 ]
    start_clocks --watch 3600 --format csv :0
    until_true has_lines 2
    kill "-$signal" "$asked"
    end_clocks
    assert_status 1
    assert_text "$err"
  done
}

@test "clocks keeps ignoring SIGINT when its parent ignored it" {
  serve_gated gate 0
  background env --ignore-signal=INT "$client" clocks "127.0.0.1:$port" >"$BATS_TEST_TMPDIR/out"
  asked=$started
  until_match "$log" '^Spawned'
  kill -INT "$asked"
  open_gate gate
  end_clocks
  assert_status 0
}
