# SPDX-License-Identifier: ISC
# Servers for the benchmarks; source it after begin. Each function starts one on a port of 127.0.0.1 that no other has, and
# sets place[NAME] to its address and port and pid[NAME], and appends NAME, its name in the reports, to served. A server
# whose program is missing is left out. Limits of connections are set out of the way.

# Paths of those that foreign.bash found, and names of the others
: "${xinetd:=xinetd}" "${openbsd_inetd:=openbsd-inetd}" "${inetutils_inetd:=inetutils-inetd}"
declare -A place pid inetds=([xinetd]=$xinetd [openbsd-inetd]=$openbsd_inetd [inetutils]=$inetutils_inetd)
served=()
last_port=20000
messages=$scratch/messages
connections=$build/tests/connections

# keep NAME ADDRESS PORT [PROTOCOL]: of the server that was just started as a job
keep() {
  pid[$1]=$!
  await "$@"
}

# await NAME ADDRESS PORT [PROTOCOL]: waits until it listens, by default for TCP
await() {
  place[$1]="$2 $3"
  served+=("$1")
  until_true is_port_open "${4-tcp}" "$3"
}

# select_served SERVICE: sets names to the servers whose names end with the service
select_served() {
  local name
  names=()
  for name in "${served[@]}"; do
    [[ $name != *" $1" ]] || names+=("$name")
  done
}

# cpu_time PID: of all its threads, in nanoseconds. It includes the kernel's work on each reply up to the receiver's queue.
cpu_time() {
  cat "/proc/$1/task/"*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}

# serve SUPERVISOR NAME PROGRAM [ARG...]: only tcpserver passes arguments on. socat may have an option. It writes to its PIPE
# as soon as there is room for 4096 bytes, and with more bytes at a time it would then wait for itself to read: -b4096.
serve() {
  local supervisor=$1 name=$2 port=$((++last_port)) program=$3 conf
  conf=$scratch/conf.$port
  [ "$supervisor" = alone ] || can_have "$name" "${inetds[$supervisor]-${supervisor% *}}" || return 0
  case $supervisor in
  tcpserver)
    tcpserver -RHl0 -c 5000 -b 4096 127.0.0.1 "$port" "${@:3}" >>"$messages" 2>&1 &
    ;;
  systemd-socket-activate)
    systemd-socket-activate --accept --inetd -l "127.0.0.1:$port" "$program" >>"$messages" 2>&1 &
    ;;
  xinetd)
    xinetd_service "$port" "bench" 'type = UNLISTED' "server = $program" >"$conf"
    start_xinetd_with "$conf"
    ;;
  openbsd-inetd)
    echo "127.0.0.1:$port stream tcp nowait.60000 root $program $program" >"$conf"
    "$openbsd_inetd" -i -R 0 -q 4096 "$conf" >>"$messages" 2>&1 &
    ;;
  socat*)
    $supervisor "TCP4-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork,backlog=4096" "$program" >>"$messages" 2>&1 &
    ;;
  ncat)
    ncat -l -k -m 5000 127.0.0.1 "$port" -e "$program" >>"$messages" 2>&1 &
    ;;
  alone)
    "$program" "$port" >>"$messages" 2>&1 &
    ;;
  esac
  keep "$name" 127.0.0.1 "$port"
}

# xinetd_service PORT NAME LINE...: prints the configuration of one service
xinetd_service() {
  printf '%s\n' 'defaults' '{' 'cps = 100000000 1' 'instances = UNLIMITED' 'per_source = UNLIMITED' '}' "service $2" '{' \
    'socket_type = stream' 'protocol = tcp' 'wait = no' 'user = root' 'disable = no' "port = $1" 'bind = 127.0.0.1' "${@:3}" '}'
}

start_xinetd_with() {
  "$xinetd" -dontfork -f "$1" -pidfile "$1.pid" -filelog "$messages" >>"$1.out" 2>&1 &
}

# serve_builtin INETD NAME SERVICE: the builtin services of the two others have fixed ports
serve_builtin() {
  local inetd=$1 name=$2 service=$3 port conf=$scratch/conf.$1.$3
  can_have "$name" "${inetds[$inetd]}" || return 0
  case $inetd in
  xinetd)
    port=$((++last_port))
    xinetd_service "$port" "$service" 'type = INTERNAL UNLISTED' "id = $service-stream" >"$conf"
    start_xinetd_with "$conf"
    keep "$name" 127.0.0.1 "$port"
    ;;
  openbsd-inetd)
    echo "127.0.0.2:$service stream tcp nowait.60000 root internal" >"$conf"
    "$openbsd_inetd" -i -R 0 -q 4096 "$conf" >>"$messages" 2>&1 &
    keep "$name" 127.0.0.2 "$(builtin_port "$service")"
    ;;
  inetutils)
    echo "127.0.0.3:$service stream tcp nowait.1000000 root internal" >"$conf"
    "$inetutils_inetd" -d -R 1000000000 "$conf" "$scratch/no-directory" >>"$messages" 2>&1 &
    keep "$name" 127.0.0.3 "$(builtin_port "$service")"
    ;;
  esac
}

builtin_port() {
  awk -v name="$1" '$1 == name && $2 ~ /\/tcp$/ { sub(/\/.*/, "", $2); print $2; exit }' /etc/services
}

# serve_socket PROTOCOL NAME PROGRAM [ARG...]: the program gets the listening socket
serve_socket() {
  local protocol=$1 name=$2 port=$((++last_port))
  "$build/tests/listen" "-${protocol:0:1}" -p "$port" 127.0.0.1 "${@:3}" >>"$messages" 2>&1 &
  keep "$name" 127.0.0.1 "$port" "$protocol"
}

# serve_shared PROTOCOL NAME SERVICE
serve_shared() {
  serve_socket "$1" "$2" "$build/services/shared" -i 86400 -r 0 "$3"
}

# write_scripts DIRECTORY: writes the time service as one-liners
write_scripts() {
  printf '%s\n' '#!/usr/bin/perl' 'print pack "N", time + 2208988800' >"$1/perl"
  printf '%s\n' '#!/usr/bin/python3' \
    'import sys, time; sys.stdout.buffer.write((int(time.time()) + 2208988800).to_bytes(4, "big"))' >"$1/python"
  chmod 755 "$1/perl" "$1/python"
}

# measure_connections NAME: records the durations of connections one at a time, and how many a second 16 at a time make.
# The 99th percentile is that of at least 200 connections, and of the same number for each that has one.
measure_connections() {
  local count=${CONNECTIONS:-500} p50 p99 rate
  case $1 in
  *Perl) count=$((count / 2)) ;;
  *Python) count=$((count / 5)) ;;
  esac
  # shellcheck disable=SC2086 # address and port
  read -r p50 p99 _ < <("$connections" -p 99 -n "$count" ${place[$1]} || echo - -)
  # shellcheck disable=SC2086
  read -r _ _ rate < <("$connections" -j 16 -n "$((count < 16 ? 16 : count))" ${place[$1]} || echo - - -)
  [[ $p50 != - && $rate != - ]] || fail "connections to $1 failed"
  record 'one at a time, p50 us' "$1" "$p50"
  [[ $count -lt 200 || $count -ne ${CONNECTIONS:-500} ]] || record 'one at a time, p99 us' "$1" "$p99"
  record 'connections per second, 16 at a time' "$1" "$rate"
}
