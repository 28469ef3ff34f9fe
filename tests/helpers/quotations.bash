# SPDX-License-Identifier: ISC
# Files of quotations and their indexes, and what qotd serves of them.

qotd=$services/qotd
none="no quotation of fewer than 512 bytes"

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  # LeakSanitizer does not work under strace(1).
  export ASAN_OPTIONS=detect_leaks=0
}

# be32 NUMBER...: prints each as four bytes, most significant first
be32() {
  local number
  for number; do
    # shellcheck disable=SC2059 # the bytes are in the format
    printf "$(printf '\\x%02x' $((number >> 24 & 255)) $((number >> 16 & 255)) $((number >> 8 & 255)) $((number & 255)))"
  done
}

# index OFFSET...: prints an index as strfile(1) writes it
index() {
  be32 2 $# 511 1 0 0x25000000 "$@"
}

# draw COUNT FILE...: calls qotd twenty times, again and again until COUNT different quotations have appeared, and then
# once more; fails on any message. The directory drawn holds each quotation once.
draw() {
  local count=$1 left=1 rounds sum size file each
  shift
  rm -rf drawn
  mkdir drawn
  for ((rounds = 0; rounds < 50 && left >= 0; rounds++)); do
    for file in reply-{1..20}; do
      "$qotd" "$@" </dev/null >"$file" 2>>messages || fail "status $?"
    done
    assert_empty messages
    while read -r sum size file; do
      assert_between 1 "$size" 511
      [ -f "drawn/$sum $size" ] || mv "$file" "drawn/$sum $size"
    done < <(cksum reply-*)
    each=(drawn/*)
    [ "${#each[@]}" -lt "$count" ] || left=$((left - 1))
  done
}

# assert_drawn QUOTATION...: exactly these were drawn, in the notation of printf %b
assert_drawn() {
  local quotation name
  for quotation; do
    name=$(printf %b "$quotation" | cksum)
    [ -f "drawn/$name" ] || fail "this never came:" "$quotation"
    rm "drawn/$name"
  done
  [ -z "$(ls drawn)" ] || fail "this came, too:" "$(od -An -c drawn/*)"
}

# assert_served QUOTATION, after call: the reply is this, in the notation of printf %b
assert_served() {
  printf %b "$1" >quotation
  assert_same "$out" quotation
}

# assert_builtin, after call: the reply is one of the built-in quotations, most of which cite an RFC
assert_builtin() {
  assert_between 1 "$(size_of "$out")" 511
  tail -n 1 "$out" >source
  assert_file_matches source $'^\t\t-- .*RFC [0-9]+'
}

# is_quotation_of FILE GOT: the content of GOT is one of the quotations in FILE
is_quotation_of() {
  LC_ALL=C awk 'FNR == NR { got = got $0 "\n"; next }
    $0 == "%" { found = found || quotation == got; quotation = ""; next }
    { quotation = quotation $0 "\n" }
    END { exit !(found || quotation == got) }' "$2" "$1"
}

# unprivileged COMMAND...: like call, without root's right to read every file
unprivileged() {
  local without=()
  if [ "$(id -u)" -eq 0 ]; then
    need setpriv
    without=(setpriv "--bounding-set=-dac_override,-dac_read_search" "--inh-caps=-dac_override,-dac_read_search")
  fi
  call "${without[@]}" "$@"
}

# Quotations that resemble delimiters, and two that qotd never serves: an empty one, and one of 512 bytes.
write_tricky() {
  printf '%%\none\n%%\n%%\n50%% of it\n%%%% more\n%% not alone\n\n\tand\tmore\n%%\n%0510d\n%%\n%0511d\n%%\ncaf\xc3\xa9\n%%\nlast' 1 2 >"$1"
  tricky=('one\n' '50% of it\n%% more\n% not alone\n\n\tand\tmore\n' "$(printf '%0510d' 1)\\n" 'caf\xc3\xa9\n' 'last\n')
}
