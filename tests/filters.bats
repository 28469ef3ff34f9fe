#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# bats file_tags=long
# shellcheck disable=SC1091,SC2030,SC2031,SC2154 # the helpers, and what they set
# shellcheck disable=SC2016 # pieces of script for another shell
# Behaviour that all filters share: options, exit statuses, the idle limit, diagnostics, and kinds of descriptors.
load helpers/load
load helpers/peers
load helpers/answers

registry=$BATS_TEST_DIRNAME/../services/services.tsv
mapfile -t all < <(awk -F'\t' '!/^#/ { print $1 }' "$registry")
# hello executes another program, so the tests of serving leave it out.
served=(echo discard chargen time daytime qotd)
answers=(time daytime qotd)

setup() {
  echo 'The only one.' >"$BATS_TEST_TMPDIR/quotation"
  echo hi >"$sent"
}

# usage NAME: the usage text that the registry implies
usage() {
  awk -F'\t' -v name="$1" '$1 == name { print "usage: " name " " $6 }' "$registry"
}

# take NAME [OPTION...]: sets $filter to the command of the filter
take() {
  echo "$*:"
  filter=("$services/$1" "${@:2}")
  [ "$1" != qotd ] || filter+=("$BATS_TEST_TMPDIR/quotation")
  before=$(date +%s)
}

# assert_served NAME: $got is the filter's reply to a peer that sent $sent
assert_served() {
  case $1 in
  echo) assert_same "$got" "$sent" ;;
  discard) assert_empty "$got" ;;
  chargen) assert_ring "$got" 20000 ;;
  time) assert_time "$got" "$before" ;;
  daytime) assert_daytime "$got" "$before" ;;
  qotd) assert_same "$got" "$BATS_TEST_TMPDIR/quotation" ;;
  esac
}

# exchange_with NAME ADDRESS: like exchange, but stops chargen, which has no end, after 20000 bytes
exchange_with() {
  if [ "$1" = chargen ]; then
    exchange "$2" 20000 <"$sent"
  else
    exchange "$2" <"$sent"
  fi
}

# assert_refused NAME CAUSE, after call: a usage error on one line, and no output
assert_refused() {
  assert_status 2
  assert_empty "$out"
  assert_same "$errors" <(echo "$1: $2; $(usage "$1")")
}

# --- options ---

@test "-h prints the usage text of the registry and the description" {
  local name rest
  while IFS=$'\t' read -r name _ _ _ description _; do
    call "$services/$name" -h </dev/null
    assert_silent
    assert_same "$out" <(usage "$name" && echo "$description; see inetkit-$name(8)")
  done < <(grep -v '^#' "$registry")
}

@test "-V prints the filter's name and the version" {
  need "$client"
  local version
  version=$("$client" --version | grep -Eo '[0-9]+\.[0-9]+\.[0-9]+')
  for name in "${all[@]}"; do
    call "$services/$name" -V </dev/null
    assert_silent
    assert_same "$out" <(echo "$name (inetkit) $version")
  done
}

@test "an unknown option is a usage error" {
  for name in "${all[@]}"; do
    for option in x Z 1 '?'; do
      call "$services/$name" "-${option}y" <"$sent"
      assert_refused "$name" "unknown option -- '$option'"
    done
    call "$services/$name" --frobnicate=5 <"$sent"
    assert_refused "$name" "unknown option -- 'frobnicate=5'"
  done
}

@test "an option without its argument is a usage error" {
  for name in "${all[@]}"; do
    for option in $(usage "$name" | grep -Eo '\[-[a-zA-Z] ' | tr -d '[ '); do
      call "$services/$name" "$option" <"$sent"
      assert_refused "$name" "option requires an argument -- '${option#-}'"
    done
  done
}

@test "an unexpected operand is a usage error" {
  for name in echo discard chargen time daytime; do
    for operand in x '' - /dev/null; do
      call "$services/$name" "$operand" <"$sent"
      assert_refused "$name" "unexpected operand '$operand'"
      call "$services/$name" -t 5 -- "$operand" <"$sent"
      assert_refused "$name" "unexpected operand '$operand'"
    done
  done
}

@test "an idle limit other than 0 to 86400 whole seconds is a usage error" {
  for limit in x '' -1 86401 1.5 5s ' 5' 0x10 1e3 99999999999999999999; do
    call "$services/echo" -t "$limit" <"$sent"
    assert_refused echo "-t $limit: not a whole number from 0 to 86400"
  done
  for name in "${all[@]}"; do
    call "$services/$name" -t 86401 <"$sent"
    assert_refused "$name" "-t 86401: not a whole number from 0 to 86400"
  done
}

@test "-t accepts idle limits from 0, which means none, to 86400 seconds" {
  for limit in 0 1 +5 007 60 86400; do
    for name in echo discard time daytime qotd; do
      take "$name" -t "$limit"
      call "${filter[@]}" <"$sent"
      assert_silent
      mv "$out" "$got"
      assert_served "$name"
    done
  done
}

@test "the usage error names the first of several mistakes" {
  for name in "${all[@]}"; do
    call "$services/$name" -x -y -t z <"$sent"
    assert_refused "$name" "unknown option -- 'x'"
  done
}

@test "a very long argument is shortened in the message" {
  for name in "${all[@]}"; do
    call "$services/$name" -t "$(printf '%010000d' 7)" <"$sent"
    assert_status 2
    assert_empty "$out"
    [ "$(wc -l <"$errors")" -eq 1 ]
    assert_between 100 "$(size_of "$errors")" 600
  done
}

@test "control characters in an argument become question marks in the message" {
  for name in "${all[@]}"; do
    call "$services/$name" -t $'1\n\e[2J\r\177\xc2\x9b5\xc3\xa9' <"$sent"
    assert_refused "$name" $'-t 1??[2J????5\xc3\xa9: not a whole number from 0 to 86400'
  done
}

@test "-h and -V fail when standard output is full" {
  for name in "${all[@]}"; do
    for option in -h -V; do
      status=0
      timeout 120 "$services/$name" "$option" >/dev/full 2>"$errors" || status=$?
      assert_status 1
      assert_same "$errors" <(echo "$name: cannot serve the connection: No space left on device")
    done
  done
}

@test "-h and -V print to the log as plain text, and nothing to the peer" {
  for name in "${all[@]}"; do
    for option in -h -V; do
      echo "$name $option"
      serve_watched "$services/$name" "$option"
      dial
      receive "$got"
      hang_up
      assert_empty "$got"
      until_ended
      assert_file_matches "$errors" "^$name: .*$name"
      if grep -q '[?]' "$errors"; then
        fail "a character was replaced in:" "$(cat "$errors")"
      fi
    done
  done
}

# --- kinds of descriptors ---

@test "each filter serves pipes" {
  for name in "${served[@]}"; do
    take "$name"
    # shellcheck disable=SC2002 # a pipe is wanted
    cat "$sent" | timeout 120 "${filter[@]}" | head -c 20000 >"$got"
    assert_served "$name"
  done
}

@test "each filter serves files" {
  for name in "${served[@]}"; do
    take "$name"
    if [ "$name" = chargen ]; then
      # Writing ends with EFBIG at this file size limit.
      (
        ulimit -f 32
        exec timeout 120 env --ignore-signal=XFSZ "${filter[@]}" <"$sent" >"$got" 2>/dev/null
      ) || status=$?
      assert_status 1
    else
      timeout 120 "${filter[@]}" <"$sent" >"$got"
    fi
    assert_served "$name"
  done
}

@test "each filter serves IPv4" {
  for name in "${served[@]}"; do
    take "$name"
    serve_watched "${filter[@]}"
    exchange_with "$name" "TCP4:127.0.0.1:$port"
    assert_served "$name"
    until_ended
    assert_empty "$errors"
  done
}

@test "each filter serves IPv6" {
  grep -q ' lo$' /proc/net/if_inet6 || skip "there is no IPv6"
  for name in "${served[@]}"; do
    take "$name"
    serve_on ::1 "${filter[@]}"
    exchange_with "$name" "TCP6:[::1]:$port"
    assert_served "$name"
    until_ended
  done
}

@test "each filter serves a UNIX socket" {
  for name in "${served[@]}"; do
    take "$name"
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" "${filter[@]}"
    exchange_with "$name" "UNIX:$BATS_TEST_TMPDIR/$name.socket"
    assert_served "$name"
    until_ended
  done
}

@test "each filter serves under tcpserver" {
  for name in "${served[@]}"; do
    take "$name"
    serve_tcpserver "${filter[@]}"
    exchange_with "$name" "TCP4:127.0.0.1:$port"
    assert_served "$name"
  done
}

@test "each filter serves on a terminal" {
  need script
  for name in "${served[@]}"; do
    take "$name"
    rm -f "$got" "$BATS_TEST_TMPDIR"/{ready,typed}
    mkfifo "$BATS_TEST_TMPDIR/typed"
    # In this mode the terminal passes lines on unchanged.
    background sh -c 'exec timeout 120 script -qec "$0" /dev/null <>"$1" >"$2"' \
      "stty -echo -opost; : >'$BATS_TEST_TMPDIR/ready'; exec ${filter[*]@Q}" "$BATS_TEST_TMPDIR/typed" "$got"
    until_true test -e "$BATS_TEST_TMPDIR/ready"
    printf 'hi\n\004' 1<>"$BATS_TEST_TMPDIR/typed"
    if [ "$name" = chargen ]; then
      until_true is_as_long_as "$got" 20000
      # script(1) ends slowly; killing it closes the terminal, which ends the filter.
      kill -KILL -- "-$started"
    else
      status=0
      wait "$started" || status=$?
      assert_status 0
    fi
    assert_served "$name"
  done
}

@test "each filter serves non-blocking pipes" {
  for name in "${served[@]}"; do
    take "$name"
    {
      sleep 0.1
      cat "$sent"
    } | timeout 120 sh -c 'dd iflag=nonblock oflag=nonblock count=0 status=none
      flags=$(grep -h "^flags:" "/proc/$$/fdinfo/0" "/proc/$$/fdinfo/1")
      echo "$flags" >&2
      exec "$@"' sh "${filter[@]}" 2>"$errors" | {
      sleep 0.1
      head -c 20000
    } >"$got"
    assert_served "$name"
    # Both descriptors had O_NONBLOCK set.
    [ "$(grep -c '[4567][0-7]\{3\}$' "$errors")" -eq 2 ] || fail "$(cat "$errors")"
  done
}

@test "echo and chargen lose nothing on non-blocking pipes that are full or empty for a while" {
  head -c 3000000 /dev/urandom >"$sent"
  {
    head -c 1000000
    sleep 0.1
    cat
  } <"$sent" | timeout 120 sh -c 'dd iflag=nonblock oflag=nonblock count=0 status=none && exec "$0"' "$services/echo" | {
    sleep 0.1
    dd bs=9973 status=none
  } >"$got"
  assert_same "$got" "$sent"
  timeout 120 sh -c 'dd oflag=nonblock count=0 status=none && exec "$0"' "$services/chargen" </dev/null | {
    sleep 0.1
    dd bs=9973 count=300 iflag=fullblock status=none
  } >"$got"
  assert_ring "$got" 2900000
}

# --- answers to misbehaving peers ---

@test "a peer that sends a request before it reads gets the whole answer and a clean end" {
  for name in "${answers[@]}"; do
    take "$name"
    serve_watched "${filter[@]}"
    dial
    printf 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' >&"$peer"
    receive "$got"
    assert_served "$name"
    hang_up
    until_ended
    assert_empty "$errors"
  done
}

# has_waited REGEX COUNT: in $BATS_TEST_TMPDIR/trace, after shutting down the connection, the filter found COUNT times
# that the number of bytes without an acknowledgement matches, and then ended
has_waited() {
  awk -v regex="$1" -v count="$2" '/^shutdown\(1, SHUT_WR\) *= 0/ { shut = 1 } shut && $0 ~ "TIOCOUTQ, \\[" regex "\\]" { n++ }
    /^\+\+\+ exited with 0/ { ended = 1; exit } END { exit !(ended && n == count) }' "$BATS_TEST_TMPDIR/trace"
}

# bats test_tags=once
@test "a peer that keeps the connection open sees the end of the answer, and keeps the filter until it has the answer, or 2 s" {
  local trace=(strace -D -o "$BATS_TEST_TMPDIR/trace" -e "trace=shutdown,ioctl,exit_group")
  need strace
  for name in "${answers[@]}"; do
    take "$name"
    serve "${trace[@]}" "${filter[@]}"
    dial
    receive "$got"
    assert_served "$name"
    until_true has_waited 0 1
    hang_up
  done
  # Over a UNIX socket, what the peer has not read counts as not acknowledged.
  take time
  serve_unix "$BATS_TEST_TMPDIR/socket" "${trace[@]}" "${filter[@]}"
  background socat -u PIPE "UNIX:$BATS_TEST_TMPDIR/socket"
  until_true has_waited '[1-9][0-9]*' 20
  # The limit of the drain also holds if the process runs again only after it has expired.
  serve strace -D -o "$BATS_TEST_TMPDIR/late" -e trace=setitimer -e inject=setitimer:delay_exit=300000:when=3 "${filter[@]}"
  dial
  until_match "$BATS_TEST_TMPDIR/late" 'INJECTED|DELAYED'
  until_match "$BATS_TEST_TMPDIR/late" '^\+\+\+ exited with 0'
}

@test "a peer that sent 60 KB gets the whole answer and a clean end" {
  for name in "${answers[@]}"; do
    head -c 60000 /dev/urandom >"$sent"
    take "$name"
    serve_watched "${filter[@]}"
    exchange "TCP4:127.0.0.1:$port" <"$sent"
    assert_served "$name"
    until_ended
    assert_empty "$errors"
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" "${filter[@]}"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" <"$sent"
    assert_served "$name"
  done
}

@test "an answering filter ends although the peer keeps the connection open, and the whole answer arrives" {
  local logs=() peers=() name
  for name in "${answers[@]}"; do
    take "$name" -t 0
    serve "${filter[@]}"
    dial
    head -c 60000 /dev/zero >&"$peer"
    logs+=("$log") peers+=("$peer")
  done
  serve "$services/qotd" -t 0 missing
  dial
  until_true has_died 1
  for name in "${!answers[@]}"; do
    log=${logs[name]} peer=${peers[name]}
    until_ended
    receive "$got"
    take "${answers[name]}"
    before=$((before - 20))
    assert_served "${answers[name]}"
  done
}

@test "a peer that trickles bytes does not keep the answering filter running" {
  local logs=() name
  for name in "${answers[@]}"; do
    take "$name" -t 0
    serve "${filter[@]}"
    logs+=("$log")
    dial
    background bash -c 'while printf x >&"$0"; do sleep 0.1; done' "$peer"
    receive "$got"
    assert_served "$name"
  done
  for log in "${logs[@]}"; do
    until_ended
  done
}

@test "a peer that sends without end does not keep the answering filter running" {
  for name in "${answers[@]}"; do
    take "$name" -t 0
    serve_watched "${filter[@]}"
    dial
    background bash -c 'exec cat /dev/zero >&"$0"' "$peer"
    until_ended
    assert_empty "$errors"
  done
}

@test "a peer that hangs up or resets the connection at once is a normal end" {
  for name in "${served[@]}"; do
    take "$name"
    serve_watched "${filter[@]}"
    dial
    hang_up
    until_ended
    dial_and_reset
    until_ended 2
    assert_empty "$errors"
  done
}

@test "a broken pipe is a normal end, whether the parent ignored, blocked or reset SIGPIPE" {
  open_broken_pipe
  for name in echo chargen time daytime qotd; do
    for parent in --default-signal=PIPE --ignore-signal=PIPE --block-signal=PIPE; do
      take "$name"
      echo "$parent"
      status=0
      timeout 120 env "$parent" "${filter[@]}" <"$sent" >&9 2>"$errors" || status=$?
      assert_status 0
      assert_empty "$errors"
    done
  done
}

@test "a full standard output is a failure with a message" {
  for name in echo chargen time daytime qotd; do
    take "$name"
    status=0
    timeout 120 "${filter[@]}" <"$sent" >/dev/full 2>"$errors" || status=$?
    assert_status 1
    assert_same "$errors" <(echo "$name: cannot serve the connection: No space left on device")
  done
}

@test "echo and discard fail with a message when reading fails" {
  for name in echo discard; do
    call "$services/$name" <"$BATS_TEST_TMPDIR"
    assert_status 1
    assert_empty "$out"
    assert_output "$name: cannot serve the connection: Is a directory"
  done
}

# --- closed descriptors ---

@test "with descriptor 0 closed echo and discard fail, and the others serve" {
  for name in "${served[@]}"; do
    take "$name"
    case $name in
    echo | discard)
      call sh -c 'exec "$@" <&-' sh "${filter[@]}"
      assert_status 1
      assert_empty "$out"
      assert_output "$name: cannot serve the connection: Bad file descriptor"
      ;;
    *)
      timeout 120 sh -c 'exec "$@" <&-' sh "${filter[@]}" 2>"$errors" | head -c 20000 >"$got"
      assert_empty "$errors"
      assert_served "$name"
      ;;
    esac
  done
}

@test "with descriptor 1 closed all filters but discard fail" {
  for name in "${served[@]}"; do
    take "$name"
    call sh -c 'exec "$@" >&-' sh "${filter[@]}" <"$sent"
    if [ "$name" = discard ]; then
      assert_silent
    else
      assert_status 1
      assert_output "$name: cannot serve the connection: Bad file descriptor"
    fi
  done
  assert_same "$BATS_TEST_TMPDIR/quotation" <(echo 'The only one.')
}

@test "with descriptor 2 closed replies and exit statuses stay the same" {
  for name in "${served[@]}"; do
    take "$name"
    timeout 120 sh -c 'exec "$@" 2>&-' sh "${filter[@]}" <"$sent" | head -c 20000 >"$got"
    assert_served "$name"
  done
  for name in "${all[@]}"; do
    call sh -c 'exec "$0" -x 2>&-' "$services/$name" <"$sent"
    assert_status 2
    assert_empty "$out"
  done
  call sh -c 'exec "$0" "$1" missing 2>&-' "$services/qotd" "$BATS_TEST_TMPDIR/quotation" <"$sent"
  assert_status 0
  assert_same "$out" "$BATS_TEST_TMPDIR/quotation"
}

@test "with descriptors 0, 1 and 2 closed each filter fails and ends" {
  for name in "${served[@]}"; do
    take "$name"
    call sh -c 'exec "$@" <&- >&- 2>&-' sh "${filter[@]}"
    assert_status 1
    call sh -c 'exec "$@" -x <&- >&- 2>&-' sh "$services/$name"
    assert_status 2
  done
}

# --- the idle limit ---

# stall LIMIT: starts filters on pipes without traffic and appends their process ids to $stalled
stall() {
  local name
  for name in echo discard; do
    mkfifo "$BATS_TEST_TMPDIR/silent-$name-$1"
    background sh -c 'exec timeout 120 "$1" -t "$2" <>"$3" >>"$4" 2>&1' sh "$services/$name" "$1" \
      "$BATS_TEST_TMPDIR/silent-$name-$1" "$out"
    stalled+=("$started")
  done
  for name in echo chargen; do
    mkfifo "$BATS_TEST_TMPDIR/full-$name-$1"
    background sh -c 'exec timeout 120 "$1" -t "$2" </dev/zero 1<>"$3" 2>>"$4"' sh "$services/$name" "$1" \
      "$BATS_TEST_TMPDIR/full-$name-$1" "$out"
    stalled+=("$started")
  done
}

@test "a filter on idle pipes ends at the limit with status 0 and no message, and never with -t 0" {
  local stalled=() pid
  stall 0
  stall 1
  for pid in "${stalled[@]:4}"; do
    status=0
    wait "$pid" || status=$?
    assert_status 0
  done
  for pid in "${stalled[@]:0:4}"; do
    is_alive "$pid"
  done
  assert_empty "$out"
}

@test "a filter on an idle connection ends at the limit with status 0 and no message, and never with -t 0" {
  local name limit logs=() peers=()
  : >"$out"
  for limit in 0 1; do
    for name in echo discard chargen; do
      serve sh -c 'exec "$1" -t "$2" 2>>"$3"' sh "$services/$name" "$limit" "$out"
      dial
      logs+=("$log") peers+=("$peer")
    done
  done
  for log in "${logs[@]:3}"; do
    until_ended
  done
  for log in "${logs[@]:0:3}"; do
    if grep '^Child' "$log"; then
      fail "it has ended"
    fi
  done
  for peer in "${peers[@]:3:2}"; do
    receive "$got"
    assert_empty "$got"
  done
  assert_empty "$out"
}

@test "a slow peer that stays below the idle limit between bytes is served to the end" {
  local pids=() pid
  # Pipes with a few bytes at a time, for longer in total than the limit of two seconds.
  background bash -c 'for _ in {1..10}; do printf x; sleep 0.25; done | "$0" -t 2 >"$1"' "$services/echo" "$got"
  pids+=("$started")
  background bash -o pipefail -c 'for _ in {1..10}; do printf x || exit; sleep 0.25; done | "$0" -t 2' "$services/discard"
  pids+=("$started")
  background bash -c '"$0" -t 2 </dev/zero | for _ in {1..10}; do head -c 16384; sleep 0.25; done >"$1"' \
    "$services/chargen" "$got.chargen"
  pids+=("$started")
  # The same over a connection.
  serve "$services/echo" -t 2
  dial
  for byte in 0 1 2 3 4 5 6 7 8 9; do
    printf %s "$byte" >&"$peer"
    read -r -N 1 -t 60 -u "$peer" answer
    [ "$answer" = "$byte" ]
    sleep 0.25
  done
  for pid in "${pids[@]}"; do
    wait "$pid"
  done
  assert_same "$got" <(printf xxxxxxxxxx)
  assert_ring "$got.chargen" 163840
}

# begin_ticks: starts echo on pipes, with a timer that does not expire by itself, and sends a line through it
begin_ticks() {
  mkfifo "$BATS_TEST_TMPDIR/to" "$BATS_TEST_TMPDIR/from"
  exec {to}<>"$BATS_TEST_TMPDIR/to" {from}<>"$BATS_TEST_TMPDIR/from"
  # shellcheck disable=SC2016 # for the other shell
  background sh -c 'exec "$1" -t 86400 <"$2/to" >"$2/from"' sh "$services/echo" "$BATS_TEST_TMPDIR"
  pass_line ''
}

pass_line() {
  local line
  echo "$1" >&"$to"
  IFS= read -r -t 60 -u "$from" line
  [ "$line" = "$1" ]
}

# tick TEXT: a quarter of the idle limit passes, and then echo gets a line and sends it back
tick() {
  kill -ALRM "$started"
  pass_line "$1"
}

# has_closed PID: the process has ended, even if nothing has waited for it yet
has_closed() {
  [ ! -e "/proc/$1/fd/0" ]
}

@test "a connection that transfers fewer than 60 bytes in five idle limits ends" {
  local i
  begin_ticks
  # With the 20 line ends, 58 bytes in both directions.
  tick 123456789
  for ((i = 2; i < 20; i++)); do tick ''; done
  kill -ALRM "$started"
  until_true has_closed "$started"
  wait "$started"
}

@test "a connection that transfers 60 bytes in five idle limits goes on, and ends after sixty" {
  local i
  begin_ticks
  for ((i = 1; i < 240; i++)); do
    if ((i % 20 == 1)); then tick 1234567890; else tick ''; fi
  done
  kill -ALRM "$started"
  until_true has_closed "$started"
  wait "$started"
}

@test "the idle limit works whether the parent ignored, blocked or reset SIGALRM" {
  local pids=() pid parent
  for parent in --block-signal=ALRM --ignore-signal=ALRM --block-signal --default-signal=ALRM; do
    mkfifo "$BATS_TEST_TMPDIR/silent$parent"
    background sh -c 'exec timeout -s KILL 20 env "$1" "$2" -t 1 <>"$3" 1<>"$3"' sh "$parent" "$services/discard" \
      "$BATS_TEST_TMPDIR/silent$parent"
    pids+=("$started")
  done
  for pid in "${pids[@]}"; do
    status=0
    wait "$pid" || status=$?
    assert_status 0
  done
}

# --- diagnostics ---

@test "a usage error is one line on descriptor 2, and the peer gets nothing" {
  for name in "${all[@]}"; do
    serve_watched "$services/$name" -x
    dial
    receive "$got"
    hang_up
    assert_empty "$got"
    until_true has_died 2
    assert_same "$errors" <(echo "$name: unknown option -- 'x'; $(usage "$name")")
  done
}

@test "a usage error does not reach the peer when descriptor 2 is the connection" {
  need socat
  for name in "${all[@]}"; do
    echo "$name over TCP"
    serve sh -c 'exec "$0" -x 2>&1' "$services/$name"
    dial
    receive "$got"
    hang_up
    assert_empty "$got"
    until_true has_died 2

    echo "$name over a UNIX socket"
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" sh -c 'exec "$0" -x 2>&1' "$services/$name"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" </dev/null
    assert_empty "$got"
    until_true has_died 2

    echo "$name on a pair of sockets"
    timeout 120 socat -t 60 - "EXEC:$services/$name -x,stderr" </dev/null >"$got" 2>/dev/null || true
    assert_empty "$got"
  done
}

@test "a usage error does not go to an Internet connection that is neither descriptor 0 nor 1" {
  for name in "${all[@]}"; do
    serve sh -c 'exec "$0" -x 2>&1 <"$1" >"$2"' "$services/$name" "$sent" "$out"
    dial
    receive "$got"
    hang_up
    assert_empty "$got"
    assert_empty "$out"
    until_true has_died 2
  done
}

@test "with descriptor 2 on the connection the peer gets the reply and no error message" {
  serve sh -c 'exec "$0" missing "$1" 2>&1' "$services/qotd" "$BATS_TEST_TMPDIR/quotation"
  dial
  receive "$got"
  assert_same "$got" "$BATS_TEST_TMPDIR/quotation"

  serve sh -c 'exec "$0" <"$1" 2>&1' "$services/echo" "$BATS_TEST_TMPDIR"
  dial
  receive "$got"
  assert_empty "$got"
  until_true has_died 1
}

@test "diagnostics that must not go to descriptor 2 go to syslog" {
  need strace
  for name in "${all[@]}"; do
    # LeakSanitizer does not work under strace(1).
    serve env ASAN_OPTIONS=detect_leaks=0 strace -o "$BATS_TEST_TMPDIR/trace" -e trace=connect sh -c 'exec "$0" -x 2>&1' "$services/$name"
    dial
    receive "$got"
    hang_up
    assert_empty "$got"
    until_true has_died 2
    assert_file_matches "$BATS_TEST_TMPDIR/trace" '^connect\(.*AF_UNIX.*"/dev/log"'
  done
}

@test "diagnostics go to a UNIX socket that is neither descriptor 0 nor 1" {
  for name in "${all[@]}"; do
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" sh -c 'exec "$0" -x 2>&1 </dev/null >"$1"' "$services/$name" "$out"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" </dev/null
    assert_same "$got" <(echo "$name: unknown option -- 'x'; $(usage "$name")")
    assert_empty "$out"
  done
}

@test "diagnostics to the journal carry their priority" {
  local journal='exec 2>&1 </dev/null >"$1"; JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2)'
  for name in "${all[@]}"; do
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" sh -c "$journal"' exec "$0" -x' "$services/$name" "$out"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" </dev/null
    assert_same "$got" <(echo "<3>unknown option -- 'x'; $(usage "$name")")
    # A descriptor that differs from JOURNAL_STREAM is not the journal.
    serve_unix "$BATS_TEST_TMPDIR/$name.other" sh -c "$journal"'0 exec "$0" -x' "$services/$name" "$out"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.other" </dev/null
    assert_same "$got" <(echo "$name: unknown option -- 'x'; $(usage "$name")")
    assert_empty "$out"
  done
}

@test "a peer gets no diagnostics when JOURNAL_STREAM names its connection" {
  for name in "${all[@]}"; do
    serve_unix "$BATS_TEST_TMPDIR/$name.socket" \
      sh -c 'exec 2>&1; JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2) exec "$0" -x' "$services/$name"
    exchange "UNIX:$BATS_TEST_TMPDIR/$name.socket" </dev/null
    assert_empty "$got"
    until_true has_died 2
  done
}

@test "a filter makes descriptor 2 /dev/null when it is the connection" {
  serve_watched sh -c 'exec "$0" 2>&1' "$services/echo"
  dial
  echo line >&"$peer"
  read -r -t 60 -u "$peer" line
  run readlink "/proc/$(pgrep -P "$server")/fd/2"
  assert_output /dev/null
  hang_up
}

# --- failures ---

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
