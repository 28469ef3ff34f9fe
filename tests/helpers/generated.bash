# SPDX-License-Identifier: ISC
# Runs the generated files for xinetd, the inetds and tcpserver in scripts of in_network, which begin with $here.
# take_place creates the user inetkit and copies the filters to /mnt/inetkit, where this user can execute them.

source "$BATS_TEST_DIRNAME/helpers/peers.bash"
source "$BATS_TEST_DIRNAME/helpers/answers.bash"

here='
  source "$BATS_TEST_DIRNAME/helpers/generated.bash"
  take_place'

take_place() {
  mount -t tmpfs none /run
  mount -t tmpfs -o mode=755 none /mnt
  cp -r "$services" /mnt/inetkit
  add_line /etc/passwd 'inetkit:x:64999:64999::/:/usr/sbin/nologin'
  add_line /etc/group 'inetkit:x:64999:'
  echo 'hosts: files' >/mnt/nsswitch.conf
  mount --bind /mnt/nsswitch.conf /etc/nsswitch.conf
  printf '%s\n' '127.0.0.1 localhost' '::1 localhost' >/mnt/hosts
  mount --bind /mnt/hosts /etc/hosts
}

# add_line FILE LINE: adds LINE for inetkit to a file of /etc, in place of an existing one
add_line() {
  {
    grep -v '^inetkit:' "$1"
    echo "$2"
  } >"/mnt/${1##*/}"
  mount --bind "/mnt/${1##*/}" "$1"
}

# generated FILE: prints a generated file with the directory of the filters changed to /mnt/inetkit
generated() {
  sed -E 's|/[^[:space:]]*(/inetkit/[a-z]+)|/mnt\1|' "$build/$1"
}

# serve_by_xinetd [SED-SCRIPT [NAME...]]: starts xinetd with these drop-ins, edited by the sed script; without names,
# with the drop-ins that start a process for each connection
serve_by_xinetd() {
  local name names=("${@:2}")
  mkdir "$scratch/xinetd.d"
  [ $# -gt 1 ] || names=("${all_services[@]}")
  for name in "${names[@]}"; do
    generated "xinetd.d/inetkit-$name" | sed -E "${1-}" >"$scratch/xinetd.d/inetkit-$name"
  done
  # xinetd exits if no service is enabled.
  printf '%s\n' 'service discard' '{' 'type = INTERNAL UNLISTED' 'port = 1' 'socket_type = stream' 'protocol = tcp' \
    'wait = no' 'user = root' '}' >"$scratch/xinetd.d/builtin"
  printf '%s\n' defaults '{' '}' "includedir $scratch/xinetd.d" >"$scratch/xinetd.conf"
  "$xinetd" -dontfork -f "$scratch/xinetd.conf" -pidfile "$scratch/xinetd.pid" -filelog "$scratch/xinetd.log" &
  until_match "$scratch/xinetd.log" 'Started working'
}

enabled='s/^(\s*disable\s*=) yes/\1 no/'

# serve_by_inetd PROGRAM [SED-SCRIPT]: starts an inetd with the generated inetd.conf, edited by the sed script
serve_by_inetd() {
  local port protocol
  generated inetd.conf | sed -E "${2-}" >"$scratch/inetd.conf"
  case $1 in
  */inetd) "$1" -i "$scratch/inetd.conf" >"$scratch/inetd.out" 2>&1 & ;;
  *) "$1" -d -R 60000 "$scratch/inetd.conf" >"$scratch/inetd.out" 2>&1 & ;;
  esac
  # Wait for the service of the last line.
  read -r port _ protocol _ < <(grep '^[0-9]' "$scratch/inetd.conf" | tail -n 1)
  until_true is_port_open "${protocol%6}" "$port"
}

# serve_by_tcpserver [SED-SCRIPT]: starts the run scripts, edited by the sed script; their messages are in
# $scratch/NAME.log
serve_by_tcpserver() {
  local name
  for name in "${all_services[@]}"; do
    generated "tcpserver/$name/run" | sed -E "${1-}" >"$scratch/run-$name"
    sh "$scratch/run-$name" >"$scratch/$name.log" &
  done
  for name in "${all_services[@]}"; do
    until_true is_port_open tcp "$(port_of "$name")"
  done
}

# open_syslog: receives syslog messages in $scratch/syslog
open_syslog() {
  mount -t tmpfs -o mode=755 none /dev
  mknod -m 666 /dev/null c 1 3
  mknod -m 666 /dev/urandom c 1 9
  ln -s /proc/self/fd /dev/fd
  socat -u UNIX-RECV:/dev/log,mode=666 OPEN:"$scratch/syslog",creat,append &
  until_true test -S /dev/log
}

# Enables the lines of inetd.conf with one process for all connections, and removes those with a process for each.
one_process='/nowait/d; s/^#([0-9])/\1/'

# is_served_by COUNT: COUNT processes of shared are running
is_served_by() {
  [ "$(pgrep -c -x shared)" -eq "$1" ]
}

# complain_to_syslog: checks that each service, started with an invalid option, logs its usage to syslog and sends
# nothing to its peer
complain_to_syslog() {
  local name
  for name in "${all_services[@]}"; do
    exchange "TCP4:127.0.0.1:$(port_of "$name")" </dev/null
    assert_empty "$got"
    until_match "$scratch/syslog" ">$name\[[0-9]+\]: .*usage: $name "
  done
}

# assert_complaints: each service has logged to syslog that it has no option -x
assert_complaints() {
  local name
  for name in "${all_services[@]}"; do
    assert_file_matches "$BATS_TEST_TMPDIR/syslog" "<27>$name\\[[0-9]+\\]: unknown option -- 'x'; usage: $name "
  done
}
