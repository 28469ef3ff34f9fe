# SPDX-License-Identifier: ISC
# Honest peers beside hostile ones, and what is left of them. The services are echo on port 7, with -t 2, and daytime on
# port 13, with -f soaked.

# Connections of honest peers. make soak sets it, and then the delays of honest peers are judged too.
soak=${INETKIT_SOAK:-300}
[ -z "${INETKIT_SOAK-}" ] || export BATS_TEST_TIMEOUT=36000

# honest PORT COUNT: that many honest peers each get their bytes; prints the 99th percentile of their delays in
# microseconds
honest() {
  local line check=(-r $'soaked\r\n')
  [ "$1" -ne 7 ] || check=(-e soaked)
  line=$("$build/tests/connections" -a 250 -j 8 -p 99 -n "$2" "${check[@]}" 127.0.0.1 "$1") || return
  cut -d ' ' -f 2 <<<"$line"
}

# beside NAME PORT COUNT READY ATTACK...: the honest peers are served first alone, and then, once the command READY
# succeeds, beside the command ATTACK, which gets SIGTERM when they have been served. Its output begins with how much it did.
beside() {
  local name=$1 port=$2 count=$3 ready=$4 alone under attack result
  shift 4
  alone=$(honest "$port" $((count / 10 + 20)))
  "$@" >"$BATS_TEST_TMPDIR/attack" &
  attack=$!
  until_true "$ready"
  under=$(honest "$port" "$count")
  kill "$attack" 2>/dev/null || true
  wait "$attack" || fail "$name: exit status $?"
  result=$(tail -n 1 "$BATS_TEST_TMPDIR/attack")
  [[ $result = [1-9]* ]] || fail "$name: nothing was done: $result"
  echo "# port $port: p99 of $count honest peers ${under%.*} us beside $name ($result), ${alone%.*} us alone"
  # The percentile of a few peers says little.
  [ -z "${INETKIT_SOAK-}" ] || [ "$count" -lt 1000 ] || awk -v a="$alone" -v u="$under" 'BEGIN { exit !(u <= 3 * a) }' ||
    fail "more than three times as long"
}

# besiege PORT COUNT: up to 16 connections at a time are hostile, and the next one begins a second after the server has
# ended one. The first 16 have been opened before the honest ones begin.
besiege() {
  beside 'hostile peers' "$1" "$2" has_attacked "$build/tests/hostile" -a 8 -j 16 -i 1 127.0.0.1 "$1"
}

has_attacked() {
  [ -s "$BATS_TEST_TMPDIR/attack" ]
}

# flood PORT COUNT: 50 datagrams from random sources for each honest peer
flood() {
  beside 'datagrams per second, and dropped ones' "$1" "$2" true \
    env --ignore-signal=TERM "$build/tests/datagrams" -x -n $(($2 * 50)) 127.0.0.1 "$1"
}

descriptors_of() {
  find "/proc/$1/fd" -mindepth 1 | wc -l
}

resident_of() {
  awk '/^VmRSS:/ { print $2 }' "/proc/$1/status"
}

# remember PID: what the server has now, for is_left_with
remember() {
  remembered="$(descriptors_of "$1")"
  resident=$(resident_of "$1")
}

# is_left_with PID: the server has as many descriptors as it had, and at most 512 kB more memory
is_left_with() {
  [ "$(descriptors_of "$1")" -le "$remembered" ] && [ "$(resident_of "$1")" -le $((resident + 512)) ]
}

# assert_left_with PID
assert_left_with() {
  until_true is_left_with "$1" ||
    fail "$remembered descriptors and $resident kB became $(descriptors_of "$1") and $(resident_of "$1")"
  echo "# memory of the server: $resident kB before, $(resident_of "$1") kB after"
}
