# SPDX-License-Identifier: ISC
# Peers that admit decides about. Needs helpers/client and helpers/peers.

admit=$services/admit

# take_in PEER RULE...: calls admit for the peer in REMOTE_ADDR with these options
take_in() {
  call "${within[@]}" env REMOTE_ADDR="$1" "$admit" -e "${@:2}" echo served
}

# assert_admitted, after call: the program ran, and there are no messages
assert_admitted() {
  assert_status 0
  # The leak sanitizer of hello-lookup complains when admit, which has enough answers, kills it.
  is_sanitized || assert_output ''
  assert_same "$out" - <<<"served"
}

# assert_refused REASON DETAIL, after take_in: DETAIL is a regular expression
assert_refused() {
  assert_status 1
  assert_empty "$out"
  ! is_sanitized || output=${output##*$'\n'}
  [[ $output =~ ^'admit: refused peer='[^\ ]+' port=unknown reason='$1' program=echo detail="'$2'"'$ ]] || fail "$output"
}
