#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What an intruder in a service can do: build/tests/intrude tries it in each service under each
# supervisor. The table in inetkit(7) says which layer stops what.
load helpers
load ../helpers/servers

listen=$build/tests/listen
foreign=${INETKIT_FOREIGN:-$build/foreign}
examples=/usr/share/doc/inetkit/examples
page=/usr/share/man/man7/inetkit.7
real=/usr/libexec/real
filters=(time daytime qotd echo discard chargen)
# What was tried, a file for each process: lines with the attempt, a tab and how it ended.
tried=/run/tried

# missing: prints what this needs and is not here
missing() {
  local name
  [ "$(uname -m)" = x86_64 ] || echo "x86-64, whose registers intrude knows"
  for name in socat setpriv tcpserver perl "$foreign/xinetd/usr/sbin/xinetd"; do
    command -v "$name" >/dev/null || echo "${name##*/}"
  done
}

setup_file() {
  local name
  [ -z "$(missing)" ] || return 0
  cp "$build/tests/intrude" /usr/local/bin/
  mkdir -m 1777 "$tried"
  # A fortune that waits for input.
  mv /usr/games/fortune /usr/games/fortune.real
  cp /bin/cat /usr/games/fortune
  # The units, drop-ins and lines stay as they are. What they execute is the service, and the intruder.
  cp -a /usr/libexec/inetkit "$real"
  for name in "${filters[@]}" hello; do
    printf '%s\n' '#!/bin/sh' 'read -r supervisor </run/supervisor' \
      "exec intrude $tried/\$supervisor-$name $real/$name \"\$@\"" >"/usr/libexec/inetkit/$name"
  done
  sed -i 's|"\$@"|-n /bin/cat|' /usr/libexec/inetkit/hello
}

teardown_file() {
  [ -d "$real" ] || return 0
  cp -a "$real/." /usr/libexec/inetkit/
  mv /usr/games/fortune.real /usr/games/fortune
  rm -r "$real" "$tried" /usr/local/bin/intrude
}

setup() {
  local missing
  missing=$(missing)
  [ -z "$missing" ] || skip "this needs ${missing//$'\n'/, }; make deps has it"
}

has_tried() {
  [ -s "$tried/$1" ]
}

# try NAME COMMAND...: the intruder takes over the process of this command once it reads
try() {
  local name=$1
  shift
  "$@" </dev/null || true
  has_tried "$name"
}

# under NAME: from now on, services are those of this supervisor
under() {
  supervisor=$1
  echo "$supervisor" >/run/supervisor
}

# visit NAME...: connects to these services and waits until the intruder has tried everything
visit() {
  local name
  for name; do
    until_true is_port_open tcp "$(port_of "$name")"
    echo input | socat -t 60 - "TCP4:127.0.0.1:$(port_of "$name")" >/dev/null 2>&1 || true
    until_true has_tried "$supervisor-$name"
  done
}

# stopped NAME...: prints the attempts that failed in one of these processes
stopped() {
  local name
  for name; do
    awk -F'\t' '$2 != "allowed" { print $1 }' "$tried/$name"
  done | sort -u
}

# assert_stopped NAME LAYER...: in this process failed what the layers stop, and nothing else
assert_stopped() {
  local name=$1
  shift
  assert_same <(stopped "$name") <(stopped "$@") || fail "$name: not what these stop: $*"
}

# is_telling: hello executes the fortune that it has found
is_telling() {
  fortune=$(pgrep -xf /usr/games/fortune)
}

# table LAYER...: prints the table of the manual page: what each layer stops
table() {
  (cd "$tried" && awk -F'\t' -v layers="$*" '
    FNR == 1 { names = names " Ta " FILENAME }
    !($1 in cells) { attempts[++count] = $1 }
    { cells[$1] = cells[$1] " Ta " ($2 == "allowed" ? "-" : "x") }
    END {
      print ".Bl -column \"read /proc of another process\" " layers
      print ".It attempt" names
      for (i = 1; i <= count; i++) print ".It " attempts[i] cells[attempts[i]]
      print ".El"
    }' "$@")
}

# documented: prints the table of the manual page, as it would be for this kernel
documented() {
  local landlock old=()
  # 444 is landlock_create_ruleset(2) on every architecture; these arguments ask for its version.
  landlock=$(perl -e 'print syscall(444, 0, 0, 1)')
  [ "$landlock" -ge 4 ] || old+=(-e 's/^(.It bind a port Ta x Ta) x/\1 -/')
  [ "$landlock" -ge 6 ] || old+=(-e 's/^(.It signal another process Ta x Ta) x/\1 -/')
  sed -n '/^\.Bl -column "read /,/^\.El/p' "$page" | sed -E -e '' "${old[@]}"
}

@test "what each layer stops is what the table in inetkit(7) says" {
  local layers=(fortune program user unit strict)
  try root intrude "$tried/root" /bin/cat
  # Otherwise this test could not see what stops the others.
  grep -q '^CapEff:.*[13579bdf].\{6\}$' /proc/self/status || sed -i '/^raise a limit/d' "$tried/root"
  assert_same <(stopped root) - </dev/null
  try user setpriv --reuid inetkit --regid inetkit --clear-groups intrude "$tried/user" /bin/cat
  # Since Linux 6.15, each of these capabilities allows to read /proc in spite of Landlock.
  local no_proc=-perfmon,-sys_admin
  try program setpriv --inh-caps "$no_proc" --bounding-set "$no_proc" intrude "$tried/program" "$real/hello" -n /bin/cat
  serve "$real/hello" -n
  dial
  until_true is_telling
  intrude -p "$fortune" "$tried/fortune"
  printf '%s\n' '[Service]' ExecStart= "ExecStart=-intrude $tried/unit /bin/cat" User=root Group=root | drop_in inetkit-echo@.service
  printf '%s\n' '[Service]' ExecStart= 'ExecStart=sleep infinity' Type=exec User=root Group=root | drop_in inetkit-time-shared.service
  reload
  start echo
  echo input | exchange TCP4:127.0.0.1:7 || true
  until_true has_tried unit
  systemctl start inetkit-time-shared.service
  intrude -p "$(property inetkit-time-shared.service MainPID)" "$tried/strict"
  table "${layers[@]}" >"$BATS_TEST_TMPDIR/table"
  diff <(documented) "$BATS_TEST_TMPDIR/table" || fail "the page differs"
}

# assert_confined LAYER...: under the supervisor that has been started, an intruder can do nothing in the filters,
# and in hello what neither hello nor the user nor these layers, which the test before has tried, stop
assert_confined() {
  local name
  visit "${filters[@]}" hello
  for name in "${filters[@]}"; do
    # The container has seccomp filters, so the kernel refuses SECCOMP_MODE_STRICT, which confine.bats tries.
    ! grep -v 'SIGSYS$' "$tried/$supervisor-$name" || fail "$name"
    assert_same <(cut -f 1 "$tried/$supervisor-$name") <(cut -f 1 "$tried/user") || fail "$name"
  done
  assert_stopped "$supervisor-hello" program user "$@"
}

@test "under each supervisor an intruder can do nothing in the filters, and in hello what no layer stops; nothing in shared under systemd" {
  local name program
  under systemd
  start "${filters[@]}" hello
  assert_confined unit
  start time-shared
  exchange TCP4:127.0.0.1:37 </dev/null
  intrude -p "$(property inetkit-time-shared.service MainPID)" "$tried/shared"
  ! grep 'allowed$' "$tried/shared" || fail "shared"
  systemctl stop inetkit.target

  under xinetd
  sed 's/^\tdisable.*/\tdisable = no/' /etc/xinetd.d/inetkit-* >"$BATS_TEST_TMPDIR/xinetd.conf"
  background "$foreign/xinetd/usr/sbin/xinetd" -dontfork -f "$BATS_TEST_TMPDIR/xinetd.conf" -pidfile "$BATS_TEST_TMPDIR/pid"
  assert_confined
  stop_all

  for program in openbsd-inetd/usr/sbin/inetd inetutils-inetd/usr/sbin/inetutils-inetd; do
    under "${program%%/*}"
    background "$foreign/$program" -d "$examples/inetd.conf"
    assert_confined
    stop_all
  done

  under tcpserver
  for name in "${filters[@]}" hello; do
    background sh "$examples/tcpserver/$name/run"
  done
  assert_confined
}
