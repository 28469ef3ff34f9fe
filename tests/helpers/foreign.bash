# SPDX-License-Identifier: ISC
# Programs of other projects: servers, which run on their usual ports in a new network namespace, promtool(1), and
# firewalld's parser. make deps unpacks them; xinetd and promtool may also be on PATH.

foreign=${INETKIT_FOREIGN:-$(cd "$BATS_TEST_DIRNAME/.." && pwd)/build/foreign}
xinetd=$(command -v "$foreign/xinetd/usr/sbin/xinetd" xinetd | head -n 1)
openbsd_inetd=$(command -v "$foreign/openbsd-inetd/usr/sbin/inetd" | head -n 1)
inetutils_inetd=$(command -v "$foreign/inetutils-inetd/usr/sbin/inetutils-inetd" | head -n 1)
stunnel=$(command -v "$foreign/stunnel4/usr/bin/stunnel4" stunnel4 stunnel | head -n 1)
nginx=$(command -v "$foreign/nginx/usr/sbin/nginx" nginx | head -n 1)
apache=$(command -v "$foreign/apache2-bin/usr/sbin/apache2" | head -n 1)
lighttpd=$(command -v "$foreign/lighttpd/usr/sbin/lighttpd" lighttpd | head -n 1)
haproxy=$(command -v "$foreign/haproxy/usr/sbin/haproxy" haproxy | head -n 1)
stream_module=$foreign/libnginx-mod-stream/usr/lib/nginx/modules/ngx_stream_module.so
promtool=$(command -v "$foreign/prometheus/usr/bin/promtool" promtool | head -n 1)
chronyd=$(command -v "$foreign/chrony/usr/sbin/chronyd" chronyd | head -n 1)
ntpd=$(command -v "$foreign/ntpsec/usr/sbin/ntpd" | head -n 1)
firewalld_modules=$foreign/python3-firewall/usr/lib/python3/dist-packages

# need_foreign: skips the test if one of the three servers is missing
need_foreign() {
  [ -x "$xinetd" ] || skip "xinetd is not here: make deps"
  [ -x "$openbsd_inetd" ] || skip "openbsd-inetd is not here: make deps"
  [ -x "$inetutils_inetd" ] || skip "inetutils-inetd is not here: make deps"
}

# need_ntp_servers: skips the test if chronyd or the ntpd of NTPsec is missing
need_ntp_servers() {
  [ -x "$chronyd" ] || skip "chrony is not here: make deps"
  [ -x "$ntpd" ] || skip "ntpsec is not here: make deps"
  need setpriv
}

# need_web_servers: skips the test if nginx or Apache or lighttpd is missing
need_web_servers() {
  [ -x "$nginx" ] || skip "nginx is not here: make deps"
  [ -x "$apache" ] || skip "Apache is not here: make deps"
  [ -x "$lighttpd" ] || skip "lighttpd is not here: make deps"
}

need_haproxy() {
  [ -x "$haproxy" ] || skip "HAProxy is not here: make deps"
}

need_nginx_stream() {
  [ -x "$nginx" ] || skip "nginx is not here: make deps"
  [ -f "$stream_module" ] || skip "the stream module of nginx is not here: make deps"
}

need_promtool() {
  [ -x "$promtool" ] || skip "promtool is not here: make deps"
}

# assert_metrics: promtool accepts $out without remarks, and no series occurs twice
assert_metrics() {
  need_promtool
  run "$promtool" check metrics <"$out"
  assert_status 0
  assert_output ''
  assert_no_series_twice
}

assert_no_series_twice() {
  run uniq -d <(grep -v '^#' "$out" | sed 's/ [^ ]*$//' | LC_ALL=C sort)
  assert_output ''
}

need_firewalld() {
  [ -d "$firewalld_modules" ] || skip "python3-firewall is not here: make deps"
  need python3
}

# read_by_firewalld FILE.xml...: firewalld reads these service files; prints the name of each, and each port with its
# protocol
read_by_firewalld() {
  PYTHONPATH=$firewalld_modules python3 -c '
import os, sys
from firewall.core.io.service import service_reader
for path in sys.argv[1:]:
    service = service_reader(os.path.basename(path), os.path.dirname(path))
    for port, protocol in service.ports:
        print(service.name, port, protocol)' "$@"
}

# in_network SCRIPT: runs it with bash in new network, PID and mount namespaces; its processes end with it. The script
# can use the helpers sourced below, and the variables with the paths of programs.
in_network() {
  local end=:
  # What still runs when the script ends is killed, before it could write its counts.
  ! is_counting || end='for job in $(jobs -p); do kill "$job" 2>/dev/null && timeout 5 tail --pid="$job" -f /dev/null; done'
  need_root
  need ip mount unshare
  run --separate-stderr env build="$build" client="$client" services="$services" scratch="$BATS_TEST_TMPDIR" \
    BATS_TEST_DIRNAME="$BATS_TEST_DIRNAME" BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
    INETKIT_FOREIGN="$foreign" xinetd="$xinetd" openbsd_inetd="$openbsd_inetd" inetutils_inetd="$inetutils_inetd" \
    unshare --net --mount --pid --fork --kill-child --mount-proc bash -c "
      set -eu
      trap '$end' EXIT
      ip link set lo up
      # libfaketime names its files there after process ids, which this PID namespace reuses.
      mount -t tmpfs none /dev/shm
      source '$BATS_TEST_DIRNAME/helpers/assert.bash'
      source '$BATS_TEST_DIRNAME/helpers/processes.bash'
      source '$BATS_TEST_DIRNAME/helpers/foreign.bash'
      $1" </dev/null
}

# run_xinetd [COMMAND...]: starts it with the services in $scratch/xinetd.d, and with that command in front
# shellcheck disable=SC2120 # suites pass a command
run_xinetd() {
  # By default, xinetd disables a service that gets more than 50 connections per second.
  {
    printf '%s\n' defaults '{' "log_type = FILE $scratch/xinetd.log" 'log_on_success = EXIT' 'cps = 10000 1' \
      'instances = UNLIMITED' '}'
    cat "$scratch/xinetd.d/"*
  } >"$scratch/xinetd.conf"
  "$@" "$xinetd" -dontfork -f "$scratch/xinetd.conf" -pidfile "$scratch/xinetd.pid" >"$scratch/xinetd.out" 2>&1 &
}

# start_xinetd: starts it with its builtin services over TCP and UDP, and the services in $scratch/xinetd.d
start_xinetd() {
  local name
  mkdir -p "$scratch/xinetd.d"
  for name in time daytime echo discard chargen; do
    printf 'service %s\n{\n  type = INTERNAL\n  id = %s-stream\n  socket_type = stream\n  wait = no\n  user = root\n  disable = no\n}\n' "$name" "$name"
    printf 'service %s\n{\n  type = INTERNAL\n  id = %s-dgram\n  socket_type = dgram\n  wait = yes\n  user = root\n  disable = no\n}\n' "$name" "$name"
  done >"$scratch/xinetd.d/builtin"
  # shellcheck disable=SC2119
  run_xinetd
  until_true is_port_open tcp 37 || fail "xinetd said:" "$(<"$scratch/xinetd.out")"
}

# add_to_xinetd PORT PROGRAM [ARG...]: adds a service that runs one of our filters; call it before xinetd starts
add_to_xinetd() {
  local port=$1 program=$2
  shift 2
  mkdir -p "$scratch/xinetd.d"
  printf 'service inetkit-%s\n{\n  type = UNLISTED\n  port = %s\n  socket_type = stream\n  protocol = tcp\n  wait = no\n  user = root\n  server = %s\n  server_args = %s\n  disable = no\n}\n' \
    "$port" "$port" "$program" "$*" >"$scratch/xinetd.d/$port"
}

# start_nginx PORT [COMMAND...]: starts it with that command in front, such as faketime(1). It closes the connection after
# a request for /close.
start_nginx() {
  local port=$1 directory=$scratch/nginx.$1 name
  shift
  mkdir "$directory"
  {
    # Without the variable, libfaketime ends after 10 s.
    printf '%s\n' 'daemon off;' 'env FAKETIME;' 'events { }' "pid $directory/pid;" "error_log $directory/log;" 'http {' 'access_log off;'
    for name in client_body proxy fastcgi uwsgi scgi; do
      echo "${name}_temp_path $directory/$name;"
    done
    printf '%s\n' 'server {' "listen $port;" 'location /close {' 'keepalive_timeout 0;' '}' '}' '}'
  } >"$directory/conf"
  "$@" "$nginx" -p "$directory" -e "$directory/log" -c "$directory/conf" >"$directory/out" 2>&1 &
  until_true is_port_open tcp "$port"
}

# start_apache PORT [COMMAND...]: likewise
start_apache() {
  local port=$1 directory=$scratch/apache.$1 module
  shift
  mkdir "$directory"
  {
    for module in mpm_event authz_core; do
      echo "LoadModule ${module}_module ${apache%/usr/sbin/*}/usr/lib/apache2/modules/mod_$module.so"
    done
    printf '%s\n' "ServerRoot $directory" 'ServerName localhost' "Listen $port" "PidFile $directory/pid" \
      "ErrorLog $directory/log" 'User nobody' 'Group nogroup'
  } >"$directory/conf"
  "$@" "$apache" -DFOREGROUND -f "$directory/conf" >"$directory/out" 2>&1 &
  until_true is_port_open tcp "$port"
}

# start_lighttpd PORT [COMMAND...]: likewise
start_lighttpd() {
  local port=$1 directory=$scratch/lighttpd.$1
  shift
  mkdir "$directory"
  printf '%s\n' "server.document-root = \"$directory\"" "server.port = $port" 'server.compat-module-load = "disable"' >"$directory/conf"
  "$@" "$lighttpd" -D -f "$directory/conf" >"$directory/out" 2>&1 &
  until_true is_port_open tcp "$port"
}

# start_inetd PROGRAM LINE...: starts an inetd with these lines of inetd.conf and its builtin services time and daytime
start_inetd() {
  local program=$1
  shift
  printf '%s\n' 'time stream tcp nowait root internal' 'time dgram udp wait root internal' \
    'daytime stream tcp nowait root internal' "$@" >"$scratch/inetd.conf"
  case $program in
  */inetd) "$program" -i "$scratch/inetd.conf" >"$scratch/inetd.out" 2>&1 & ;;
  *) "$program" -d "$scratch/inetd.conf" >"$scratch/inetd.out" 2>&1 & ;;
  esac
  until_true is_port_open tcp 37
}

# start_chronyd PORT [COMMAND...]: starts chronyd, which serves the local clock on this port of 127.0.0.1, through the
# command, such as faketime(1). It cannot set the clock.
start_chronyd() {
  local conf=$scratch/chronyd.$1
  printf '%s\n' "port $1" 'bindaddress 127.0.0.1' 'cmdport 0' 'bindcmdaddress /' 'local stratum 5' allow "pidfile $conf.pid" >"$conf"
  setpriv --bounding-set -sys_time "${@:2}" "$chronyd" -x -d -u root -f "$conf" >"$conf.out" 2>&1 &
  until_true is_port_open udp "$1" || fail "chronyd said:" "$(<"$conf.out")"
}

# start_ntpd LINE...: starts the ntpd of NTPsec with these lines of ntp.conf, on port 123. It cannot set the clock.
start_ntpd() {
  local conf=$scratch/ntpd
  printf '%s\n' 'disable ntp' "$@" >"$conf"
  setpriv --bounding-set -sys_time "$ntpd" -n -c "$conf" -l "$conf.log" >"$conf.out" 2>&1 &
  until_true is_port_open udp 123 || fail "ntpd said:" "$(<"$conf.log")"
}
