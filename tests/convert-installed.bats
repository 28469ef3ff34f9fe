#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit convert: what is installed already counts: sockets of inetkit and others, tcpd, and rules of hosts.allow.
# bats file_tags=once
load helpers/load
load helpers/client
load helpers/convert

@test "services inside xinetd become the sockets of inetkit, and rules that these lack are reported" {
  need jq
  rows xinetd.conf <<'EOF'
echo; type = INTERNAL; port; server
time; type = INTERNAL; port; server; id = time-dgram; socket_type = dgram; protocol = udp; wait = yes
daytime; type = INTERNAL; port; server; only_from = 10.0.0.0; instances = 5
EOF
  ask convert -o "$units" --format json --systemd 255 xinetd.conf
  assert_status 1
  [ "$(jq -r '.services[].replacement' "$err")" = $'inetkit-echo.socket\ninetkit-time-dgram.socket\ninetkit-daytime.socket' ]
  [ "$(verdicts | tail -n 1)" = 'daytime weaker service:changed only_from:weaker instances:changed' ]
  [ "$(jq -r '.commands[-1]' "$err")" = 'systemctl enable --now inetkit-echo.socket inetkit-time-dgram.socket inetkit-daytime.socket' ]
  [ -z "$(ls "$units")" ]
}

@test "convert says that inetkit-services must come first, unless its socket and admit are there" {
  need_root
  need jq unshare mount
  mkdir "$BATS_TEST_TMPDIR/libexec"
  rows xinetd.conf <<'EOF'
echo; type = INTERNAL; port; server
ruled; only_from = 192.0.2.1
EOF
  # $1 is LIBEXECDIR, which need not be there, and must not be created outside.
  within=(unshare --mount sh -c '{ [ -d "$1" ] || mount -t tmpfs none "${1%/*}"; } && mkdir -p "$1" && mount --bind libexec "$1" && shift && exec "$@"' - "$LIBEXECDIR")
  ask convert -n -o "$units" --format json --systemd 255 xinetd.conf
  assert_status 0
  jq -e '.services[0].findings[0].text | test("^use inetkit-echo.socket, which is not installed here: the package inetkit-services ")' "$err"
  jq -e 'any(.notes[]; startswith("'"$LIBEXECDIR"'/inetkit/admit is not installed: "))' "$err"
  [ "$(jq -r '.commands[0]' "$err")" = '# first install the package inetkit-services' ]
  # The socket alone is not enough.
  printf '[Socket]\nListenStream=7\n' >"$SYSTEMD_UNIT_PATH/inetkit-echo.socket"
  ask convert -n -o "$units" --format json --systemd 255 xinetd.conf
  jq -e '.services[0].findings[0].text | test("^use inetkit-echo.socket, which is installed: ")' "$err"
  [ "$(jq -r '.commands[0]' "$err")" = '# first install the package inetkit-services' ]
  mkdir libexec/inetkit
  ln -s /bin/true libexec/inetkit/admit
  ask convert -n -o "$units" --format json --systemd 255 xinetd.conf
  run ! grep -E 'not installed|first install' "$err"
}

@test "an installed socket replaces a server with the same program and port, and is recommended for one with either" {
  need jq
  printf '[Socket]\nListenStream=7000\nAccept=yes\n' >"$SYSTEMD_UNIT_PATH/cat.socket"
  printf '[Service]\nExecStart=-/bin/cat -u\n' >"$SYSTEMD_UNIT_PATH/cat@.service"
  printf '[Socket]\nListenStream=7000\nListenStream=\nListenStream=7003\n' >"$SYSTEMD_UNIT_PATH/third.socket"
  printf '[Service]\nExecStart=/bin/third\n' >"$SYSTEMD_UNIT_PATH/third.service"
  printf '[Socket]\nListenDatagram=[::1]:7002\nService=other.service\n' >"$SYSTEMD_UNIT_PATH/some.socket"
  printf '[Service]\nExecStart=/bin/head\n' >"$SYSTEMD_UNIT_PATH/other.service"
  printf '[Socket]\nListenStream=0.0.0.0:7004\nAccept=true\n' >"$SYSTEMD_UNIT_PATH/telnet.socket"
  printf '[Service]\nExecStart=-/usr/sbin/in.telnetd\n' >"$SYSTEMD_UNIT_PATH/telnet@.service"
  mkfifo "$SYSTEMD_UNIT_PATH/fifo.socket"
  # Ours, from an earlier run.
  printf '[Socket]\nListenStream=7003\n' >"$SYSTEMD_UNIT_PATH/xinetd-tac.socket"
  rows xinetd.conf <<'EOF'
cat
elsewhere
head; server = /bin/head; socket_type = dgram; protocol = udp; wait = yes
tac; server = /bin/tac
login; flags = NAMEINARGS; server = /usr/sbin/tcpd; server_args = in.telnetd
EOF
  ask convert --format json --systemd 255 xinetd.conf
  assert_status 0
  [ "$(jq -r '.services[] | .id + " " + (.replacement // "-") + " " + (.units[0].name // "-")' "$err")" = 'cat cat.socket -
elsewhere - xinetd-elsewhere.socket
head some.socket -
tac - xinetd-tac.socket
login telnet.socket -' ] || fail "$(<"$err")"
  [ "$(jq -r '.services[] | select(.verdict == "same") | .id as $id | .findings[] | "\($id) \(.attribute): \(.text)"' "$err")" = \
    "elsewhere server: the installed cat.socket starts the same program, on port 7000; if it is the same service, it can \
replace these units: move it by 'systemctl edit cat.socket' with the lines [Socket], ListenStream= and ListenStream=7001
tac port: the installed third.socket has the same port and starts /bin/third; if it is the same service, enable it instead \
of these units: only one of them can listen there" ] || fail "$(<"$err")"
  ask convert -n -o "$units" --format json --systemd 255 xinetd.conf
  [ "$(jq -r '.commands[-2:][]' "$err")" = 'systemctl enable --now cat.socket xinetd-elsewhere.socket some.socket telnet.socket
# enable either xinetd-tac.socket or third.socket: they have the same port' ] || fail "$(<"$err")"
}

@test "a server whose name is an argument keeps its path behind a tcpd that is inserted" {
  need_root
  need unshare mount
  printf '#!/bin/sh\n' >tcpd
  chmod +x tcpd
  service named 'flags = NAMEINARGS' 'server_args = in.foo -a' >xinetd.conf
  within=(unshare --mount sh -c 'mount -t tmpfs none /etc && echo "ALL: LOCAL" >/etc/hosts.allow && mount -t tmpfs none /usr/sbin && cp tcpd /usr/sbin/ && exec "$@"' -)
  ask convert --format json --systemd 255 xinetd.conf
  [ "$(verdicts)" = 'named weaker flags:weaker' ] || fail "$(<"$err")"
  grep -Fx 'ExecStart=-@/usr/sbin/tcpd /bin/cat -a' "$out" || fail "$(<"$out")"
}

@test "a masked socket, which also hides that of the next directory, is not recommended" {
  mkdir masks
  printf '[Socket]\nListenStream=7000\nAccept=yes\n' >"$SYSTEMD_UNIT_PATH/cat.socket"
  printf '[Service]\nExecStart=-/bin/cat\n' >"$SYSTEMD_UNIT_PATH/cat@.service"
  ln -s /dev/null masks/cat.socket
  service cat >xinetd.conf
  SYSTEMD_UNIT_PATH=$PWD/masks:$SYSTEMD_UNIT_PATH ask convert --format json --systemd 255 xinetd.conf
  assert_status 0
  [ "$(verdicts)" = 'cat same' ] || fail "$(<"$err")"
}

@test "rules of hosts.allow lead to tcpd, and services without it become weaker" {
  need_root
  need jq unshare mount
  echo 'ALL: LOCAL' >hosts.allow
  printf '#!/bin/sh\n' >tcpd
  chmod +x tcpd
  printf '[Socket]\nListenStream=7006\nAccept=yes\n' >"$SYSTEMD_UNIT_PATH/tac.socket"
  printf '[Service]\nExecStart=-/bin/tac\n' >"$SYSTEMD_UNIT_PATH/tac@.service"
  rows xinetd.conf <<'EOF'
wrapped; server_args = -u
unwrapped; flags = NOLIBWRAP
other; libwrap = other
redirect; server; redirect = 192.0.2.1 80
waiting; wait = yes
datagrams; socket_type = dgram; protocol = udp; wait = yes
installed; server = /bin/tac
echo; type = INTERNAL; port; server
discard; type = INTERNAL; port; server; flags = NOLIBWRAP
EOF
  # An empty /etc has no users, so that their names stay unknown.
  within=(unshare --mount sh -c 'mount -t tmpfs none /etc && cp hosts.allow /etc/ && mount -t tmpfs none /usr/sbin && exec "$@"' -)
  ask convert --format json --systemd 255 xinetd.conf
  assert_status 1
  verdicts | diff - <(
    cat <<'EOF'
wrapped weaker libwrap:weaker
unwrapped same
other weaker libwrap:weaker
redirect weaker redirect:same libwrap:weaker
waiting weaker libwrap:weaker
datagrams weaker libwrap:weaker
installed weaker service:changed libwrap:weaker
echo weaker service:changed libwrap:weaker
discard changed service:changed
EOF
  ) || fail "above: < verdicts, > what they should be" "$(<"$err")"
  within=(unshare --mount sh -c 'mount -t tmpfs none /etc && cp hosts.allow /etc/ && mount -t tmpfs none /usr/sbin && cp tcpd /usr/sbin/ && exec "$@"' -)
  ask convert --format json --systemd 255 xinetd.conf
  [ "$(verdicts | grep -v libwrap)" = $'wrapped same\nunwrapped same\ndiscard changed service:changed' ] || fail "$(<"$err")"
  [ "$(grep '^ExecStart=' "$out" | head -n 3)" = $'ExecStart=-@/usr/sbin/tcpd /bin/cat -u\nExecStart=-/bin/cat\nExecStart=-@/usr/sbin/tcpd /bin/cat' ] || fail "$(<"$out")"
  # Without rules and without tcpd nothing is lost.
  within=(unshare --mount sh -c 'mount -t tmpfs none /etc && mount -t tmpfs none /usr/sbin && exec "$@"' -)
  ask convert --format json --systemd 255 xinetd.conf
  assert_status 0
  [ "$(verdicts | grep libwrap)" = 'other same libwrap:same' ] || fail "$(<"$err")"
}
