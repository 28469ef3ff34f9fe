#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# boot: -d CAP_SYS_ADMIN
# Containers in which systemd is PID 1 without CAP_SYS_ADMIN, as podman and docker start them.
load helpers

@test "without CAP_SYS_ADMIN every service and every shared server answers, since systemd 255 with container.conf" {
  run grep -E '^Cap(Bnd|Eff)' /proc/1/status
  # CAP_SYS_ADMIN is number 21.
  ((("16#${lines[1]##*[[:space:]]}" >> 21 & 1) == 0)) || fail "$output"
  if [ "$(systemctl --version | awk 'NR == 1 { print $2 }')" -ge 255 ]; then
    drop_in inetkit-.service </usr/share/doc/inetkit/examples/container.conf
    reload
  fi
  start "${all_services[@]}" "${dgram_services[@]/%/-dgram}"
  assert_all_answer TCP4:127.0.0.1
  assert_all_datagram_answers 127.0.0.1
  start "${shared_services[@]/%/-shared}"
  for name in "${shared_services[@]}"; do
    assert_answer "$name" TCP4:127.0.0.1
  done
}
