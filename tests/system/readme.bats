#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The commands of the README and of inetkit(7), run unchanged.
# bats file_tags=long
load helpers
load ../helpers/readme
load ../helpers/source

page=/usr/share/man/man7/inetkit.7
foreign=${INETKIT_FOREIGN:-$build/foreign}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  head -c 100000 /dev/urandom >file
  printf '%s\n' localhost 127.0.0.1 >fleet
  : >tries
}

teardown() {
  # Leave no trace for the next test, even after a failure.
  if [ -d /etc/service/inetkit-echo ]; then
    sv exit inetkit-echo || true
    rm -r /etc/service/inetkit-echo
  fi
  systemctl disable --now xinetd || true
  systemctl disable --now inetkit-{echo,time,daytime,time-dgram,echo-dgram,time-shared}.socket
  systemctl stop inetkit.target
  stop_all
  restore
  # A line that fails at first in every run is probably wrong.
  sort tries | uniq -c | sed -n '/^ *1 /! s/^ */# tries: /p' >&3
  until_true is_empty
}

# find_xinetd: sets $xinetd, or skips the test
find_xinetd() {
  xinetd=$(command -v "$foreign/xinetd/usr/sbin/xinetd" xinetd | head -n 1)
  need_running "$xinetd"
}

# try_page SUBSECTION: the page has three lines there. The first two start echo, and the third sends the file through it.
try_page() {
  mapfile -t steps < <(page_block "$page" "$1")
  [ "${#steps[@]}" -eq 3 ] || fail "lines:" "${steps[@]}"
  [ "${steps[2]}" = 'inetkit talk localhost echo < file' ] || fail "${steps[2]}"
  bash -euc "${steps[0]}"
  bash -euc "${steps[1]}"
  until_true is_open "$(port_of echo)"
  try "$got" "${steps[2]}"
  assert_same "$got" file
}

# is_open PORT: a socket listens on the port
is_open() {
  awk -v port=":$(printf %04X "$1")" '$4 == "0A" && $2 ~ port "$" { found = 1 } END { exit !found }' \
    /proc/net/tcp /proc/net/tcp6
}

# try FILE LINE: executes a line until it succeeds and prints something; the file gets what it printed last. On a busy
# machine, a reply can take longer than the client waits.
try() {
  until_true prints "$@" || fail "the line prints:" "$(<"$1")"
}

prints() {
  echo "${2%%$'\n'*}" >>tries
  bash -euc "$2" >"$1" 2>&1 && [ -s "$1" ]
}

# need_running PROGRAM: skips the test where the program lacks libraries, as on other releases
need_running() {
  [ -x "$1" ] || skip "$1 is not here: make deps"
  ! ldd "$1" | grep 'not found' || skip "$1 does not run here"
}

@test "the README's lines that serve time and echo work" {
  mapfile -t steps < <(readme_block 'Serve time and echo')
  [ "${#steps[@]}" -eq 4 ] || fail "lines:" "${steps[@]}"
  try "$got" "$(printf '%s\n' "${steps[@]}")"
  output=$(<"$got")
  assert_match '^localhost +0 '
  assert_match '^3 packets transmitted, 3 received'
}

@test "the README's lines that replace xinetd work while xinetd serves the same ports" {
  find_xinetd
  {
    for name in time daytime; do
      printf '%s\n' "service $name" '{' 'type = INTERNAL' 'socket_type = stream' 'protocol = tcp' 'wait = no' 'user = root' '}'
    done
    printf '%s\n' 'service status' '{' 'type = UNLISTED' 'port = 7000' 'socket_type = stream' 'protocol = tcp' 'wait = no' \
      'user = nobody' 'server = /usr/bin/echo' 'server_args = all is well' '}'
  } | replace /etc/xinetd.conf
  printf '%s\n' '[Service]' "ExecStart=$xinetd -dontfork" '[Install]' WantedBy=multi-user.target |
    replace /etc/systemd/system/xinetd.service
  systemctl enable --now xinetd
  until_true is_open "$(port_of daytime)"
  mapfile -t steps < <(readme_block 'Leave xinetd.')
  [ "${#steps[@]}" -eq 4 ] || fail "lines:" "${steps[@]}"
  run bash -euc "${steps[0]}"
  assert_status 0
  [ "$(tail -n 3 <<<"$output" | sed 's/^ *//')" = "$(printf '%s\n' "${steps[@]:1}")" ] || fail "$output"
  run bash -euc "$(printf '%s\n' "${steps[@]:1}")"
  assert_status 0
  run inetkit get -w 60 localhost 7000
  assert_output 'all is well'
  # xinetd has another form of the date.
  run inetkit get -w 60 localhost daytime
  assert_match '^[A-Z][a-z]+day, [A-Z][a-z]+ [0-9]+, [0-9]{4} [0-9:]{8}-'
}

@test "the README's lines that check the clocks of a fleet work" {
  local step failed='' jobs=()
  start time
  mapfile -t steps < <(readme_block 'Check the clocks')
  [ "${#steps[@]}" -eq 4 ] || fail "lines:" "${steps[@]}"
  # The last one runs until it is stopped. --precise takes half a minute, so run the others at the same time.
  background bash -euc "exec ${steps[3]}"
  for step in 0 1 2; do
    try "rows.$step" "${steps[step]}" 3>&- &
    jobs+=($!)
  done
  for step in 0 1 2; do
    wait "${jobs[step]}" || failed=$step
  done
  [ "$failed" = "" ] || fail "not all lines work"
  assert_file_matches rows.0 '^spread: '
  assert_file_matches fleet.svg '>Clock offsets of 2 hosts<'
  assert_file_matches rows.2 '^CLOCKS OK'
  until_match clocks.prom '^inetkit_clock_up\{host="127.0.0.1"\} 1$'
}

@test "the README's lines for each command of the client work" {
  start time daytime echo discard chargen echo-dgram
  printf '%s\n' 'service status' '{' 'type = UNLISTED' 'port = 7000' 'socket_type = stream' 'protocol = tcp' 'wait = no' \
    'user = nobody' 'server = /usr/bin/echo' '}' | replace /etc/xinetd.conf
  mapfile -t steps < <(readme_block '## The client')
  [ "${#steps[@]}" -eq 7 ] || fail "lines:" "${steps[@]}"
  for step in "${steps[@]}"; do
    try "$got" "$step"
  done
}

@test "the lines of inetkit(7) for systemd work" {
  mapfile -t steps < <(page_block "$page" systemd)
  [ "${#steps[@]}" -eq 5 ] || fail "lines:" "${steps[@]}"
  run bash -euc "$(printf '%s\n' "${steps[@]:0:4}")"
  assert_status 0
  assert_match 'inetkit-echo.socket'
  inetkit talk -w 60 localhost echo <file >"$got"
  assert_same "$got" file
  # The last one is for before uninstalling.
  bash -euc "${steps[4]}"
  run find /etc/systemd/system -name 'inetkit*'
  assert_output ''
  run systemctl is-active inetkit-echo.socket
  assert_output inactive
}

@test "the lines of inetkit(7) for the shared server work" {
  mapfile -t steps < <(page_block "$page" 'Servers for many peers under systemd')
  [ "${#steps[@]}" -eq 3 ] || fail "lines:" "${steps[@]}"
  try "$got" "$(printf '%s\n' "${steps[@]}")"
  output=$(<"$got")
  assert_match '^localhost +0 '
  assert_match 'Active: active \(running\)'
}

@test "the lines of inetkit(7) for xinetd work" {
  find_xinetd
  # xinetd exits without a service, so give it one.
  printf '%s\n' 'service discard' '{' 'type = INTERNAL UNLISTED' 'port = 1' 'socket_type = stream' 'protocol = tcp' \
    'wait = no' 'user = root' '}' | replace /etc/xinetd.d/other
  printf '%s\n' defaults '{' '}' 'includedir /etc/xinetd.d' >xinetd.conf
  background "$xinetd" -dontfork -f "$PWD/xinetd.conf" -pidfile "$PWD/pid" -filelog "$PWD/log"
  until_match log 'Started working'
  cp /etc/xinetd.d/inetkit-echo as-installed
  replace /etc/xinetd.d/inetkit-echo <as-installed
  try_page xinetd
}

# try_inetd PROGRAM OPTION: OPTION keeps the program in the foreground
try_inetd() {
  need_running "$1"
  echo 'time stream tcp nowait root internal' | replace /etc/inetd.conf
  background "$1" "$2"
  until_true is_open "$(port_of time)"
  try_page inetd
}

@test "the lines of inetkit(7) for inetd work under openbsd-inetd" {
  try_inetd "$foreign/openbsd-inetd/usr/sbin/inetd" -i
}

@test "the lines of inetkit(7) for inetd work under inetutils-inetd" {
  try_inetd "$foreign/inetutils-inetd/usr/sbin/inetutils-inetd" -d
}

@test "the lines of inetkit(7) for tcpserver work under runit" {
  need tcpserver runsvdir sv
  background runsvdir -P /etc/service
  try_page 'tcpserver and supervisors of run scripts'
}

# The last test, because it removes the drop-ins for xinetd.
@test "the README's line that installs from source works, and make uninstall removes what it installed" {
  # A release made by tests/system/release has no compiler.
  need make musl-gcc
  local line
  line=$(readme_block 'On Debian and Ubuntu' | sed -n 4p)
  # The project is read-only here.
  copy_source source
  cd source
  run bash -euc "sudo() { \"\$@\"; }; $line"
  assert_status 0
  systemctl start inetkit-echo.socket
  run systemctl show --property=FragmentPath --value inetkit-echo.socket
  assert_output /usr/local/lib/systemd/system/inetkit-echo.socket
  run /usr/local/bin/inetkit talk -w 60 localhost echo <<<works
  assert_output works
  systemctl stop inetkit-echo.socket
  make uninstall
  systemctl daemon-reload
  run find /usr/local -name '*inetkit*'
  assert_output ''
}
