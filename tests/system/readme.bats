#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The commands of the README for each supervisor, run unchanged.
load helpers

foreign=${INETKIT_FOREIGN:-$build/foreign}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  head -c 100000 /dev/urandom >file
}

teardown() {
  # Leave no trace for the next test, even after a failure.
  if [ -d /etc/service/inetkit-echo ]; then
    sv exit inetkit-echo || true
    rm -r /etc/service/inetkit-echo
  fi
  systemctl disable --now inetkit-{echo,time,time-dgram,time-shared}.socket
  systemctl stop inetkit.target
  stop_all
  restore
  until_true is_empty
}

# lines_after TEXT: prints the indented lines of the README after the line that begins with TEXT. The README installs
# below /usr/local, and these tests below /usr.
lines_after() {
  awk -v text="$1" 'index($0, text) == 1 { found = 1; next } found && /^    / { print; shown = 1; next } shown && /^./ { exit }' \
    "$BATS_TEST_DIRNAME/../../README.md" | sed 's/^ *//; s|/usr/local/|/usr/|'
}

# try_lines TEXT: there are three lines. The first two start echo, and the third sends the file through it.
try_lines() {
  mapfile -t steps < <(lines_after "$1")
  [ "${#steps[@]}" -eq 3 ] || fail "lines:" "${steps[@]}"
  [ "${steps[2]}" = 'inetkit talk localhost echo < file' ] || fail "${steps[2]}"
  bash -euc "${steps[0]}"
  bash -euc "${steps[1]}"
  until_true is_open "$(port_of echo)"
  bash -euc "${steps[2]}" >"$got"
  assert_same "$got" file
}

# is_open PORT: a socket listens on the port
is_open() {
  awk -v port=":$(printf %04X "$1")" '$4 == "0A" && $2 ~ port "$" { found = 1 } END { exit !found }' \
    /proc/net/tcp /proc/net/tcp6
}

# need_running PROGRAM: skips the test where the program lacks libraries, as on other releases
need_running() {
  [ -x "$1" ] || skip "$1 is not here: make deps"
  ! ldd "$1" | grep 'not found' || skip "$1 does not run here"
}

@test "the README's lines for systemd work" {
  mapfile -t steps < <(lines_after 'As systemd units:')
  [ "${#steps[@]}" -eq 3 ] || fail "lines:" "${steps[@]}"
  bash -euc "$(printf '%s\n' "${steps[@]}")"
  inetkit talk localhost echo <file >"$got"
  assert_same "$got" file
  inetkit clocks localhost
  # The README disables the sockets before it uninstalls.
  bash -euc "$(grep -Eo 'systemctl disable --now [^`]*' "$BATS_TEST_DIRNAME/../../README.md")"
  run find /etc/systemd/system -name 'inetkit*'
  assert_output ''
  run systemctl is-active inetkit-echo.socket
  assert_output inactive
}

@test "the README's lines for the shared server work" {
  mapfile -t steps < <(lines_after 'With `shared`, over UDP')
  [ "${#steps[@]}" -eq 3 ] || fail "lines:" "${steps[@]}"
  run bash -euc "$(printf '%s\n' "${steps[@]}")"
  assert_status 0
  assert_match '^localhost +0 '
  assert_match 'Active: active \(running\)'
}

@test "the README's lines for xinetd work" {
  local xinetd
  xinetd=$(command -v "$foreign/xinetd/usr/sbin/xinetd" xinetd | head -n 1)
  need_running "$xinetd"
  # xinetd exits without a service, so give it one.
  printf '%s\n' 'service discard' '{' 'type = INTERNAL UNLISTED' 'port = 1' 'socket_type = stream' 'protocol = tcp' \
    'wait = no' 'user = root' '}' | replace /etc/xinetd.d/other
  printf '%s\n' defaults '{' '}' 'includedir /etc/xinetd.d' >xinetd.conf
  background "$xinetd" -dontfork -f "$PWD/xinetd.conf" -pidfile "$PWD/pid" -filelog "$PWD/log"
  until_match log 'Started working'
  cp /etc/xinetd.d/inetkit-echo as-installed
  replace /etc/xinetd.d/inetkit-echo <as-installed
  try_lines 'As xinetd services'
}

# try_inetd PROGRAM OPTION: OPTION keeps the program in the foreground
try_inetd() {
  need_running "$1"
  echo 'time stream tcp nowait root internal' | replace /etc/inetd.conf
  background "$1" "$2"
  until_true is_open "$(port_of time)"
  try_lines 'Under inetd'
}

@test "the README's lines for inetd work under openbsd-inetd" {
  try_inetd "$foreign/openbsd-inetd/usr/sbin/inetd" -i
}

@test "the README's lines for inetd work under inetutils-inetd" {
  try_inetd "$foreign/inetutils-inetd/usr/sbin/inetutils-inetd" -d
}

@test "the README's lines for tcpserver work under runit" {
  need tcpserver runsvdir sv
  background runsvdir -P /etc/service
  try_lines 'Under tcpserver'
}
