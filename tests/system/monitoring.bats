#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit-clocks.service and .timer: from a list of hosts to the series of Prometheus, with node_exporter and Prometheus as
# the distribution has them. The tests build on each other.
load helpers
load ../helpers/readme

examples=/usr/share/doc/inetkit/examples
written=/var/lib/inetkit-clocks/inetkit.prom
foreign=${INETKIT_FOREIGN:-$build/foreign}

setup_file() {
  export fleet=/etc/inetkit/fleet
  mkdir -p /etc/inetkit
}

teardown_file() {
  [ ! -f "$BATS_FILE_TMPDIR/prometheus" ] || kill "$(<"$BATS_FILE_TMPDIR/prometheus")"
}

# serve_clock: starts the time service, whose clock is 20 s ahead
serve_clock() {
  call_with time -o 20
  reload
  start time
}

# list HOST...: writes the list of hosts
list() {
  printf '%s\n' "$@" >"$fleet"
}

# measure: starts the service, which ends when it has measured
measure() {
  systemctl start inetkit-clocks.service
}

# query EXPRESSION: prints the result of a query of Prometheus as JSON
query() {
  exec {http}<>/dev/tcp/127.0.0.1/9090
  printf 'GET /api/v1/query?query=%s HTTP/1.0\r\n\r\n' "$(jq -rn --arg e "$1" '$e | @uri')" >&"$http"
  sed '1,/^\r$/d' <&"$http"
  exec {http}>&-
}

# has_value EXPRESSION REGEX: the query has one result, whose value matches
has_value() {
  query "$1" >"$BATS_TEST_TMPDIR/result" 2>/dev/null || return 1
  [[ $(jq -r '.data.result | map(.value[1]) | join(" ")' "$BATS_TEST_TMPDIR/result") =~ ^$2$ ]]
}

@test "without the directory that node_exporter reads, the service fails after it has measured, and the journal says why" {
  rm -rf /var/lib/prometheus/node-exporter
  list 127.0.0.1
  mark
  run measure
  [ "$status" -ne 0 ]
  run systemctl is-failed inetkit-clocks.service
  assert_output failed
  assert_file_matches "$written" '^inetkit_clock_up\{host="127\.0\.0\.1"\} 0$'
  until_true has_entries 1 SYSLOG_IDENTIFIER=sh
  run journal -o cat SYSLOG_IDENTIFIER=sh
  assert_match "/var/lib/prometheus/node-exporter/inetkit\.prom'?: No such file or directory"
  systemctl reset-failed inetkit-clocks.service
}

@test "the service measures the list, and neither it nor its timer is enabled" {
  run systemctl is-enabled inetkit-clocks.timer
  assert_output disabled
  mkdir -p /var/lib/prometheus/node-exporter
  serve_clock
  list 127.0.0.1 127.0.0.2:1
  # A host that does not answer is no failure of the service.
  measure
  run cat "$written"
  assert_match "^inetkit_clock_up\{host=\"127\.0\.0\.1\"\} 1$"
  assert_match "^inetkit_clock_offset_seconds\{host=\"127\.0\.0\.1\"\} (19|20)\."
  assert_match '^inetkit_clock_up\{host="127\.0\.0\.2:1"\} 0$'
  [ "$(stat -c '%U %a' "$written")" = 'inetkit-clocks 644' ]
  [ "$(readlink /var/lib/prometheus/node-exporter/inetkit.prom)" = "$written" ]
}

@test "without a list the service fails instead of writing that there are no hosts" {
  rm "$fleet"
  run measure
  [ "$status" -ne 0 ]
  [ -s "$written" ]
}

@test "the settings of all services do not reach the measurement, nor does strict.conf with an empty file of that name" {
  serve_clock
  list 127.0.0.1
  drop_in inetkit-.service </dev/null
  cp "$examples/strict.conf" /etc/systemd/system/inetkit-.service.d/
  drop_in inetkit-clocks.service </dev/null
  touch /etc/systemd/system/inetkit-clocks.service.d/strict.conf
  reload
  [ "$(property inetkit-echo@x.service PrivateNetwork)" = yes ]
  [ "$(property inetkit-clocks.service PrivateNetwork)" = no ]
  [ "$(property inetkit-echo@x.service User)" = inetkit ]
  [ "$(property inetkit-clocks.service User)" = inetkit-clocks ]
  measure
  assert_file_matches "$written" "^inetkit_clock_up\{host=\"127\.0\.0\.1\"\} 1$"
}

@test "the service measures a host by its name, and the sandbox hides the rest of the system" {
  serve_clock
  list localhost
  measure
  assert_file_matches "$written" "^inetkit_clock_up\{host=\"localhost\"\} 1$"
  printf '%s\n' '[Service]' ExecStart= 'ExecStart=/bin/sh -c "grep -E \"^(Uid|Cap|NoNew|Seccomp:)\" /proc/self/status; ls /root; ls /proc/1; > /var/lib/x"' \
    StandardOutput=file:/out/sandbox StandardError=inherit | drop_in inetkit-clocks.service
  reload
  measure || true
  systemctl reset-failed inetkit-clocks.service
  output=$(cat /out/sandbox)
  id=$(id -u inetkit-clocks)
  assert_match "^Uid:.$id.$id.$id.$id$"
  for name in Inh Prm Eff Bnd Amb; do
    assert_match "^Cap$name:.0000000000000000$"
  done
  assert_match '^NoNewPrivs:.1$'
  assert_match '^Seccomp:.2$'
  assert_match 'cannot create /var/lib/x: '
  assert_match "cannot (open|access) .*/root.*: Permission denied"
  assert_match "cannot (open|access) .*/proc/1.*: No such file or directory"
}

@test "the exposure level of the service is at most 1.5, and systemd-analyze verify accepts the units" {
  run systemd-analyze --no-pager --threshold=15 security inetkit-clocks.service
  [ "$status" -eq 0 ] || fail "$(tail -n 1 <<<"$output")"
  run systemd-analyze --man=yes verify inetkit-clocks.service inetkit-clocks.timer
  assert_status 0
  assert_output ''
}

@test "with icmp.conf the service measures by ICMP, which it cannot without" {
  local path
  list icmp://127.0.0.1
  measure
  assert_file_matches "$written" '^inetkit_clock_up\{host="icmp://127\.0\.0\.1"\} 0$'
  path=$(sed -n '1s/^# //p' "$examples/icmp.conf")
  [ "${path%/*}" = /etc/systemd/system/inetkit-clocks.service.d ]
  drop_in inetkit-clocks.service <"$examples/icmp.conf"
  reload
  measure
  assert_file_matches "$written" '^inetkit_clock_up\{host="icmp://127\.0\.0\.1"\} 1$'
}

@test "the commands of inetkit(1) make the timer measure the list, node_exporter serves it, and its series arrive in Prometheus" {
  local steps
  need adduser jq
  [ -x "$foreign/prometheus/usr/bin/prometheus" ] && compgen -G "$foreign/prometheus-node-exporter/*.deb" >/dev/null ||
    skip "the packages prometheus and prometheus-node-exporter are not here: make deps"
  # The index of manual pages takes longer than all else.
  rm -f /var/lib/man-db/auto-update
  dpkg -i "$foreign"/prometheus-node-exporter/*.deb
  systemctl start prometheus-node-exporter.service
  cat >"$BATS_FILE_TMPDIR/prometheus.yml" <<EOF
global:
  scrape_interval: 1s
  evaluation_interval: 1s
rule_files:
  - $examples/inetkit-alerts.yml
scrape_configs:
  - job_name: node
    static_configs:
      - targets: ['127.0.0.1:9100']
EOF
  setsid "$foreign/prometheus/usr/bin/prometheus" --config.file="$BATS_FILE_TMPDIR/prometheus.yml" \
    --storage.tsdb.path="$BATS_FILE_TMPDIR/data" --web.listen-address=127.0.0.1:9090 --log.level=error </dev/null >/dev/null 3>&- &
  echo $! >"$BATS_FILE_TMPDIR/prometheus"
  until_true has_value 'up{instance="127.0.0.1:9100"}' 1
  rm -rf "$written" "${fleet%/*}"
  serve_clock
  # The second host cannot be reached: there is only a loopback network.
  printf '%s\n' '127.0.0.1 a.example.org' '192.0.2.1 b.example.org' | replace /etc/hosts
  # On a busy machine, a measurement can find no reply or a wide bound. The next one follows.
  printf '%s\n' '[Timer]' OnCalendar= OnActiveSec=1s OnUnitInactiveSec=1s RandomizedDelaySec=0 AccuracySec=1us |
    drop_in inetkit-clocks.timer
  reload
  # The page has samples before the commands.
  mapfile -t steps < <(page_block /usr/share/man/man1/inetkit.1 Prometheus | tail -n 3 | sed 's/\\e/\\/g')
  [ "${steps[2]}" = 'systemctl enable --now inetkit-clocks.timer' ] || fail "lines:" "${steps[@]}"
  bash -euc "$(printf '%s\n' "${steps[@]}")"
  until_true test -e "$written"
  until_true has_value "inetkit_clock_offset_seconds{host='a.example.org',instance='127.0.0.1:9100'}" '(19|20)\.[0-9]+' ||
    fail "$(<"$BATS_TEST_TMPDIR/result")" "$(<"$written")"
  until_true has_value "inetkit_clock_up{host='b.example.org'}" 0
  systemctl disable --now inetkit-clocks.timer
}

@test "Prometheus evaluates the alerts, and each query of the dashboard has a result" {
  [ -f "$BATS_FILE_TMPDIR/prometheus" ] || skip "Prometheus does not run"
  until_true has_value 'count(ALERTS{alertname="ClockOff",alertstate="pending",host="a.example.org"})' 1
  until_true has_value 'count(ALERTS{alertname="ClockUnknown",host="b.example.org"})' 1
  jq -r '.panels[].targets[].expr' "$examples/inetkit-dashboard.json" >"$BATS_TEST_TMPDIR/queries"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/queries")" -ge 9 ]
  while IFS= read -r expression; do
    # What "All" of the variables stands for.
    expression=${expression//\$instance/.*}
    expression=${expression//\$host/.*}
    run query "$expression"
    [ "$(jq '.data.result | length' <<<"$output")" -ge 1 ] || fail "$expression" "$output"
  done <"$BATS_TEST_TMPDIR/queries"
  run jq -r '.templating.list[] | select(.type == "query") | .query.query' "$examples/inetkit-dashboard.json"
  [ "${lines[0]}" = 'label_values(inetkit_clock_up, instance)' ] || fail "$output"
}
