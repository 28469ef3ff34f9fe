# SPDX-License-Identifier: ISC
# Checks of the replies of the services on their assigned ports. Source peers.bash first.
# shellcheck disable=SC2030,SC2031 # a subshell changes only its own variables

registry=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)/services/services.tsv
mapfile -t all_services < <(awk -F'\t' '!/^#/ { print $1 }' "$registry")

# served_over TRANSPORT: prints the services that shared serves over udp or tcp
served_over() {
  awk -F'\t' -v transport="$1" '!/^#/ && index("," $8 ",", "," transport ",") { print $1 }' "$registry"
}
mapfile -t dgram_services < <(served_over udp)
mapfile -t shared_services < <(served_over tcp)
# The names of their units and drop-ins.
all_servers=("${dgram_services[@]/%/-dgram}" "${shared_services[@]/%/-shared}")

# port_of NAME: prints the port of the service
port_of() {
  awk -F'\t' -v name="$1" '$1 == name { print $2 }' "$registry"
}

# assert_answer NAME HOST [CALLER]: connects to the service; fails unless its reply is right and the connection ends
# cleanly. HOST is an address of socat(1) without the port, such as TCP6:[::1]. CALLER is the name in the greeting of
# hello (localhost).
assert_answer() {
  local address before
  address=$2:$(port_of "$1")
  echo "$1 at $address:"
  head -c 300000 /dev/urandom >"$sent"
  before=$(date +%s)
  case $1 in
  hello)
    exchange "$address" </dev/null
    assert_greeting "$got" "$before" "${3-localhost}"
    # A fortune follows.
    assert_between 2 "$(wc -l <"$got")" 1000
    ;;
  time)
    exchange "$address" </dev/null
    assert_time "$got" "$before"
    ;;
  daytime)
    exchange "$address" </dev/null
    assert_daytime "$got" "$before"
    ;;
  qotd)
    exchange "$address" </dev/null
    assert_between 2 "$(size_of "$got")" 511
    ;;
  echo)
    exchange "$address" <"$sent"
    assert_same "$got" "$sent"
    ;;
  discard)
    exchange "$address" <"$sent"
    assert_empty "$got"
    ;;
  chargen)
    exchange "$address" 20000 </dev/null
    assert_ring "$got" 20000
    ;;
  *) fail "what should $1 answer?" ;;
  esac
}

# assert_all_answer HOST [CALLER]: like assert_answer for all services at the same time
assert_all_answer() {
  local name pid pids=() failed=0
  for name in "${all_services[@]}"; do
    mkdir -p "$BATS_TEST_TMPDIR/$name"
    (
      BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR/$name
      got=$BATS_TEST_TMPDIR/got sent=$BATS_TEST_TMPDIR/sent
      assert_answer "$name" "$@"
    ) &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || failed=$((failed + 1))
  done
  [ "$failed" -eq 0 ] || fail "$failed services at $1 failed"
}

# assert_datagram_answer NAME HOST: sends datagrams to the UDP port of the service at HOST, an address; fails unless the
# replies are right
assert_datagram_answer() {
  local port size before
  port=$(port_of "$1")
  echo "$1 at UDP port $port of $2:"
  echo >"$sent"
  before=$(date +%s)
  case $1 in
  time)
    exchange_datagram "$2" "$port"
    assert_time "$got" "$before"
    ;;
  daytime)
    exchange_datagram "$2" "$port"
    assert_daytime "$got" "$before"
    ;;
  qotd)
    head -c 512 /dev/urandom >"$sent"
    exchange_datagram "$2" "$port"
    assert_between 2 "$(size_of "$got")" 511
    # A reply is never longer than its request.
    head -c 5 /dev/urandom >"$sent"
    exchange_datagram "$2" "$port"
    [ "$(size_of "$got")" -eq 5 ] || fail "$(size_of "$got") bytes instead of 5"
    ;;
  echo)
    # 65507 is the maximum over IPv4.
    for size in 1 1472 65507; do
      head -c "$size" /dev/urandom >"$sent"
      exchange_datagram "$2" "$port"
      assert_same "$got" "$sent"
    done
    ;;
  discard)
    dial_datagram "$2" "$port"
    send_datagram "$sent"
    assert_no_datagram "$port"
    hang_up
    ;;
  chargen)
    for size in 1000 74; do
      head -c "$size" /dev/urandom >"$sent"
      exchange_datagram "$2" "$port"
      assert_between 0 "$(size_of "$got")" $((size > 512 ? 512 : size))
      assert_ring_lines "$got"
    done
    ;;
  *) fail "what should $1 answer?" ;;
  esac
}

# assert_all_datagram_answers HOST: like assert_datagram_answer for all services
assert_all_datagram_answers() {
  local name
  for name in "${dgram_services[@]}"; do
    assert_datagram_answer "$name" "$1"
  done
}

# assert_greeting FILE EARLIEST CALLER: the first line greets CALLER, contains a time between EARLIEST (in Unix time)
# and now, and ends with a newline
assert_greeting() {
  local moment now greeting
  now=$(date +%s)
  head -n 1 "$1" >"$BATS_TEST_TMPDIR/greeting"
  for ((moment = $2; moment <= now; moment++)); do
    greeting="Hello there, $3, it's now $(LC_ALL=C date -d "@$moment" '+%a %b %e %H:%M:%S %Y')"
    ! cmp -s "$BATS_TEST_TMPDIR/greeting" <(printf '%s\n' "$greeting") || return 0
  done
  fail "this is not a greeting of $3:" "$(<"$1")"
}

# converse: checks that nc gets 5 MB back from echo, and that nc and busybox nc get the whole reply of daytime
converse() {
  local before client
  head -c 5000000 /dev/urandom >"$sent"
  nc -N 127.0.0.1 7 <"$sent" >"$got"
  assert_same "$got" "$sent"
  for client in 'nc -N' 'busybox nc'; do
    before=$(date +%s)
    $client 127.0.0.1 13 </dev/null >"$got"
    assert_daytime "$got" "$before"
  done
  # A request that the service does not read must not reset the connection.
  before=$(date +%s)
  nc 127.0.0.1 13 <<<"GET / HTTP/1.0" >"$got"
  assert_daytime "$got" "$before"
}

# converse_by_datagrams: checks that nc gets a reply from daytime and echo over UDP
converse_by_datagrams() {
  local before
  echo 'a request' >"$sent"
  before=$(date +%s)
  nc -u -W 1 127.0.0.1 13 <"$sent" >"$got"
  assert_daytime "$got" "$before"
  nc -u -W 1 ::1 7 <"$sent" >"$got"
  assert_same "$got" "$sent"
}

# assert_rdate ARG...: runs rdate with these arguments; fails unless it prints the current time
assert_rdate() {
  local moment now
  moment=$(date +%s)
  TZ=UTC0 LC_ALL=C rdate -p "$@" >"$got"
  now=$(date +%s)
  for (( ; moment <= now; moment++)); do
    ! grep -Fxq "$(TZ=UTC0 LC_ALL=C date -d "@$moment" '+%a %b %e %H:%M:%S UTC %Y')" "$got" || return 0
  done
  fail "rdate says:" "$(<"$got")"
}

# count_answers PORT COUNT: connects to 127.0.0.1 COUNT times, one connection after another; prints how many replies
# began with a complete line
count_answers() {
  local i peer line served=0
  for ((i = 0; i < $2; i++)); do
    exec {peer}<>"/dev/tcp/127.0.0.1/$1" || continue
    ! IFS= read -r -t 60 -u "$peer" line || served=$((served + 1))
    exec {peer}>&-
  done
  echo "$served"
}
