#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The sandbox of the filters. Builds with sanitizers are not confined, because the sanitizers themselves need memory,
# files and processes.
# bats file_tags=confined
load helpers/load
load helpers/peers
load helpers/foreign

breach=$build/tests/breach
answers=(time daytime qotd)
streams=(echo discard chargen)

# pid_serving: prints the process that serves the only connection of $server
pid_serving() {
  pgrep -P "$server"
}

# serving PROGRAM [ARG...]: starts the program and connects to it; sets $pid to the process that serves
serving() {
  serve "$@"
  dial
  until_true pid_serving >/dev/null
  pid=$(pid_serving)
}

is_confined() {
  grep -qs '^Seccomp:.2$' "/proc/$pid/status"
}

# has_limit NAME VALUE: the soft and the hard limit are VALUE
has_limit() {
  grep -Eq "^$1 +$2 +$2 " "/proc/$pid/limits"
}

@test "each streaming filter has a seccomp filter, no new privileges, no core dumps and no new descriptors" {
  local name
  for name in "${streams[@]}"; do
    serving "$services/$name"
    until_true is_confined
    assert_file_matches "/proc/$pid/status" '^NoNewPrivs:.1$'
    has_limit 'Max core file size' 0
    has_limit 'Max open files' 3
    hang_up
    stop_all
  done
}

# trace_answer COMMAND [ARG...]: serves one connection whose peer sends "input", with the system calls in $trace. No timer
# is set, because on a busy machine it can end the process before its first read.
trace_answer() {
  trace=$BATS_TEST_TMPDIR/trace
  need strace
  serve sh -c 'dd oflag=nonblock count=0 status=none && exec strace -e inject=setitimer:retval=0 -o "$0" "$@"' "$trace" "$@"
  dial
  echo input >&"$peer"
  receive "$got"
  until_match "$trace" '^(read\(1, "input|\+\+\+)'
  hang_up
  until_match "$trace" '^\+\+\+ exited with 0'
}

@test "an answering filter confines itself strictly before it reads the first byte, and reads nothing from a pipe" {
  local name
  for name in "${answers[@]}"; do
    trace_answer "$services/$name"
    run grep -E '^(fcntl.*F_SETFL|prctl|prlimit64\(0, RLIMIT_(CORE|NOFILE),|seccomp|(read|recv[a-z]*)\([01],)' "$trace"
    [[ ${lines[0]} = 'fcntl(1, F_SETFL, O_RDWR'*' = 0' ]] || fail "$name: $output"
    [[ ${lines[1]} = 'prlimit64(0, RLIMIT_CORE, {rlim_cur=0, rlim_max=0}, NULL) = 0' ]] || fail "$name: $output"
    [[ ${lines[2]} = 'prlimit64(0, RLIMIT_NOFILE, {rlim_cur=3, rlim_max=3}, NULL) = 0' ]] || fail "$name: $output"
    [[ ${lines[3]} = 'prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) '*'= 0' ]] || fail "$name: $output"
    [[ ${lines[4]} = 'seccomp(SECCOMP_SET_MODE_STRICT, '*' = 0' ]] || fail "$name: $output"
    [[ ${lines[5]} = 'read(1, "input\n", '*' = 6' ]] || fail "$name: $output"
    # The connection was non-blocking. The next read waits.
    [[ ${lines[6]} = 'read(1, '* && ${lines[6]} != *EAGAIN* ]] || fail "$name: $output"
    strace -o "$trace" "$services/$name" < <(echo input) | head -c 20 >/dev/null
    ! grep -E '^(read|recv[a-z]*)\([01],' "$trace" || fail "$name"
  done
}

# have_ended COUNT: that many intruders have written how their attempt ended
have_ended() {
  [ "$(find . -name 'ended.*[0-9]' | wc -l)" -eq "$1" ]
}

# An intruder who is killed cannot try the next: each attempt gets a connection.
@test "an answering filter is killed at each attempt in the table of inetkit(7)" {
  local name row peers
  [ "$(uname -m)" = x86_64 ] || skip "intrude knows the registers of x86-64 only"
  sed -nE '/^\.Bl -column "read /,/^\.El/ s/^\.It (.*)( Ta [-x]){5}$/\1/p' "$BATS_TEST_DIRNAME/../units/inetkit.7" >"$BATS_TEST_TMPDIR/attempts"
  mapfile -t rows <"$BATS_TEST_TMPDIR/attempts"
  [ "${#rows[@]}" -gt 0 ]
  for name in "${answers[@]}"; do
    mkdir "$BATS_TEST_TMPDIR/$name"
    cd "$BATS_TEST_TMPDIR/$name" || return
    serve sh -c 'set -C; n=1; until true >"$n"; do n=$((n + 1)); done 2>/dev/null; exec "$0" -n "$n" "ended.$n" "$1"' \
      "$build/tests/intrude" "$services/$name"
    # One more than there are attempts.
    peers=()
    for row in "${rows[@]}" none; do
      dial
      peers+=("$peer")
    done
    until_true have_ended "${#peers[@]}"
    cat $(seq -f 'ended.%g' "${#peers[@]}") >all
    assert_same all <(sed 's/$/\tSIGKILL/' "$BATS_TEST_TMPDIR/attempts") || fail "$name"
    for peer in "${peers[@]}"; do
      hang_up
    done
    stop_all
  done
}

@test "an answering filter that the kernel refuses strict seccomp has a filter before it reads the first byte" {
  # hello executes its program under its own filter.
  trace_answer "$services/hello" -n "$services/time"
  run sed -nE '/SECCOMP_SET_MODE_STRICT/,$ { s/(, (\{len|SECCOMP_FILTER)|"input).*( = )/...\3/; /^(seccomp|read)/p }' "$trace"
  [[ ${lines[0]} = 'seccomp(SECCOMP_SET_MODE_STRICT, '*'EINVAL'* ]] || fail "$output"
  [[ ${lines[1]} = 'seccomp(SECCOMP_SET_MODE_FILTER... = 0' ]] || fail "$output"
  [[ ${lines[2]} = 'read(1, ... = 6' ]] || fail "$output"
}

@test "a streaming filter is confined before it reads the first byte, even from a pipe" {
  local name calls
  need strace
  for name in "${streams[@]}"; do
    strace -o "$BATS_TEST_TMPDIR/trace" "$services/$name" < <(echo input) | head -c 20 >/dev/null
    calls=$(grep -E '^(seccomp|(read|recvfrom|recvmsg)\(0,)' "$BATS_TEST_TMPDIR/trace" | head -n 1)
    [[ $calls = seccomp\(SECCOMP_SET_MODE_FILTER* ]] || fail "$name: $(<"$BATS_TEST_TMPDIR/trace")"
    [[ $calls = *' = 0' ]] || fail "$name: $calls"
  done
}

@test "a system call outside the policy kills the filter with a message, and has no effect" {
  local what number
  call "$breach" none <<<"served"
  assert_status 0
  assert_same "$out" <(echo served)
  # open(3) is either open(2) or openat(2).
  for what in 'open:(2|257)' socket:41 execute:59 map:9 connect:42 sendto:44 sendmsg:46 ioctl:16; do
    call "$breach" "${what%:*}" <<<"served"
    assert_status $((128 + 31)) # SIGSYS
    assert_empty "$out"
    # The system call numbers are those of x86-64.
    [ "$(uname -m)" = x86_64 ] && number=${what#*:} || number='[0-9]+'
    assert_match "^echo: system call $number is not in the policy of this service: terminating$"
  done
}

@test "a filter that forks is killed" {
  call "$breach" fork <<<"served"
  assert_status $((128 + 31))
  assert_empty "$out"
}

@test "a SIGSYS from another process kills the filter at once" {
  need strace
  open_stalled_pipe
  background sh -c 'exec strace -o "$0" "$1" <"$2"' "$BATS_TEST_TMPDIR/trace" "$services/echo" "$BATS_TEST_TMPDIR/stalled"
  until_match "$BATS_TEST_TMPDIR/trace" '^read\(0,'
  pkill -SYS -P "$started"
  until_match "$BATS_TEST_TMPDIR/trace" '^\+\+\+ killed by SIGSYS'
  sed -n '/^--- SIGSYS {.*si_code=SI_USER/,/^---/{/^---/!p}' "$BATS_TEST_TMPDIR/trace" >"$out"
  assert_file_matches "$out" '^(rt_sigprocmask|getpid|gettid)'
  [ "$(wc -l <"$out")" -eq 1 ] || fail "$(<"$out")"
}

@test "a filter survives a tick of the idle timer" {
  serving "$services/echo" -t 4
  is_answered() { echo "$1" >&"$peer" && receive "$got" $((${#1} + 1)) && assert_same "$got" - <<<"$1"; }
  is_answered before
  pauses=$(pauses)
  until_true has_ticked
  is_answered after
  is_alive "$pid"
}

# pauses: how often the filter has waited; a tick wakes it up once more
pauses() {
  sed -n 's/^voluntary_ctxt_switches:.//p' "/proc/$pid/status"
}

# has_ticked: the filter has waited again since its answer, or the tick has killed it
has_ticked() {
  ! is_alive "$pid" || [ "$(pauses)" -gt $((pauses + 1)) ]
}

@test "under xinetd a policy violation is logged over a socket opened before, and the peer gets nothing" {
  need "$client"
  need_foreign
  need socat
  in_network '
    mount -t tmpfs none /dev 2>/dev/null || true
    mknod -m 666 /dev/null c 1 3
    socat -u UNIX-RECV:/dev/log OPEN:"$scratch/syslog",creat,append &
    until_true test -S /dev/log
    add_to_xinetd 1001 "$build/tests/breach" open
    start_xinetd
    "$client" get 127.0.0.1 1001
    until_match "$scratch/syslog" "system call"
    until_match "$scratch/xinetd.log" "EXIT: inetkit-1001 signal=31"'
  assert_status 0
  assert_output ''
  assert_file_matches "$BATS_TEST_TMPDIR/syslog" '<26>echo\[[0-9]+\]: system call [0-9]+ is not in the policy'
}

@test "under xinetd without a syslog daemon a failure to log neither prints nor kills" {
  need "$client"
  need_foreign
  in_network '
    mount -t tmpfs none /dev 2>/dev/null || true
    mknod -m 666 /dev/null c 1 3
    mknod -m 666 /dev/full c 1 7
    add_to_xinetd 1001 "$build/tests/breach" none
    start_xinetd
    "$client" talk 127.0.0.1 1001 <<<"served"
    until_match "$scratch/xinetd.log" "EXIT: inetkit-1001 status=0"'
  assert_status 0
  assert_output served
}

@test "a failure to write diagnostics does not end a confined filter" {
  call sh -c 'echo served | "$0" none 2>/dev/full' "$breach"
  assert_silent
  assert_same "$out" <(echo served)
}

@test "each filter serves without seccomp, and logs that it does" {
  local name
  need strace
  for name in "${answers[@]}"; do
    serve_watched strace -f -o /dev/null -e trace=seccomp -e inject=seccomp:error=ENOSYS "$services/$name"
    dial
    receive "$got"
    [ -s "$got" ] || fail "$name did not serve"
    hang_up
    until_true has_died 0
    assert_file_matches "$errors" "^$name: serving without a seccomp filter: Function not implemented$"
  done
  for name in "${streams[@]}" hello; do
    # Tracing only the failing call keeps other messages out of the output.
    strace -f -o /dev/null -e trace=seccomp -e inject=seccomp:error=ENOSYS "$services/$name" \
      < <(echo input) 2>"$errors" | head -c 3 >"$out" || true
    [ "$name" = discard ] || [ "$(size_of "$out")" -eq 3 ] || fail "$name did not serve"
    # Once, although the child of hello that executes fortune has a policy of its own.
    [ "$(grep -c "^$name: serving without a seccomp filter: Function not implemented$" "$errors")" -eq 1 ] || fail "$(<"$errors")"
  done
}

@test "hello's program has no new privileges, and cannot administer, trace or create namespaces" {
  need_root
  need unshare mount strace
  call "$services/hello" -n cat /proc/self/status
  assert_file_matches "$out" '^NoNewPrivs:.1$'
  assert_file_matches "$out" '^Seccomp:.2$'
  call "$services/hello" -n unshare --net true
  assert_match 'unshare failed: Operation not permitted'
  call "$services/hello" -n mount -t tmpfs none "$BATS_TEST_TMPDIR"
  assert_match "permission denied"
  ! grep -q " $BATS_TEST_TMPDIR " /proc/mounts || fail "it is mounted"
  call "$services/hello" -n strace true
  assert_match 'Operation not permitted'
  # Ordinary programs still work.
  call "$services/hello" -n sh -c 'printf "%s\n" a b | sort -r'
  assert_status 0
  assert_same <(tail -n 2 "$out") <(printf '%s\n' b a)
}

@test "hello's program can create processes, but not in new namespaces" {
  local clone=56 flag flags=()
  need perl
  # The number of clone(2) on x86-64 and in asm-generic. On s390x the flags are the second argument.
  [ "$(uname -m)" = x86_64 ] || clone=220
  [ "$(uname -m)" != s390x ] || skip "this knows clone(2) of other architectures"
  # CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID and _NEWNET; 17 is SIGCHLD.
  for flag in 0x20000 0x2000000 0x4000000 0x8000000 0x10000000 0x20000000 0x40000000; do
    flags+=($((flag | 17)))
  done
  call "$services/hello" -n perl -e 'foreach (@ARGV) {
      my $pid = syscall('$clone', $_ + 0, 0, 0, 0, 0);
      exit(0) if $pid == 0;
      printf("%d %d\n", $pid, $!);
    }' "${flags[@]}"
  assert_status 0
  # Error 1 is EPERM.
  assert_same <(tail -n +2 "$out") <(printf '%s\n' '-1 1' '-1 1' '-1 1' '-1 1' '-1 1' '-1 1' '-1 1')
  # clone3(2) is 435 on every architecture; error 38 is ENOSYS.
  call "$services/hello" -n perl -e 'print syscall(435, 0, 0), " ", $! + 0, "\n"'
  assert_same <(tail -n +2 "$out") <(echo -1 38)
  # fork(2) and system(3) work, and so do the threads and posix_spawn(3) of hello itself.
  call "$services/hello" -n perl -e '$| = 1; if (fork() == 0) { print "forked\n"; exit } wait(); system("echo \$((20 + 22))")'
  assert_same <(tail -n +2 "$out") <(printf '%s\n' forked 42)
  call "$services/hello" </dev/null
  assert_silent_but_logged
  [ "$(wc -l <"$out")" -gt 1 ] || fail "no program was run: $(<"$out")"
}

# assert_silent_but_logged: status 0, and the line about the connection is the only diagnostic
assert_silent_but_logged() {
  assert_status 0
  [ "$(wc -l <"$errors")" -eq 1 ] || fail "$output"
  assert_match '^hello: connection from '
}

@test "the policy has the system call numbers of each known architecture" {
  local machine calls call
  # The numbers of shutdown, recvfrom and sendto, and where they exist those of recv and send or of socketcall.
  while read -r machine calls; do
    "$build/policy" -m "$machine-linux-gnu" "$BATS_TEST_DIRNAME/../services/policy" >"$out"
    sed -n '/ filter_echo\[/,/^}/p' "$out" >"$got"
    for call in $calls; do
      assert_file_matches "$got" "^.\\{0x15, [0-9]+, [0-9]+, $(printf '%#x' "$call")\\},$"
    done
    # 0xd is shutdown as a call of socketcall(2).
    [[ $calls != *102 ]] || assert_file_matches "$got" '^.\{0x15, [0-9]+, [0-9]+, 0xd\},$'
  done <<END
x86_64 48 45 44
i686 373 371 369 102
arm 293 292 290 291 289
aarch64 210 207 206
riscv64 210 207 206
s390x 373 371 369 102
powerpc64le 338 337 335 336 334 102
END
  run "$build/policy" -m pdp11-dec-ultrix "$BATS_TEST_DIRNAME/../services/policy"
  assert_status 1
  assert_output 'policy: pdp11-dec-ultrix: unknown architecture'
}

@test "hello's program can write to, create and remove no file except /dev/null" {
  local what
  need perl
  # 444 is landlock_create_ruleset(2) on every architecture; these arguments ask for its version.
  perl -e 'exit(syscall(444, 0, 0, 1) < 1)' || skip "this kernel has no Landlock"
  cd "$BATS_TEST_TMPDIR"
  echo kept >old
  for what in 'echo new >old' 'echo new >>old' 'echo new >new' 'mkdir new' 'mkfifo new' 'ln -s old new' 'ln old new' \
    'mv old new' 'rm old'; do
    call "$services/hello" -n sh -c "$what"
    assert_match 'ermission denied|Invalid cross-device link'
    [ ! -e new ]
    assert_same old - <<<"kept"
  done
  call "$services/hello" -n sh -c 'echo nothing >/dev/null && cat old'
  assert_status 0
  assert_same <(tail -n 1 "$out") old
}
