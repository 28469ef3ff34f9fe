#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Who may come in: admit under each supervisor and on each kind of descriptor. access.bats has the rules as functions.
load helpers/load
load helpers/client
load helpers/peers
load helpers/foreign
load helpers/admit

# assert_wrong CAUSE, after call: a usage error on one line, and no output
assert_wrong() {
  assert_status 2
  assert_empty "$out"
  [ "$output" = "admit: $1; usage: $("$admit" -h | sed -n '1s/^usage: //p')" ] || fail "$output"
}

# --- options ---

@test "admit without a rule, or with a wrong one, is a usage error and executes nothing" {
  local arguments cause
  call "$admit" echo served </dev/null
  assert_wrong 'no rule: give -a, -f, -l or -x'
  call "$admit" -v -s /dev/null echo served </dev/null
  assert_wrong 'no rule: give -a, -f, -l or -x'
  while IFS='|' read -r arguments cause; do
    # shellcheck disable=SC2086 # words
    call "$admit" $arguments echo served </dev/null
    assert_wrong "$cause"
  done <<'END'
-a 8-17|-a 8-17: not a span of the day such as 08:00-17:30
-f 10.0.0.0/33|-f 10.0.0.0/33: the number after / is not a length of a prefix: up to 32, or 128 for IPv6
-f 127.0.0.1 -x 10.1.2.300|-x 10.1.2.300: not an address, a network such as 192.0.2.0/24 or 2001:db8::/32, a host name, or a domain such as .example.org
-l 0|-l 0: not a load average such as 2.5
-l -1|-l -1: not a load average such as 2.5
-l 1 -z UTC|-z is the zone of -a, which is not given
-l 1 -t 5|unknown option -- 't'
END
}

@test "admit without a program exits with 0 for an admitted peer and 1 for a refused one" {
  call env REMOTE_ADDR=192.0.2.7 "$admit" -e -f 192.0.2.0/24
  assert_silent
  assert_empty "$out"
  call env REMOTE_ADDR=192.0.3.7 REMOTE_PORT=4711 "$admit" -e -f 192.0.2.0/24
  assert_status 1
  assert_output 'admit: refused peer=192.0.3.7 port=4711 reason=address detail="no -f matches"'
}

@test "admit -v logs an admitted peer, too" {
  call env REMOTE_ADDR=2001:db8::7 REMOTE_PORT=4711 "$admit" -ev -x 192.0.2.7 -- echo served
  assert_status 0
  assert_same "$out" - <<<"served"
  assert_output 'admit: admitted peer=2001:db8::7 port=4711 program=echo'
}

@test "admit that cannot execute the program logs the cause and fails" {
  call "$admit" -l 1000000 /nowhere/program </dev/null
  assert_status 1
  assert_output 'admit: cannot execute /nowhere/program: No such file or directory'
  call "$admit" -l 1000000 /etc/passwd </dev/null
  assert_status 1
  assert_output 'admit: cannot execute /etc/passwd: Permission denied'
}

# --- what the program finds ---

# bats test_tags=once
@test "admit leaves environment, descriptors, limits and privileges to the program, and SIGPIPE and SIGALRM at their default" {
  local look='cat /proc/self/environ; ls -l /proc/self/fd | sed "s/.* \([0-9]* -> [^0-9]*\).*/\1/"; ulimit -a; ulimit -Ha
    grep -E "^(NoNewPrivs|Seccomp|SigBlk|SigCgt|CapEff)" /proc/self/status'
  # Descriptor 2 is closed; the zone is that of -z.
  clean=(env -i B=2 TZ=Asia/Tokyo REMOTE_HOST=x A=1 PATH="$PATH")
  "${clean[@]}" sh -c "$look" 2>&- 7</dev/null </dev/null >"$BATS_TEST_TMPDIR/alone"
  "${clean[@]}" "$admit" -l 1000000 -a 00:00-24:00 -z Europe/Berlin -s /etc/hostname sh -c "$look" 2>&- 7</dev/null </dev/null \
    >"$BATS_TEST_TMPDIR/through"
  assert_same "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/through"
  run sh -c "trap '' PIPE ALRM; exec '$admit' -l 1000000 grep SigIgn /proc/self/status" </dev/null
  # Bits 12 and 13 are SIGPIPE and SIGALRM. The parent of the test may ignore other signals.
  ((("16#${output##*[[:space:]]}" & 16#3000) == 0)) || fail "$output"
}

@test "admit leaves what the peer has sent to the program, and standard error, even if that is the connection" {
  serve sh -c 'exec "$@" 2>&1' sh "$admit" -f 127.0.0.1 sh -c 'cat; echo end >&2'
  head -c 100000 /dev/urandom >"$sent"
  exchange "TCP4:127.0.0.1:$port" <"$sent"
  assert_same "$got" <(cat "$sent" && echo end)
}

# bats test_tags=once
@test "admit asks no resolver, opens no file and starts no timer if no rule is a name" {
  skip_if_counting
  need strace
  call env REMOTE_ADDR=192.0.2.7 strace -f -e trace=openat,open,socket,clone,fork,vfork,execve,setitimer -o "$BATS_TEST_TMPDIR/trace" \
    "$admit" -e -f 192.0.2.0/24 true </dev/null
  assert_silent
  # Until it executes the program.
  run sed -n '2,$ { / execve(/q; p }' "$BATS_TEST_TMPDIR/trace"
  assert_output ''
  assert_file_matches "$BATS_TEST_TMPDIR/trace" ' execve\(".*", \["true"\]'
}

# --- descriptors ---

@test "admit decides by the peer's address over IPv4, IPv6 and a dual-stack socket, and logs who is refused" {
  local bind address rules reply
  while read -r bind address reply rules; do
    # shellcheck disable=SC2086 # words
    serve_on "$bind" "$admit" $rules echo served
    exchange "$address:$port" </dev/null
    if [ "$reply" = served ]; then
      assert_same "$got" - <<<"served"
    else
      assert_empty "$got"
      assert_file_matches "$log" "^admit: refused peer=$reply port=[1-9][0-9]* reason=address program=echo detail=\"-x $reply\"\$"
    fi
    stop_all
  done <<'END'
127.0.0.1 TCP4:127.0.0.1 served -f 127.0.0.0/8 -x 127.0.0.9
127.0.0.1 TCP4:127.0.0.1 127.0.0.1 -f 127.0.0.0/8 -x 127.0.0.1
::1 TCP6:[::1] served -f ::1
::1 TCP6:[::1] ::1 -x ::1
::ffff:127.0.0.1 TCP4:127.0.0.1 served -f 127.0.0.0/8
::ffff:127.0.0.1 TCP4:127.0.0.1 127.0.0.1 -x 127.0.0.1
END
}

@test "admit refuses a peer without an address on a UNIX socket, a pipe or a closed descriptor, unless no rule is about addresses" {
  local option unknown='refused peer=unknown port=unknown reason=address program=echo detail="standard input has no address of a peer; use -e if the environment has it"'
  for option in -f -x; do
    export REMOTE_ADDR=192.0.2.7
    call "$admit" $option 192.0.2.7 echo served < <(:)
    assert_status 1
    assert_output "admit: $unknown"
    assert_empty "$out"
    call "$admit" $option 192.0.2.7 echo served <&-
    assert_status 1
    assert_output "admit: $unknown"
    unset REMOTE_ADDR
  done
  call "$admit" -l 1000000 echo served < <(:)
  assert_admitted
  serve_unix "$BATS_TEST_TMPDIR/socket" "$admit" -x 192.0.2.7 echo served
  exchange "UNIX:$BATS_TEST_TMPDIR/socket" </dev/null
  assert_empty "$got"
  assert_file_matches "$log" "^admit: $unknown\$"
}

@test "admit -e takes the address from REMOTE_ADDR, TCPREMOTEIP or TCPREMOTEADDR alone, and never from REMOTE_HOST" {
  local setting
  for setting in REMOTE_ADDR=192.0.2.7 REMOTE_ADDR=::ffff:192.0.2.7 TCPREMOTEIP=192.0.2.7 TCPREMOTEADDR=192.0.2.7:99; do
    call env "$setting" "$admit" -e -f 192.0.2.7 echo served </dev/null
    assert_admitted
  done
  for setting in REMOTE_HOST=192.0.2.7 TCPREMOTEHOST=192.0.2.7 UNRELATED=1; do
    call env "$setting" "$admit" -e -f 192.0.2.7 echo served </dev/null
    assert_refused address 'no variable of -e is set; set REMOTE_ADDR, or omit -e'
  done
  # The first that is set counts.
  for setting in '' localhost $'192.0.2.7\n' '192.0.2.7 ' 192.0.2.0/24 $'\e[31m' 192.0.2.256 "$(printf '1%.0s' {1..5000})"; do
    call env REMOTE_ADDR="$setting" TCPREMOTEIP=192.0.2.7 "$admit" -e -x 192.0.3.0/24 echo served </dev/null
    assert_refused address 'REMOTE_ADDR is not an address; correct it, or omit -e'
  done
  # Without a variable, the connection does not count either.
  serve "$admit" -e -f 127.0.0.1 echo served
  exchange "TCP4:127.0.0.1:$port" </dev/null
  assert_empty "$got"
  stop_all
  serve env REMOTE_ADDR=127.0.0.1 TCPREMOTEIP=127.0.0.1 REMOTE_HOST=127.0.0.1 "$admit" -x 127.0.0.1 -f 192.0.2.0/24 echo served
  exchange "TCP4:127.0.0.1:$port" </dev/null
  assert_empty "$got"
  assert_file_matches "$log" 'peer=127.0.0.1 .*detail="-x 127.0.0.1"$'
}

# --- the refused peer ---

@test "admit -s sends the text to a refused peer, which gets all of it even if it has sent data" {
  head -c 4096 /dev/urandom >"$BATS_TEST_TMPDIR/text"
  serve "$admit" -x 127.0.0.1 -s "$BATS_TEST_TMPDIR/text" echo served
  echo 'GET / HTTP/1.0' | exchange "TCP4:127.0.0.1:$port"
  assert_same "$got" "$BATS_TEST_TMPDIR/text"
  until_true has_died 1
  # On a pipe, it goes to standard output.
  call "$admit" -x 127.0.0.1 -s "$BATS_TEST_TMPDIR/text" echo served </dev/null
  assert_status 1
  assert_same "$out" "$BATS_TEST_TMPDIR/text"
}

@test "admit without -s ends the connection of a refused peer cleanly and at once, with nothing" {
  # admit starts after the peer has sent data.
  serve sh -c 'until [ -e "$0" ]; do sleep 0.02; done; exec "$@"' "$BATS_TEST_TMPDIR/begin" "$admit" -x 127.0.0.1 echo served
  dial
  echo data >&"$peer"
  : >"$BATS_TEST_TMPDIR/begin"
  receive "$got"
  assert_empty "$got"
  # It does not wait for the peer to close.
  until_true has_died 1
  hang_up
}

@test "admit refuses every peer and logs the cause if the file of -s cannot be used" {
  local file cause
  mkfifo "$BATS_TEST_TMPDIR/fifo"
  head -c 4097 /dev/zero >"$BATS_TEST_TMPDIR/long"
  while read -r file cause; do
    take_in 192.0.2.7 -f 192.0.2.7 -s "$file"
    assert_refused text "-s $file: $cause; correct the file, or omit -s"
  done <<END
/nowhere/text No such file or directory
$BATS_TEST_TMPDIR not a regular file
$BATS_TEST_TMPDIR/fifo not a regular file
$BATS_TEST_TMPDIR/long longer than 4096 bytes
END
}

# bats test_tags=confined,once
@test "admit confines itself before it reads from a refused peer, or without a program before it decides, and hello-lookup before it asks" {
  need strace
  serve strace -f -o "$BATS_TEST_TMPDIR/trace" "$admit" -x 127.0.0.1 -s /etc/hostname echo served
  exchange "TCP4:127.0.0.1:$port" <<<"a request"
  assert_same "$got" /etc/hostname
  until_match "$BATS_TEST_TMPDIR/trace" 'exited with 1'
  run grep -oE ' (seccomp\(SECCOMP_SET_MODE_FILTER|(read|recvfrom|recvmsg)\(0)' "$BATS_TEST_TMPDIR/trace"
  [ "${lines[0]}" = ' seccomp(SECCOMP_SET_MODE_FILTER' ] || fail "$(<"$BATS_TEST_TMPDIR/trace")"
  assert_match ' recvfrom'

  call env REMOTE_ADDR=127.0.0.1 strace -f -o "$BATS_TEST_TMPDIR/trace" "$admit" -e -f localhost -f 192.0.2.7 "$services/discard"
  assert_silent
  run grep -oE '(hello-lookup"|seccomp\(SECCOMP_SET_MODE_FILTER|"/etc/(nsswitch\.conf|hosts)")' "$BATS_TEST_TMPDIR/trace"
  [[ ${lines[*]} =~ 'hello-lookup" seccomp(SECCOMP_SET_MODE_FILTER "/etc/'.*' seccomp(SECCOMP_SET_MODE_FILTER'$ ]] || fail "$output"

  # Without a program, it confines itself before it decides, and makes no other call until it has logged the decision.
  call strace -o "$BATS_TEST_TMPDIR/trace" "$admit" -f 192.0.2.7 -a 00:00-24:00 -l 1000000 -s /etc/hostname </dev/null
  assert_status 1
  assert_same "$out" /etc/hostname
  run sed -n '/^seccomp(SECCOMP_SET_MODE_FILTER/,$ s/(.*//p' "$BATS_TEST_TMPDIR/trace"
  assert_output $'seccomp\nwrite\nwrite\nexit_group'
  # With a name, too, but so that it can execute hello-lookup.
  call env REMOTE_ADDR=127.0.0.1 strace -f -o "$BATS_TEST_TMPDIR/trace" "$admit" -e -f localhost
  assert_silent
  run grep -oE '(hello-lookup"|seccomp\(SECCOMP_SET_MODE_FILTER|"/etc/(nsswitch\.conf|hosts)")' "$BATS_TEST_TMPDIR/trace"
  [[ ${lines[*]} =~ ^'seccomp(SECCOMP_SET_MODE_FILTER hello-lookup" '.*'seccomp(SECCOMP_SET_MODE_FILTER "/etc/' ]] || fail "$output"
}

# --- time and load ---

@test "admit -a admits by the local time in the zone of -z, TZ or /etc/localtime" {
  # In this zone it is past midnight, and before two o'clock during this test.
  local hour rule zone="<now>$((10#$(date -u +%H)))"
  take_in 192.0.2.7 -a 23:00-02:00 -z "$zone"
  assert_admitted
  take_in 192.0.2.7 -a 03:00-04:00 -a 00:00-02:00 -z "$zone"
  assert_admitted
  take_in 192.0.2.7 -a 02:00-23:00 -z "$zone"
  assert_refused time '0[01]:[0-5][0-9] is outside -a'
  export TZ=$zone
  take_in 192.0.2.7 -a 23:00-02:00
  assert_admitted
  take_in 192.0.2.7 -a 02:00-23:00
  assert_refused time '0[01]:[0-5][0-9] is outside -a'
  unset TZ
  hour=$(date +%-H)
  printf -v rule '%02d:00-%02d:00' "$hour" $(((hour + 2) % 24))
  take_in 192.0.2.7 -a "$rule"
  assert_admitted
  take_in 192.0.2.7 -a "${rule#*-}-${rule%-*}"
  assert_refused time '.* is outside -a'
  export TZ=$zone
  # All kinds of rules must admit.
  take_in 192.0.2.7 -a 23:00-02:00 -x 192.0.2.7
  assert_refused address '-x 192.0.2.7'
  take_in 192.0.2.7 -a 02:00-23:00 -f 192.0.2.7
  assert_refused time '.*'
}

@test "admit refuses every peer and logs the cause if the zone of -a cannot be used" {
  take_in 192.0.2.7 -a 00:00-24:00 -z Nowhere/Land
  assert_refused time '-z Nowhere/Land: neither a file below /usr/share/zoneinfo nor a POSIX string such as CET-1CEST,M3.5.0,M10.5.0/3'
  export TZ=/nowhere
  take_in 192.0.2.7 -a 00:00-24:00
  assert_refused time 'the local time is not known: No such file or directory; correct TZ, or give -z'
}

# bats test_tags=once
@test "admit -l refuses while the load average is that or more, or not known" {
  need strace
  [ "$(uname -m)" = x86_64 ] || skip "this knows struct sysinfo of x86-64"
  # The second field, from byte 8 on, is the load average times 65536; this is 2.5.
  load=(strace -o /dev/null -e trace=sysinfo -e 'inject=sysinfo:poke_exit=@arg1=00000000000000000080020000000000')
  call "${load[@]}" "$admit" -l 2.500001 echo served
  assert_admitted
  call "${load[@]}" "$admit" -l 2.5 echo served
  assert_refused load 'the load average is 2.50'
  call strace -o /dev/null -e trace=sysinfo -e inject=sysinfo:error=ENOSYS "$admit" -l 2.5 echo served
  assert_refused load 'the load average is not known: Function not implemented; omit -l'
}

# --- supervisors ---

@test "admit under tcpserver passes on the connection, or refuses it and logs on standard error" {
  serve_tcpserver "$admit" -f 127.0.0.0/8 -x 127.0.0.9 "$services/echo"
  exchange "TCP4:127.0.0.1:$port" <<<"a line"
  assert_same "$got" - <<<"a line"
  exchange "TCP4:127.0.0.1:$port,bind=127.0.0.9" <<<"a line"
  assert_empty "$got"
  until_match "$log" '^admit: refused peer=127\.0\.0\.9 port=[1-9][0-9]* reason=address program='
}

@test "admit under xinetd and openbsd-inetd, where standard error is the connection, refuses with the text alone and logs to syslog" {
  need_foreign
  need socat
  echo 'Not you.' >"$BATS_TEST_TMPDIR/text"
  in_network '
    mount -t tmpfs none /dev
    mknod -m 666 /dev/null c 1 3
    socat -u UNIX-RECV:/dev/log OPEN:"$scratch/syslog",creat,append &
    until_true test -S /dev/log
    rules=(-f 127.0.0.0/8 -x 127.0.0.9 -s "$scratch/text" "$services/echo")
    add_to_xinetd 1001 "$services/admit" "${rules[@]}"
    start_xinetd
    echo "1002 stream tcp nowait root $services/admit admit ${rules[*]}" >"$scratch/inetd.conf"
    "$openbsd_inetd" -i "$scratch/inetd.conf" >"$scratch/inetd.out" 2>&1 &
    until_true is_port_open tcp 1002
    for port in 1001 1002; do
      socat -t 60 - TCP4:127.0.0.1:$port <<<"a line"
      socat -t 60 - TCP4:127.0.0.1:$port,bind=127.0.0.9 <<<"a line"
    done
    has_both() { [ "$(grep -o "refused peer=127.0.0.9 " "$scratch/syslog" | wc -l)" -eq 2 ]; }
    until_true has_both'
  assert_status 0
  assert_output $'a line\nNot you.\na line\nNot you.'
  assert_file_matches "$BATS_TEST_TMPDIR/syslog" \
    '<29>admit\[[0-9]+\]: refused peer=127\.0\.0\.9 port=[1-9][0-9]* reason=address program=/.*/echo detail="-x 127\.0\.0\.9"'
}
