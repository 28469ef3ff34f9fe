#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Reading xinetd.conf and inetd.conf: the models that build/tests/configs prints, compared with xinetd itself, and every
# message about damaged files.
load helpers/load
load helpers/foreign
load helpers/xinetd_corpus

# An include that has no limit, and a FIFO that is opened, would take for ever.
export BATS_TEST_TIMEOUT=120

setup() {
  cd "$BATS_TEST_TMPDIR" || return
}

# as_tested < OUTPUT of xinetd -d: only the services, without the kind of each address and the whole environment
as_tested() {
  tr -d '\r' | sed -n '/^Service configuration/,/^$/p' | sed -E '/Environment strings:/,/^$/{/^$/!d}
    s/\((NUMERIC|NET|HOST)\)//g; s/(Only from|No access):  */\1: /; s/Protocol \(name,number\) = \((.*),.*/Protocol = \1/'
}

# xinetd prints its configuration with -d, but only on its terminal. Without the right to bind ports it ends then.
@test "xinetd and we agree on the services that run and on their attributes" {
  need setpriv
  [ -x "$xinetd" ] || skip "xinetd is not here: make deps"
  mkdir corpus
  (cd corpus && write_corpus)
  in_network '
    cd "$scratch/corpus"
    for file in *; do
      if [ -f "$file" ]; then
        setpriv --bounding-set -net_bind_service "$build/tests/terminal" "$xinetd" -d -f "$PWD/$file" \
          -pidfile "$scratch/pid" </dev/null >"../$file.xinetd" || true
        "$build/tests/configs" -x "$file" >"../$file.ours"
      fi
    done'
  assert_status 0
  for file in *.xinetd; do
    diff -u <(as_tested <"$file") <(sed -E 's/(Only from|No access):  */\1: /' "${file%.xinetd}.ours") || fail "$file"
  done
  run grep -ch '^Service configuration' <(cat ./*.ours)
  assert_output 44
}

@test "an attribute has its values after all operators, each with its place, and those of defaults are marked" {
  cat >conf <<'EOF'
defaults
{
	only_from = 10.0.0.0/8 10.1.{2,3}
	log_on_success = PID
	instances = 10
	disabled = two
}
# a comment between
service one
{
	port        = 701
	socket_type = stream
	# a comment within
	only_from  -= 10.1.2.0/24
	only_from  += .example.org
	interface   = ::1
	server      = /bin/cat
	server_args = -u  -v
	flags       = NAMEINARGS
}
service two
{
	disable = yes
	log_on_success -= PID
	id = zwei
}
EOF
  run "$build/tests/configs" conf
  assert_output "error conf:9:1: the attribute 'wait' is missing; xinetd does not start the service
warning conf:19:2: NAMEINARGS must stand before \"server_args\"; here xinetd crashes at the first connection
xinetd one (one) conf:9:1
  off: mistake conf:9:1
  port = 701@11:16  (conf:11:2)
  socket_type = stream@12:16  (conf:12:2)
  only_from = 10.0.0.0/8*@3:14 10.1.3.0/24*@3:25 .example.org@15:16  (conf:15:2)
  bind = ::1@16:16  (conf:16:2)
  server = /bin/cat@17:16  (conf:17:2)
  server_args = -u@18:16 -v@18:20  (conf:18:2)
  flags = NAMEINARGS@19:16  (conf:19:2)
  log_on_success = PID*@4:19  (default conf:4:2)
  instances = 10*@5:14  (default conf:5:2)
  protocol = tcp@12:2  (conf:12:2)
  program /bin/cat as -u, 1 arguments
  9| service one
  10| {
  11| 	port        = 701
  12| 	socket_type = stream
  13| 	# a comment within
  14| 	only_from  -= 10.1.2.0/24
  15| 	only_from  += .example.org
  16| 	interface   = ::1
  17| 	server      = /bin/cat
  18| 	server_args = -u  -v
  19| 	flags       = NAMEINARGS
  20| }
xinetd two (zwei) conf:21:1
  off: disable = yes conf:23:2
  log_on_success =  (conf:24:2)
  id = zwei@25:7  (conf:25:2)
  only_from = 10.0.0.0/8*@3:14 10.1.2.0/24*@3:25 10.1.3.0/24*@3:25  (default conf:3:2)
  instances = 10*@5:14  (default conf:5:2)
  21| service two
  22| {
  23| 	disable = yes
  24| 	log_on_success -= PID
  25| 	id = zwei
  26| }"
}

# messages FILE...: the messages about one configuration
messages() {
  run "$build/tests/configs" "$@"
  assert_status 0
  output=$(grep -E '^(note|warning|error) ' <<<"$output")
}

@test "each mistake in xinetd.conf gets a message with its place and what xinetd does" {
  cat >conf <<'EOF'
defaults
{
	server = /bin/sh
	umask = 9
	log_type = SYSLOG nothing
}
service a
{
	serverr = /bin/cat
	zzz = 1
	port = 70000
	nice=3
}
service b
{
	enabled = b
	wait += no
	cps = 5
	nice = 1
	nice = 2
	type =
	env -= A=b
	only_from = 1.2.3.4, 10.1.{2,x}
	access_times = 22:00-6:00
	flags = IPv5
	server_args = "x y" # z
}
service c {
}
service d
{
	user = root
service e
{
	log_type = FILE
defaults
{
}
include
includedir nowhere
nonsense
service f extra
EOF
  messages conf
  diff -u - <(echo "$output") <<'EOF'
warning conf:3:2: 'server' must stand in a service; the line is ignored
error conf:4:10: umask: '9' is not an octal number from 0 to 777; xinetd does not start
error conf:5:20: log_type: 'nothing' is not a facility of syslog that xinetd knows; xinetd does not start
warning conf:9:2: unknown attribute 'serverr'; the line is ignored. Did you mean 'server'?
warning conf:10:2: unknown attribute 'zzz'; the line is ignored
error conf:11:9: port: '70000' is not a number from 0 to 65535; xinetd disables the service
error conf:12:6: a space is missing before the '=' of 'nice'; xinetd ignores the whole service
warning conf:16:2: 'enabled' must stand in "defaults"; the line is ignored
warning conf:17:2: 'wait' takes only the operator '='; the line is ignored
warning conf:18:2: 'cps' takes 2 values and not 1; the line is ignored
warning conf:20:2: 'nice' is already set in conf, line 19; this line is ignored
error conf:21:2: 'type' needs a value; xinetd disables the service
error conf:22:2: 'env' does not take the operator '-='; xinetd disables the service
error conf:23:14: only_from: '1.2.3.4,' has a comma; separate addresses by spaces; xinetd disables the service
error conf:24:17: access_times: '22:00-6:00' ends before it begins; split an interval that passes midnight; xinetd disables the service
error conf:25:10: flags: 'IPv5' must be one of REUSE, INTERCEPT, NORETRY, IDONLY, NAMEINARGS, NODELAY, KEEPALIVE, NOLIBWRAP, SENSOR, IPv4, IPv6, LABELED; xinetd disables the service
note conf:26:16: xinetd knows no quotes; they belong to the value
warning conf:26:22: '#' begins no comment here; xinetd takes it for a value
error conf:28:1: '{' must stand alone in its line; xinetd ignores the entry
error conf:30:1: xinetd skips this service because of the mistake in line 28
error conf:33:1: a line with '}' is missing before this one
error conf:33:1: xinetd skips this service because of the mistake in line 28
error conf:35:13: log_type: 'FILE' needs a file and may have a soft and a hard limit; xinetd disables the service
error conf:36:1: a line with '}' is missing before this one
error conf:36:1: xinetd skips these defaults because of the mistake in line 28
error conf:39:1: the file or directory is missing
error conf:40:1: xinetd skips this line because of the mistake in line 39
warning conf:42:11: 'extra' behind the name is ignored
error conf:42:1: xinetd skips this service because of the mistake in line 39
error conf:42:1: the file ends before the entry's '{'; xinetd ignores the entry
EOF
}

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
EOF
  run "$build/tests/configs" -q bad
  [ "$(grep -c '^  off: mistake' <<<"$output")" -eq 14 ] || fail "$output"
}

@test "a service of inetd.conf keeps its lines as they stand in the file, with those that continue it" {
  printf '%s\n' '#<off># a stream tcp nowait root /bin/cat cat' '	 -u ' '' 'b  stream tcp nowait root internal' >inetd
  run "$build/tests/configs" inetd
  [ "$(grep -F '| ' <<<"$output")" = "  1| #<off># a stream tcp nowait root /bin/cat cat
  2| 	 -u 
  4| b  stream tcp nowait root internal" ] || fail "$output"
}

@test "a byte order mark, CR LF and NUL bytes get one message each, and nothing else of the file is lost" {
  printf '\xef\xbb\xbfservice a\r\n{\r\n\tport = 7\0x\r\n\tuser = root\r\n}\r\n' >xinetd
  printf 'a stream tcp nowait root /bin/cat cat\0x\r\nb stream tcp nowait root internal\r\n' >inetd
  run "$build/tests/configs" -q xinetd -- inetd
  assert_match "^warning xinetd:1:1: the file begins with a byte order mark"
  assert_match "^warning xinetd:1:10: lines end with CR LF"
  assert_match "^error xinetd:3:10: NUL byte"
  assert_match "^  port = 7@3:9 "
  assert_match "^  user = root@4:9 "
  assert_match "^error inetd:1:38: NUL byte"
  assert_match "^warning inetd:1:38: lines end with CR LF"
  assert_match "^inetd b "
  [ "$(grep -c 'CR LF' <<<"$output")" -eq 2 ] || fail "$output"
}

@test "a file that cannot be one, is too large or includes itself is refused without waiting, and the others are read" {
  local i
  entry sound 701 >good
  mkfifo fifo
  ln -s fifo link
  mkdir directory
  printf 's\0e\0r\0v\0' >utf16
  truncate -s 17000000 large
  printf 'hello\nworld\n' >text
  printf '# nothing\n' >empty
  echo 'include self' >self
  echo 'include there' >back
  echo 'include back' >there
  printf '%s\n' 'include directory' 'include -' >within
  for ((i = 1; i <= 20; i++)); do
    echo "include deep$((i + 1))" >"deep$i"
  done
  run "$build/tests/configs" -q fifo link utf16 large text none /dev/zero self back within empty deep1 '' good
  assert_match "^xinetd sound \(sound\) good:1:1"
  output=$(grep ^error <<<"$output")
  assert_output "error fifo:0:0: not a regular file
error link:0:0: not a regular file
error utf16:0:0: encoded in UTF-16; convert it to UTF-8
error large:0:0: larger than 16 MiB
error text:0:0: this is neither a configuration of xinetd nor one of inetd
error none:0:0: No such file or directory
error /dev/zero:0:0: not a regular file
error self:1:1: self: the file includes itself
error there:1:1: back: the file includes itself
error within:1:1: directory: Is a directory
error within:2:1: ./-: No such file or directory
error deep16:1:1: deep17: too many files that include each other
error :0:0: No such file or directory"
}

# with_values COUNT FORMAT BEFORE AFTER: prints a list between two texts
with_values() {
  printf '%b' "$3"
  seq -f "$2" "$1" | tr -d '\n'
  printf '%b' "$4"
}

@test "a line of 10 MB is read, and what exceeds a limit is left out with one message" {
  with_values 1000000 '%010g' 'service a\n{\n\tserver = ' '\n\tid = b\n}\n' >long
  with_values 5000 ' %g' 'service a\n{\n\tserver_args =' '\n\tid = b\n}\n' >values
  with_values 5000 ' %g' 'a stream tcp nowait root /bin/cat' '\nb stream tcp nowait root internal\n' >fields
  seq -f 'service s%g
{
}' 20000 >services
  {
    with_values 4000 ' 10.0.0.%g' 'defaults\n{\n\tonly_from =' '\n}\n'
    head -n 3000 services
  } >defaults
  run "$build/tests/configs" -n long -- values -- fields -- services -- defaults
  assert_output "1 services, 1 messages
1 services, 1 messages
2 services, 1 messages
16384 services, 16385 messages
260 services, 261 messages"
  messages values fields
  assert_match "^error values:3:19389: more than 4096 values; the service is not converted"
  assert_match "^error fields:1:19378: more than 4096 fields; the service is not converted"
}

# What is left out of no_access would be admitted.
@test "a service that has or inherits more values than the limit is not converted" {
  {
    printf 'service a\n{\n\tno_access = 192.0.2.1\n'
    for ((i = 1; i <= 16; i++)); do
      printf '\tno_access += 10.%d.{%s}\n' "$i" "$(seq -s, 0 255)"
    done
    printf '}\n'
  } >factorized
  {
    with_values 5000 ' 10.0.0.%g' 'defaults\n{\n\tno_access =' '\n}\n'
    printf 'service b\n{\n\tid = b\n}\n'
  } >defaults
  with_values 5000 ' %g' 'a stream tcp nowait root /bin/cat' '\n' >fields
  with_values 5000 ' 10.0.0.%g' 'service a\n{\n\tdisable = yes\n\tno_access =' '\n}\n' >off
  for file in factorized defaults fields off; do
    run "$build/tests/configs" -q "$file"
    [ "$(grep -c ': more than 4096 \(values\|fields\); ' <<<"$output")" -eq 1 ] || fail "$output"
    assert_match '^  off: mistake '
  done
}

@test "empty lines and factorized addresses count against the limit of lines and values" {
  local i all
  all=$(seq -s, 0 255)
  { printf 'service a\n{\n' && yes "" | head -n 1048576 && echo "}"; } >lines
  for ((i = 1; i <= 300; i++)); do
    printf 'service s%d\n{\n' "$i"
    printf ' no_access += 10.{%s}\n' "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all" "$all"
    printf '}\n'
  done >factorized
  for file in lines factorized; do
    run "$build/tests/configs" -q "$file"
    [ "$(grep -c ': more than 1048576 lines and values; ' <<<"$output")" -eq 1 ] || fail "$(head -c 1000 <<<"$output")"
  done
}

@test "a directory is read as includedir reads it, and the content of each file says which kind it is" {
  mkdir etc etc/sub
  entry xinetd_a 701 >etc/b
  echo 'inetd_b stream tcp nowait root internal' >etc/B
  entry dot 702 >etc/b.rpmsave
  entry backup 703 >etc/b~
  entry hidden 704 >etc/.b
  printf '%s\n' '127.0.0.1:' '#<off># off stream tcp nowait root internal' >etc/c
  run "$build/tests/configs" etc
  output=$(grep -E '^(note|warning|error|xinetd|inetd) ' <<<"$output")
  assert_output "note etc/b.rpmsave:0:0: skipped, as xinetd skips names with '.' and those that end with '~'
note etc/b~:0:0: skipped, as xinetd skips names with '.' and those that end with '~'
warning etc/sub:0:0: not a regular file; skipped, as xinetd skips it
inetd inetd_b (inetd_b) etc/B:1:1
xinetd xinetd_a (xinetd_a) etc/b:1:1
inetd off (off) etc/c:2:9"
}

@test "standard input is read, and a file without decisive lines is of the kind that its name says" {
  echo 'bogus line' | tee inetd.conf >xinetd.conf
  entry raw 701 >named-like-a-type
  run "$build/tests/configs" -q - inetd.conf -- xinetd.conf -- named-like-a-type <<<"a stream tcp nowait root internal"
  assert_match "^inetd a \(a\) -:1:1"
  assert_match "^error inetd.conf:1:7: 'line' must be stream"
  assert_match "^error xinetd.conf:1:1: 'bogus' is not service"
  assert_match "^xinetd raw "
}
