#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --warning, --critical: a plugin for Nagios, Icinga and similar monitors.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/plugin

# The 32-bit counter of RFC 868 wraps at 2036-02-07 06:28:16 UTC.
wrap=2085978496

@test "a clock within the thresholds is OK" {
  clock_at 20
  ask clocks --warning 60 --critical 120 "$host"
  assert_line OK "$host is (19|20)(\.[0-9]+)? s fast \(\+-0\.5[0-9]* s\) \|"
  [[ $data =~ ^"'$host'="(19|20)\.[0-9]{9}"s;-60:60;-120:120"$ ]] || fail "$data"
}

@test "a clock beyond --warning is WARNING and beyond --critical is CRITICAL, fast or slow" {
  for seconds in 100 -100; do
    clock_at "$seconds"
    direction=fast
    [ "$seconds" -gt 0 ] || direction=slow
    ask clocks --warning 60 "$host"
    assert_line WARNING "$host is (99|100)(\.[0-9]+)? s $direction"
    [[ $data =~ ^"'$host'=${seconds%100}"(99|100)\.[0-9]{9}"s;-60:60"$ ]] || fail "$data"
    ask clocks --critical 60 "$host"
    assert_line CRITICAL "$host is (99|100)(\.[0-9]+)? s $direction"
    [[ $data =~ "s;;-60:60"$ ]] || fail "$data"
    ask clocks --warning 60 --critical 120 "$host"
    assert_line WARNING
    ask clocks --warning 30 --critical 60 "$host"
    assert_line CRITICAL
    ask clocks --warning 120 --critical 240 "$host"
    assert_line OK
  done
}

@test "thresholds can be fractions of a second" {
  clock_at 20
  ask clocks --warning 0.25 --critical 86400 "$host"
  assert_line WARNING
  [[ $data == *';-0.25:0.25;-86400:86400' ]] || fail "$data"
}

@test "a host that fails is UNKNOWN with the cause" {
  clock_at 0
  ask clocks --warning 60 :0
  assert_line UNKNOWN ':0: the host is empty$'
  ask clocks --warning 60 "127.0.0.9:$port"
  assert_line UNKNOWN "127.0.0.9:$port: connection refused"
  ask clocks --warning 60 "$host" :0
  assert_line UNKNOWN '1 of 2 hosts: :0: the host is empty \|'
  [[ $data == "'$host'="* ]] || fail "$data"
}

# bats test_tags=slow,once
@test "a host given twice has performance data although only one of its measurements succeeded" {
  serve sh -c 'mkdir "$0" 2>&- && exec "$1"' "$BATS_TEST_TMPDIR/asked" "$services/time"
  host=127.0.0.1:$port
  ask clocks --warning 60 "$host" "$host"
  assert_line UNKNOWN "1 of 2 hosts: $host: "
  [[ $data =~ ^"'$host'="[^' ']+$ ]] || fail "$data"
}

@test "a silent host is UNKNOWN before NRPE would end the plugin after 10 s" {
  serve_clock -m silent
  ask clocks --warning 1 -w 100 "127.0.0.1:$port"
  assert_line UNKNOWN "127\.0\.0\.1:$port: no reply within 9 s in total; --timeout allows more time"
}

@test "the worst host determines the state: CRITICAL, then WARNING, then UNKNOWN" {
  clock_at 0
  good=$host
  clock_at 100
  warning=$host
  clock_at -1000
  ask clocks --warning 60 --critical 600 "$good" :0 "$warning" "$host"
  assert_line CRITICAL "3 of 4 hosts: $host is (999|1000)(\.[0-9]+)? s slow \(\+-0\.5[0-9]* s\); $warning is (99|100)(\.[0-9]+)? s fast \(\+-0\.5[0-9]* s\); :0: the host is empty \|"
  [ "$(wc -w <<<"$data")" -eq 3 ] || fail "$data"
  ask clocks --warning 60 --critical 600 "$good" :0 "$warning"
  assert_line WARNING "2 of 3 hosts: $warning is "
  ask clocks --warning 60 --critical 600 "$good" "$good"
  assert_line OK "2 hosts, furthest off: $good is "
}

@test "an unreadable list is UNKNOWN, unless the known hosts are worse" {
  clock_at 100
  ask clocks --warning 600 --hosts /none "$host"
  assert_status 3
  assert_file_matches "$out" "^CLOCKS UNKNOWN - some hosts were not measured; $host is "
  assert_text "$err" 'inetkit: /none: cannot read hosts: No such file or directory'
  ask clocks --critical 60 --hosts /none "$host"
  assert_status 2
  assert_file_matches "$out" "^CLOCKS CRITICAL - some hosts were not measured; $host is "
  ask clocks --critical 60 --hosts /none
  assert_status 3
  assert_text "$out" 'CLOCKS UNKNOWN - some hosts were not measured; no hosts'
  ask clocks --critical 60 --hosts /dev/null
  assert_status 3
  assert_text "$out" 'CLOCKS UNKNOWN - no hosts'
}

# assert_unknown MESSAGE [ON-STDOUT]: a usage error that a monitor shows; the message without the reference to the help
assert_unknown() {
  assert_status 3
  assert_text "$err" "inetkit: clocks: $1; see 'inetkit help clocks'"
  assert_text "$out" "CLOCKS UNKNOWN - ${2-$1}"
}

@test "a usage error with plugin options is UNKNOWN, not CRITICAL, and standard output says so" {
  for arguments in '--warning 60' '--warning=60' '--critical 60' '--war 60' '--c 60' '--warning x localhost' '--critical -1 localhost' \
    '--warning 0 localhost' '--warning' '--frobnicate --warning 60 localhost' '--critical 60 -p 0 localhost' '-x --cri=60 localhost'; do
    # shellcheck disable=SC2086 # several
    ask clocks $arguments
    assert_status 3
    assert_file_matches "$err" "^inetkit: clocks: .*; see 'inetkit help clocks'$"
    assert_file_matches "$out" '^CLOCKS UNKNOWN - [^|]+$'
  done
  ask clocks --format nagios --warning 1 localhost
  assert_unknown '--format nagios: not one of table|json|csv|prometheus' '--format nagios: not one of table?json?csv?prometheus'
  # Without plugin options the status is 2 as usual, also if a word looks like one of them.
  for arguments in --frobnicate '--watch x localhost' '-p c localhost -x' '-wH localhost' '-x -- -c --warning' \
    '--colour localhost' '--criticality 5 localhost' '--warnings=5 localhost' '--w 60 localhost' \
    '--format --critical localhost' '-x localhost war --hosts=--c'; do
    # shellcheck disable=SC2086 # several
    ask clocks $arguments
    assert_complaint_like 2 'clocks: '
  done
}

@test "the letters that other plugins take are UNKNOWN, and the message names the options to use" {
  hint='the thresholds are --warning and --critical, and -w is the timeout'
  for arguments in '-w 1 -c 60 localhost' '-c 60 -w 1 localhost' '-c60 localhost' '-4uc 60 localhost' '-c 60 --frobnicate'; do
    # shellcheck disable=SC2086 # several
    ask clocks $arguments
    assert_unknown "unknown option -- 'c'; $hint"
  done
  ask clocks -H localhost -w 1
  assert_unknown "unknown option -- 'H'; $hint"
  ask clocks -w 1: -c 60 localhost
  assert_unknown "-w 1:: not a number of seconds above 0 and at most 86400; $hint"
}

@test "--warning beyond --critical is rejected" {
  for thresholds in '--warning 60 --critical 1' '--critical=1 --warning=1.000001'; do
    # shellcheck disable=SC2086 # several
    ask clocks $thresholds localhost
    assert_unknown '--warning is beyond --critical, so no clock could be WARNING'
  done
  clock_at 0
  ask clocks --warning 60 --critical 60 "$host"
  assert_line OK
}

@test "options that the plugin cannot combine are rejected" {
  for option in --watch=60 --spread; do
    ask clocks "$option" --warning 60 localhost
    assert_unknown "${option%=*} with --warning or --critical requires --format"
  done
  for more in '--warning 60' '--format json' '--format csv' '--format prometheus --warning 60'; do
    # shellcheck disable=SC2086 # several
    ask clocks --plot $more localhost
    [[ $more != *--warning* ]] || assert_unknown '--plot without a file requires the table format'
    [[ $more == *--warning* ]] || assert_complaint 2 "clocks: --plot without a file requires the table format; see 'inetkit help clocks'"
  done
}

@test "--format prints the rows, and the status remains that of the plugin" {
  clock_at 100
  for format in table json csv prometheus; do
    for thresholds in '--warning 60:1' '--critical 60:2' '--warning 600:0'; do
      # shellcheck disable=SC2086 # several
      ask clocks ${thresholds%:*} --format "$format" --spread "$host" "$host"
      assert_status "${thresholds#*:}"
      run cat "$out"
      assert_match "$host"
      refute_match CLOCKS
    done
    ask clocks --warning 600 --format "$format" "$host" :0
    assert_status 3
  done
  ask clocks --critical 60 --format table "$host"
  assert_table 1
  assert_clock 2 "$host" 100
}

@test "--output gets the plugin's line" {
  clock_at 0
  ask clocks --warning 60 --output "$BATS_TEST_TMPDIR/line" "$host"
  assert_said ''
  assert_file_matches "$BATS_TEST_TMPDIR/line" "^CLOCKS OK - $host is "
}

@test "a full standard output is UNKNOWN" {
  clock_at 0
  run --separate-stderr bash -c "timeout 120 '$client' clocks --warning 60 $host >/dev/full"
  assert_status 3
  [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
}

@test "the plugin is correct on both sides of the wrap in 2036" {
  if is_sanitized; then
    # faketime cannot be preloaded into sanitized programs, so test only the decoding.
    run "$functions" decode-time 00000010 $((wrap + 20))
    assert_output $((wrap + 16))
    return
  fi
  need faketime
  # reply, client's clock, state, text about the host. The clock stands still, so bounds are 0.5 s.
  while read -r reply now state text; do
    serve_bytes "$reply"
    host=127.0.0.1:$port
    fake_clock "$(date -u -d "@$((wrap + now))" '+%F %T')"
    ask clocks --warning 60 --critical 3600 "$host"
    within=()
    assert_line "$state" "$host is $text \(\+-0\.5 s\) \| "
  done <<'EOF'
00000010 20 OK 3\.5 s slow
ffffffff 10 OK 10\.5 s slow
00000064 -10 WARNING 110\.5 s fast
fffffc18 10 WARNING 1009\.5 s slow
00010000 -1 CRITICAL 65537\.5 s fast
00000000 100000 CRITICAL 99999\.5 s slow
EOF
}
