# SPDX-License-Identifier: ISC
# The filters that the suites filters*.bats run, and what is right of each. Source peers.bash first.

source "$BATS_TEST_DIRNAME/helpers/answers.bash"

# hello executes another program, so the tests of serving leave it out.
served=(echo discard chargen time daytime qotd)

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
