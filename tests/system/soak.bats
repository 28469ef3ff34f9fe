#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Honest peers beside hostile ones. tests/soak.bats is for other supervisors.
load helpers
source "$helpers/soak.bash"

no_process() {
  ! pgrep -u inetkit >/dev/null
}

@test "every honest peer gets its bytes beside hostile ones, and nothing is left" {
  local name
  call_with echo -t 2
  call_with daytime -f soaked
  reload
  start echo daytime
  # The first attack makes PID 1's heap as large as the most instances at a time need. systemd keeps that memory.
  besiege 7 $((soak / 10 + 20))
  besiege 13 $((soak / 10 + 20))
  until_true is_empty
  remember 1
  besiege 7 $((soak / 2)) >&3
  besiege 13 $((soak / 2)) >&3
  until_true is_empty
  until_true no_process
  for name in echo daytime; do
    [ "$(property "inetkit-$name.socket" NConnections)" -eq 0 ]
    [ "$(property "inetkit-$name.socket" SubState)" = listening ]
  done
  run systemctl list-units --all --plain --no-legend --state=failed 'inetkit*'
  assert_output ''
  assert_left_with 1 >&3
}
