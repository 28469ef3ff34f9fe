#!/usr/bin/env bats
# inetkit clocks --warning, --critical: a plugin of Nagios, Icinga and the like.
load helpers/load
load helpers/client
load helpers/clocks

# The counter of RFC 868 starts again at 2036-02-07 06:28:16 UTC.
wrap=2085978496

# clock_at SECONDS: a clock that is so far ahead; sets $host
clock_at() {
  serve_clock -o "$1"
  host=127.0.0.1:$port
}

# assert_line STATE [REGEX]: the status, and one line of the form that the guidelines ask for, whose text begins so:
# https://www.monitoring-plugins.org/doc/guidelines.html. Sets $data, its performance data.
assert_line() {
  local -A statuses=([OK]=0 [WARNING]=1 [CRITICAL]=2 [UNKNOWN]=3)
  local number='-?[0-9]+(\.[0-9]+)?' label="'([^'=|]|'')+'" line
  assert_status "${statuses[$1]}"
  [ "$(wc -l <"$out")" -eq 1 ] || fail "not one line:" "$(<"$out")"
  assert_text "$err"
  line=$(<"$out")
  [[ $line =~ ^"CLOCKS $1 - "[^\|[:cntrl:]]+( '|'( $label=${number}s(;(${number}:$number)?(;$number:$number)?)?)+)?$ ]] ||
    fail "no line of a plugin:" "$line"
  [[ $line =~ ^"CLOCKS $1 - "${2-} ]] || fail "this does not begin with '$2':" "$line"
  data=
  [[ $line != *' | '* ]] || data=${line#* | }
}

@test "a clock within the thresholds is OK" {
  clock_at 20
  ask clocks --warning 60 --critical 120 "$host"
  assert_line OK "$host is (19|20)(\.[0-9]+)? s fast \(\+-0\.5[0-9]* s\) \|"
  [[ $data =~ ^"'$host'="(19|20)\.[0-9]{9}"s;-60:60;-120:120"$ ]] || fail "$data"
}

@test "a clock beyond the first threshold is WARNING, beyond the second CRITICAL, whether it is fast or slow" {
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

@test "a host that fails is UNKNOWN, with its reason" {
  clock_at 0
  ask clocks --warning 60 :0
  assert_line UNKNOWN ':0: the host is empty$'
  ask clocks --warning 60 "127.0.0.9:$port"
  assert_line UNKNOWN "127.0.0.9:$port: connection refused"
  ask clocks --warning 60 "$host" :0
  assert_line UNKNOWN '1 of 2 hosts: :0: the host is empty \|'
  [[ $data == "'$host'="* ]] || fail "$data"
}

@test "the worst host decides: CRITICAL, then WARNING, then UNKNOWN" {
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

@test "a monitor's list that cannot be read is UNKNOWN, unless what is known is worse" {
  clock_at 100
  ask clocks --warning 600 --hosts /none "$host"
  assert_status 3
  assert_file_matches "$out" "^CLOCKS UNKNOWN - some hosts were not measured; $host is "
  assert_text "$err" 'inetkit: /none: the hosts in it cannot be read: No such file or directory'
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

@test "wrong arguments of a plugin are UNKNOWN, not CRITICAL" {
  for arguments in '--warning 60' '--warning=60' '--critical 60' '--war 60' '--c 60' '--warning x localhost' '--critical -1 localhost' \
    '--warning 0 localhost' '--warning' '--frobnicate --warning 60 localhost' '--critical 60 -p 0 localhost' '-x --cri=60 localhost'; do
    # shellcheck disable=SC2086 # several
    ask clocks $arguments
    assert_complaint_like 3 'clocks: '
  done
  # Of others they are as ever.
  ask clocks --frobnicate
  assert_complaint_like 2 'clocks: '
  ask clocks --watch x localhost
  assert_complaint_like 2 'clocks: '
}

@test "what a plugin cannot do is refused" {
  for option in --watch=60 --spread; do
    ask clocks "$option" --warning 60 localhost
    assert_complaint 3 "clocks: ${option%=*} does not go with --warning and --critical, unless --format is given; see 'inetkit help clocks'"
  done
  for more in '--warning 60' '--format json' '--format csv' '--format prometheus --warning 60'; do
    # shellcheck disable=SC2086 # several
    ask clocks --plot $more localhost
    [[ $more != *--warning* ]] || assert_complaint 3 "clocks: --plot without a file goes only with the table; see 'inetkit help clocks'"
    [[ $more == *--warning* ]] || assert_complaint 2 "clocks: --plot without a file goes only with the table; see 'inetkit help clocks'"
  done
}

@test "with --format, the rows are printed and the status is the plugin's" {
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

@test "a plugin's line goes into the file of --output" {
  clock_at 0
  ask clocks --warning 60 --output "$BATS_TEST_TMPDIR/line" "$host"
  assert_said ''
  assert_file_matches "$BATS_TEST_TMPDIR/line" "^CLOCKS OK - $host is "
}

@test "standard output that is full is no success of a plugin" {
  clock_at 0
  run --separate-stderr bash -c "timeout 20 '$client' clocks --warning 60 $host >/dev/full"
  assert_status 3
  [ "$stderr" = 'inetkit: standard output: No space left on device' ] || fail "$stderr"
}

@test "a plugin is right before and after the counter of RFC 868 starts again" {
  if is_sanitized; then
    # What fakes the clock cannot be loaded: what the numbers stand for is asked alone.
    run "$functions" decode-time 00000010 $((wrap + 20))
    assert_output $((wrap + 16))
    return
  fi
  need faketime
  # reply, client's clock, state, what it says of the host; the clock stands still, so bounds are those of whole seconds
  while read -r reply now state text; do
    serve_bytes "$reply"
    host=127.0.0.1:$port
    within=(env TZ=UTC faketime -f "$(date -u -d "@$((wrap + now))" '+%F %T')")
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
