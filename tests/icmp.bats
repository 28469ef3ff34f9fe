#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --protocol icmp: the time stamps of RFC 792, from the kernel and from hosts with faults.
load helpers/load

# --- the messages ---------------------------------------------------------------------------------

@test "a time stamp request has its checksum, identifier, sequence number and originate time stamp" {
  run "$functions" encode-timestamp 4660 2 0
  assert_output 0d00e0c912340002000000000000000000000000
  run "$functions" encode-timestamp 65535 65535 4294967295
  assert_output 0d00f2ffffffffffffffffff0000000000000000
}

@test "a time stamp reply is read beyond the options of its IP header, and not if a byte is missing or a bit is wrong" {
  local packet
  # Two NOPs and an end in the IP header; the time stamps are 1, 2 and 3.
  packet='\x46\x00\x00\x2c\x00\x00\x40\x00\x40\x01\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02\x01\x01\x00\x00'
  packet+='\x0e\x00\xdf\xc1\x12\x34\x00\x04\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03'
  printf %b "$packet" >"$BATS_TEST_TMPDIR/packet"
  run "$functions" damage-timestamp <"$BATS_TEST_TMPDIR/packet"
  assert_status 0
  [ "${lines[0]}" = '4660 4 1 2 3' ] || fail "$output"
  [ "${#lines[@]}" -eq $((1 + 44 + 160)) ] || fail "${#lines[@]} lines"
  [ "$(grep -vc '^not a reply$' <<<"$output")" -eq 1 ] || fail "$output"
}

# 2026-11-28 00:00:00 UTC is 1795824000.
@test "times of day belong to the day that brings them nearest to the local time" {
  local day=1795824000000 row
  while read -r row; do
    # shellcheck disable=SC2086 # words
    set -- $row
    run "$functions" read-timestamps "$1" "$2" $((day + $3))
    assert_output "$((day + $4)) $((day + $5))${6:+ $6}"
  done <<'EOF'
1 1 0 1 1
86399999 86399999 0 -1 -1
86399999 0 0 -1 0
0 1 86399999 86400000 86400001
43199999 43199999 0 43199999 43199999
43200010 43200010 0 -43199990 -43199990
2163276290 2163276290 50000000 50000000 50000000 swapped
83951621 83951621 83951600 83951621 83951621
83951621 83951621 83886341 83951621 83951621 ambiguous
EOF
}
