#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# System calls that fail. The client exits with status 1, and a message names the thing and the cause; the filters keep
# the rules of faults/run, whose full form is make faults.
load helpers/load
load helpers/client
load helpers/clocks
load helpers/peers
load helpers/ping
load helpers/answers

# fail_with ERROR CALL: lets this system call of the client fail from now on
fail_with() {
  need strace
  within=(env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e "inject=$2:error=$1")
}

@test "clocks with metrics explains a host without an offset on standard error" {
  serve_clock
  host=127.0.0.1:$port
  for fault in 'ENOBUFS socket No buffer space available' 'EIO connect Input/output error' \
    'EIO recvmsg Input/output error'; do
    read -r error call cause <<<"$fault"
    fail_with "$error" "$call"
    ask clocks --format prometheus "$host"
    assert_status 1
    assert_file_matches "$err" "^inetkit: $host: (.*: )?$cause$"
    assert_file_matches "$out" "^inetkit_clock_up\{host=\"$host\"\} 0$"
  done
}

@test "each command reports that it cannot create its event loop" {
  fail_with EMFILE epoll_create1
  for arguments in 'clocks :0' 'get 127.0.0.1' 'ping 127.0.0.1' 'flow 127.0.0.1'; do
    # shellcheck disable=SC2086 # words
    ask $arguments
    assert_status 1
    assert_text "$out"
    assert_file_matches "$err" '^inetkit: (clocks|ping|127\.0\.0\.1): Too many open files$'
  done
}

# bats test_tags=once
@test "ping -u and clocks by ICMP give up a socket that cannot be read, and say why" {
  need_root
  fail_with EIO recvmsg
  for arguments in 'ping -u -c 1 -w 5' 'clocks --protocol icmp -w 5'; do
    # shellcheck disable=SC2086 # words
    ask $arguments 127.0.0.1
    assert_status 1
    assert_file_matches "$err" '^inetkit: 127\.0\.0\.1: Input/output error$'
    # ping reports a lost probe, too.
    [ "$(wc -l <"$err")" -le 2 ] || fail "$(<"$err")"
    [ "$(grep -c INJECTED "$BATS_TEST_TMPDIR/trace")" -lt 500 ]
  done
}

# bats test_tags=once
@test "ping -u counts two refused probes before a reply as two errors" {
  # ping reads after each probe, and the reply comes after the third.
  serve_replies 'reply($data) if $n == 3'
  fail_with ECONNREFUSED:when=3..4 recvmsg
  ask ping -u -c 3 -i 0.01 "127.0.0.1:$port"
  assert_file_matches "$out" '^3 packets transmitted, 1 received, \+2 errors, '
}

@test "clocks names the file of --output or --plot, and keeps it, when a call fails that writes it" {
  file=$BATS_TEST_TMPDIR/file
  echo old >"$file"
  for fault in 'EIO linkat' 'EIO rename' 'EDQUOT fallocate'; do
    read -r error call <<<"$fault"
    fail_with "$error" "$call"
    # A second name, so that the file is written in place.
    [ "$call" != fallocate ] || ln "$file" "$BATS_TEST_TMPDIR/second"
    for option in --output= --plot=; do
      ask clocks --format csv "$option$file" :0
      assert_status 1
      assert_file_matches "$err" "^inetkit: $file: (Input/output error|Disk quota exceeded)\$"
      assert_file_matches "$out" '^:0,'
      assert_text "$file" old
    done
  done
  [ -z "$(find "$BATS_TEST_TMPDIR" -name '.file.*')" ]
}

@test "clocks says why it cannot create a file, not that there is none to write into" {
  fail_with EACCES linkat
  ask clocks --format csv --output "$BATS_TEST_TMPDIR/file" :0
  assert_status 1
  assert_text "$err" "inetkit: $BATS_TEST_TMPDIR/file: Permission denied" "inetkit: $BATS_TEST_TMPDIR/file: standard output gets the rows instead"
}

# bats test_tags=once
@test "a filter that cannot limit the idle time sends nothing, and says why" {
  need strace
  for call in rt_sigaction setitimer; do
    run -1 --separate-stderr strace -f --seccomp-bpf -qqq -o "$BATS_TEST_TMPDIR/trace" -e "trace=$call" -e "inject=$call:error=EPERM" \
      "$services/echo" <<<something
    [ -z "$output" ]
    [ "$stderr" = "echo: cannot limit how long the connection is idle: Operation not permitted; allow rt_sigaction, rt_sigprocmask and setitimer" ]
  done
}

# assert_right_or_failed COMMAND ARG...: runs the command once for each of its system calls, and lets this call fail.
# assert_right must succeed, or the command must fail with a message or by a signal.
assert_right_or_failed() {
  local call name number
  timeout 120 strace -qq -o "$BATS_TEST_TMPDIR/trace" "$@" >"$out" </dev/null 2>"$errors"
  assert_right
  awk -F'(' 'NR > 1 && /^[a-z0-9_]+\(/ && !/^(exit|arch_prctl|set_)/ { print $1, ++seen[$1] }' "$BATS_TEST_TMPDIR/trace" >"$BATS_TEST_TMPDIR/calls"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/calls")" -gt 10 ]
  while read -r name number; do
    before=$(date +%s)
    call strace -qq -o /dev/null -e "inject=$name:error=EIO:when=$number" "$@" </dev/null
    if [ "$status" -eq 0 ]; then
      (assert_right) || fail "$name number $number failed"
    else
      [ "$status" -gt 128 ] || [ -s "$errors" ] || fail "no message when $name number $number failed"
    fi
  done <"$BATS_TEST_TMPDIR/calls"
}

# bats test_tags=once
@test "daytime -z sends the right zone or fails, whichever system call fails" {
  need strace
  assert_right() { assert_same "$out" <(printf 'JST +0900\r\n'); }
  assert_right_or_failed "$services/daytime" -z Asia/Tokyo -f '%Z %z'
}

# bats test_tags=once
@test "hello tells the right local time or fails, whichever system call fails" {
  need strace
  before=$(date +%s)
  export TZ=Asia/Tokyo
  assert_right() { assert_greeting "$out" "$before" unknown; }
  assert_right_or_failed "$services/hello" -n true
}

# bats test_tags=once
@test "no filter crashes, hangs or replies wrongly when a system call fails or a descriptor is closed" {
  need python3 strace
  skip_if_counting
  run -0 "$BATS_TEST_DIRNAME/faults/run" -q "$build"
  [[ ${lines[-1]} =~ ^'# '[1-9][0-9]{2,}' faults, 0 broken rules;' ]] || fail "$output"
}
