#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The policies of a build for another architecture. qemu-user has no seccomp(2), so no kernel enforces them here:
# build/tests/policies decides what the kernel would, and the system calls of the programs are compared with that.
# The helpers are those of the suites in tests/.
BATS_TEST_DIRNAME=${BATS_TEST_DIRNAME%/emulated}
load helpers/load
load helpers/peers

policies=$BATS_TEST_DIRNAME/../services/policy

# Arguments that meet every condition in services/policy except that of clone, and arguments that meet only that one:
# a request to ioctl is the second argument, PROT_EXEC is in the third of mmap, an address the fifth of sendto.
meeting=(1 0x5411 3 0 0 0)
others=(0x20000 0 4 0 1 0)

# expected KIND CALLS: prints what services/policy says of the calls in a file, in the form of build/tests/policies;
# KIND is "meeting" or "others"
expected() {
  awk -v kind="$1" '
    function verdict(call, detail) {
      if (detail == "EPERM") return 1
      if (detail == "ENOSYS") return 38
      if (detail == "" || (detail == "NEW") == (kind == "others")) return listed
      return ""
    }
    NR == FNR { calls[$1]; next }
    /^#/ || NF == 0 { next }
    $2 == "=" { for (i = 3; i <= NF; i++) words[$1] = words[$1] " " $i; next }
    {
      split($0, halves, ":")
      split(halves[1], name, " ")
      listed = name[2] == "but" ? 1 : "allow"
      other = name[2] == "but" ? "allow" : name[2] == "executes" ? 1 : "trap"
      for (call in calls) result[call] = other
      count = split(substr($0, length(halves[1]) + 2), list, " ")
      for (w = 1; w <= count; w++) {
        n = split(words[list[w]], permitted, " ")
        for (i = 1; i <= n; i++) {
          split(permitted[i], part, ":")
          what = verdict(part[1], part[2])
          # A call that is permitted without a condition is permitted.
          if (part[1] in calls && what != "" && result[part[1]] == other) result[part[1]] = what
          delete part
        }
      }
      for (call in calls) print name[1], call, result[call]
      print name[1], "other", "kill"
    }' "$2" "$policies" | sort
}

@test "each policy permits the system calls of this architecture that services/policy names, and no others" {
  local calls=$BATS_TEST_TMPDIR/calls
  "$build/tests/policies" "${meeting[@]}" | sort >"$BATS_TEST_TMPDIR/meeting"
  "$build/tests/policies" "${others[@]}" | sort >"$BATS_TEST_TMPDIR/others"
  awk '$1 == "echo" && $2 != "other" { print $2 }' "$BATS_TEST_TMPDIR/meeting" >"$calls"
  [ "$(wc -l <"$calls")" -gt 250 ] || fail "$(<"$calls")"
  assert_same "$BATS_TEST_TMPDIR/meeting" <(expected meeting "$calls")
  assert_same "$BATS_TEST_TMPDIR/others" <(expected others "$calls")
}

# calls_of FILE: prints the names of the system calls in a trace of qemu-user that follow the last seccomp(2). One whose
# process ends in it has no result.
calls_of() {
  sed -nE 's/^[0-9]+ ([a-z0-9_]+)\(.*/\1/p' "$1" | tac | sed '/^seccomp$/,$d' | sort -u
}

# assert_permitted POLICY: the traced processes entered the sandbox, then made only system calls that the policy permits
# or lets fail, or that SECCOMP_MODE_STRICT permits, which is 0
assert_permitted() {
  local trace call policy entered=0
  for trace in "$BATS_TEST_TMPDIR"/trace.*; do
    grep -q ' seccomp(' "$trace" || continue
    entered=$((entered + 1))
    policy=$1
    ! grep -q ' seccomp(0,' "$trace" || policy=strict
    [ -n "$(calls_of "$trace")" ] || fail "$1: no system call in $(<"$trace")"
    for call in $(calls_of "$trace"); do
      grep -Eqx "$policy $call (allow|[0-9]+)" "$verdicts" || fail "$1 ($policy) may not call $call: $(<"$trace")"
    done
  done
  [ "$entered" -gt 0 ] || fail "$1 entered no sandbox"
  rm "$BATS_TEST_TMPDIR"/trace.*
}

setup() {
  verdicts=$BATS_TEST_TMPDIR/verdicts
  # In the environment of the programs; each writes its system calls to trace.PID.
  tracing=(env QEMU_STRACE=1 QEMU_LOG_FILENAME="$BATS_TEST_TMPDIR/trace.%d")
}

# judge: writes what the policies permit to $verdicts
judge() {
  "$build/tests/policies" "${meeting[@]}" >"$verdicts"
  printf 'strict %s allow\n' read write exit rt_sigreturn >>"$verdicts"
}

# has_entered: a program has entered the sandbox, and made a system call after that
has_entered() {
  grep -hsA 1 ' seccomp(' "$BATS_TEST_TMPDIR"/trace.* | grep -v ' seccomp(' | grep -q '(.*) *='
}

# is_running: the last system call of a program is not that which ends it
is_running() {
  local trace
  for trace in "$BATS_TEST_TMPDIR"/trace.*; do
    tail -n 1 "$trace" | grep -Eq ' exit(_group)?\(' || return 0
  done
  return 1
}

has_ended() {
  ! is_running
}

@test "the filters make only system calls that their policies permit on this architecture" {
  local name options
  judge
  for name in echo discard chargen time daytime qotd agent admit; do
    options=()
    [ "$name" != admit ] || options=(-f 10.0.0.0/8 -- "$services/echo")
    serve "${tracing[@]}" "$services/$name" "${options[@]}"
    dial
    echo input >&"$peer"
    until_true has_entered
    hang_up
    echo "$name:"
    until_true has_ended
    stop_all
    assert_permitted "$name"
  done
}

@test "the server of many peers makes only system calls that its policy permits on this architecture" {
  judge
  new_log
  background "$listen" 127.0.0.1 systemd-socket-activate "${tracing[@]}" "$services/shared" -i 1 time 2>"$log"
  server=$started
  until_match "$log" '^Received 1 descriptors'
  until_listening "$server"
  dial
  receive "$got"
  [ "$(wc -c <"$got")" -eq 4 ]
  hang_up
  until_true has_ended
  assert_permitted shared
}
