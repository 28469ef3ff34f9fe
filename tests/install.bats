#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# make install and make uninstall, with DESTDIR below the directory of the test, and what make compiles.
# bats file_tags=long,once,slow
load helpers/load
load helpers/readme
load helpers/source

setup_file() {
  copy_source "$BATS_FILE_TMPDIR/source"
}

setup() {
  need make "${CC:-cc}"
  root=$BATS_FILE_TMPDIR/source
  into=$BATS_TEST_TMPDIR/into
  mkdir "$into"
  systemd=(UNITDIR=/units SYSUSERSDIR=/sysusers CATALOGDIR=/catalog)
}

# make_here TARGET|VARIABLE=VALUE...: runs make in $root
make_here() {
  env -u MAKEFLAGS -u MAKELEVEL make -s -j2 -C "$root" "$@"
}

# make_into TARGET|VARIABLE=VALUE...: installs to $into, or uninstalls from it
make_into() {
  make_here DESTDIR="$into" "$@"
}

@test "make install puts every file in its place, the programs work, and make uninstall removes all" {
  make_into install PREFIX=/usr "${systemd[@]}" SYSTEMD_VERSION=254
  run bash -c "cd '$into' && find . ! -type d | LC_ALL=C sort"
  expected=$(
    {
      echo ./usr/bin/inetkit
      echo ./usr/share/man/man1/inetkit.1
      echo ./usr/share/man/man7/inetkit.7
      echo ./usr/share/man/man7/inetkit-xinetd.7
      echo ./usr/share/bash-completion/completions/inetkit
      echo ./usr/share/zsh/site-functions/_inetkit
      echo ./usr/share/fish/vendor_completions.d/inetkit.fish
      for name in hello time daytime qotd echo discard chargen; do
        echo "./usr/libexec/inetkit/$name"
        echo "./usr/share/man/man8/inetkit-$name.8"
        echo "./units/inetkit-$name.socket"
        echo "./units/inetkit-$name@.service"
        echo "./etc/xinetd.d/inetkit-$name"
        echo "./usr/share/doc/inetkit/examples/tcpserver/$name/run"
        echo "./usr/lib/firewalld/services/inetkit-$name.xml"
      done
      for name in {time,daytime,qotd,echo,discard,chargen}-dgram {time,daytime,qotd}-shared; do
        echo "./units/inetkit-$name.socket"
        echo "./units/inetkit-$name.service"
        echo "./etc/xinetd.d/inetkit-$name"
      done
      for name in admit agent proxy; do
        echo ./usr/libexec/inetkit/$name
        echo ./usr/share/man/man8/inetkit-$name.8
      done
      echo ./usr/libexec/inetkit/hello-lookup
      echo ./usr/libexec/inetkit/shared
      echo ./usr/share/man/man8/inetkit-shared.8
      echo ./units/inetkit.target
      echo ./units/inetkit.slice
      echo ./units/inetkit-.socket.d/10-inetkit.conf
      echo ./units/inetkit-.service.d/10-inetkit.conf
      echo ./sysusers/inetkit.conf
      echo ./catalog/inetkit.catalog
      echo ./usr/share/doc/inetkit/LICENSE
      echo ./usr/share/doc/inetkit/NEWS.md
      echo ./usr/share/doc/inetkit/examples/inetd.conf
      for name in address connections container network port program quotation strict; do
        echo "./usr/share/doc/inetkit/examples/$name.conf"
      done
      echo ./usr/share/doc/inetkit/examples/haproxy.cfg
      echo ./usr/share/doc/inetkit/examples/nginx-udp.cfg
      echo ./usr/share/doc/inetkit/examples/inetkit-agent.socket
      echo ./usr/share/doc/inetkit/examples/inetkit-agent@.service
      echo ./usr/share/doc/inetkit/examples/redirect.socket
      echo ./usr/share/doc/inetkit/examples/redirect@.service
      printf './usr/share/doc/inetkit/examples/%s\n' icinga2.conf icmp.conf inetkit-alerts.yml inetkit-dashboard.json
      printf './units/inetkit-clocks.%s\n' service timer service.d/10-inetkit.conf
      echo ./sysusers/inetkit-clocks.conf
      echo ./usr/lib/nagios/plugins/check_clocks
      echo ./usr/share/man/man8/check_clocks.8
    } | LC_ALL=C sort
  )
  assert_output "$expected"
  [ "$(stat -c %a "$into/usr/bin/inetkit")" = 755 ]
  [ "$(stat -c %a "$into/usr/share/man/man1/inetkit.1")" = 644 ]
  run "$into/usr/libexec/inetkit/echo" <<<"works"
  assert_output works
  run "$into/usr/bin/inetkit" --version
  assert_match '^inetkit [0-9]'
  run "$into/usr/lib/nagios/plugins/check_clocks" --version
  assert_match '^check_clocks \(inetkit\) [0-9]'

  # systemd 255 and later get one more file.
  make_into install PREFIX=/usr "${systemd[@]}" SYSTEMD_VERSION=255.4-1
  [ -f "$into/units/inetkit-.socket.d/20-poll-limit.conf" ]

  make_into uninstall PREFIX=/usr "${systemd[@]}" SYSTEMD_VERSION=254
  run find "$into" -mindepth 1
  assert_output ''
}

@test "units go to the directory of pkg-config below /usr, and to PREFIX/lib/systemd below another prefix" {
  make_into install PREFIX=/usr
  [ -f "$into$(pkg-config --variable=systemdsystemunitdir systemd)/inetkit-echo.socket" ]
  [ -f "$into$(pkg-config --variable=sysusersdir systemd)/inetkit.conf" ]
  make_into uninstall PREFIX=/usr
  make_into install
  [ -f "$into/usr/local/lib/systemd/system/inetkit-echo.socket" ]
  assert_file_matches "$into/usr/local/lib/systemd/system/inetkit-echo@.service" \
    '^ExecStart=-/usr/local/libexec/inetkit/echo$'
  make_into uninstall
  run find "$into" -mindepth 1
  assert_output ''
}

@test "units, drop-ins and run scripts name the installed path of each program" {
  make_into install PREFIX=/usr LIBEXECDIR=/l
  run grep -rhoE '/[^[:space:]]*/(hello|time|daytime|qotd|echo|discard|chargen|shared)([[:space:]]|$)' \
    "$into/etc/xinetd.d" "$into/usr/share/doc" "$into$(pkg-config --variable=systemdsystemunitdir systemd)"
  assert_status 0
  refute_match '^/[^l]'
  [ "${#lines[@]}" -eq 57 ] || fail "$output"
  run grep -rE '@[A-Z]+@' "$into/etc" "$into/usr/share/doc" "$into$(pkg-config --variable=systemdsystemunitdir systemd)"
  assert_status 1
}

@test "make uninstall keeps files that it did not install" {
  mkdir -p "$into/usr/local/libexec/inetkit"
  touch "$into/usr/local/libexec/inetkit/mine"
  make_into install
  make_into uninstall
  run find "$into" -type f
  assert_output "$into/usr/local/libexec/inetkit/mine"
}

@test "make uninstall without DESTDIR leaves no file, whatever WITH_XINETD was, and no empty directory of inetkit" {
  local to=(PREFIX="$into/usr" XINETDDIR="$into/xinetd.d" TEXTFILEDIR="$into/textfiles")
  make_here install "${to[@]}" WITH_XINETD=no
  make_here install "${to[@]}"
  # As inetkit-clocks.service does.
  mkdir "$into/textfiles"
  ln -s /var/lib/inetkit-clocks/inetkit.prom "$into/textfiles"
  make_here uninstall "${to[@]}"
  run find "$into" -type f -o -name '*inetkit*' -o -name firewalld
  assert_output ''
}

@test "make install keeps an edited xinetd drop-in, puts the new version beside it, and says so" {
  local edited=$into/etc/xinetd.d/inetkit-echo
  run make_into install
  refute_match edited
  cp "$edited" "$BATS_TEST_TMPDIR/as-installed"
  sed -i 's/disable.*= yes/disable = no/' "$edited"
  cp "$edited" "$BATS_TEST_TMPDIR/as-edited"
  run make_into install
  assert_output "$edited was edited and is kept; the new version is $edited.new"
  cmp "$edited" "$BATS_TEST_TMPDIR/as-edited"
  cmp "$edited.new" "$BATS_TEST_TMPDIR/as-installed"
  # The next install removes the copy once its content is in use.
  cp "$edited.new" "$edited"
  run make_into install
  assert_output ''
  [ ! -e "$edited.new" ]
  echo edited >"$edited"
  make_into install
  make_into uninstall
  run find "$into" -mindepth 1
  assert_output ''
}

@test "each directory can be set separately" {
  make_into install BINDIR=/b LIBEXECDIR=/l MANDIR=/m UNITDIR=/u SYSUSERSDIR=/s CATALOGDIR=/c XINETDDIR=/x DOCDIR=/d \
    FIREWALLDDIR=/f PLUGINDIR=/p MONITORINGDOCDIR=/md TEXTFILEDIR=/t BASHCOMPDIR=/bash ZSHCOMPDIR=/zsh FISHCOMPDIR=/fish
  [ -f "$into/u/inetkit-.service.d/10-inetkit.conf" ]
  [ -f "$into/s/inetkit.conf" ]
  [ -f "$into/c/inetkit.catalog" ]
  [ -f "$into/x/inetkit-echo" ]
  [ -f "$into/f/inetkit-echo.xml" ]
  [ -x "$into/d/examples/tcpserver/echo/run" ]
  [ -x "$into/b/inetkit" ]
  [ -x "$into/l/inetkit/echo" ]
  [ -f "$into/m/man8/inetkit-echo.8" ]
  [ "$(readlink "$into/p/check_clocks")" = ../b/inetkit ]
  assert_file_matches "$into/md/examples/icinga2.conf" 'command = \[ "/p/check_clocks" \]'
  assert_file_matches "$into/u/inetkit-clocks.service" '^ExecStartPost=.* /t/inetkit\.prom '
  [ -f "$into/bash/inetkit" ]
  [ -f "$into/zsh/_inetkit" ]
  [ -f "$into/fish/inetkit.fish" ]
}

@test "without musl the filters are static with the C library" {
  run "$root/packaging/toolchain" cc cc cc pkg-config "$BATS_TEST_TMPDIR"
  assert_status 0
  assert_match '^filter_how := static with the C library'
}

@test "the filters for a processor whose programs cannot run here are static" {
  printf '%s\n' '#!/bin/sh' '[ "$1" != -dumpmachine ] || echo pdp11-dec-ultrix' >"$BATS_TEST_TMPDIR/cross-cc"
  chmod 755 "$BATS_TEST_TMPDIR/cross-cc"
  run "$root/packaging/toolchain" "$BATS_TEST_TMPDIR/cross-cc" "$BATS_TEST_TMPDIR/cross-cc" cc pkg-config "$BATS_TEST_TMPDIR"
  assert_match '^filter_how := static with the C library, position independent'
}

@test "the filters are not static if a static program for this processor does not run" {
  printf '%s\n' '#!/bin/sh' '[ "$1" != -dumpmachine ] || echo pdp11-dec-ultrix' >"$BATS_TEST_TMPDIR/cc"
  chmod 755 "$BATS_TEST_TMPDIR/cc"
  run "$root/packaging/toolchain" "$BATS_TEST_TMPDIR/cc" "$BATS_TEST_TMPDIR/cc" "$BATS_TEST_TMPDIR/cc" pkg-config "$BATS_TEST_TMPDIR"
  assert_match '^filter_how := dynamic'
}

@test "make fails when the compilers of filters and other programs target different processors" {
  printf '%s\n' '#!/bin/sh' '[ "$1" = -dumpmachine ] && echo pdp11-dec-ultrix' >"$BATS_TEST_TMPDIR/foreign-cc"
  chmod 755 "$BATS_TEST_TMPDIR/foreign-cc"
  run make_here BUILD="$BATS_TEST_TMPDIR/build" all FILTER_CC="$BATS_TEST_TMPDIR/foreign-cc"
  assert_status 2
  assert_match 'FILTER_CC=.*/foreign-cc for pdp11-dec-ultrix: set both for the same processor'
}

@test "a changed header recompiles the files that include it, and a second make compiles nothing" {
  local compiled=' -c -o [^ ]*/'
  cp -a "$root" "$BATS_TEST_TMPDIR/copy"
  root=$BATS_TEST_TMPDIR/copy
  # The tests before have installed below other directories.
  make_here all
  run make_here -n all
  assert_status 0
  refute_match "$compiled"

  touch -d '+1 minute' "$root/src/protocol/rfc868.h"
  run make_here -n all
  assert_match "${compiled}static/protocol/rfc868.o"
  assert_match "${compiled}static/services/time.o"
  refute_match "${compiled}static/services/echo.o"

  run make_here -n all CFLAGS=-O1
  assert_match "${compiled}static/services/echo.o"
}

@test "the README's commands build and show everything on loopback, and check it as CI does" {
  need systemd-socket-activate
  mapfile -t steps < <(readme_block '## Try it')
  [ "${#steps[@]}" -eq 2 ]
  cd "$root"
  run env -u MAKEFLAGS -u MAKELEVEL bash -euc "${steps[0]}"
  assert_status 0
  assert_match '^  rtt min/avg/max/mdev'
  # This test is part of the second one.
  grep -q "exec ${steps[1]%% *} check$" .ci/run
  [[ ${steps[1]} = 'make check '* ]]
}
