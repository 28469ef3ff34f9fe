#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The replies to HAProxy's agent check. haproxy.bats has what HAProxy does after them.
load helpers/load
load helpers/peers

agent=$services/agent

@test "agent replies with the state in the file, whatever white space is around it, and is ready without a file" {
  local file=$BATS_TEST_TMPDIR/state state reply
  call "$agent" </dev/null
  assert_silent
  assert_same "$out" - <<<'up ready 100%'
  call "$agent" "$file" </dev/null
  assert_silent
  assert_same "$out" - <<<'up ready 100%'
  while IFS='|' read -r state reply; do
    # shellcheck disable=SC2059 # escapes
    printf "$state" >"$file"
    call "$agent" "$file" </dev/null
    assert_silent
    assert_same "$out" - <<<"$reply"
  done <<'END'
ready\n|up ready 100%
up|up ready 100%
drain\n|up drain
maint\n|maint
\t down \r\n\n|down
0%%\n|up ready 0%
7%%|up ready 7%
100%%\n|up ready 100%
END
}

@test "agent sends nothing of a file that says something else or cannot be read, and logs the cause" {
  local file=$BATS_TEST_TMPDIR/state state
  local -a states=('' '\n' 'drian' 'ready drain' 'READY' 'ready\0' '101%%' '050%%' '-1%%' '50' '%%' 'up ready 100%%' 'maint\nready'
    'down #\e[31m' 'ready                                                             ')
  for state in "${states[@]}"; do
    # shellcheck disable=SC2059 # escapes
    printf -- "$state" >"$file"
    call "$agent" "$file" </dev/null
    assert_status 1
    assert_empty "$out"
    assert_output "agent: $file: not ready, up, drain, maint, down or a percentage such as 50%; correct the file, or remove it"
  done
  call "$agent" "$BATS_TEST_TMPDIR" </dev/null
  assert_status 1
  assert_output "agent: $BATS_TEST_TMPDIR: not a regular file; correct the file, or remove it"
  mkfifo "$BATS_TEST_TMPDIR/fifo"
  call "$agent" "$BATS_TEST_TMPDIR/fifo" </dev/null
  assert_status 1
  assert_output "agent: $BATS_TEST_TMPDIR/fifo: not a regular file; correct the file, or remove it"
  call "$agent" "$file/x" </dev/null
  assert_status 1
  assert_empty "$out"
  assert_output "agent: $file/x: Not a directory; correct the file, or remove it"
}

# bats test_tags=once
@test "agent -l replies with less weight for more load, at least 1%, and a weight in the file has precedence" {
  local busy reply
  need strace
  [ "$(uname -m)" = x86_64 ] || skip "this knows struct sysinfo of x86-64"
  # The second field, from byte 8 on, is the load average times 65536; this is 2.5.
  load=(strace -o /dev/null -e trace=sysinfo -e 'inject=sysinfo:poke_exit=@arg1=00000000000000000080020000000000')
  while read -r busy reply; do
    call "${load[@]}" "$agent" -l "$busy" </dev/null
    assert_silent
    assert_same "$out" - <<<"up ready $reply"
  done <<'END'
1000000 100%
10 75%
5 50%
2.6 4%
2.51 1%
2.5 1%
0.1 1%
END
  echo 80% >"$BATS_TEST_TMPDIR/state"
  call "${load[@]}" "$agent" -l 5 "$BATS_TEST_TMPDIR/state" </dev/null
  assert_same "$out" - <<<'up ready 80%'
  call strace -o /dev/null -e trace=sysinfo -e inject=sysinfo:error=ENOSYS "$agent" -l 5 </dev/null
  assert_status 1
  assert_output 'agent: the load average is not known: Function not implemented; omit -l'
}

@test "agent with wrong arguments is a usage error" {
  call "$agent" -l 0 </dev/null
  assert_status 2
  assert_output "agent: -l 0: not a load average such as 2.5; usage: $("$agent" -h | sed -n '1s/^usage: //p')"
  call "$agent" one two </dev/null
  assert_status 2
  assert_output "agent: unexpected operand 'two'; usage: $("$agent" -h | sed -n '1s/^usage: //p')"
}

# bats test_tags=confined
@test "agent serves within its sandbox, over a connection whose peer has sent something" {
  serve "$agent"
  exchange "TCP4:127.0.0.1:$port" <<<'a string of agent-send'
  assert_same "$got" - <<<'up ready 100%'
  until_ended
}
