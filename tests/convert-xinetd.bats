#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Reading xinetd.conf: the models, compared with xinetd itself, and every message about damaged files.
load helpers/load
load helpers/configs
load helpers/foreign
load helpers/xinetd_corpus

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
