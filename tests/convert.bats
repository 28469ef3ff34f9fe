#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit convert: the units that it writes, its verdicts, and what it refuses.
# bats file_tags=once
load helpers/load
load helpers/client

setup() {
  need_no_host_rules
  # No installed socket counts, unless a test writes one.
  export SYSTEMD_UNIT_PATH=$BATS_TEST_TMPDIR/installed
  units=$BATS_TEST_TMPDIR/units
  mkdir "$SYSTEMD_UNIT_PATH" "$units"
  cd "$BATS_TEST_TMPDIR" || return
  eval "$(grep -oE "(LIBEXECDIR|BINDIR)='[^']*'" "$build/directories")"
}

# service NAME [LINE...]: prints a service of xinetd with these lines after the necessary ones, which they can replace;
# a name without "=" takes that line away. The port is $port (7000).
service() {
  local name=$1 line
  declare -A lines=([type]=UNLISTED [port]=${port:-7000} [socket_type]=stream [protocol]=tcp [wait]=no [user]=root [server]=/bin/cat)
  shift
  printf 'service %s\n{\n' "$name"
  for line; do
    unset "lines[${line%% *}]"
  done
  for line in type port socket_type protocol wait user server; do
    [ -z "${lines[$line]+set}" ] || printf '\t%s = %s\n' "$line" "${lines[$line]}"
  done
  for line; do
    [[ $line != *=* ]] || printf '\t%s\n' "$line"
  done
  printf '}\n'
}

# rows FILE: reads "NAME; LINE; LINE..." from standard input, and writes the services into FILE, with ports from 7000
rows() {
  local row words port=7000
  while read -r row; do
    mapfile -t words <<<"${row//; /$'\n'}"
    service "${words[@]}"
    port=$((port + 1))
  done >"$1"
}

# verdicts: prints "ID VERDICT ATTRIBUTE:VERDICT..." for each service of a report in JSON
verdicts() {
  jq -r '.services[] | [.id, .verdict, (.findings[] | .attribute + ":" + .verdict)] | join(" ")' "$err"
}

# --- whole units ---------------------------------------------------------------------------------

@test "a service for one connection becomes a socket and a template" {
  cat >xinetd.conf <<'EOF'
defaults
{
	instances = 60
	no_access = 192.0.2.1
}

service finger
{
	# an	old comment
	socket_type = stream
	protocol    = tcp
	flags       = IPv4
	wait        = no
	user        = nobody
	server      = /usr/sbin/in.fingerd
	server_args = -l $x 100% "a ;
	only_from   = 192.0.2.0 198.51.{100,101} .example.org 2001:db8::/32
	access_times = 8:00-12:00 13:30-23:59
	env         = GREETING=it's%20me A=b
}
EOF
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 0
  [ "$(ls "$units")" = "xinetd-finger.socket"$'\n'"xinetd-finger@.service" ]
  source_of_both="# Converted by inetkit $("$client" --version | cut -d ' ' -f 2) from xinetd.conf:
#     7  service finger
#     8  {
#     9   # an old comment
#    10   socket_type = stream
#    11   protocol    = tcp
#    12   flags       = IPv4
#    13   wait        = no
#    14   user        = nobody
#    15   server      = /usr/sbin/in.fingerd
#    16   server_args = -l \$x 100% \"a ;
#    17   only_from   = 192.0.2.0 198.51.{100,101} .example.org 2001:db8::/32
#    18   access_times = 8:00-12:00 13:30-23:59
#    19   env         = GREETING=it's%20me A=b
#    20  }
# xinetd.conf:4: no_access = 192.0.2.1
# xinetd.conf:3: instances = 60"
  assert_text "$units/xinetd-finger.socket" "$source_of_both" "
[Unit]
Description=finger, as xinetd ran it

[Socket]
# finger in services(5)
ListenStream=0.0.0.0:79
MaxConnections=60
PollLimitIntervalSec=1s
PollLimitBurst=50
Accept=yes
# Otherwise 200 connections within two seconds would end the socket for good.
TriggerLimitIntervalSec=0

[Install]
WantedBy=sockets.target"
  assert_text "$units/xinetd-finger@.service" "$source_of_both" "
[Unit]
Description=finger for one connection
# Failed connections do not remain in memory.
CollectMode=inactive-or-failed

[Service]
ExecCondition=$LIBEXECDIR/inetkit/admit -x 192.0.2.1
ExecCondition=$LIBEXECDIR/inetkit/admit -f 192.0.2.0/24 -f .example.org -f 2001:db8::/32 -f 198.51.100.0/24 -f 198.51.101.0/24 -a 08:00-12:01 -a 13:30-24:00
ExecStart=-/usr/bin/setpriv --reuid=nobody --regid=$(id -gn nobody) --clear-groups /usr/sbin/in.fingerd -l \$\$x 100%% \"\\\"a\" \";\"
Environment=\"GREETING=it's%%20me\"
Environment=A=b
StandardInput=socket
StandardOutput=socket
StandardError=socket
IgnoreSIGPIPE=no"
}

@test "a datagram service of inetd becomes a socket and a service without start limits" {
  need getent
  getent passwd daemon
  printf '# a comment\nntalk dgram udp wait daemon /usr/sbin/in.ntalkd in.ntalkd -d\n' >inetd.conf
  ask convert -o "$units" --systemd 252 inetd.conf
  assert_status 0
  assert_text "$units/xinetd-ntalk.socket" "# Converted by inetkit $("$client" --version | cut -d ' ' -f 2) from inetd.conf:
#     2  ntalk dgram udp wait daemon /usr/sbin/in.ntalkd in.ntalkd -d

[Unit]
Description=ntalk, as inetd ran it

[Socket]
# ntalk in services(5)
ListenDatagram=0.0.0.0:518
Accept=no
# Otherwise 200 connections within two seconds would end the socket for good.
TriggerLimitIntervalSec=0

[Install]
WantedBy=sockets.target"
  tail -n 15 "$units/xinetd-ntalk.service" >service
  assert_text service "
[Unit]
Description=ntalk
# Failed connections do not remain in memory.
CollectMode=inactive-or-failed
# Otherwise five starts within ten seconds would end the socket for good.
StartLimitIntervalSec=0

[Service]
User=daemon
ExecStart=-/usr/sbin/in.ntalkd -d
StandardInput=socket
StandardOutput=socket
StandardError=socket
IgnoreSIGPIPE=no"
}

# --- attributes ----------------------------------------------------------------------------------

# assert_directives SYSTEMD: reads "UNIT SUFFIX | DIRECTIVE[; DIRECTIVE...] | NAME; LINE..." from standard input; converts
# these services for that version, and fails unless each unit has these lines. "-LINE" must not begin a line; PORT is the
# port of the row.
assert_directives() {
  local suffix directives row name directive file port=7000
  local -a expected rows
  while IFS='|' read -r suffix directives row; do
    rows+=("$row")
    expected+=("${row%%;*}|$suffix|$directives")
  done
  printf '%s\n' "${rows[@]}" | rows services
  ask convert -o "$units" --systemd "$1" services
  for row in "${expected[@]}"; do
    IFS='|' read -r name suffix directives <<<"$row"
    file=$units/xinetd-${name// /}${suffix// /}
    while read -r directive; do
      directive=${directive/PORT/$port}
      if [[ $directive = -* ]]; then
        ! grep -q "^${directive#-}" "$file" || fail "$file has $directive"
      else
        grep -Fxq -- "$directive" "$file" || fail "$directive is not in $file:" "$(<"$file")"
      fi
    done < <(sed 's/; */\n/g; s/^ *//; s/ *$//' <<<"$directives")
    port=$((port + 1))
  done
}

@test "each attribute of a socket becomes its directive" {
  assert_directives 252 <<'EOF'
.socket | ListenStream=PORT; BindIPv6Only=both; -MaxConnectionsPer; -PollLimit; MaxConnections=4294967295 | plain
.socket | ListenStream=[::]:PORT; BindIPv6Only=both | six; flags = IPv6
.socket | ListenStream=[::]:PORT; BindIPv6Only=ipv6-only | sixonly; flags = IPv6; v6only = yes
.socket | ListenStream=0.0.0.0:PORT; -BindIPv6Only | four; flags = IPv4
.socket | ListenStream=127.0.0.1:PORT; FreeBind=yes | bound; bind = 127.0.0.1
.socket | ListenStream=[::1]:PORT; FreeBind=yes | bound6; interface = ::1
.socket | # bind = localhost; ListenStream=127.0.0.1:PORT | boundname; bind = localhost; flags = IPv4
.socket | # telnet in services(5); ListenStream=23; -ListenStream=PORT | telnet; port; type
.socket | ListenDatagram=PORT; -ListenStream; Accept=no | dgram; socket_type = dgram; protocol = udp; wait = yes
.socket | NoDelay=yes; KeepAlive=yes; SELinuxContextFromNet=yes | flags; flags = NODELAY KEEPALIVE LABELED
.socket | MaxConnections=7; MaxConnectionsPerSource=3 | limits; instances = 7; per_source = 3
.socket | MaxConnections=4294967295; -MaxConnectionsPer | unlimited; instances = UNLIMITED; per_source = UNLIMITED
.socket | Accept=no; -MaxConnections | waiting; wait = yes; instances = 7; per_source = 3
.socket | IPAddressDeny=any; IPAddressAllow=10.0.0.0/9; IPAddressAllow=10.128.0.0/10; -IPAddressAllow=10.192 | denied; wait = yes; only_from = 10.0.0.0; no_access = 10.192.0.0/10
.socket | IPAddressDeny=any; IPAddressAllow=10.2.0.0/16; -IPAddressAllow=10.1 | refused; wait = yes; only_from = 10.1.2.0 10.2.0.0; no_access = 10.1.0.0/16
.socket | IPAddressDeny=10.1.2.3; -IPAddressDeny=any; -IPAddressAllow | except; wait = yes; no_access = 10.1.2.3
.socket | IPAddressDeny=any; -IPAddressAllow | nobody; wait = yes; only_from =
EOF
}

@test "each attribute of a server becomes its directive" {
  echo 'echo $REMOTE_HOST' >script
  chmod +x script
  cp script a=b
  assert_directives 252 <<EOF
@.service | ExecStart=-/bin/cat; -User; -ExecCondition; -Environment; -UMask | plain
.service | ExecStart=-/bin/cat; StandardInput=socket; StartLimitIntervalSec=0 | waiting; wait = yes
@.service | ExecStart=-/usr/bin/setpriv --reuid=daemon --regid=games --clear-groups /bin/cat; -User= | grouped; user = daemon; group = games
@.service | ExecStart=-/bin/cat; User=nobody; Group=games; SupplementaryGroups=$(id -gn nobody) | groups; user = nobody; group = games; groups = yes
@.service | ExecStart=-@/bin/cat name -u; User=nobody | named; user = nobody; flags = NAMEINARGS; server_args = name -u
@.service | ExecStart=-@/usr/sbin/tcpd /bin/cat -u | wrapped; flags = NAMEINARGS; server = /usr/sbin/tcpd; server_args = /bin/cat -u
@.service | ExecStart=-/usr/bin/env REMOTE_HOST=\${REMOTE_ADDR} $PWD/script | script; server = $PWD/script
@.service | ExecStart=-$PWD/a=b | equals; server = $PWD/a=b
@.service | ExecStart=-/usr/bin/env REMOTE_HOST=\${REMOTE_ADDR} /bin/sh $PWD/script | scriptarg; server = /bin/sh; server_args = $PWD/script
@.service | ExecStart=-$BINDIR/inetkit talk -w 86400 -- db.example.org 5432 | redirect; server; redirect = db.example.org 5432
@.service | Environment=A=1; Environment=B=\$x%%y | env; env = A=1; env += B=\$x%y
@.service | PassEnvironment=HOME; PassEnvironment=TZ | pass; passenv = HOME TZ
@.service | Nice=-5; UMask=0002; LimitAS=8M; LimitCPU=30; LimitDATA=infinity; LimitNOFILE=99; LimitSTACK=65536; -MemoryMax | limits; nice = -5; umask = 002; rlimit_as = 8M; rlimit_cpu = 30; rlimit_data = UNLIMITED; rlimit_files = 99; rlimit_rss = 1M; rlimit_stack = 65536
@.service | ExecCondition=$LIBEXECDIR/inetkit/admit -x 0.0.0.0/0 -x ::/0 | nobody; only_from =
@.service | ExecCondition=$LIBEXECDIR/inetkit/admit -x 10.0.0.0/8; ExecCondition=$LIBEXECDIR/inetkit/admit -f 0.0.0.0/0 -l 2.5 | load; only_from = 0.0.0.0; no_access = 10.9.8.7/8; max_load = 2.5
@.service | ExecCondition=+$LIBEXECDIR/inetkit/admit -f 127.0.0.1 -s $PWD/script; -ExecStartPre | fail; only_from = 127.0.0.1; banner_fail = $PWD/script
@.service | ExecCondition=-+/bin/sh -c "exec cat -- \\"\$\$1\\" 2>/dev/null" sh $PWD/script; ExecStartPre=-+/bin/sh -c "exec cat -- \\"\$\$1\\" 2>/dev/null" sh /etc/passwd | banners; banner = $PWD/script; banner_success = /etc/passwd
EOF
}

@test "cps becomes PollLimit for systemd 255, and with 254 the service is weaker" {
  need jq
  service limited 'cps = 25 30' >xinetd.conf
  ask convert -o "$units" --systemd 255 --format json xinetd.conf
  assert_status 0
  [ "$(verdicts)" = 'limited changed cps:changed' ]
  grep -A 1 '^PollLimitIntervalSec=1s$' "$units/xinetd-limited.socket" | grep -x PollLimitBurst=25
  ask convert --systemd 254 --format json xinetd.conf
  assert_status 1
  [ "$(verdicts)" = 'limited weaker cps:weaker' ]
  run ! grep PollLimit "$out"
}

@test "the attributes of inetd.conf that xinetd lacks become their directives" {
  cat >inetd.conf <<'EOF'
7001 stream tcp6,sndbuf=4096,rcvbuf=8k nowait.60 root /bin/cat cat
127.0.0.1:7002 stream tcp nowait root /bin/cat cat
/run/x.socket stream unix nowait root /bin/cat cat
EOF
  ask convert --systemd 255 inetd.conf
  assert_status 0
  for line in 'ListenStream=[::]:7001' SendBuffer=4096 ReceiveBuffer=8K PollLimitIntervalSec=1min PollLimitBurst=60 \
    ListenStream=127.0.0.1:7002 ListenStream=/run/x.socket; do
    grep -Fxq "$line" "$out" || fail "$line is not in:" "$(<"$out")" "$(<"$err")"
  done
}

# --- verdicts ------------------------------------------------------------------------------------

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

# --- installed sockets ---------------------------------------------------------------------------

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

# --- files ---------------------------------------------------------------------------------------

@test "convert keeps a file that differs, writes neither half of that pair, and goes on" {
  { service one && service two 'port = 7001'; } >xinetd.conf
  echo mine >"$units/xinetd-one@.service"
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 1
  assert_text "$units/xinetd-one@.service" mine
  assert_file_matches "$err" "^  $units/xinetd-one@.service: differs, and is kept; remove it to get a new one$"
  [ "$(ls "$units")" = $'xinetd-one@.service\nxinetd-two.socket\nxinetd-two@.service' ]
  # A link, such as that of a masked unit, is no old unit either.
  ln -sf /dev/null "$units/xinetd-one@.service"
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 1
  [ -L "$units/xinetd-one@.service" ]
  rm "$units/xinetd-one@.service"
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 0
  assert_file_matches "$err" 'xinetd-one.socket: written$'
  assert_file_matches "$err" 'xinetd-two.socket: unchanged$'
}

@test "units that cannot be written are reported, and leave nothing behind" {
  need_root
  need setpriv
  service one >xinetd.conf
  chmod 555 "$units"
  within=(setpriv --bounding-set "-dac_override" --inh-caps "-all")
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 1
  assert_file_matches "$err" "^  $units/xinetd-one@.service: not written: Permission denied$"
  assert_file_matches "$err" "^  $units/xinetd-one.socket: not written, because of its other half$"
  run ! grep systemctl "$err"
  [ -z "$(ls -A "$units")" ]
}

@test "on a full disk neither half of a unit file remains" {
  need_root
  need unshare mount
  service one >xinetd.conf
  # Whole pages: the second file does not fit.
  within=(unshare --mount sh -c 'mount -t tmpfs -o size=4k none "$1" && "$2" convert -o "$1" --systemd 255 xinetd.conf; status=$?
    ls -A "$1" >left; exit "$status"' - "$units")
  ask
  assert_status 1
  assert_file_matches "$err" "^  $units/xinetd-one.socket: not written: No space left on device$"
  assert_text left xinetd-one@.service
}

@test "with -n convert says what it would write, and writes nothing" {
  service one >xinetd.conf
  ask convert -n -o "$units" --systemd 255 xinetd.conf
  assert_status 0
  assert_text "$out"
  assert_file_matches "$err" "^  $units/xinetd-one.socket: would be written$"
  [ -z "$(ls "$units")" ]
}

@test "convert prints the commands that copy the units, stop xinetd and start the sockets" {
  need jq
  { service one && service two 'port = 7001'; } >xinetd.conf
  mkdir "it's"
  ask convert -o "it's" --systemd 255 --format json xinetd.conf
  [ "$(jq -r '.commands[]' "$err")" = "cp 'it'\\''s'/xinetd-one.socket 'it'\\''s'/xinetd-one@.service 'it'\\''s'/xinetd-two.socket 'it'\\''s'/xinetd-two@.service /etc/systemd/system/
systemctl disable --now xinetd.service
systemctl daemon-reload
systemctl enable --now xinetd-one.socket xinetd-two.socket" ] || fail "$(<"$err")"
  # One service stays with xinetd.
  service three 'flags = SENSOR' 'port = 7002' >>xinetd.conf
  ask convert -n -o "it's" --systemd 255 --format json xinetd.conf
  [ "$(jq -r '.commands[1:-1][]' "$err")" = '# one in xinetd.conf, line 1: set disable = yes
# two in xinetd.conf, line 11: set disable = yes
systemctl reload xinetd.service
systemctl daemon-reload' ] || fail "$(<"$err")"
}

@test "the commands stop the inetd that is installed: inetd.service, or inetutils-inetd.service" {
  need_root
  need unshare mount
  echo '7000 stream tcp nowait root /bin/cat cat' >inetd.conf
  within=(unshare --mount sh -c 'mount -t tmpfs none /usr/sbin && exec "$@"' -)
  ask convert -n -o "$units" --systemd 255 inetd.conf
  assert_file_matches "$err" '^  systemctl disable --now inetd\.service$'
  within=(unshare --mount sh -c 'mount -t tmpfs none /usr/sbin && ln -s /bin/true /usr/sbin/inetutils-inetd && exec "$@"' -)
  ask convert -n -o "$units" --systemd 255 inetd.conf
  assert_file_matches "$err" '^  systemctl disable --now inetutils-inetd\.service$'
}

@test "names of installed units are quoted in the commands" {
  printf '[Socket]\nListenStream=7000\nAccept=yes\n' >"$SYSTEMD_UNIT_PATH/a;b c.socket"
  printf '[Service]\nExecStart=-/bin/cat\n' >"$SYSTEMD_UNIT_PATH/a;b c@.service"
  service one >xinetd.conf
  ask convert -o "$units" --systemd 255 --format json xinetd.conf
  [ "$(jq -r '.commands[-1]' "$err")" = "systemctl enable --now 'a;b c.socket'" ] || fail "$(<"$err")"
}

@test "each service gets separate units, whatever its id contains" {
  local long
  long=$(printf '%0300d' 0)
  printf '%s\n' 'time stream tcp nowait root /bin/cat cat' 'time dgram udp wait root /bin/cat cat' >inetd.conf
  rows xinetd.conf <<EOF
x; id = ../../x
y; id = .._.._x
percent; id = 100%n
umlaut; id = ü
at; id = x@y
one; id = ${long}1
two; id = ${long}2
EOF
  ask convert -o "$units" --systemd 255 inetd.conf xinetd.conf
  assert_status 0
  [ "$(cd "$units" && ls -- *.socket)" = "xinetd-.._.._x-tcp.socket
xinetd-.._.._x.socket
xinetd-${long:200}-tcp.socket
xinetd-${long:200}.socket
xinetd-100_n.socket
xinetd-__.socket
xinetd-time-udp.socket
xinetd-time.socket
xinetd-x_y.socket" ] || fail "$(ls "$units")"
  assert_file_matches "$units/xinetd-100_n.socket" '^Description=100%%n, '
}

@test "no text of the file can begin a line of a unit" {
  printf 'service x\n{\n\t# \rExecStart=/bin/evil\n\ttype = UNLISTED\n\tport = 7000\n\tsocket_type = stream\n\twait = no\n\tuser = root\n\tserver = /bin/cat\n\tserver_args = a\rb \\\n\t# \\\n}\n' >xinetd.conf
  ask convert --systemd 255 xinetd.conf
  ! grep -q $'\r' "$out" || fail "$(<"$out")"
  [ "$(grep -c '^[A-Z][A-Za-z]*=' "$out")" -eq 15 ] || fail "$(<"$out")"
}

@test "a program gets exactly the bytes of its arguments" {
  service bytes $'server_args = \u00fc a\u202eb c\u0085d \xff' >xinetd.conf
  ask convert --systemd 255 xinetd.conf
  assert_status 0
  grep -Fx $'ExecStart=-/bin/cat "\u00fc" "a\\xe2\\x80\\xaeb" "c\\xc2\\x85d" "\\xff"' "$out" || fail "$(<"$out")"
}

@test "convert fails without a directory, files or a place for the output, and rejects wrong arguments" {
  service one >xinetd.conf
  ask convert -o missing xinetd.conf
  assert_complaint 1 'missing: not a directory; create it, or give another to -o'
  ask convert -n xinetd.conf
  assert_complaint 2 "convert: -n needs -o; without -o nothing is written; see 'inetkit help convert'"
  ask convert --systemd 242 xinetd.conf
  assert_complaint 2 "convert: --systemd 242: not a version of systemd from 243, which has ExecCondition=; see 'inetkit help convert'"
  ask convert --format yaml xinetd.conf
  assert_complaint 2 "convert: --format yaml: not one of text|json; see 'inetkit help convert'"
}

@test "systemd accepts every unit" {
  need systemd-analyze
  rows xinetd.conf <<'EOF'
plain; cps = 10 5; per_source = 3; access_times = 8:00-9:00; banner = /etc/issue; banner_success = /etc/issue
full; user = nobody; groups = yes; group = games; env = A=%n\ $x; nice = 3; umask = 077; rlimit_as = 80M; rlimit_cpu = 9; passenv = TZ
wait; wait = yes; only_from = 10.0.0.0 ::1; no_access = 10.1.0.0; flags = IPv6 KEEPALIVE NODELAY; bind = ::1
dgram; socket_type = dgram; protocol = udp; wait = yes; user = nobody; flags = IPv4
quoted; server_args = "a % b" $HOME ; ' \x \ {} ~
named; flags = NAMEINARGS; server_args = a$b -u; instances = UNLIMITED
EOF
  ask convert -o "$units" xinetd.conf
  # The version of this machine. Programs that are not installed here would be an error.
  sed -i "s|$LIBEXECDIR/inetkit/admit|/bin/true|" "$units"/*
  env -u SYSTEMD_UNIT_PATH systemd-analyze verify "$units"/* 2>&1 | tee verified
  [ ! -s verified ]
}
