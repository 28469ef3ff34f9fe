# SPDX-License-Identifier: ISC
# Honest peers beside hostile ones, and what is left of them. The services are echo on port 7, with -t 2, and daytime on
# port 13, with -f soaked.

# Connections of honest peers. make soak sets it, and then the delays of honest peers are judged too.
soak=${INETKIT_SOAK:-300}
[ -z "${INETKIT_SOAK-}" ] || export BATS_TEST_TIMEOUT=36000

# Judge delays and the share of hostile peers: those of a few peers say little.
is_judged() {
  [ -n "${INETKIT_SOAK-}" ] && [ "$1" -ge 1000 ]
}

# honest tcp|udp PORT COUNT: that many honest peers each get their bytes; prints the 99th percentile of their delays in
# microseconds, how many were served in a second, and for UDP how many requests were sent again
honest() {
  local line p99 rate lost program=(connections -a 250) check=(-r $'soaked\r\n')
  [ "$1.$2" != tcp.7 ] || check=(-e soaked)
  [ "$1" != udp ] || program=(datagrams -b 250 -s 6 -t 5)
  [ "$1.$2" != udp.7 ] || check=(-e)
  line=$("$build/tests/${program[0]}" "${program[@]:1}" -j 8 -p 99 -n "$3" "${check[@]}" 127.0.0.1 "$2") || return
  read -r _ p99 rate lost <<<"$line"
  echo "${p99%.*} ${rate%.*} ${lost:-0}"
}

# alone TRANSPORT PORT COUNT: honest peers without an attack, if delays are judged; keeps the longest in $alone, and the
# rate in $rate
alone() {
  local line p99
  is_judged "$3" || return 0
  line=$(honest "$1" "$2" $(($3 / 10))) || return
  read -r p99 rate _ <<<"$line"
  [ "$p99" -le "$alone" ] || alone=$p99
}

# beside NAME TRANSPORT PORT COUNT READY ATTACK...: the honest peers are served beside the command ATTACK, once the command
# READY succeeds; ATTACK gets SIGTERM when they have been served. Its output begins with how much it did.
beside() {
  local name=$1 transport=$2 port=$3 count=$4 ready=$5 attack line under lost
  shift 5
  : >"$BATS_TEST_TMPDIR/attack" # before READY can look at what an attack before wrote
  "$@" >"$BATS_TEST_TMPDIR/attack" &
  attack=$!
  until_true "$ready"
  line=$(honest "$transport" "$port" "$count")
  read -r under _ lost <<<"$line"
  kill "$attack" 2>/dev/null || true
  wait "$attack" || fail "$name: exit status $?"
  result=$(tail -n 1 "$BATS_TEST_TMPDIR/attack")
  [[ $result = [1-9]* ]] || fail "$name: nothing was done: $result"
  echo "# $transport port $port: p99 of $count honest peers $under us beside $name ($result), $lost sent again"
  is_judged "$count" || return 0
  alone "$transport" "$port" "$count"
  echo "# $alone us alone"
  [ "$under" -le $((3 * alone)) ] || fail "more than three times as long"
  [ "$lost" -le $((count / 1000)) ] || fail "more than one in 1000 sent again"
}

# besiege PORT COUNT: up to 16 connections at a time are hostile, and the next one begins a second after the server has
# ended one. The first ones have been opened before the honest ones begin. If delays are judged, the number of hostile
# connections follows from that of the honest ones in a second, because each takes the time of the server. They last about
# three seconds, so a few in 100 are hostile: at least one, up to more than 20,000 honest ones in a second. hostile holds at
# most 4096.
besiege() {
  local alone=0 rate=0 result held=16
  alone tcp "$1" "$2"
  ! is_judged "$2" || held=$((rate / 5 + 4 < 4096 ? rate / 5 + 4 : 4096))
  beside 'hostile peers' tcp "$1" "$2" has_attacked "$build/tests/hostile" -a 8 -j "$held" -i 1 127.0.0.1 "$1"
  ! is_judged "$2" || [ "${result%% *}" -ge $(($2 / 100)) ] || fail "less than one hostile peer in 100"
}

has_attacked() {
  [ -s "$BATS_TEST_TMPDIR/attack" ]
}

# flood PORT COUNT: datagrams from random sources, at least 50 for each honest peer, until all of these have been served
flood() {
  local alone=0 rate result
  alone udp "$1" "$2"
  beside 'datagrams per second, and dropped ones' udp "$1" "$2" has_attacked \
    "$build/tests/datagrams" -xu -n $(($2 * 50)) 127.0.0.1 "$1"
}

descriptors_of() {
  find "/proc/$1/fd" -mindepth 1 | wc -l
}

# The connections that are left, without those that the kernel remembers for a while, in the state TIME_WAIT
connections_left() {
  awk '$4 != "st" && $4 != "0A" && $4 != "06"' /proc/net/tcp /proc/net/tcp6
}

# remember PID: what the server has now, for is_left_with
remember() {
  remembered="$(descriptors_of "$1")"
  resident=$(resident_of "$1")
}

# is_left_with PID: no connection is left, and the server has as many descriptors as it had, and at most 512 kB more memory
is_left_with() {
  [ -z "$(connections_left)" ] && [ "$(descriptors_of "$1")" -le "$remembered" ] && [ "$(resident_of "$1")" -le $((resident + 512)) ]
}

# assert_left_with PID
assert_left_with() {
  until_true is_left_with "$1" ||
    fail "$remembered descriptors and $resident kB became $(descriptors_of "$1") and $(resident_of "$1")" "$(connections_left)"
  echo "# memory of the server: $resident kB before, $(resident_of "$1") kB after"
}
