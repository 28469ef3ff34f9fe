#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit convert: the verdict on each service, and files with mistakes or without services.
# bats file_tags=once
load helpers/load
load helpers/client
load helpers/convert

@test "each service gets the verdict of its heaviest finding" {
  need jq
  rows xinetd.conf <<'EOF'
same
explained; rlimit_rss = 1M
stricter; wait = yes; only_from = 192.0.2.1
logged; log_type = SYSLOG daemon info; log_on_success = PID HOST; log_on_failure = HOST
passed; passenv = TZ
datagram; socket_type = dgram; protocol = udp
banner; banner_fail = /nonexistent; only_from = 192.0.2.1
loaded; wait = yes; max_load = 3
identified; flags = IDONLY
rpc; type = RPC UNLISTED; rpc_version = 1; rpc_number = 300000; port
mux; type = TCPMUX UNLISTED; port
sensor; flags = SENSOR
raw; socket_type = raw
packets; socket_type = seqpacket; protocol = sctp
servers; type = INTERNAL UNLISTED; server
timed; wait = yes; access_times = 8:00-9:00
named; wait = yes; only_from = .example.org
unknown; user = no-such-user
nowhere; bind = no..host
off; disable = yes; flags = SENSOR
EOF
  ask convert --systemd 255 --format json xinetd.conf
  assert_status 1
  verdicts | diff - <(
    cat <<'EOF'
same same
explained same rlimit_rss:same
stricter stricter only_from:stricter
logged changed log_type:changed log_on_success:changed log_on_failure:changed
passed changed passenv:changed
datagram changed wait:changed
banner changed banner_fail:changed
loaded weaker max_load:weaker
identified weaker flags:weaker
rpc refused type:refused
mux refused type:refused
sensor refused flags:refused
raw refused socket_type:refused
packets refused socket_type:refused
servers refused type:refused
timed refused access_times:refused
named refused only_from:refused
unknown refused user:refused
nowhere refused bind:refused
off refused flags:refused
EOF
  ) || fail "above: < verdicts, > what they should be" "$(<"$err")"
  # Nothing of a service that is refused is shown.
  [ "$(grep -c '^# === ' "$out")" -eq 18 ]
}

@test "a service that is off is converted, but not enabled, and does not count" {
  { service off 'disable = yes' 'flags = IDONLY' && service on 'port = 7001'; } >xinetd.conf
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 0
  assert_file_matches "$err" '^off \(xinetd.conf:1\): weaker, disabled$'
  [ -e "$units/xinetd-off.socket" ]
  assert_file_matches "$err" '^  systemctl enable --now xinetd-on.socket$'
}

@test "a mistake in the file is reported with line and column, and the rest is converted" {
  need jq
  { service good && printf 'service bad\n{\n\twait = maybe\n}\n' && service late 'port = 7001'; } >xinetd.conf
  ask convert --format json --systemd 255 xinetd.conf
  assert_status 1
  [ "$(verdicts)" = $'good same\nbad refused service:refused\nlate same' ] || fail "$(verdicts)"
  jq -e '.messages[] | select(.severity == "error" and .file == "xinetd.conf" and .line == 13 and .column > 0)' "$err"
  ask convert missing xinetd.conf
  assert_status 1
  assert_file_matches "$err" '^inetkit: missing: '
  assert_file_matches "$err" '^late \(xinetd.conf:15\): same$'
}

@test "files without a service are reported, with status 1 unless another file has one" {
  mkdir empty.d
  : >empty
  printf 'defaults\n{\n\tinstances = 5\n}\n' >defaults
  service good >xinetd.conf
  for file in empty defaults empty.d; do
    ask convert "$file"
    assert_complaint 1 "$file: no service in this file or directory"
  done
  ask convert --systemd 255 empty defaults xinetd.conf empty.d
  assert_status 0
  [ "$(grep -c ': note: no service in this file or directory$' "$err")" -eq 3 ] || fail "$(<"$err")"
  assert_file_matches "$err" '^good \(xinetd.conf:1\): same$'
}

@test "a file that root alone may read is reported, and the other files are converted" {
  need_root
  need setpriv
  service one >xinetd.conf
  service two 'port = 7001' >secret.conf
  chmod 0 secret.conf
  # root can read everything without dropping these capabilities.
  within=(setpriv --bounding-set "-dac_override,-dac_read_search" --inh-caps "-all")
  ask convert --systemd 255 secret.conf xinetd.conf
  assert_status 1
  assert_file_matches "$err" '^inetkit: secret.conf: Permission denied$'
  assert_file_matches "$err" '^one \(xinetd.conf:1\): same$'
}
