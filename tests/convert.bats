#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit convert: the units that it writes.
# bats file_tags=once
load helpers/load
load helpers/client
load helpers/convert

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

# --- names and arguments -------------------------------------------------------------------------

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
  # make coverage sets the umask to 0; systemd-analyze reports units that anybody can write.
  chmod go-w "$units"/*
  env -u SYSTEMD_UNIT_PATH systemd-analyze verify "$units"/* 2>&1 | tee verified
  [ ! -s verified ]
}
