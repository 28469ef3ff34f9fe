#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Reading inetd.conf: the models, compared with inetds themselves, and every message about damaged lines.
load helpers/load
load helpers/configs
load helpers/foreign

@test "lines of inetd.conf in the dialects of OpenBSD, inetutils and FreeBSD become attributes of xinetd" {
  cat >inetd <<'EOF'
#:INTERNAL: Internal services
# ftp stream tcp nowait root /bin/ftp ftp
#<off># telnet	stream	tcp	nowait	telnetd	/usr/sbin/tcpd	/usr/sbin/in.telnetd -h
echo stream tcp nowait root internal
127.0.0.1,::1:701 stream tcp4 nowait.60 nobody.daemon /usr/bin/env A B
702 dgram udp6 wait:7 nobody:daemon /bin/cat cat
	-u
703 stream tcp46,sndbuf=64k,rcvbuf=1m nowait/3/4/0 root/class /bin/sh sh -c "echo 'a b'" 'c "d"'
  # indented
  704 stream tcp6only wait daemon:bin/class /bin/cat cat
localhost:
rusers/1-3 dgram rpc/udp wait root /bin/cat cat
*:705 stream tcp nowait root /bin/cat cat
tcpmux/+date stream tcp nowait root /bin/date date
tcpmux/day stream tcp nowait root /bin/date date
/run/a stream unix nowait root /bin/cat cat
:root:bin:0660:/run/b stream unix wait root /bin/cat cat
706 stream tcp wait:daemon root /bin/cat cat
EOF
  "$build/tests/configs" -q inetd | sed 's/  (inetd:[0-9:]*)$//' >output
  diff -u - output <<'EOF'
warning inetd:9:1: this is taken for a comment, but inetd of OpenBSD and FreeBSD take it for arguments of the line before it; remove the spaces before '#'
warning inetd:10:1: this is taken for a service, but inetd of OpenBSD and FreeBSD take it for arguments of the line before it; remove the spaces at its start
warning inetd:18:20: a group is not known here to openbsd-inetd, inetutils and FreeBSD, which read "nowait"
inetd telnet (telnet) inetd:3:9
  off: comment inetd:3:9
  socket_type = stream@3:16
  protocol = tcp@3:23
  wait = no@3:27
  user = telnetd@3:34
  groups = yes@3:34
  server = /usr/sbin/tcpd@3:42
  flags = NAMEINARGS@3:57
  server_args = /usr/sbin/in.telnetd@3:57 -h@3:78
  program /usr/sbin/in.telnetd behind /usr/sbin/tcpd, 1 arguments
inetd echo (echo) inetd:4:1
  socket_type = stream@4:6
  protocol = tcp@4:13
  wait = no@4:17
  user = root@4:24
  groups = yes@4:24
  type = INTERNAL@4:29
inetd 701 (701) inetd:5:1
  socket_type = stream@5:19
  protocol = tcp@5:26
  flags = IPv4@5:26 NAMEINARGS@5:68
  type = UNLISTED@5:15
  port = 701@5:15
  bind = 127.0.0.1@5:1 ::1@5:11
  wait = no@5:31
  rate = 60@5:38
  group = daemon@5:48
  user = nobody@5:41
  groups = yes@5:41
  server = /usr/bin/env@5:55
  server_args = A@5:68 B@5:70
  program /usr/bin/env as A, 1 arguments
inetd 702 (702) inetd:6:1
  socket_type = dgram@6:5
  protocol = udp@6:11
  flags = IPv6@6:11
  type = UNLISTED@6:1
  port = 702@6:1
  wait = yes@6:16
  rate = 7@6:21
  group = daemon@6:30
  user = nobody@6:23
  groups = yes@6:23
  server = /bin/cat@6:37
  server_args = -u@7:2
  program /bin/cat, 1 arguments
inetd 703 (703) inetd:8:1
  socket_type = stream@8:5
  sndbuf = 64k@8:25
  rcvbuf = 1m@8:36
  protocol = tcp@8:12
  flags = IPv6@8:12
  v6only = no@8:12
  type = UNLISTED@8:1
  port = 703@8:1
  wait = no@8:39
  instances = 3@8:46
  rate_per_source = 4@8:48
  user = root@8:52
  groups = yes@8:52
  login_class = class@8:57
  server = /bin/sh@8:63
  server_args = -c@8:74 echo 'a b'@8:78 c "d"@8:91
  program /bin/sh, 3 arguments
inetd 704 (704) inetd:10:3
  socket_type = stream@10:7
  protocol = tcp@10:14
  flags = IPv6@10:14
  v6only = yes@10:14
  type = UNLISTED@10:3
  port = 704@10:3
  wait = yes@10:23
  group = bin@10:35
  user = daemon@10:28
  groups = yes@10:28
  login_class = class@10:39
  server = /bin/cat@10:45
  program /bin/cat, 0 arguments
inetd rusers (rusers) inetd:12:1
  socket_type = dgram@12:12
  protocol = udp@12:22
  type = RPC@12:1
  rpc_version = 1-3@12:8
  bind = localhost@11:1
  wait = yes@12:26
  user = root@12:31
  groups = yes@12:31
  server = /bin/cat@12:36
  program /bin/cat, 0 arguments
inetd 705 (705) inetd:13:1
  socket_type = stream@13:7
  protocol = tcp@13:14
  type = UNLISTED@13:3
  port = 705@13:3
  wait = no@13:18
  user = root@13:25
  groups = yes@13:25
  server = /bin/cat@13:30
  program /bin/cat, 0 arguments
inetd date (date) inetd:14:1
  socket_type = stream@14:14
  protocol = tcp@14:21
  type = TCPMUXPLUS@14:8
  bind = localhost@11:1
  wait = no@14:25
  user = root@14:32
  groups = yes@14:32
  server = /bin/date@14:37
  program /bin/date, 0 arguments
inetd day (day) inetd:15:1
  socket_type = stream@15:12
  protocol = tcp@15:19
  type = TCPMUX@15:8
  bind = localhost@11:1
  wait = no@15:23
  user = root@15:30
  groups = yes@15:30
  server = /bin/date@15:35
  program /bin/date, 0 arguments
inetd /run/a (/run/a) inetd:16:1
  socket_type = stream@16:8
  protocol = unix@16:15
  path = /run/a@16:1
  wait = no@16:20
  user = root@16:27
  groups = yes@16:27
  server = /bin/cat@16:32
  program /bin/cat, 0 arguments
inetd /run/b (/run/b) inetd:17:1
  path_user = root@17:2
  path_group = bin@17:7
  path_mode = 0660@17:11
  socket_type = stream@17:23
  protocol = unix@17:30
  path = /run/b@17:16
  wait = yes@17:35
  user = root@17:40
  groups = yes@17:40
  server = /bin/cat@17:45
  program /bin/cat, 0 arguments
inetd 706 (706) inetd:18:1
  socket_type = stream@18:5
  protocol = tcp@18:12
  type = UNLISTED@18:1
  port = 706@18:1
  bind = localhost@11:1
  wait = yes@18:16
  group = daemon@18:21
  user = root@18:28
  groups = yes@18:28
  server = /bin/cat@18:33
  program /bin/cat, 0 arguments
EOF
}

# as_added < MODEL: prints "SERVICE PROTOCOL WAIT RATE USER GROUP SERVER" for each service and address
as_added() {
  awk '
    function put() {
      for (i = 1; i <= addresses; i++)
        print (address[i] ? address[i] ":" : "") name, protocol suffix, wait, rate, user, group, server
    }
    /^inetd/ { put(); name = $2; suffix = ""; addresses = 1; address[1] = "" }
    / = / { for (i = 3; i <= NF; i++) sub(/@.*/, "", $i) }
    $1 == "protocol" { protocol = $3 }
    $1 == "flags" { suffix = $3 == "IPv4" ? 4 : 6 }
    $1 == "wait" { wait = $3 == "yes" ? 1 : 0 }
    $1 == "rate" { rate = $3 }
    $1 == "user" { user = $3 }
    $1 == "group" { group = $3 }
    $1 == "server" { server = $3 }
    $1 == "bind" { addresses = NF - 3; for (i = 1; i <= addresses; i++) address[i] = $(i + 2) }
    END { put() }' | sort
}

# as_read_by_inetd < OUTPUT of inetd -d of OpenBSD or inetutils: the same
as_read_by_inetd() {
  sed -En 's/^ADD: (\S+) proto=(\S+), wait.max=(.)\.(\S+) user:group=(.*):(\S+) builtin=\S+ server=(\S+)$/\1 \2 \3 \4 \5 \6 \7/p
    s/^.* ADD : (\*:)?(\S+) proto=(\S+), wait=(.), max=(.*), user=(\S+) group=(\S+) builtin=\S+ server=(\S+)$/\2 \3 \4 \5 \6 \7 \8/p' |
    sort
}

@test "inetd of OpenBSD, inetd of inetutils and we agree on addresses, protocol, wait, rate, user, group and server" {
  need_foreign
  cat >inetd <<'EOF'
701 stream tcp4 nowait.60 nobody:daemon /bin/cat cat
127.0.0.1:702 stream tcp4 wait.5 daemon.bin /usr/bin/env x
127.0.0.1,127.0.0.2:703 dgram udp4 wait.7 nobody:daemon /bin/cat
704 stream tcp6 nowait.8 nobody:daemon /bin/true
127.0.0.3:
705 stream tcp4 nowait.9 root:root /usr/sbin/tcpd /bin/cat
*:706 stream tcp4 nowait.10 root:root /bin/echo echo
EOF
  in_network '
    cd "$scratch"
    "$openbsd_inetd" -d -i "$PWD/inetd" >openbsd 2>&1 &
    until_match openbsd /bin/echo
    "$inetutils_inetd" -d --pidfile="$PWD/pid" "$PWD/inetd" >inetutils 2>&1 &
    until_match inetutils /bin/echo'
  assert_status 0
  "$build/tests/configs" -q inetd | as_added >ours
  [ "$(wc -l <ours)" -eq 7 ] || fail "$(<ours)"
  diff -u <(as_read_by_inetd <openbsd) ours
  diff -u <(as_read_by_inetd <inetutils) ours
}

@test "a damaged line of inetd.conf gets a message with its place, and becomes a service that does not run" {
  cat >bad <<'EOF'
701
702 strem tcp nowait root /bin/cat cat
703 stream
704 stream tcp
705 stream tcp nowait
706 stream tcp nowait root
707 stream tcp,buf=3 nowait root /bin/cat cat
708 stream tcp never root /bin/cat cat
709 stream tcp nowait.x root /bin/cat cat
710 stream tcp nowait/3x root /bin/cat cat
711 stream tcp nowait :bin /bin/cat cat
99999 stream tcp nowait root /bin/cat cat
:root:/run/b stream unix wait root /bin/cat cat
:root:root:0600x:/run/c stream unix wait root /bin/cat cat
712 stream 4 nowait root /bin/cat "cat
"" stream tcp nowait root /bin/cat cat
EOF
  messages bad
  diff -u - <(echo "$output") <<'EOF'
error bad:1:4: the type of the socket is missing; the service does not run
error bad:2:5: 'strem' must be stream, dgram, raw, rdm or seqpacket; the service does not run
error bad:3:11: the protocol is missing; the service does not run
error bad:4:15: the field wait or nowait is missing; the service does not run
error bad:5:22: the user is missing; the service does not run
error bad:6:27: the server is missing; the service does not run
error bad:7:16: 'buf' must be sndbuf=SIZE or rcvbuf=SIZE; the service does not run
error bad:8:16: 'never' must be wait or nowait; the service does not run
error bad:9:23: 'x' is not a number; the service does not run
error bad:10:23: '3x' is not a number; the service does not run
error bad:11:23: the user is missing; the service does not run
error bad:12:1: '99999' is not a port; the service does not run
error bad:13:7: the path of the socket must be :user:group:mode:path; the service does not run
error bad:14:12: '0600x' is not an octal mode from 0 to 777; the service does not run
note bad:15:36: inetd of OpenBSD knows no quotes; those of inetutils and FreeBSD remove them
error bad:15:36: the quote does not end in this line
note bad:16:2: inetd of OpenBSD knows no quotes; those of inetutils and FreeBSD remove them
error bad:16:2: the service is missing; the service does not run
EOF
  run "$build/tests/configs" -q bad
  [ "$(grep -c '^  off: mistake' <<<"$output")" -eq 15 ] || fail "$output"
}

@test "a service of inetd.conf keeps its lines as they stand in the file, with those that continue it" {
  printf '%s\n' '#<off># a stream tcp nowait root /bin/cat cat' '	 -u ' '' 'b  stream tcp nowait root internal' >inetd
  run "$build/tests/configs" inetd
  [ "$(grep -F '| ' <<<"$output")" = "  1| #<off># a stream tcp nowait root /bin/cat cat
  2| 	 -u 
  4| b  stream tcp nowait root internal" ] || fail "$output"
}
