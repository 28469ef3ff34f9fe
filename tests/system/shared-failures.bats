#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The units of the shared server when it hangs, is killed or cannot start.
load helpers
load shared

@test "the watchdog replaces a server that hangs, and datagrams sent meanwhile are answered" {
  printf '%s\n' '[Service]' WatchdogSec=4 | drop_in inetkit-echo-dgram.service
  reload
  start echo-dgram
  assert_echo 'before'
  suspend echo-dgram
  assert_echo 'meanwhile'
  is_another echo-dgram "$suspended"
  [ "$(property inetkit-echo-dgram.service NRestarts)" = 1 ]
  assert_echo 'after'
}

@test "an idle server keeps the watchdog of its unit satisfied" {
  local pid server
  start "${all_servers[@]}"
  assert_all_datagram_answers 127.0.0.1
  for server in "${dgram_services[@]/%/-dgram}"; do
    until_true is_in_state active "$server"
    [ "$(property "inetkit-$server.service" WatchdogUSec)" = 20s ]
    # SIGKILL ends a suspended process, too.
    [ "$(property "inetkit-$server.service" WatchdogSignal)" = 9 ]
  done
  systemctl stop inetkit-echo-dgram.socket
  printf '%s\n' '[Service]' WatchdogSec=4 | drop_in inetkit-echo-dgram.service
  reload
  start echo-dgram
  assert_echo 'before'
  pid=$(main_pid echo-dgram)
  # The service manager records the time of each keep-alive message.
  until_true has_moved 3
  assert_echo 'after'
  [ "$(main_pid echo-dgram)" = "$pid" ]
}

# has_moved COUNT: echo over UDP has sent COUNT or more keep-alive messages
has_moved() {
  property inetkit-echo-dgram.service WatchdogTimestampMonotonic >>"$BATS_TEST_TMPDIR/signs"
  [ "$(sort -u "$BATS_TEST_TMPDIR/signs" | wc -l)" -ge "$1" ]
}

@test "a killed server is restarted" {
  local pid
  start time-shared
  assert_answer time TCP4:127.0.0.1
  pid=$(main_pid time-shared)
  kill -KILL "$pid"
  until_true is_another time-shared "$pid"
  assert_answer time TCP4:127.0.0.1
  [ "$(property inetkit-time-shared.service NRestarts)" = 1 ]
}

@test "a server that cannot start is given up; the journal says why, and no peer gets a message" {
  mark
  [ "$(property inetkit-daytime-dgram.service StartLimitBurst)" = 40 ]
  # Each start takes long on a busy machine, so allow fewer, in a longer time.
  printf '%s\n' '[Unit]' StartLimitIntervalSec=10min StartLimitBurst=10 \
    '[Service]' RestartSec=1ms ExecStart= 'ExecStart=/usr/libexec/inetkit/shared -x daytime' |
    drop_in inetkit-daytime-dgram.service
  reload
  start daytime-dgram
  echo >"$sent"
  dial_datagram 127.0.0.1 13
  send_datagram "$sent"
  until_true is_in_state failed daytime-dgram
  ! read -t 0 -r -u "$peer" || fail "a datagram came"
  hang_up
  until_true socket_has_failed
  until_true has_entries 1 INETKIT_SERVICE=daytime SYSLOG_IDENTIFIER=inetkit-daytime-dgram PRIORITY=3
  # Now the administrator repairs it.
  rm -r /etc/systemd/system/inetkit-daytime-dgram.service.d
  reload
  # Some releases of systemd have forgotten the failed unit by now.
  systemctl reset-failed 'inetkit-daytime-dgram.*' || true
  start daytime-dgram
  assert_datagram_answer daytime 127.0.0.1
  run journal -o cat INETKIT_SERVICE=daytime SYSLOG_IDENTIFIER=inetkit-daytime-dgram
  assert_match "^unknown option -- 'x'; usage: shared "
  assert_between 8 "${#lines[@]}" 12
}

socket_has_failed() {
  [ "$(property inetkit-daytime-dgram.socket Result)" = service-start-limit-hit ]
}
