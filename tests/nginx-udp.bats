#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Three servers of time over UDP behind nginx with packaging/examples/nginx-udp.cfg, in a new network namespace.
# bats file_tags=once,slow
load helpers/load
load helpers/foreign

@test "nginx spreads the datagrams of time over three shared servers, and leaves out one that has ended" {
  need_nginx_stream
  need systemd-socket-activate
  in_network '
    for host in 1 2 3; do
      systemd-socket-activate -d -l "127.0.0.1$host:37" "$services/shared" -r 0 time 2>"$scratch/log.$host" &
      servers+=($!)
      until_match "$scratch/log.$host" "^Listening on"
    done
    # The addresses of the servers; longer times, for a busy machine; and nginx logs which of them replied.
    {
      printf "%s\n" "daemon off;" "pid $scratch/pid;" "load_module $stream_module;" "events { }"
      log="log_format hosts \"\$upstream_addr \$bytes_sent\"; access_log $scratch/access hosts;"
      sed -E "s/192\.0\.2\.1([123])/127.0.0.1\1/; s/listen 37/listen 127.0.0.1:37/; s,^stream \{,& $log,
        s/fail_timeout=10s/fail_timeout=600s/; s/proxy_timeout 2s/proxy_timeout 60s/" \
        "$BATS_TEST_DIRNAME/../packaging/examples/nginx-udp.cfg"
    } >"$scratch/conf"
    "$nginx" -p "$scratch" -e "$scratch/log" -c "$scratch/conf" >"$scratch/out" 2>&1 &
    until_true test -s "$scratch/pid"
    # ask COUNT: asks this often, and prints how many bytes came from which server. inetkit would ask again after half a
    # second.
    ask() {
      : >"$scratch/access"
      for ((i = 0; i < $1; i++)); do
        "$build/tests/ask" 127.0.0.1 37 </dev/null >"$scratch/reply" || true
        wc -c <"$scratch/reply" >>"$scratch/sizes"
      done
      until_true is_logged "$1"
      sort "$scratch/access" | uniq ${2-}
    }
    is_logged() { [ "$(wc -l <"$scratch/access")" -eq "$1" ]; }
    ask 6 -c | tr -s " "
    kill -KILL "${servers[1]}"
    echo "ended:"
    ask 7
    echo "replies:"
    sort "$scratch/sizes" | uniq -c | tr -s " "'
  assert_status 0
  # The client whose request found out gets an empty reply from nginx 1.22, and none from 1.26.
  assert_output "$(printf '%s\n' ' 2 127.0.0.11:37 4' ' 2 127.0.0.12:37 4' ' 2 127.0.0.13:37 4' ended: '127.0.0.11:37 4' '127.0.0.12:37 0' \
    '127.0.0.13:37 4' replies: ' 1 0' ' 12 4')"
}
