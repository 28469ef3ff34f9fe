# SPDX-License-Identifier: ISC
# Runs ping against small servers, and compares its lines. Needs helpers/client.

# A time as ping prints it, in milliseconds.
ms='[0-9]+\.[0-9]{3}'

# masked: the output, with T for each time
masked() {
  sed -E "s/ time=$ms ms/ time=T ms/; s/ time [0-9]+ ms\$/ time T ms/
    s|^(rtt min/avg/max/mdev) = $ms/$ms/$ms/$ms ms\$|\1 = T ms|" "$out"
}

# assert_printed LINE..., after ask: the output is these lines, with T for each time, and the summary matches the times
assert_printed() {
  printf '%s\n' "$@" | cmp -s - <(masked) || fail "output:" "$(<"$out")" "instead of:" "$@" "---" "$(<"$err")"
  [[ ${*: -1} != rtt* ]] || assert_sums
}

# assert_sums: the summary follows from the printed times, in whole microseconds
assert_sums() {
  awk '
    / time=/ {
      sub(/.*time=/, ""); sub(/ ms.*/, ""); time = $0 * 1000; time = int(time + 0.5)
      if (!n || time < min) min = time
      if (time > max) max = time
      n++; sum += time; squares += time * time
    }
    function shown(us) { us = int(us); return sprintf("%d.%03d", us / 1000, us % 1000) }
    END {
      print "rtt min/avg/max/mdev = " shown(min) "/" shown(sum / n) "/" shown(max) "/" \
        shown(sqrt((squares - sum * sum / n) / n)) " ms"
    }' "$out" >"$BATS_TEST_TMPDIR/sums"
  assert_same <(tail -n 1 "$out") "$BATS_TEST_TMPDIR/sums"
}

# replies_of ADDRESS NUMBER...: prints the line for each reply
replies_of() {
  printf "32 bytes from $1: seq=%s time=T ms\n" "${@:2}"
}

# serve_replies SCRIPT: runs Perl for each datagram on 127.0.0.1; $data is the datagram, $n its number from 1, and
# reply() sends one back
serve_replies() {
  need perl
  new_log
  background perl -e "
    use Socket;
    socket(\$socket, PF_INET, SOCK_DGRAM, 0) && bind(\$socket, sockaddr_in(0, INADDR_LOOPBACK)) or die;
    sub reply { send(\$socket, \$_[0], 0, \$from) }
    while (defined(\$from = recv(\$socket, \$data, 65536, 0))) { \$n++; $1 }" 2>"$log"
  server=$started
  until_true find_port "$server"
}

# serve_perl SCRIPT: serves TCP in Perl; next_request() returns the next packet, or ends the server
serve_perl() {
  need perl
  serve perl -e "
    sub next_request { my \$size = sysread(STDIN, my \$data, 4096); exit unless \$size; return \$data }
    $1"
}

# begin_ping ARG...: runs ping in the background, with signals as on a terminal; standard output goes to the file $out
begin_ping() {
  out=$BATS_TEST_TMPDIR/out
  err=$BATS_TEST_TMPDIR/err
  background "${within[@]}" env --default-signal=INT,TERM "$client" ping "$@" >"$out" 2>"$err"
  pinging=$started
}

# end_ping SIGNAL: sends the signal and sets $status
end_ping() {
  kill "-$1" "$pinging"
  status=0
  wait "$pinging" || status=$?
}
