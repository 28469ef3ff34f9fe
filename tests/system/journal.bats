#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What the journal records about connections and failures, while the peer gets none of it.
load helpers
load shared

setup() {
  mark
}

# from_manager: messages of the service manager about our services since mark
from_manager() {
  journal -o cat _PID=1 | grep -F inetkit- || true
}

# assert_entry FIELD=VALUE...: the journal has an entry with all of these fields since mark
assert_entry() {
  until_true has_entries 1 "$@"
}

@test "hello logs each connection with name, address, port and fields to search for" {
  replace /etc/hosts <<<'127.0.0.9 nine.example.org'
  start hello
  exchange TCP4:127.0.0.1:2345,bind=127.0.0.9,sourceport=40019,reuseaddr </dev/null
  assert_entry INETKIT_SERVICE=hello
  run journal -o json INETKIT_SERVICE=hello
  [ "${#lines[@]}" -eq 1 ]
  assert_match '"MESSAGE":"connection from nine\.example\.org \[127\.0\.0\.9\] at port 40019"'
  assert_match '"PRIORITY":"5"'
  assert_match '"SYSLOG_IDENTIFIER":"inetkit-hello"'
  assert_match '"INETKIT_SERVICE":"hello"'
  assert_match '"_SYSTEMD_UNIT":"inetkit-hello@[^"]*\.service"'
  assert_match "\"_UID\":\"$(id -u inetkit)\""
}

@test "journalctl --unit shows the line of a connection in short form" {
  start hello
  exchange TCP4:127.0.0.1:2345,sourceport=40020,reuseaddr </dev/null
  assert_entry INETKIT_SERVICE=hello
  run journal --unit='inetkit-hello@*'
  [ "${#lines[@]}" -eq 1 ] || fail "$output"
  assert_match ' inetkit-hello\[[0-9]+\]: connection from localhost \[127\.0\.0\.1\] at port 40020$'
}

@test "successful connections log nothing, except for the line of hello" {
  start "${all_services[@]}"
  assert_all_answer TCP4:127.0.0.1
  until_true is_empty
  assert_entry INETKIT_SERVICE=hello
  journalctl --sync
  run journal -o cat --unit='inetkit-*@*'
  [ "${#lines[@]}" -eq 1 ] || fail "$output"
  run from_manager
  refute_match '@'
}

@test "an invalid option in a unit is logged with priority and fields, and not sent to the peer" {
  local name
  for name in "${all_services[@]}"; do
    call_with "$name" -x
  done
  reload
  start "${all_services[@]}"
  for name in "${all_services[@]}"; do
    exchange "TCP4:127.0.0.1:$(port_of "$name")" </dev/null
    assert_empty "$got"
    assert_entry "INETKIT_SERVICE=$name" "SYSLOG_IDENTIFIER=inetkit-$name" PRIORITY=3
    run journal -o cat "INETKIT_SERVICE=$name"
    assert_match "^unknown option -- 'x'; usage: $name "
    [ "${#lines[@]}" -eq 1 ] || fail "$output"
  done
  until_true is_empty
  run systemctl list-units --all --plain --no-legend --state=failed 'inetkit*'
  assert_output ''
}

@test "diagnostics through syslog appear in the journal with name, process and priority" {
  printf '%s\n' '[Service]' ExecStart= 'ExecStart=-/usr/libexec/inetkit/echo -x' StandardError=inherit |
    drop_in inetkit-echo@.service
  reload
  start echo
  exchange TCP4:127.0.0.1:7 </dev/null
  assert_empty "$got"
  assert_entry SYSLOG_IDENTIFIER=echo _TRANSPORT=syslog PRIORITY=3 SYSLOG_FACILITY=3
  run journal -o json SYSLOG_IDENTIFIER=echo
  assert_match "\"MESSAGE\":\"unknown option -- 'x'; usage: echo "
  assert_match '"SYSLOG_PID":"[0-9]+"'
  [[ $output =~ \"SYSLOG_PID\":\"([0-9]+)\" ]] && assert_match "\"_PID\":\"${BASH_REMATCH[1]}\""
}

@test "the standard error of hello's program goes to the journal" {
  call_with hello -n ls /nonexistent
  reload
  start hello
  exchange TCP4:127.0.0.1:2345 </dev/null
  [ "$(wc -l <"$got")" -eq 1 ] || fail "$(<"$got")"
  assert_entry INETKIT_SERVICE=hello
  until_true is_empty
  journalctl --sync
  run journal -o cat INETKIT_SERVICE=hello
  assert_match "^ls: cannot access '/nonexistent': No such file or directory$"
}

@test "a failure in the catalog has its message ID, and journalctl -x explains it" {
  call_with hello -n /nonexistent
  reload
  start hello
  exchange TCP4:127.0.0.1:2345 </dev/null
  [ "$(wc -l <"$got")" -eq 1 ] || fail "$(<"$got")"
  assert_entry INETKIT_SERVICE=hello MESSAGE_ID=e94dba512c6347c6aa616989056059e4
  run journal -x INETKIT_SERVICE=hello PRIORITY=3
  assert_match ' inetkit-hello\[[0-9]+\]: cannot execute /nonexistent: No such file or directory$'
  assert_match 'Subject: The program after the greeting cannot be executed'
  assert_match '^░░ +cannot execute /nonexistent: No such file or directory$'
  # journalctl has replaced every placeholder.
  refute_match '@[A-Z_]+@'
}

@test "journalctl knows each entry of the catalog" {
  local id
  grep -Eo '^-- [0-9a-f]{32}' /usr/lib/systemd/catalog/inetkit.catalog >"$BATS_TEST_TMPDIR/entries"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/entries")" -ge 5 ]
  while read -r _ id; do
    run journalctl --list-catalog "$id"
    assert_match "^$id inetkit: "
  done <"$BATS_TEST_TMPDIR/entries"
}

@test "a policy violation kills the service, is logged, and affects no other connection" {
  install -m 755 "$build/tests/breach" /usr/libexec/inetkit/breach
  start echo
  dial_service echo
  is_answered
  printf '%s\n' '[Service]' ExecStart= 'ExecStart=-/usr/libexec/inetkit/breach open' | drop_in inetkit-echo@.service
  reload
  exchange TCP4:127.0.0.1:7 </dev/null
  assert_empty "$got"
  rm /usr/libexec/inetkit/breach
  assert_entry INETKIT_SERVICE=echo SYSLOG_IDENTIFIER=inetkit-echo PRIORITY=2 \
    MESSAGE_ID=bf4b3316bc2f47639f0826f7e07d9f3c
  run journal -x INETKIT_SERVICE=echo
  assert_match ': system call [0-9]+ is not in the policy of this service: terminating$'
  assert_match 'Subject: A service made a system call outside its policy, and was killed'
  is_answered
  hang_up
  until_true is_empty
  run systemctl list-units --all --plain --no-legend --state=failed 'inetkit*'
  assert_output ''
  [ "$(property inetkit-echo.socket SubState)" = listening ]
}

@test "a refused datagram is a structured record in the journal, one a minute for each reason, and gets no reply" {
  local i pid reason peer
  call_server echo-dgram -r 1 -b 3
  reload
  start echo-dgram
  # The first one arrived before the server started, and is recognised as a broadcast all the same.
  send_from 40000 echo 127.255.255.255
  send_from 40000 echo 127.255.255.255
  for i in 7 13 17 19 37 1023; do
    send_from "$i" echo
  done
  # A suspended server sees all ten at the same moment.
  suspend echo-dgram
  dial_datagram 127.0.0.1 7
  for i in {1..10}; do
    echo "$i" >&"$peer"
  done
  kill -CONT "$suspended"
  for i in {1..3}; do
    receive_datagram "$got"
    [ "$(<"$got")" = "$i" ]
  done
  assert_no_datagram 7
  hang_up
  until_true has_status echo-dgram 'answered 3, refused 15: port 6, address 2, rate 7'
  pid=$(main_pid echo-dgram)
  while read -r reason peer; do
    until_true has_entries 1 INETKIT_SERVICE=echo "INETKIT_REASON=$reason" "INETKIT_PEER=$peer" "_PID=$pid" PRIORITY=5
    run journal -o cat "INETKIT_REASON=$reason"
    [ "${#lines[@]}" -eq 1 ] || fail "$output"
    run journal -o json "INETKIT_REASON=$reason"
    assert_match '"_SYSTEMD_UNIT":"inetkit-echo-dgram\.service"'
  done <<<$'port 127.0.0.9\naddress 127.0.0.9\nrate 127.0.0.1'
}
