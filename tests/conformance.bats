#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The rules of tests/conformance/check: what inetkit and the builtin services of the inetds keep, compared with
# packaging/conformance.md, and the program itself.
# bats file_tags=long,once,slow
load helpers/load
load helpers/foreign

directory=$BATS_TEST_DIRNAME/conformance
page=$BATS_TEST_DIRNAME/../packaging/conformance.md

# columns FILE TITLE...: prints the rules with these columns of the table. What xinetd throws away while it replies ends
# loops and bursts on a busy machine, so the result of two rules is left out.
columns() {
  local file=$1
  shift
  awk -F ' [|] ' -v titles="$(printf '%s\n' "$@")" '
    /^\| rule / {
      count = split(titles, wanted, "\n")
      for (i = 1; i <= NF; i++) {
        sub(/ \|$/, "", $i)
        place[$i] = i
      }
      next
    }
    /^\| `/ {
      line = $1
      sub(/ \|$/, "", $NF)
      for (i = 1; i <= count; i++) {
        cell = wanted[i] == "xinetd alone" && $1 ~ /-(loop|rate)`/ ? "*" : $place[wanted[i]]
        line = line " | " cell
      }
      print line
    }' "$file"
}

@test "each server keeps and breaks the rules that the page says, and inetkit keeps all" {
  need_foreign
  need_root
  need python3 ip unshare nsenter tcpserver faketime
  local servers=(inetkit/{xinetd,openbsd-inetd,inetutils-inetd,tcpserver} xinetd openbsd-inetd inetutils-inetd)
  local attempt server title again
  # An inetd accepts a connection only when its turn comes. If it was reset before, the inetd waits in accept(2), and no
  # rule after that is kept. On a busy machine this happens to some run, so a server gets three.
  for attempt in 1 2 3; do
    INETKIT_FOREIGN=$foreign "$directory/run" "$build" "${servers[@]}" >"$BATS_TEST_TMPDIR/page"
    again=()
    for server in "${servers[@]}"; do
      title="$server alone"
      [[ $server != */* ]] || title=${server/\// under }
      diff <(columns "$page" "$title") <(columns "$BATS_TEST_TMPDIR/page" "$title") || again+=("$server")
    done
    [ "${#again[@]}" -gt 0 ] || return 0
    servers=("${again[@]}")
  done
  fail "the page differs for ${servers[*]}; make it again: make conformance"
}

@test "the page has every rule, and inetkit keeps those of its services under each supervisor" {
  need python3
  run columns "$page" inetkit\ under\ {systemd,xinetd,openbsd-inetd,inetutils-inetd,tcpserver}
  refute_match '\| (\*\*no|not checked|$)'
  assert_match '^\| `tcp-time-2036` \| ok \| ok \| ok \| ok \| ok$'
  assert_match '^\| `udp-time-2036` \| ok \| ok \| ok \| ok \| –$'
  diff <("$directory/check" --list | cut -f 1 | sort) <(sed -E 's/^\| `([^`]*).*/\1/' <<<"$output" | sort)
}

@test "check exits with 0 if a server keeps the rules, with 1 if not or if there is none, and with 2 if misused" {
  need python3
  serve "$services/time"
  run "$directory/check" "time/tcp=127.0.0.1:$port"
  assert_status 0
  [ "${lines[-1]}" = '4 passed, 0 failed, 1 not checked' ] || fail "$output"
  run "$directory/check" --tap --offset 5 --rules '*-value' "time/tcp=127.0.0.1:$port"
  assert_status 1
  assert_match '^not ok 1 - tcp-time-value: '
  assert_match '^# tcp-time-value failed: off by -[45] s$'
  serve "$services/discard"
  run "$directory/check" --wait 0.2 --rules '*-line' "daytime/tcp=127.0.0.1:$port"
  assert_status 1
  assert_match 'came: the server neither sends nor closes the connection$'
  run "$directory/check" --wait 0.2 daytime/tcp=127.0.0.1:1
  assert_status 1
  assert_match 'no such service: cannot connect: Connection refused$'
  run "$directory/check" 127.0.0.1:7
  assert_status 2
  assert_match "^check: error: '127\.0\.0\.1:7' is not HOST or SERVICE"
}
