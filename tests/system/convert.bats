#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The same services under xinetd and, converted, under systemd: the same clients see the same, except for what the
# report announces. xinetd runs in a network namespace, so that both use the same ports.
# bats file_tags=long
load helpers
load ../helpers/readme

here=$BATS_TEST_DIRNAME/convert
foreign=${INETKIT_FOREIGN:-$build/foreign}
xinetd=$(command -v "$foreign/xinetd/usr/sbin/xinetd" xinetd | head -n 1)

setup_file() {
  [ -x "$xinetd" ] && ! ldd "$xinetd" | grep -q 'not found' || return 0
  for command in ip jq perl socat; do
    command -v "$command" >/dev/null || return 0
  done
  cd "$BATS_FILE_TMPDIR" || return
  mkdir xinetd systemd
  prepare_system
  write_configuration 7000 <"$here/services" >xinetd.conf

  ip netns add xinetd
  ip -n xinetd link set lo up
  systemd-run --quiet --unit=other-xinetd -p NetworkNamespacePath=/run/netns/xinetd \
    "$xinetd" -dontfork -f "$PWD/xinetd.conf" -pidfile "$PWD/pid" -filelog "$PWD/log"
  until_match log 'Started working'

  # The status is 1 because some services become weaker.
  inetkit convert -o /etc/systemd/system --format json xinetd.conf 2>report || [ $? -eq 1 ]
  systemctl daemon-reload
  mapfile -t sockets < <(cd /etc/systemd/system && ls xinetd-*.socket)
  systemctl start "${sockets[@]}"

  (cd xinetd && ip netns exec xinetd "$here/clients" ../xinetd.conf "$build/tests/connections") &
  (cd systemd && "$here/clients" ../xinetd.conf "$build/tests/connections")
  wait
}

# prepare_system: creates the programs, files and users that the services use, and makes it noon
prepare_system() {
  local hours
  # Nobody can have a negative niceness without privileges: start all from 0.
  renice -n 0 -p 1 $$ >/dev/null
  install -D "$here/probe" /srv/test/probe
  printf '%s\n' '#!/bin/sh' 'echo answer' 'echo message >&2' >/srv/test/complain
  printf '%s\n' '#!/bin/sh' 'sleep 1000 </dev/null >/dev/null 2>&1 &' 'echo "process $!"' >/srv/test/leave-process
  printf '%s\n' '#!/usr/bin/perl' 'open(my $socket, "+<&=", 0);' 'my $peer = recv($socket, my $request, 100, 0);' \
    'send($socket, "answer to $request", 0, $peer);' >/srv/test/answer-datagram
  printf '%s\n' '#!/usr/bin/perl' 'accept(my $peer, STDIN);' 'print $peer "answer\n";' >/srv/test/answer-connection
  chmod 755 /srv/test/*
  echo 'every client' >/srv/test/banner
  echo 'welcome' >/srv/test/banner-success
  echo 'go away' >/srv/test/banner-fail
  install -m 600 /srv/test/banner-success /srv/test/banner-secret
  printf '%s\n' '127.0.0.1 localhost' '::1 localhost' '127.0.0.7 a.example.org' '127.0.0.8 a.example.net' >/etc/hosts
  echo 'hosts: files' >/etc/nsswitch.conf
  groupadd second
  groupadd third
  useradd -G second,third tester
  # The sign of these zones is that of POSIX.
  hours=$(($(date -u +%-H) - 12))
  ln -sf "/usr/share/zoneinfo/Etc/GMT$([ "$hours" -lt 0 ] || echo +)$hours" /etc/localtime
}

# write_configuration PORT: prints xinetd.conf: the services of standard input, such as the file "services", with the
# braces, and the attributes that a service lacks; the first that lacks a port gets the one after PORT
write_configuration() {
  awk -v port="$1" '
    function add(attribute, value) {
      if (!(attribute in has)) print "\t" attribute " = " value
    }
    function finish() {
      if (name != "" && name != "defaults") {
        add("port", ++port)
        add("type", "UNLISTED")
        add("socket_type", "stream")
        add("protocol", "tcp")
        add("wait", "no")
        add("user", "tester")
      }
      if (name != "") print "}"
    }
    /^(service|defaults)/ { finish(); print; print "{"; delete has; name = $NF; next }
    /^\t/ { has[$1]; print }
    END { finish() }'
}

setup() {
  [ -s "$BATS_FILE_TMPDIR/report" ] || skip "this needs xinetd (make deps), ip, jq, perl and socat"
  cd "$BATS_FILE_TMPDIR" || return
}

teardown() {
  systemctl unset-environment TZ
  stop_all
  restore
}

teardown_file() {
  [ ! -s "$BATS_FILE_TMPDIR/report" ] || systemctl stop other-xinetd 'xinetd-*.socket'
}

# differences: prints "FILE ASPECT" for each aspect in which the clients of xinetd and of systemd saw a difference
differences() {
  awk '
    # What differs in every process: compare only that it is there.
    /^environment (INVOCATION_ID|JOURNAL_STREAM|MEMORY_PRESSURE_[A-Z]*|SYSTEMD_EXEC_PID)=/ { sub(/=.*/, ": of systemd") }
    /^process / { $0 = "process" }
    FNR == 1 { file = FILENAME; sub(/.*\//, "", file); files[file] }
    { number[$0, FILENAME]++; lines[$0] }
    function aspect(line, word) {
      if (line ~ /: of systemd$/) return "environment of systemd"
      split(line, word, / /)
      if (word[1] == "environment" || word[1] == "limit") { sub(/[=:].*/, "", line); return line }
      if (word[1] == "descriptor") return word[1] " " word[2]
      return index(" argument directory Gid Groups name nice NoNewPrivs SigBlk SigIgn Uid umask ", " " word[1] " ") ? word[1] : "reply"
    }
    END {
      for (file in files)
        for (line in lines)
          if (number[line, "xinetd/" file] != number[line, "systemd/" file]) print file, aspect(line)
    }' xinetd/* systemd/* | LC_ALL=C sort -u
}

# announced: prints those that the report announces. Fails if it does not. A row of the table has clients ("facts" are all
# those whose server prints what it was started with; "-" leaves one out), the aspects in which they see a difference
# ("?" if only with newer versions of systemd), and what announces it:
# a note about all services that contains the text, or a finding about this attribute of the service. A remark is a
# finding with the verdict "same". The attributes of the findings go to the file "used".
announced() {
  local clients aspects kind text file aspect facts report
  facts=$(cd systemd && grep -l '^umask' -- * | tr '\n' ' ')
  report=$(jq -r '(.notes[] | "note " + .), (.services[] | .id as $id | .findings[] |
    "\(if .verdict == "same" then "remark" else "finding" end) \($id) \(.attribute)")' report)
  : >used
  while IFS='|' read -r clients aspects kind text; do
    for file in ${clients//facts/$facts}; do
      [[ $file != -* && " $clients " != *" -$file "* ]] || continue
      case $kind in
      note) [[ $report =~ (^|$'\n')note[^$'\n']*"$text" ]] ;;
      *) [[ $'\n'$report$'\n' = *$'\n'"$kind ${file%%@*} $text"$'\n'* ]] ;;
      esac || fail "the report has no $kind about $text for $file" || return
      [ "$kind" != finding ] || echo "${file%%@*} $text" >>used
      while IFS= read -r -d , aspect; do
        echo "$file $aspect"
      done <<<"${aspects:+$aspects,}"
    done
  done <<'TABLE' | LC_ALL=C sort -u
facts|environment REMOTE_ADDR,environment REMOTE_HOST,environment REMOTE_PORT|note|REMOTE_HOST
facts|environment of systemd|note|the environment is that of systemd
environment passed|environment LANG,?environment USER|note|the environment is that of systemd
environment|environment PATH|note|the environment is that of systemd
passed|?environment PATH|note|the environment is that of systemd
facts -limits|limit open files|note|open files
groups group-and-groups name|environment HOME,environment LOGNAME,environment SHELL,environment USER|note|HOME
name|Groups|finding|groups
passed||finding|passenv
burst||finding|cps
instances|reply|finding|banner_fail
banners evening secret-fail||finding|banner_fail
secret-success||finding|banner_success
forward|reply|remark|redirect
TABLE
}

@test "converted services differ from those of xinetd only as the report announces" {
  announced >expected
  differences | grep -vFxf <(sed -n 's/ ?/ /p' expected) >seen
  diff <(grep -v ' ?' expected) seen
}

@test "every finding of the report that is no remark is about a difference" {
  announced >expected
  diff <(jq -r '.services[] | .id as $id | .findings[] | select(.verdict != "same") | "\($id) \(.attribute)"' report | sort -u) \
    <(sort -u used)
}

@test "a server is started for each of 40 datagrams, and the socket still listens" {
  run "$here/ask-datagrams" "$(awk '$2 == "datagrams" { found = 1 } found && $1 == "port" { print $3; exit }' xinetd.conf)" 40
  assert_status 0
  assert_output "$(printf 'answer to question %s\n' {1..40})"
  [ "$(property xinetd-datagrams.socket ActiveState)" = active ]
}

@test "300 connections, 20 at a time, are all served, and the socket still listens" {
  run cat systemd/burst systemd/burst@after
  assert_output "$(printf '%s\n' served served end)"
  [ "$(property xinetd-burst.socket SubState)" = listening ]
}

# The limits of systemd are about connections within seconds. On a busy machine the clients above do not exceed them.
@test "no socket and no server has a limit of systemd, which would end the socket for good" {
  run bash -c "systemctl show --property=TriggerLimitIntervalUSec --value 'xinetd-*.socket' | sort | uniq -c"
  assert_match '^ *[0-9]+ 0$'
  refute_match '[^ 0-9]|[0-9] [^0]'
  for unit in xinetd-datagrams.service xinetd-listener.service; do
    [ "$(property "$unit" StartLimitIntervalUSec)" = 0 ] || fail "$unit has a limit"
  done
}

@test "a process that a server leaves behind lives on under xinetd and ends under systemd, as the report announces" {
  is_alive "$(left_by xinetd)"
  until_true is_gone "$(left_by systemd)"
  jq -e 'any(.notes[]; contains("processes that a server leaves behind end with it"))' report
}

# left_by SUPERVISOR: prints the identifier of the process
left_by() {
  sed -n 's/^process //p' "$1/background"
}

is_gone() {
  ! is_alive "$1"
}

# convert_also NAME PORT: makes NAME.conf of the services on standard input, and starts the converted sockets
convert_also() {
  write_configuration "$2" >"$1.conf"
  inetkit convert -o /etc/systemd/system --format json "$1.conf" 2>"$1.report" || fail "$(<"$1.report")" || return
  systemctl daemon-reload
  mapfile -t sockets < <(jq -r '.services[].units[0].name' "$1.report")
  systemctl start "${sockets[@]}"
}

# run_xinetd NAME: starts another xinetd with NAME.conf until stop_all
run_xinetd() {
  rm -f "$1.log"
  background ip netns exec xinetd "$xinetd" -dontfork -f "$PWD/$1.conf" -pidfile "$PWD/$1.pid" -filelog "$PWD/$1.log"
  until_match "$1.log" 'Started working'
}

# replies PORT [SOURCE]: prints what a client receives from xinetd, and from systemd
replies() {
  local client=(timeout 120 socat -u "TCP4:127.0.0.1:$1${2:+,bind=$2}" STDOUT)
  echo "$(ip netns exec xinetd "${client[@]}") $("${client[@]}")"
}

@test "access_times hold to the minute and across midnight, as under xinetd" {
  local time reply zone
  convert_also hours 7900 <<'END'
service hours
	access_times = 08:00-12:00 22:00-23:59 00:00-02:00
	server = /bin/echo
	server_args = served
END
  while read -r time reply; do
    # On a busy machine the minute can be over before both have replied.
    until [ -n "${zone-}" ] && [ "$(TZ=$zone date +%H:%M)" = "$time" ]; do
      zone=$(zone_where "$time")
      systemctl set-environment TZ="$zone"
      TZ=$zone run_xinetd hours
      run replies 7901
      stop_all
    done
    [ "$output" = "${reply#-} ${reply#-}" ] || fail "$time: '$output', and not twice '$reply'"
  done <<'END'
07:59 -
08:00 served
12:00 served
12:01 -
23:59 served
00:00 served
02:00 served
02:01 -
END
}

# zone_where HH:MM: prints a time zone in which that minute begins now
zone_where() {
  local now=$(($(date +%s) % 86400)) hour=$((10#${1%:*})) minute=$((10#${1#*:}))
  # What has to be subtracted from UTC, from 0 to 24 hours.
  local offset=$(((now - hour * 3600 - minute * 60 + 86400) % 86400))
  printf '<faked>%d:%02d:%02d\n' $((offset / 3600)) $((offset / 60 % 60)) $((offset % 60))
}

@test "rules of hosts.deny hold as under xinetd: for the server that they name, unless it has the flag NOLIBWRAP" {
  local service port source reply
  [ -x "$foreign/tcpd/usr/sbin/tcpd" ] || skip "this needs tcpd (make deps)"
  cp "$foreign/tcpd/usr/sbin/tcpd" /usr/sbin/
  replace /etc/hosts.deny <<<'echo: 127.0.0.9'
  convert_also wrapped 7910 <<'END'
service wrapped
	user = nobody
	server = /bin/echo
	server_args = served

service unwrapped
	user = nobody
	flags = NOLIBWRAP
	server = /bin/echo
	server_args = served

service other
	user = nobody
	server = /bin/cat
	server_args = /srv/test/banner
END
  run_xinetd wrapped
  while IFS='|' read -r port source reply; do
    run replies "$port" "$source"
    assert_output "$reply $reply"
  done <<'END'
7911|127.0.0.1|served
7911|127.0.0.9|
7912|127.0.0.9|served
7913|127.0.0.9|every client
END
  jq -e '[.services[].verdict] == ["same", "same", "same"]' wrapped.report
}

@test "the lines of inetkit-xinetd(7) move a service to systemd while xinetd runs it, and back" {
  local page=/usr/share/man/man7/inetkit-xinetd.7 xinetd
  xinetd=$(systemctl show --property=ExecStart other-xinetd | grep -o '/[^ ;]*/xinetd' | head -n 1)
  printf '%s\n' 'service mysqlchk' '{' 'type = UNLISTED' 'port = 9200' 'socket_type = stream' 'protocol = tcp' 'wait = no' \
    'user = tester' 'server = /bin/echo' 'server_args = served' '}' >/etc/xinetd.conf
  printf '%s\n' '[Service]' "ExecStart=$xinetd -dontfork" '[Install]' WantedBy=multi-user.target >/etc/systemd/system/xinetd.service
  systemctl enable --now xinetd
  until_true is_served

  mapfile -t steps < <(page_block "$page" 'Leaving xinetd')
  [ "${#steps[@]}" -eq 5 ] || fail "lines:" "${steps[@]}"
  run bash -euc "${steps[0]}"
  assert_status 0
  assert_match '^mysqlchk \(/etc/xinetd.conf:1\): same$'
  # The report has the last three lines, too.
  for step in "${steps[@]:2}"; do
    grep -Fxq "  $step" <<<"$output" || fail "the report lacks: $step" "$output"
  done
  [ ! -e /etc/systemd/system/xinetd-mysqlchk.socket ]
  bash -euc "$(printf '%s\n' "${steps[@]:1}")"
  is_served
  [ "$(property xinetd.service ActiveState)" = inactive ]
  [ "$(property xinetd-mysqlchk.socket NAccepted)" = 1 ]

  mapfile -t steps < <(page_block "$page" 'After the move')
  [ "${#steps[@]}" -eq 6 ] || fail "lines:" "${steps[@]}"
  run bash -euc "$(printf '%s\n' "${steps[@]}")"
  assert_status 0
  assert_match '^NAccepted=[01]$'
  is_served

  mapfile -t steps < <(page_block "$page" 'Going back')
  [ "${#steps[@]}" -eq 2 ] || fail "lines:" "${steps[@]}"
  bash -euc "$(printf '%s\n' "${steps[@]}")"
  until_true is_served
  [ "$(property xinetd.service ActiveState)" = active ]
  [ "$(property xinetd-mysqlchk.socket ActiveState)" = inactive ]
}

# is_served: mysqlchk answers
is_served() {
  [ "$(socat -u TCP4:127.0.0.1:9200 STDOUT)" = served ]
}
