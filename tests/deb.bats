#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The packages for Debian and Ubuntu: make deb.
# bats file_tags=long,once,slow
load helpers/load

setup_file() {
  export deb=$BATS_FILE_TMPDIR/build/deb SOURCE_DATE_EPOCH=1700000000
  command -v dpkg-buildpackage >/dev/null || return 0
  # This suite is one of the tests that the build of a package would run.
  DEB_BUILD_OPTIONS="nocheck parallel=2" make_in "$BATS_TEST_DIRNAME/.." deb BUILD="$BATS_FILE_TMPDIR/build" >"$BATS_FILE_TMPDIR/log" 2>&1 ||
    fail "$(cat "$BATS_FILE_TMPDIR/log")"
}

# make_in DIRECTORY TARGET|VARIABLE=VALUE...
make_in() {
  env -u MAKEFLAGS -u MAKELEVEL make -s -C "$@"
}

setup() {
  need dpkg-buildpackage
}

@test "the tarball made from an unpacked tarball is the same" {
  tar -xf "$deb"/inetkit_*.orig.tar.gz -C "$BATS_TEST_TMPDIR"
  make_in "$BATS_TEST_TMPDIR"/inetkit-* dist
  cmp "$BATS_TEST_TMPDIR"/inetkit-*/build/inetkit-*.tar.gz "$deb"/inetkit_*.orig.tar.gz
}

@test "no file of the packages contains the directory in which they were built" {
  need objcopy
  local file into=$BATS_TEST_TMPDIR/into
  for file in "$deb"/*.deb; do
    dpkg-deb -x "$file" "$into"
  done
  find "$into" -name '*.debug' -exec objcopy --decompress-debug-sections {} \;
  find "$into" -name '*.gz' -exec gunzip {} +
  # Debugging symbols contain the paths of the sources.
  grep -rqF src/base/ "$into/usr/lib/debug"
  run grep -rlF "$deb" "$into"
  assert_output ''
  # make deb itself compiles nothing, and does not look for a compiler.
  [ ! -e "$BATS_FILE_TMPDIR/build/toolchain" ]
}

@test "lintian finds nothing in the packages that is not explained in an override" {
  need lintian
  # A tag of an override that newer versions of lintian no longer have.
  run lintian -EviIL +pedantic --allow-root --suppress-tags alien-tag "$deb"/*.changes
  refute_match '^[EWIPX]:'
  assert_status 0
}

@test "the packages install, serve, upgrade and leave the system as it was, under a running systemd" {
  need systemd-nspawn
  need_root
  local xinetd=("${INETKIT_FOREIGN-}"/xinetd/xinetd_*.deb)
  [ -e "${xinetd[0]}" ] || skip "the package xinetd is not here: make deps"
  run "$BATS_TEST_DIRNAME/system/boot" -b "$deb:/deb" -b "$INETKIT_FOREIGN/xinetd:/xinetd" \
    "$BATS_TEST_TMPDIR/out" bats tests/packages/installed.bats
  echo "$output"
  assert_status 0
}
