#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# check_clocks: inetkit clocks with the arguments of monitoring plugins. fleet-plugin.bats and plugin.bats test the line
# that it prints.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/plugin

setup() {
  ln -s "$client" "$BATS_TEST_TMPDIR/check_clocks"
  client=$BATS_TEST_TMPDIR/check_clocks
}

# assert_judged, for lines "RANGE LOW HIGH SHOWN RESULT" on standard input: the offset's ends are in milliseconds
assert_judged() {
  local table
  table=$(grep -v '^#')
  run "$functions" judge-ranges < <(awk '{ print $1, $2 "000000", $3 "000000" }' <<<"$table")
  assert_output "$(sed -E 's/^([^ ]+ +){3}//; s/ +/ /' <<<"$table")"
}

@test "a range is good from its start to its end, both included, and with @ it is turned around" {
  assert_judged <<'EOT'
10      10000 10000    -10:10 good
10      10001 10001    -10:10 alert
10     -10000 -10000   -10:10 good
10     -10001 -10001   -10:10 alert
0           0 0        0:0 good
10:     10000 10000    10: good
10:      9999 9999     10: alert
10:   9999999 9999999  10: good
~:10    10000 10000    ~:10 good
~:10    10001 10001    ~:10 alert
~:10 -9999999 -9999999 ~:10 good
~:    9999999 9999999  ~: good
10:20   10000 10000    10:20 good
10:20    9999 9999     10:20 alert
10:20   20001 20001    10:20 alert
-5:10   -5000 -5000    -5:10 good
-5:10   -5001 -5001    -5:10 alert
-1.5:+2.25 2250 2250   -1.5:2.25 good
-1.5:+2.25 2251 2251   -1.5:2.25 alert
@10:20   9999 9999     @10:20 good
@10:20  10000 10000    @10:20 alert
@10:20  20000 20000    @10:20 alert
@10:20  20001 20001    @10:20 good
@10    -10000 -10000   @-10:10 alert
@10     10001 10001    @-10:10 good
@10:    10000 10000    @10: alert
@~:10   10001 10001    @~:10 good
EOT
}

@test "the middle of the offset is judged, and a bound that could hide a good clock leaves it undecided unless all of it is on one side" {
  assert_judged <<'EOT'
# the middle is 10.1 s or 9.9 s
10       9600 10600    -10:10 alert
10       9400 10400    -10:10 good
@10:20   9600 10600    @10:20 alert
# the bound is larger than the distance from 0 to an end
10      -1000 21000    -10:10 undecided
10      11000 33000    -10:10 alert
-1:60   -1001 2000     -1:60 undecided
-1:60     500 3500     -1:60 good
0:60     -500 500      0:60 undecided
0:60        0 1000     0:60 good
0:60    -1001 -1       0:60 alert
~:1      -900 1500     ~:1 undecided
~:1     -1500 900      ~:1 good
# larger than half of the range
10:12    9500 12501    10:12 undecided
@10:12   9500 12501    @10:12 undecided
@10:12  12001 15002    @10:12 good
EOT
}

@test "an invalid range is refused, and the mistake is named" {
  assert_judged <<'EOT'
5:1         0 0        5:1 the range begins above its end
@2:-2       0 0        @2:-2 the range begins above its end
4294967296: 0 0        4294967296: a range reaches to 4294967295 seconds at most
99999999999999999999 0 0  99999999999999999999 a range reaches to 4294967295 seconds at most
EOT
  for range in x -5 : @ ~ ~10 10:x 10:~ 1:2:3 10s . - 1e3 :5 0x10 @@1 +; do
    echo "$range 0 0"
  done >"$BATS_TEST_TMPDIR/ranges"
  run "$functions" judge-ranges <"$BATS_TEST_TMPDIR/ranges"
  assert_output "$(sed 's/ .*/ not a range of seconds such as 10, -1:5, 10:, ~:10 or @10:20/' "$BATS_TEST_TMPDIR/ranges")"
}

@test "check_clocks judges the hosts of -H and the operands by -w and -c, and shows the ranges in the performance data" {
  clock_at 20
  ask -H "$host" -w 10 -c 30
  assert_line WARNING "$host is (19|20)(\.[0-9]+)? s fast \(\+-0\.5[0-9]* s\) \|"
  [[ $data =~ ^"'$host'="(19|20)\.[0-9]{9}"s;-10:10;-30:30"$ ]] || fail "$data"
  ask "$host" -w @15:25
  assert_line WARNING
  [[ $data == *"s;@15:25" ]] || fail "$data"
  ask "$host" --warning '~:10' --critical '~:15'
  assert_line CRITICAL
  [[ $data == *"s;~:10;~:15" ]] || fail "$data"
  ask -c 15:25 --hostname "127.0.0.1" -p "$port" "$host" -H "[::1]:0"
  assert_line UNKNOWN '1 of 3 hosts: \[::1\]:0: '
  [[ $data == "'127.0.0.1'="*"s;;15:25 '$host'="* ]] || fail "$data"
}

@test "without a threshold check_clocks warns beyond 60 s and is critical beyond 120 s" {
  clock_at 20
  ask -H "$host"
  assert_line OK
  [[ $data == *"s;-60:60;-120:120" ]] || fail "$data"
}

@test "check_clocks -v adds a line for each host, in the order given" {
  clock_at 20
  ask -v -H "$host" -w 10 -H :0
  assert_status 1
  assert_text "$err"
  run tail -n +2 "$out"
  [ "${#lines[@]}" -eq 2 ] || fail "$output"
  [[ ${lines[0]} =~ ^"WARNING: $host is "(19|20)[0-9.]*" s fast (+-0.5" ]] || fail "$output"
  [ "${lines[1]}" = 'UNKNOWN: :0: the host is empty' ] || fail "$output"
}

@test "check_clocks asks by the protocol of -P" {
  serve "$services/daytime" -z UTC
  ask -H "127.0.0.1:$port" -P daytime -w 5
  assert_line OK
}

@test "without CAP_NET_RAW check_clocks -P icmp is UNKNOWN, and its line says what gives it" {
  need setpriv
  within=(setpriv --bounding-set=-net_raw --inh-caps=-net_raw)
  [ "$(id -u)" -eq 0 ] || within=()
  ask -H 127.0.0.1 -P icmp
  assert_line UNKNOWN "127\.0\.0\.1: no permission for raw sockets \(CAP_NET_RAW\); \
this gives it: setcap cap_net_raw\+ep $(realpath "$client")\$"
}

@test "check_clocks --precise probes until the offset is known well enough" {
  clock_at 0
  ask -H "$host" -w 0.45 --precise=0.8 -t 60
  assert_line OK
}

@test "check_clocks gives up on a silent host after the time of -t, and is UNKNOWN" {
  serve_clock -m silent
  ask -H "127.0.0.1:$port" -t 0.5
  assert_line UNKNOWN "127\.0\.0\.1:$port: no reply within 0\.5 s in total; --timeout allows more time"
}

# assert_unknown CAUSE: the status is UNKNOWN, standard output has the cause, and standard error nothing, which Icinga
# would show first
assert_unknown() {
  assert_status 3
  assert_text "$err"
  assert_text "$out" "CLOCKS UNKNOWN - $1"
}

@test "wrong arguments are UNKNOWN, on standard output" {
  while IFS='|' read -r arguments cause; do
    # shellcheck disable=SC2086 # several
    ask $arguments
    assert_unknown "$cause"
  done <<'EOT'
|missing host
-w 1|missing host
-w x -H a|-w x: not a range of seconds such as 10, -1:5, 10:, ~:10 or @10:20
-H a -c 5:1|-c 5:1: the range begins above its end
-H a -w 20 -c 10|-w is beyond -c, so no clock could be WARNING
-H a -w -1:20 -c -1:19|-w is beyond -c, so no clock could be WARNING
-H a -x|unknown or ambiguous option -- 'x'; see 'check_clocks -h'
-H a --precise -Xv|unknown or ambiguous option -- 'X'; see 'check_clocks -h'
-H a --verbose=3|option takes no argument -- '--verbose=3'; see 'check_clocks -h'
-H a -:|unknown or ambiguous option -- ':'; see 'check_clocks -h'
-H a --frobnicate|unknown or ambiguous option -- '--frobnicate'; see 'check_clocks -h'
-H a --p 3|unknown or ambiguous option -- '--p'; see 'check_clocks -h'
-H|option requires an argument -- 'H'; see 'check_clocks -h'
--precise 0.1 -H a|--precise 0.1: did you mean '--precise=0.1'? Without '=', '0.1' is a host
-H a -t 0|-t 0: not a number of seconds above 0 and at most 86400
-H a --time=0|--timeout 0: not a number of seconds above 0 and at most 86400
-H a -vpx1|-p x1: the port is neither a number nor a service name
-H a --port x1|--port x1: the port is neither a number nor a service name
-H a -P ntp4|-P ntp4: not one of time?daytime?ntp?http?icmp
-H a --protocol ntp4|--protocol ntp4: not one of time?daytime?ntp?http?icmp
-H a --warning x|--warning x: not a range of seconds such as 10, -1:5, 10:, ~:10 or @10:20
-H a --critical 5:1|--critical 5:1: the range begins above its end
EOT
  ask -H a -w ''
  assert_unknown "-w '': not a range of seconds such as 10, -1:5, 10:, ~:10 or @10:20"
}

@test "the help and the version of check_clocks are UNKNOWN, as the guidelines ask" {
  ask -V
  assert_status 3
  assert_text "$err"
  [[ $(<"$out") = "check_clocks (inetkit) $("$build/inetkit" --version | cut -d ' ' -f 2)" ]] || fail "$(<"$out")"
  ask --help
  assert_status 3
  assert_text "$err"
  [[ $(head -n 1 "$out") = 'usage: check_clocks '* ]] || fail "$(<"$out")"
}

@test "a full standard output is UNKNOWN" {
  clock_at 0
  run bash -c "'$client' -H $host >/dev/full"
  assert_status 3
}

# has_result SERVICE REGEX: Icinga has written a result of this service, and it matches
has_result() {
  grep -Eqs "^$1 $2" "$directory"/results*
}

# bats test_tags=once
@test "Icinga 2 accepts the example of a check command, runs check_clocks, and reads its state and performance data" {
  icinga=("${INETKIT_FOREIGN-}"/icinga2-bin/usr/lib/*/icinga2/sbin/icinga2)
  [ -x "${icinga[0]}" ] || skip "the package icinga2-bin is not here: make deps"
  clock_at 20
  directory=$BATS_TEST_TMPDIR/icinga
  mkdir "$directory"
  "$BATS_TEST_DIRNAME/../packaging/generate" "$BATS_TEST_DIRNAME/../services/services.tsv" - \
    "$BATS_TEST_DIRNAME/../packaging/examples/monitoring/icinga2.conf" PLUGINDIR="$BATS_TEST_TMPDIR" >"$directory/command.conf"
  cat >"$directory/icinga2.conf" <<EOT
include "$directory/command.conf"
object CheckerComponent "checker" { }
object PerfdataWriter "results" {
  host_perfdata_path = "$directory/hosts"
  host_temp_path = "$directory/hosts.tmp"
  service_perfdata_path = "$directory/results"
  service_temp_path = "$directory/results.tmp"
  service_format_template = "\$service.name\$ \$service.state\$ \$service.output\$ | \$service.perfdata\$"
  rotation_interval = 1s
}
object Host "local" {
  check_command = "clocks"
  address = "127.0.0.1"
  vars.clocks_port = $port
}
template Service "clock" {
  check_command = "clocks"
  host_name = "local"
  check_interval = 1s
  retry_interval = 1s
}
object Service "ranges" {
  import "clock"
  vars.clocks_warning = "~:10"
  vars.clocks_critical = "@0:5"
}
object Service "list" {
  import "clock"
  vars.clocks_host = [ "127.0.0.1:$port", "[::1]:0" ]
  vars.clocks_protocol = "time"
  vars.clocks_timeout = 1
  vars.clocks_precise = true
  vars.clocks_critical = 15
}
EOT
  icinga+=(daemon -D RunAsUser="$(id -un)" -D RunAsGroup="$(id -gn)" -c "$directory/icinga2.conf" --log-level warning)
  for constant in CacheDir DataDir InitRunDir LogDir SpoolDir; do
    mkdir "$directory/$constant"
    icinga+=(-D "$constant=$directory/$constant")
  done
  run "${icinga[@]}" --validate
  assert_status 0
  assert_output ''
  # If the signal that ends the test reached its helper process first, Icinga would wait for ever.
  background sh -c 'setsid "$@" & trap "kill -KILL -$!" TERM; wait' sh "${icinga[@]}"
  until_true has_result ranges "WARNING CLOCKS WARNING - 127\.0\.0\.1 is (19|20)[0-9.]* s fast \(\+-[0-9.]+ s\) +\| '?127\.0\.0\.1'?=(19|20)[0-9.]*s;~:10;@0:5"
  until_true has_result list "CRITICAL CLOCKS CRITICAL - 2 of 2 hosts: 127\.0\.0\.1:$port is .*;-15:15"
}
