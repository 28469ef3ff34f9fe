#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The life of the Debian packages on a system: install, serve, upgrade, remove, purge. The tests build on each other. They
# run in a container that is thrown away (tests/deb.bats), with the packages in /deb and that of xinetd in /xinetd.
bats_require_minimum_version 1.5.0
source "$BATS_TEST_DIRNAME/../helpers/assert.bash"
source "$BATS_TEST_DIRNAME/../helpers/processes.bash"
source "$BATS_TEST_DIRNAME/../helpers/readme.bash"

export BATS_TEST_TIMEOUT=240
export LC_ALL=C.UTF-8
export DEBIAN_FRONTEND=noninteractive

# fingerprint: prints each file below the directories that packages write to, with its mode, owner, size and target
fingerprint() {
  find /etc /usr /lib /var/lib/systemd -xdev ! -type d ! -path '/etc/ld.so.cache' -printf '%p %M %U %G %s %l\n' | sort
}

# listening PORT: prints the inodes of the sockets that listen on this TCP port
listening() {
  awk -v port=":$(printf %04X "$1")" '$4 == "0A" && $2 ~ port "$" { print $10 }' /proc/net/tcp /proc/net/tcp6
}

# install_by_readme: runs the README's line for Debian, except for make deb, which tests/deb.bats has run
install_by_readme() {
  local line
  line=$(readme_block 'On Debian and Ubuntu' | sed -n 1p)
  [[ $line = 'make deb && sudo apt install '* ]]
  mkdir -p /tmp/here/build
  ln -s /deb /tmp/here/build/deb
  (cd /tmp/here && bash -euc "sudo() { \"\$@\"; }; ${line#make deb && }")
}

setup_file() {
  # The index of manual pages takes longer than all else.
  rm -f /var/lib/man-db/auto-update
  # xinetd is here as a dependency, so it need not start, which takes seconds. For inetkit there must be no such policy.
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  dpkg -i /xinetd/*.deb
  rm /usr/sbin/policy-rc.d
  fingerprint >/tmp/before
  install_by_readme
  dpkg -i /deb/inetkit-xinetd_*.deb
}

@test "an installed package enables nothing and starts nothing" {
  run systemctl list-unit-files --no-legend 'inetkit-*.socket'
  [ "${#lines[@]}" -eq 16 ] || fail "$output"
  refute_match '^[^ ]+ +enabled'
  run systemctl is-enabled inetkit-clocks.timer
  assert_output disabled
  run systemctl list-units --no-legend --state=active 'inetkit*'
  assert_output ''
  run grep -LE '^[[:space:]]*disable[[:space:]]*= yes$' /etc/xinetd.d/inetkit-*
  assert_output ''
}

@test "the installed client and services work, with their manual pages and completions" {
  systemctl enable --now inetkit-echo.socket inetkit-time-dgram.socket
  run inetkit talk -w 60 localhost echo <<<hello
  assert_output hello
  inetkit clocks -w 60 -u localhost
  man -w inetkit inetkit-echo
  [ -f /usr/share/bash-completion/completions/inetkit ]
}

@test "the installed plugin and the measurement work" {
  run /usr/lib/nagios/plugins/check_clocks -H localhost -P daytime -w 5
  assert_status 3
  assert_match '^CLOCKS UNKNOWN - localhost: connection refused'
  man -w check_clocks
  mkdir -p /etc/inetkit /var/lib/prometheus/node-exporter
  echo localhost >/etc/inetkit/fleet
  systemctl start inetkit-clocks.service
  grep -qx 'inetkit_clock_up{host="localhost"} 0' /var/lib/prometheus/node-exporter/inetkit.prom
  systemctl enable --now inetkit-clocks.timer
}

@test "an upgrade keeps sockets enabled and listening and connections open, and starts the new server" {
  local directory=$BATS_TEST_TMPDIR/new deb before server line
  before=$(listening 7)
  server=$(systemctl show --property=MainPID --value inetkit-time-dgram.service)
  exec {peer}<>/dev/tcp/localhost/7
  echo 'before' >&"$peer"
  IFS= read -r line <&"$peer"

  for deb in /deb/inetkit{,-monitoring,-services,-xinetd}_*.deb; do
    dpkg-deb -R "$deb" "$directory"
    sed -i 's/^Version: .*/&+new/; s/\(inetkit-services (>= [^)]*\))/\1+new)/' "$directory/DEBIAN/control"
    dpkg-deb -Znone -b "$directory" "$BATS_TEST_TMPDIR"
    rm -r "$directory"
  done
  dpkg -i "$BATS_TEST_TMPDIR"/*.deb
  run dpkg-query -W inetkit-services
  assert_match '\+new$'

  echo 'after' >&"$peer"
  IFS= read -r line <&"$peer"
  [ "$line" = after ]
  exec {peer}>&-
  [ "$(listening 7)" = "$before" ]
  systemctl is-enabled inetkit-echo.socket
  systemctl is-active inetkit-clocks.timer
  run inetkit talk -w 60 localhost echo <<<again
  assert_output again
  [ "$server" -gt 0 ]
  [ "$(systemctl show --property=MainPID --value inetkit-time-dgram.service)" != "$server" ]
  inetkit clocks -w 60 -u localhost
}

@test "a removed package leaves no socket, server, connection or timer" {
  mkdir -p /etc/systemd/system/inetkit-echo.socket.d
  echo '[Socket]' >/etc/systemd/system/inetkit-echo.socket.d/mine.conf
  exec {peer}<>/dev/tcp/localhost/7
  dpkg -r inetkit inetkit-monitoring inetkit-services inetkit-xinetd
  [ ! -L /var/lib/prometheus/node-exporter/inetkit.prom ]
  # The connection ends.
  run cat <&"$peer"
  exec {peer}>&-
  [ -z "$(listening 7)" ]
  run systemctl list-units --no-legend --state=active 'inetkit*'
  assert_output ''
}

@test "a purged package leaves nothing but the users and what the administrator made" {
  dpkg -P inetkit inetkit-monitoring inetkit-services inetkit-xinetd
  [ ! -e /var/lib/inetkit-clocks ]
  rm /etc/inetkit/fleet
  fingerprint >/tmp/after
  run diff /tmp/before /tmp/after
  lines_left=$(grep '^[<>]' <<<"$output" | grep -vE '^[<>] /etc/(passwd|shadow|group|gshadow)-? ' || true)
  [ "$(wc -l <<<"$lines_left")" -eq 1 ] || fail "$output"
  grep -q '^> /etc/systemd/system/inetkit-echo.socket.d/mine.conf ' <<<"$lines_left" || fail "$output"
  grep -q '^inetkit:' /etc/passwd
}
