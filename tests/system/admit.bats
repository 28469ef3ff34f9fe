#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# admit under systemd: as ExecCondition= of a unit of another package, and in ExecStart= before a server. The drop-ins are
# those of inetkit(7).
load helpers
load ../helpers/readme

page=/usr/share/man/man7/inetkit.7

setup() {
  need ip socat busybox script
  ip address add 192.0.2.1/24 dev lo 2>/dev/null || true
  ip address add 192.0.2.9/24 dev lo 2>/dev/null || true
  ip address add 198.51.100.9/32 dev lo 2>/dev/null || true
  mark
}

teardown() {
  systemctl stop telnet.socket 2>/dev/null || true
  rm -rf /etc/systemd/system/telnet*
  systemctl stop inetkit.target
  stop_all
  restore
  systemctl daemon-reload
}

# examples: prints the drop-ins of the page, with an empty line after each
examples() {
  sed -n '/^\.Ss Who may come in$/,/^\.S[hs] firewalld/p' "$page" |
    sed -n '/^\[Service\]$/,/^\.Ed$/{s/^\.Ed$//; s/\\e$/\\/; p}'
}

# serve_foreign: a socket and a template that are not of inetkit, for the unit that the page names: a web server
serve_foreign() {
  mkdir -p "$BATS_TEST_TMPDIR/www"
  echo 'A page.' >"$BATS_TEST_TMPDIR/www/page"
  printf '%s\n' '[Socket]' ListenStream=0.0.0.0:8023 'ListenStream=[::1]:8023' Accept=yes >/etc/systemd/system/telnet.socket
  printf '%s\n' '[Service]' "ExecStart=-/bin/busybox httpd -i -h $BATS_TEST_TMPDIR/www" StandardInput=socket \
    >/etc/systemd/system/telnet@.service
  reload
  systemctl start telnet.socket
}

# edit: runs the command of the page with this drop-in, from standard input, as what the administrator types
edit() {
  local command
  command=$(page_block "$page" 'Who may come in')
  [[ $command = 'systemctl edit telnet@.service' ]] || fail "$command"
  cat >"$BATS_TEST_TMPDIR/typed"
  # Newer releases pass the number of a line before the file.
  printf '%s\n' '#!/bin/sh' 'for file; do :; done' "cp $BATS_TEST_TMPDIR/typed \"\$file\"" >"$BATS_TEST_TMPDIR/editor"
  chmod +x "$BATS_TEST_TMPDIR/editor"
  # It insists on a terminal.
  SYSTEMD_EDITOR=$BATS_TEST_TMPDIR/editor script -qec "$command" /dev/null
  [ "$(</etc/systemd/system/telnet@.service.d/override.conf)" = "$(<"$BATS_TEST_TMPDIR/typed")" ]
}

# ask_from ADDRESS: asks the web server for its page; the reply goes to $got
ask_from() {
  printf 'GET /page HTTP/1.0\r\n\r\n' | exchange "TCP4:192.0.2.1:8023,bind=$1"
}

assert_page() {
  assert_file_matches "$got" '^HTTP/1\.. 200 OK'
  assert_file_matches "$got" '^A page\.$'
}

# is_logged REGEX: not by _COMM, which journald cannot find out for a process that has ended meanwhile
is_logged() {
  journal -o cat | grep -Eq -- "$1"
}

has_ended() {
  [ "$(property telnet.socket NConnections)" -eq 0 ]
}

@test "the drop-in of inetkit(7) adds rules to a unit of another package: a refused peer gets nothing, and no unit fails" {
  serve_foreign
  ask_from 198.51.100.9
  assert_page
  examples | sed '/^$/,$d' | edit
  ask_from 192.0.2.1
  assert_page
  for address in 192.0.2.9 198.51.100.9; do
    ask_from "$address"
    assert_empty "$got"
  done
  until_true is_logged '^refused peer=192\.0\.2\.9 port=[1-9][0-9]* reason=address detail="-x 192\.0\.2\.9"$'
  until_true is_logged '^refused peer=198\.51\.100\.9 port=[1-9][0-9]* reason=address detail="no -f matches"$'
  # The connections no longer count, and nothing is left of them.
  until_true has_ended
  run systemctl list-units --all --plain --no-legend --state=failed
  assert_output ''
  run journal -o cat _COMM=busybox
  assert_output ''
}

@test "in ExecCondition=, admit sends the text of -s to the client, and decides by time, load and IPv6 address" {
  echo 'Not now.' >"$BATS_TEST_TMPDIR/text"
  serve_foreign
  condition() { printf '%s\n' '[Service]' "ExecCondition=/usr/libexec/inetkit/admit -s $BATS_TEST_TMPDIR/text $*" | edit; }
  # In this zone it is past midnight, and before two o'clock during this test.
  zone="<now>$((10#$(date -u +%H)))"
  condition "-a 02:00-23:00 -z $zone"
  ask_from 192.0.2.1
  assert_same "$got" "$BATS_TEST_TMPDIR/text"
  condition "-a 23:00-02:00 -z $zone -l 1000000 -f 192.0.2.1 -f ::1"
  ask_from 192.0.2.1
  assert_page
  printf 'GET /page HTTP/1.0\r\n\r\n' | exchange 'TCP6:[::1]:8023'
  assert_page
  ask_from 192.0.2.9
  assert_same "$got" "$BATS_TEST_TMPDIR/text"
}

@test "in ExecStart=, the drop-in of inetkit(7) lets a network come in to a confined service" {
  examples | sed '1,/^$/d' | drop_in inetkit-echo@.service
  reload
  start echo
  assert_answer echo TCP4:192.0.2.1
  exchange TCP4:192.0.2.1:7,bind=198.51.100.9 <<<"a line"
  assert_empty "$got"
  until_true has_entries 1 INETKIT_SERVICE=echo PRIORITY=5
  run journal -o cat INETKIT_SERVICE=echo PRIORITY=5
  [[ $output = 'refused peer=198.51.100.9 port='*' reason=address program=/usr/libexec/inetkit/echo detail="no -f matches"' ]] ||
    fail "$output"
}

@test "in a confined service, admit finds names" {
  printf '%s\n' '127.0.0.1 localhost' '198.51.100.9 gate.example.org' | replace /etc/hosts
  printf '%s\n' '[Service]' ExecStart= \
    'ExecStart=-/usr/libexec/inetkit/admit -f .example.org /usr/libexec/inetkit/echo' | drop_in inetkit-echo@.service
  reload
  start echo
  exchange TCP4:192.0.2.1:7,bind=198.51.100.9 <<<"a line"
  assert_same "$got" - <<<"a line"
  exchange TCP4:192.0.2.1:7 <<<"a line"
  assert_empty "$got"
}
