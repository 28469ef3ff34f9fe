#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The switches of the build, WITH_SYSTEMD, WITH_XINETD and WITH_COMPLETIONS, and the hardening flags.
# bats file_tags=once,slow
load helpers/load
load helpers/peers

setup_file() {
  export bare=$BATS_FILE_TMPDIR/bare
  ! command -v musl-gcc >/dev/null || make_in "$bare" all "${without_systemd[@]}"
}

setup() {
  need make musl-gcc pkg-config
  dry=$BATS_FILE_TMPDIR/dry
}

# A machine without systemd, with musl as its C library.
without_systemd=(CC=musl-gcc PKG_CONFIG=false WITH_SYSTEMD=no)

# make_in BUILD TARGET|VARIABLE=VALUE...: runs make in the project with BUILD as its build directory
make_in() {
  env -u MAKEFLAGS -u MAKELEVEL make -s -j2 -C "$BATS_TEST_DIRNAME/.." BUILD="$1" "${@:2}"
}

# list_installed VARIABLE=VALUE...: prints the paths of the files that make install would install
list_installed() {
  make_in "$dry" -n install PREFIX= DESTDIR=/into "$@" | grep -oE 'install -D -m [0-9]+ [^ ]+ "/into[^"]*[^w"]"' |
    sed 's/.*"\/into\(.*\)"/\1/' | LC_ALL=C sort
}

# show_commands [VARIABLE=VALUE]...: prints the commands that compile and link
show_commands() {
  make_in "$dry" -n V=1 all "$@" | grep -E ' -o [^ ]+/(inetkit|services/(hello-lookup|echo|shared)(\.o)?)( |$)'
}

@test "with WITH_SYSTEMD=no and musl as the C library the filters are built, without libsystemd, and serve" {
  run bash -c "cd '$bare' && ls inetkit completions units services"
  assert_match '^services:$'
  refute_match '^(inetkit|completions:|units:|shared)$'
  run grep -rlE 'libsystemd|libc\.so\.6' "$bare/services"
  assert_output ''
  serve "$bare/services/echo"
  head -c 100000 /dev/urandom >"$sent"
  exchange "TCP4:127.0.0.1:$port" <"$sent"
  assert_same "$got" "$sent"
}

@test "hello and hello-lookup greet a caller by name in a root with no C library except musl" {
  need_root
  need unshare chroot
  local root=$BATS_TEST_TMPDIR/root
  mkdir -p "$root"/{bin,dev,etc,lib,proc}
  cp -L /lib/ld-musl-*.so.1 "$root/lib"
  cp "$bare/services/hello" "$bare/services/hello-lookup" "$root/bin"
  echo '127.0.0.1 here.example' >"$root/etc/hosts"
  # The greeting, and the output of the program that hello executes.
  serve unshare --mount sh -ec 'mount -t proc proc "$1/proc"; mount --bind /dev "$1/dev"
    exec chroot "$1" /bin/hello /bin/hello-lookup 127.0.0.1' sh "$root"
  exchange "TCP4:127.0.0.1:$port" </dev/null
  assert_file_matches "$got" '^Hello there, here\.example, '
  assert_file_matches "$got" '^here\.example$'
}

@test "with WITH_SYSTEMD=no make install installs the filters, their pages and the files for other supervisors" {
  run list_installed WITH_SYSTEMD=no
  assert_output "$(
    {
      for name in hello time daytime qotd echo discard chargen; do
        echo "/libexec/inetkit/$name"
        echo "/share/man/man8/inetkit-$name.8"
        echo "/etc/xinetd.d/inetkit-$name"
        echo "/share/doc/inetkit/examples/tcpserver/$name/run"
      done
      printf '/libexec/inetkit/%s\n' admit agent hello-lookup proxy
      printf '/share/man/man8/inetkit-%s.8\n' admit agent proxy
      echo /share/man/man7/inetkit.7
      printf '/share/doc/inetkit/%s\n' LICENSE NEWS.md examples/inetd.conf
    } | LC_ALL=C sort
  )"
  # The lines for shared are at the end.
  run tail -n 1 "$bare/inetd.conf"
  assert_match '^[0-9]+.*/inetkit/chargen'
}

@test "WITH_XINETD=no installs the drop-ins as documentation, and WITH_COMPLETIONS=no no completions" {
  list_installed >"$BATS_TEST_TMPDIR/default"
  list_installed WITH_XINETD=no WITH_COMPLETIONS=no >"$BATS_TEST_TMPDIR/changed"
  run grep -c ^/etc/xinetd.d/inetkit- "$BATS_TEST_TMPDIR/default"
  assert_output 16
  grep -v -e '/bash-completion/' -e '/zsh/' -e '/fish/' "$BATS_TEST_TMPDIR/default" |
    sed 's,^/etc/xinetd.d,/share/doc/inetkit/examples/xinetd.d,' | LC_ALL=C sort >"$BATS_TEST_TMPDIR/expected"
  assert_same "$BATS_TEST_TMPDIR/changed" "$BATS_TEST_TMPDIR/expected"
}

@test "inetkit(7) and inetkit-admit(8) describe the units and the client only where they are installed, and inetkit(7) says if they are not" {
  run grep -v '^\.\\"' "$bare/man/inetkit.7"
  assert_match '^This installation was built without the client,'
  refute_match 'systemctl|journalctl|firewall|inetkit-shared|-dgram|\.(socket|service|slice|target)|examples/ Ns Ar|Xr inetkit 1|\$ inetkit'
  run cat "$bare/man/admit.8"
  refute_match 'unit of systemd|inetkit-xinetd'
  make_in "$dry" "$dry/man/inetkit.7" "$dry/man/admit.8"
  run cat "$dry/man/inetkit.7"
  assert_match '^# systemctl enable --now inetkit-time-dgram\.socket'
  refute_match 'built without'
  run cat "$dry/man/admit.8"
  assert_match 'unit of systemd'
}

@test "without libsystemd make says in its last line what it leaves out and why, and WITH_SYSTEMD=yes what to install" {
  local cause='pkg-config does not find libsystemd 247 or later\. Install libsystemd-dev '
  # It finds libsystemd only after it is installed.
  printf '%s\n' '#!/bin/sh' "[ -e '$BATS_TEST_TMPDIR/installed' ] && exec pkg-config \"\$@\"" >"$BATS_TEST_TMPDIR/pkg-config"
  chmod 755 "$BATS_TEST_TMPDIR/pkg-config"
  run make_in "$bare" all CC=musl-gcc PKG_CONFIG="$BATS_TEST_TMPDIR/pkg-config"
  assert_status 0
  assert_match "^Without the client, shared and the units, because .*$cause"
  run make_in "$bare" all CC=musl-gcc PKG_CONFIG="$BATS_TEST_TMPDIR/pkg-config" WITH_SYSTEMD=yes
  assert_status 2
  assert_match "WITH_SYSTEMD=yes, but .*$cause"
  run make_in "$bare" all "${without_systemd[@]}"
  assert_status 0
  assert_output ''

  run show_commands PKG_CONFIG="$BATS_TEST_TMPDIR/pkg-config"
  refute_match '/shared '
  touch "$BATS_TEST_TMPDIR/installed"
  run show_commands PKG_CONFIG="$BATS_TEST_TMPDIR/pkg-config"
  assert_match '/shared .*-lsystemd'
}

@test "WITH_SYSTEMD accepts only yes, no and nothing" {
  run make_in "$dry" -n all WITH_SYSTEMD=1
  assert_status 2
  assert_match 'WITH_SYSTEMD is yes, no or empty'
}

@test "hardening flags are on each command line once, and those of the distribution win" {
  local flags line expected
  unset CFLAGS CPPFLAGS LDFLAGS HARDENING
  for flags in '' distribution; do
    if [ -n "$flags" ]; then
      export CFLAGS='-g -O2 -fstack-protector-strong -Wformat -Werror=format-security -fcf-protection -fPIE'
      export CPPFLAGS='-Wdate-time -D_FORTIFY_SOURCE=3' LDFLAGS='-pie -Wl,-z,relro -Wl,-z,now'
    fi
    run show_commands FILTER_CC=musl-gcc
    assert_status 0
    # For each of inetkit.o, inetkit, hello-lookup and shared: dynamic; and for echo: static.
    [ "${#lines[@]}" -eq 7 ] || fail "$output"
    for line in "${lines[@]}"; do
      case $line in
      *" -c "*static/*) expected=(-fstack-protector-strong -fPIE ${flags:+-D_FORTIFY_SOURCE=3}) ;;
      *" -c "*) expected=(-fstack-protector-strong -fPIE "-D_FORTIFY_SOURCE=$((${#flags} ? 3 : 2))") ;;
      *musl-gcc*) expected=(-static-pie "-z,relro" "-z,now" -fPIE ${flags:+-fstack-protector-strong}) ;;
      *) expected=(-pie "-z,relro" "-z,now" ${flags:+-fPIE -fstack-protector-strong}) ;;
      esac
      assert_flags "$line" "${expected[@]}" ${flags:+-fcf-protection}
    done
  done
}

# assert_flags COMMAND FLAG...: these are the hardening flags of the command, each once
assert_flags() {
  local pattern='(^|[ ,])(-fstack-protector[a-z-]*|-D_FORTIFY_SOURCE=[0-9]|-fPIE|-(static-)?pie|-z,(relro|now)|-fcf-protection)\>'
  output=$(grep -oE -- "$pattern" <<<"${1//-Wl,-static,-pie/}" | tr -d ' ' | sed 's/^,//' | sort)
  [ "$output" = "$(printf '%s\n' "${@:2}" | sort)" ] || fail "$1" "has the flags" "$output" "instead of" "${@:2}"
}
