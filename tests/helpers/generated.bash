# The generated files for xinetd, the inetds and tcpserver, to be run by in_network. There LIBEXECDIR is a folder that
# the user inetkit can reach, and that user exists.

here='
  source "$BATS_TEST_DIRNAME/helpers/peers.bash"
  source "$BATS_TEST_DIRNAME/helpers/answers.bash"
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

# add_line FILE LINE: to a file of /etc that has none for inetkit
add_line() {
  {
    grep -v '^inetkit:' "$1"
    echo "$2"
  } >"/mnt/${1##*/}"
  mount --bind "/mnt/${1##*/}" "$1"
}

# generated FILE: a file that make made
generated() {
  sed -E 's|/[^[:space:]]*(/inetkit/[a-z]+)|/mnt\1|' "$build/$1"
}

# serve_by_xinetd [SED-SCRIPT [NAME...]]: the drop-ins of these, of a process for each connection by default, edited
serve_by_xinetd() {
  local name names=("${@:2}")
  mkdir "$scratch/xinetd.d"
  [ $# -gt 1 ] || names=("${all_services[@]}")
  for name in "${names[@]}"; do
    generated "xinetd.d/inetkit-$name" | sed -E "${1-}" >"$scratch/xinetd.d/inetkit-$name"
  done
  # Without any service it would not go on.
  printf '%s\n' 'service discard' '{' 'type = INTERNAL UNLISTED' 'port = 1' 'socket_type = stream' 'protocol = tcp' \
    'wait = no' 'user = root' '}' >"$scratch/xinetd.d/builtin"
  printf '%s\n' defaults '{' '}' "includedir $scratch/xinetd.d" >"$scratch/xinetd.conf"
  "$xinetd" -dontfork -f "$scratch/xinetd.conf" -pidfile "$scratch/xinetd.pid" -filelog "$scratch/xinetd.log" &
  until_match "$scratch/xinetd.log" 'Started working'
}

enabled='s/^(\s*disable\s*=) yes/\1 no/'

# serve_by_inetd PROGRAM [SED-SCRIPT]: the lines for inetd.conf, edited
serve_by_inetd() {
  local port protocol
  generated inetd.conf | sed -E "${2-}" >"$scratch/inetd.conf"
  case $1 in
  */inetd) "$1" -i "$scratch/inetd.conf" >"$scratch/inetd.out" 2>&1 & ;;
  *) "$1" -d -R 60000 "$scratch/inetd.conf" >"$scratch/inetd.out" 2>&1 & ;;
  esac
  # The last line.
  read -r port _ protocol _ < <(grep '^[0-9]' "$scratch/inetd.conf" | tail -n 1)
  until_true is_port_open "${protocol%6}" "$port"
}

# serve_by_tcpserver [SED-SCRIPT]: the run scripts, edited; what they say is in $scratch/NAME.log
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

# open_syslog: what comes is in $scratch/syslog
open_syslog() {
  mount -t tmpfs -o mode=755 none /dev
  mknod -m 666 /dev/null c 1 3
  mknod -m 666 /dev/urandom c 1 9
  ln -s /proc/self/fd /dev/fd
  socat -u UNIX-RECV:/dev/log,mode=666 OPEN:"$scratch/syslog",creat,append &
  until_true test -S /dev/log
}

# one_process: the lines of inetd.conf for one process for all connections take the place of the others
one_process='/nowait/d; s/^#([0-9])/\1/'

# is_served_by COUNT: so many processes of the shared server are there
is_served_by() {
  [ "$(pgrep -c -x shared)" -eq "$1" ]
}

# complain_to_syslog: each service, which was given a wrong option, says nothing to its peer and something to syslog
complain_to_syslog() {
  local name
  for name in "${all_services[@]}"; do
    exchange "TCP4:127.0.0.1:$(port_of "$name")" </dev/null
    assert_empty "$got"
    until_match "$scratch/syslog" ">$name\[[0-9]+\]: .*usage: $name "
  done
}
