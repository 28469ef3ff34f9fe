#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What the linker and the compiler made of the hardening flags, which switches.bats looks for on the command lines.
# bats file_tags=once
load helpers/load

setup() {
  need readelf
  skip_if_counting
  programs=("$services"/*)
  [ ! -x "$client" ] || programs+=("$client")
}

# is_static PROGRAM
is_static() {
  ! readelf -lW "$1" | grep -q INTERP
}

@test "all programs are position independent, and no memory of theirs is writable and executable" {
  for program in "${programs[@]}"; do
    readelf -hW "$program" | grep -q 'Type: *DYN' || fail "$program is not position independent"
    [ "$(readelf -lW "$program" | awk '$1 == "GNU_STACK" { print $7 }')" = RW ] || fail "the stack of $program is executable"
    ! readelf -lW "$program" | grep -q ' RWE ' || fail "$program has a segment that is writable and executable"
    ! readelf -dW "$program" | grep -q TEXTREL || fail "the loader writes to the code of $program"
  done
}

@test "all addresses that the loader fills in are read-only when the program starts" {
  for program in "${programs[@]}"; do
    readelf -lW "$program" | grep -q GNU_RELRO || fail "$program has no RELRO"
    readelf -dW "$program" | grep -q BIND_NOW || fail "$program binds symbols later"
  done
}

@test "all programs check for overflows of the stack, and of buffers where the C library can" {
  for program in "${programs[@]}"; do
    readelf -sW "$program" | grep -q '\<__stack_chk_fail\>' || fail "$program has no stack protector"
    is_static "$program" || readelf -sW "$program" | grep -q '\<__[a-z]*_chk\>' || fail "$program has no FORTIFY_SOURCE"
  done
}
