#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Three hosts behind HAProxy with packaging/examples/haproxy.cfg: proxy and agent under tcpserver, xinetd and
# openbsd-inetd, each in its own network namespace. The balancer is 10.77.N.1 for each of its neighbours, which are
# 10.77.N.2: the hosts 1 to 3, and the client 9.
# bats file_tags=once,slow
load helpers/load
load helpers/client
load helpers/peers
load helpers/foreign

# Starts everything. Then balancer COMMAND... asks HAProxy, client COMMAND... runs a command in the client's network.
cluster='
  servers() {
    sed "s,@HOST@,$1,; s,@HOST@,$1,; s,@SERVICES@,$services,g; s,@SCRATCH@,$scratch," "$scratch/servers"
  }
  in_host() {
    ip netns exec "host$1" "${@:2}"
  }
  client() {
    in_host 9 "$@"
  }
  balancer() {
    socat -t 60 - UNIX-CONNECT:/run/haproxy/admin.sock <<<"$*"
  }
  # column NAME BACKEND SERVER: a column of "show stat"
  column() {
    balancer show stat | awk -F, -v name="$1" -v backend="$2" -v server="$3" "
      NR == 1 { sub(/^# /, \"\"); for (i = 1; i <= NF; i++) if (\$i == name) wanted = i }
      \$1 == backend && \$2 == server { print \$wanted }"
  }
  is_column() {
    [[ $(column "$1" "$2" "$3") = $4 ]]
  }
  listens() {
    in_host "$1" bash -c "$(declare -f is_port_open); is_port_open tcp $2"
  }

  mount -t tmpfs none /run
  mount -t tmpfs none /dev
  mknod -m 666 /dev/null c 1 3
  ln -s /proc/self/fd /dev/fd
  # Programs that log do not wait for room in the queue of /dev/log, and this machine may be busy.
  echo 1000 >/proc/sys/net/unix/max_dgram_qlen
  socat -u UNIX-RECV:/dev/log OPEN:"$scratch/syslog",creat,append &
  until_true test -S /dev/log
  for host in 1 2 3 9; do
    ip netns add "host$host"
    ip link add "to$host" type veth peer name eth0 netns "host$host"
    ip address add "10.77.$host.1/24" dev "to$host"
    ip link set "to$host" up
    in_host "$host" ip link set lo up
    in_host "$host" ip address add "10.77.$host.2/24" dev eth0
    in_host "$host" ip link set eth0 up
  done

  while read -r port program arguments; do
    # Not in_host: the pid must be that of tcpserver.
    ip netns exec host1 tcpserver -RHl0 -c 200 0 "$port" "$services/$program" $arguments 2>>"$scratch/log.1" &
    tcpservers+=($!)
  done < <(servers 1)
  while read -r port program arguments; do
    add_to_xinetd "$port" "$services/$program" $arguments
  done < <(servers 2)
  run_xinetd in_host 2
  while read -r port program arguments; do
    echo "$port stream tcp nowait.60000 root $services/$program $program $arguments"
  done < <(servers 3) >"$scratch/inetd.conf"
  in_host 3 "$openbsd_inetd" -i "$scratch/inetd.conf" >"$scratch/inetd.out" 2>&1 &
  for host in 1 2 3; do
    for port in 37 13 2345 2346; do
      until_true listens "$host" "$port"
    done
  done

  mkdir /run/haproxy
  # Other addresses; the test waits for the agents; checks that are late on a busy machine have not failed; and the log is
  # for the hosts.
  sed -E "/log \/dev\/log/d; s/192\.0\.2\.1([123])/10.77.\1.2/; s/agent-inter 2s/agent-inter 100ms/
    s/timeout connect 2s/timeout connect 60s\n    timeout check 60s/" \
    "$BATS_TEST_DIRNAME/../packaging/examples/haproxy.cfg" >"$scratch/haproxy.cfg"
  "$haproxy" -db -f "$scratch/haproxy.cfg" >"$scratch/haproxy.out" 2>&1 &
  until_true is_port_open tcp 2345 || fail "HAProxy said:" "$(<"$scratch/haproxy.out")"
'

setup() {
  # A multiple of 3: CONNECTIONS=9999 bats tests/haproxy.bats
  export CONNECTIONS=${CONNECTIONS:-300}
  need_foreign
  need_haproxy
  need socat tcpserver ip
  # The servers of a host: PORT PROGRAM [ARG...]. hello logs its callers.
  cat >"$BATS_TEST_TMPDIR/servers" <<'END'
37 proxy -2 -f 10.77.@HOST@.1 @SERVICES@/time
13 proxy -2 -f 10.77.@HOST@.1 @SERVICES@/daytime
2345 proxy -2 -f 10.77.@HOST@.1 @SERVICES@/admit -f 10.77.9.0/24 @SERVICES@/hello -n /bin/echo @HOST@
2346 agent @SCRATCH@/state.@HOST@
END
}

@test "behind HAProxy, each host gets its share of the connections, knows its clients, and is left out and taken back by agent" {
  in_network "$cluster"'
    # greetings COUNT: connects to hello, and prints which hosts replied, and knew the client
    greetings() {
      client bash -c "for ((i = 0; i < $1; i++)); do
        exec 3<>/dev/tcp/10.77.9.1/2345 && read -r greeting <&3 && read -r host <&3 && exec 3>&-
        [[ \$greeting = \"Hello there, 10.77.9.2, \"* ]] && echo \$host; done" | sort -u | paste -sd " "
    }
    client "$build/tests/connections" -j 8 -n "$CONNECTIONS" -s 4 10.77.9.1 37 >/dev/null
    for server in one two three; do
      echo "$server $(column stot time "$server")"
    done
    greetings 6
    echo "drain:"
    echo drain >"$scratch/state.2"
    until_true is_column status hello two "DRAIN*"
    greetings 4
    echo "50%:"
    echo 50% >"$scratch/state.2"
    until_true is_column weight hello two 50
    rm "$scratch/state.2"
    until_true is_column weight hello two 100
    # A mistake in the file changes nothing.
    echo "maint:"
    echo maint >"$scratch/state.3"
    until_true is_column status hello three "MAINT*"
    echo drian >"$scratch/state.3"
    until_match "$scratch/syslog" "agent.*state.3: not ready"
    greetings 4
    echo "ready:"
    echo ready >"$scratch/state.3"
    until_true is_column status hello three "UP*"
    greetings 6
    # The messages in this file have no newline.
    logged() {
      [ "$(cat "$scratch/log.1" "$scratch/syslog" | grep -o "connection from 10\.77\.9\.2 \[10\.77\.9\.2\] at port [1-9]" | wc -l)" -eq 20 ]
    }
    until_true logged'
  assert_status 0
  share=$((CONNECTIONS / 3))
  assert_output "$(printf '%s\n' "one $share" "two $share" "three $share" '1 2 3' drain: '1 3' 50%: maint: '1 2' ready: '1 2 3')"
}

@test "HAProxy loses no new connection when a host fails in the middle of load" {
  in_network "$cluster"'
    client bash -c "for ((i = 1; i <= 300; i++)); do
        exec 3<>/dev/tcp/10.77.9.1/13 && IFS= read -r line <&3; exec 3>&-; echo \"\$i \$line\"; done" >"$scratch/load" 2>&1 &
    load=$!
    is_long() { [ "$(wc -l <"$scratch/load")" -ge 60 ]; }
    until_true is_long
    before=$(wc -l <"$scratch/load")
    kill -KILL "${tcpservers[@]}"
    wait "$load"
    # The connection that was open then may be lost.
    awk -v before="$before" "!/^[0-9]+ .*-UTC/ && (++lost > 1 || \$1 <= before)" "$scratch/load"
    wc -l <"$scratch/load"'
  assert_status 0
  assert_output 300
}
