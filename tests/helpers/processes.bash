# SPDX-License-Identifier: ISC
# Starts background processes, which are stopped at the end of the test, and waits for conditions.

# background COMMAND...: starts it in its own process group; sets $started to its pid
background() {
  setsid "$@" </dev/null 3>&- &
  started=$!
  echo "$started" >>"$BATS_TEST_TMPDIR/started"
}

stop_all() {
  local pid
  [ -f "$BATS_TEST_TMPDIR/started" ] || return 0
  while read -r pid; do
    # A test that failed can have left it stopped, so that no signal ends it. Others must get no SIGCONT: it would undo
    # the SIGSTOP with which the leak checker stops a process that ends.
    if grep -qs '^State:.T (stopped)' "/proc/$pid/status"; then
      kill "$pid" && kill -CONT "$pid"
    fi
    kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done <"$BATS_TEST_TMPDIR/started"
  rm "$BATS_TEST_TMPDIR/started"
}

# until_true COMMAND...: repeats the command until it succeeds, more and more slowly: on a busy machine, many tests wait.
# Fails after a minute.
until_true() {
  local end=$((SECONDS + 60)) pause=20 seconds
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || fail "this did not become true within a minute: $*" || return
    printf -v seconds 0.%03d "$pause"
    sleep "$seconds"
    pause=$((pause < 200 ? pause * 3 / 2 : pause))
  done
}

# suspend_all PID...: stops the processes. SIGSTOP goes to one thread; the others run until that one has seen it.
suspend_all() {
  local pid
  kill -STOP "$@" || return
  for pid; do
    until_true is_suspended "$pid"
  done
}

# is_suspended PID: no thread of the process runs
is_suspended() {
  ! grep -hs '^State:' "/proc/$1/task/"*/status | grep -qv 'T (stopped)'
}

# until_match FILE REGEX: waits for a matching line in a file
until_match() {
  until_true grep -Eqs -- "$2" "$1"
}

# sockets_of PID: prints the inodes of its sockets
sockets_of() {
  readlink "/proc/$1/fd/"* 2>/dev/null | sed -n 's/^socket:\[\([0-9]*\)\]$/\1/p'
}

# until_listening PID [PROTOCOL]: waits until the process listens on a port of TCP, or of udp, in its network namespace, and
# sets $port
until_listening() {
  until_true has_port "$@"
}

# While other sockets come and go, /proc/net/tcp can have a socket twice, or not at all.
has_port() {
  local inode found protocol=${2:-tcp} state=0A
  [ "$protocol" = tcp ] || state=07
  for inode in $(sockets_of "$1"); do
    found=$(awk -v inode="$inode" -v state="$state" '$4 == state && $10 == inode { sub(/.*:/, "", $2); print $2; exit }' \
      "/proc/$1/net/$protocol" "/proc/$1/net/${protocol}6" 2>/dev/null)
    if [ -n "$found" ]; then
      port=$((16#$found))
      return
    fi
  done
  return 1
}

# is_port_open PROTOCOL PORT: a server listens on this port in this network namespace
is_port_open() {
  local state=0A
  [ "$1" = tcp ] || state=07
  grep -Eqi "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$2") [0-9A-F:]+ $state " "/proc/net/$1" "/proc/net/${1}6"
}

# resident_of PID: the memory of the process in kilobytes. This counts pages; VmRSS in /proc/PID/status may lag behind.
resident_of() {
  awk '/^Rss:/ { print $2 }' "/proc/$1/smaps_rollup"
}
