#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The packages for Fedora, EPEL and openSUSE (make rpm) and for Arch Linux (make pkgbuild).
# bats file_tags=long,once,slow
load helpers/load
load helpers/readme

setup_file() {
  export rpm=$BATS_FILE_TMPDIR/build/rpm SOURCE_DATE_EPOCH=1700000000
  local macros=$BATS_TEST_DIRNAME/packages/fedora.macros
  command -v rpmbuild >/dev/null || return 0
  export cflags ldflags
  cflags="$(rpm --load "$macros" --eval '%optflags') -Wl,--build-id"
  ldflags=$(rpm --load "$macros" --eval '%build_ldflags')
  # This suite is one of the tests that %check would run.
  make_in "$BATS_TEST_DIRNAME/.." BUILD="$BATS_FILE_TMPDIR/build" rpm \
    RPMBUILD="rpmbuild --nocheck --noclean --load $macros" >"$BATS_FILE_TMPDIR/log" 2>&1 ||
    fail "$(cat "$BATS_FILE_TMPDIR/log")"
}

setup() {
  need rpmbuild
  tree=$(find "$rpm/BUILD" -name Makefile -printf '%h\n' -quit)
}

# make_in DIRECTORY TARGET|VARIABLE=VALUE...
make_in() {
  env -u MAKEFLAGS -u MAKELEVEL make -s -j2 -C "$@"
}

# package NAME: prints the path of this RPM package
package() {
  echo "$rpm"/RPMS/*/"$1"-[0-9]*.rpm
}

# unpack FILE DIRECTORY: unpacks an RPM package
unpack() {
  mkdir -p "$2"
  rpm2cpio "$1" | (cd "$2" && cpio -idm --quiet)
}

# install_to DIRECTORY VARIABLE=VALUE...: installs what rpmbuild compiled with "make install"
install_to() {
  make_in "$tree" install DESTDIR="$1" PREFIX=/usr CFLAGS="$cflags" LDFLAGS="$ldflags" "${@:2}" >/dev/null
}

# files DIRECTORY...: prints the mode and path of each file, without .gz, and without what only a package has or has in
# another place
files() {
  local directory
  for directory; do
    find "$directory" -type f -printf '%m %P\n'
  done | grep -vE ' (\.[A-Z]+$|usr/share/licenses/|usr/share/doc/[^/]*/(LICENSE|NEWS\.md|README\.md)$)' | sed 's/\.gz$//' |
    LC_ALL=C sort
}

@test "the RPM packages contain the files of make install, each in one package and with the same mode" {
  need cpio
  local name directories=()
  for name in inetkit inetkit-monitoring inetkit-services inetkit-xinetd; do
    unpack "$(package "$name")" "$BATS_TEST_TMPDIR/$name"
    directories+=("$BATS_TEST_TMPDIR/$name")
  done
  install_to "$BATS_TEST_TMPDIR/into" DOCDIR=/usr/share/doc/inetkit-services MONITORINGDOCDIR=/usr/share/doc/inetkit-monitoring \
    TEXTFILEDIR=/var/lib/node_exporter/textfile_collector
  diff <(files "$BATS_TEST_TMPDIR/into") <(files "${directories[@]}")
  diff -r "$BATS_TEST_TMPDIR"/{into,inetkit-xinetd}/etc
  mkdir "$BATS_TEST_TMPDIR/units"
  cp -r "$BATS_TEST_TMPDIR"/inetkit-{monitoring,services}"$(pkg-config --variable=systemdsystemunitdir systemd)"/. "$BATS_TEST_TMPDIR/units"
  diff -r "$BATS_TEST_TMPDIR/into$(pkg-config --variable=systemdsystemunitdir systemd)" "$BATS_TEST_TMPDIR/units"

  run files "$BATS_TEST_TMPDIR/inetkit"
  refute_match '(libexec|systemd|man8|etc)/'
  run files "$BATS_TEST_TMPDIR/inetkit-services"
  refute_match 'clocks'
  [ -L "$BATS_TEST_TMPDIR/inetkit-monitoring$(rpm --eval %_libdir)/nagios/plugins/check_clocks" ]
  run files "$BATS_TEST_TMPDIR/inetkit-xinetd"
  refute_match '^[0-9]+ [^e]'
  run "$BATS_TEST_TMPDIR/inetkit-services/usr/libexec/inetkit/echo" <<<"works"
  assert_output works
}

@test "root owns the files of the RPM packages, and an upgrade keeps edited drop-ins of xinetd" {
  run rpm -qp --qf '[%{FILEUSERNAME}:%{FILEGROUPNAME} %{FILENAMES}\n]' "$rpm"/RPMS/*/*.rpm
  assert_status 0
  ! grep -qv '^root:root ' <<<"$output" || fail "$output"
  # c: configuration file, n: an upgrade does not replace an edited one
  run rpm -qp --qf '[%{FILEFLAGS:fflags} %{FILENAMES}\n]' "$rpm"/RPMS/*/*.rpm
  [ "$(grep -c '^cn /etc/xinetd.d/inetkit-' <<<"$output")" -eq 16 ] || fail "$output"
  [ "$(grep -c '^[a-z]* /etc/' <<<"$output")" -eq 16 ] || fail "$output"
}

@test "the RPM packages require libraries, and only those for xinetd and monitoring require another package" {
  run rpm -qp --requires "$(package inetkit)"
  assert_match '^libjson-c\.so'
  refute_match '^(inetkit|xinetd|/)'
  run rpm -qp --requires "$(package inetkit-services)"
  assert_match '^libsystemd\.so'
  refute_match '^(inetkit|xinetd|fortune)'
  run rpm -qp --requires "$(package inetkit-monitoring)"
  assert_match '^inetkit >= [0-9.]+-1'
  refute_match '^(inetkit-|xinetd|nagios|prometheus)'
  run rpm -qp --requires "$(package inetkit-xinetd)"
  assert_match '^xinetd$'
  assert_match '^inetkit-services >= [0-9.]+-1'
}

@test "the RPM package applies presets to sockets, stops everything when removed, and restarts only servers" {
  local sockets servers name
  sockets=$(find "$tree/build/units" -name '*.socket' -printf '%P\n' | sort)
  servers=$(find "$tree/build/units" -name '*.service' ! -name '*@*' ! -name inetkit-clocks.service -printf '%P\n' | sort)
  run rpm -qp --scripts "$(package inetkit-services)"
  assert_status 0
  [ "$(units_of systemd_post)" = "$sockets" ] || fail "$output"
  [ "$(units_of systemd_preun)" = "$(printf '%s\n' "$sockets" "$servers" inetkit.slice | sort)" ] || fail "$output"
  [ "$(units_of systemd_postun_with_restart)" = "$servers" ] || fail "$output"
  run rpm -qp --scripts "$(package inetkit-monitoring)"
  [ "$(units_of systemd_post)" = inetkit-clocks.timer ] || fail "$output"
  [ "$(units_of systemd_preun)" = $'inetkit-clocks.service\ninetkit-clocks.timer' ] || fail "$output"
  assert_match '^ *rm -f /var/lib/node_exporter/textfile_collector/inetkit\.prom$'
  for name in inetkit inetkit-xinetd; do
    run rpm -qp --scripts "$(package "$name")"
    assert_output ''
  done
}

# units_of MACRO: prints the arguments of this macro in $output
units_of() {
  sed -n "s/^$1 //p" <<<"$output" | tr ' ' '\n' | sort
}

@test "where rpm lacks the macros of systemd, the spec contains no unknown macro" {
  run rpmspec --parse "$rpm/inetkit.spec"
  assert_status 0
  refute_match '%\{?(systemd|_)'
}

@test "rpmbuild compiles with the distribution's flags, which replace those of the Makefile" {
  # make rpm itself compiles nothing, and does not look for a compiler.
  [ ! -e "$BATS_FILE_TMPDIR/build/toolchain" ]
  grep -q ' -c -o ' "$BATS_FILE_TMPDIR/log"
  run grep -vF -- "$cflags" <(grep ' -c -o ' "$BATS_FILE_TMPDIR/log")
  assert_output ''
  run grep -F 'FORTIFY_SOURCE=2' "$BATS_FILE_TMPDIR/log"
  assert_output ''
}

@test "the source RPM package contains the tarball and the spec" {
  need cpio
  unpack "$(echo "$rpm"/SRPMS/*.src.rpm)" "$BATS_TEST_TMPDIR"
  cmp "$BATS_TEST_TMPDIR"/inetkit-*.tar.gz "$BATS_FILE_TMPDIR"/build/inetkit-*.tar.gz
  cmp "$BATS_TEST_TMPDIR/inetkit.spec" "$rpm/inetkit.spec"
}

@test "the README's line for Fedora installs the packages that make rpm writes" {
  local line
  line=$(readme_block 'On Debian and Ubuntu' | sed -n 2p)
  [[ $line = 'make rpm && sudo dnf install '* ]] || fail "$line"
  mkdir "$BATS_TEST_TMPDIR/build"
  ln -s "$rpm" "$BATS_TEST_TMPDIR/build/rpm"
  cd "$BATS_TEST_TMPDIR"
  # dnf is not here: print the files that it would install.
  run bash -euc "sudo() { shift 2; ls \"\$@\"; }; ${line#make rpm && }"
  assert_status 0
  [ "${#lines[@]}" -eq 3 ] || fail "$output"
}

@test "rpmlint finds nothing in the RPM packages that its configuration does not explain" {
  need rpmlint
  run rpmlint -c "$BATS_TEST_DIRNAME/../packaging/rpm/rpmlint.toml" \
    "$rpm"/RPMS/*/*.rpm "$rpm"/SRPMS/*.rpm "$rpm/inetkit.spec"
  assert_status 0
  assert_match ' 0 errors, 0 warnings'
}

@test "makepkg makes a package of the files of make install, in which the drop-ins of xinetd are backup files" {
  need makepkg bsdtar
  local arch=$BATS_FILE_TMPDIR/build/arch as_user=()
  make_in "$BATS_TEST_DIRNAME/.." BUILD="$BATS_FILE_TMPDIR/build" pkgbuild
  # With the objects and the flags of the RPM packages, nothing needs to be compiled again.
  mkdir -p "$arch/src/${tree##*/}"
  cp -a "$tree/build" "$arch/src/${tree##*/}"
  printf '%s\n' 'source /etc/makepkg.conf' "CFLAGS='$cflags'" "LDFLAGS='$ldflags'" MAKEFLAGS=-j2 PKGEXT=.pkg.tar.gz \
    >"$arch/conf"
  # makepkg does not run as root. Where pacman is missing, "true" tells makepkg that the dependencies are installed.
  [ "$(id -u)" -ne 0 ] || as_user=(unshare --user --map-user=1000 --map-group=1000)
  command -v pacman >/dev/null || export PACMAN=true
  cd "$arch"
  run env -u MAKEFLAGS -u MAKELEVEL "${as_user[@]}" makepkg --config "$arch/conf" --nocheck --noconfirm
  assert_status 0
  refute_match '==> WARNING|^ +CC '

  mkdir "$BATS_TEST_TMPDIR/package"
  bsdtar -xf "$arch"/inetkit-*.pkg.tar.gz -C "$BATS_TEST_TMPDIR/package"
  install_to "$BATS_TEST_TMPDIR/into"
  diff <(files "$BATS_TEST_TMPDIR/into") <(files "$BATS_TEST_TMPDIR/package")
  diff <(cd "$BATS_TEST_TMPDIR/into" && find etc -type f | sort) \
    <(sed -n 's/^backup = //p' "$BATS_TEST_TMPDIR/package/.PKGINFO" | sort)
  grep -qFx '  rm -f /var/lib/prometheus/node-exporter/inetkit.prom' "$BATS_TEST_TMPDIR/package/.INSTALL"
}
