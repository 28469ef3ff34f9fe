#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit convert: the files that it writes or keeps, and the commands that it prints for them.
# bats file_tags=once
load helpers/load
load helpers/client
load helpers/convert

@test "convert keeps a file that differs, writes neither half of that pair, and goes on" {
  { service one && service two 'port = 7001'; } >xinetd.conf
  echo mine >"$units/xinetd-one@.service"
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 1
  assert_text "$units/xinetd-one@.service" mine
  assert_file_matches "$err" "^  $units/xinetd-one@.service: differs, and is kept; remove it to get a new one$"
  [ "$(ls "$units")" = $'xinetd-one@.service\nxinetd-two.socket\nxinetd-two@.service' ]
  # A link, such as that of a masked unit, is no old unit either.
  ln -sf /dev/null "$units/xinetd-one@.service"
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 1
  [ -L "$units/xinetd-one@.service" ]
  rm "$units/xinetd-one@.service"
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 0
  assert_file_matches "$err" 'xinetd-one.socket: written$'
  assert_file_matches "$err" 'xinetd-two.socket: unchanged$'
}

@test "units that cannot be written are reported, and leave nothing behind" {
  need_root
  need setpriv
  service one >xinetd.conf
  chmod 555 "$units"
  within=(setpriv --bounding-set "-dac_override" --inh-caps "-all")
  ask convert -o "$units" --systemd 255 xinetd.conf
  assert_status 1
  assert_file_matches "$err" "^  $units/xinetd-one@.service: not written: Permission denied$"
  assert_file_matches "$err" "^  $units/xinetd-one.socket: not written, because of its other half$"
  run ! grep systemctl "$err"
  [ -z "$(ls -A "$units")" ]
}

@test "on a full disk neither half of a unit file remains" {
  need_root
  need unshare mount
  service one >xinetd.conf
  # Whole pages: the second file does not fit.
  within=(unshare --mount sh -c 'mount -t tmpfs -o size=4k none "$1" && "$2" convert -o "$1" --systemd 255 xinetd.conf; status=$?
    ls -A "$1" >left; exit "$status"' - "$units")
  ask
  assert_status 1
  assert_file_matches "$err" "^  $units/xinetd-one.socket: not written: No space left on device$"
  assert_text left xinetd-one@.service
}

@test "with -n convert says what it would write, and writes nothing" {
  service one >xinetd.conf
  ask convert -n -o "$units" --systemd 255 xinetd.conf
  assert_status 0
  assert_text "$out"
  assert_file_matches "$err" "^  $units/xinetd-one.socket: would be written$"
  [ -z "$(ls "$units")" ]
}

@test "convert prints the commands that copy the units, stop xinetd and start the sockets" {
  need jq
  { service one && service two 'port = 7001'; } >xinetd.conf
  mkdir "it's"
  ask convert -o "it's" --systemd 255 --format json xinetd.conf
  [ "$(jq -r '.commands[]' "$err")" = "cp 'it'\\''s'/xinetd-one.socket 'it'\\''s'/xinetd-one@.service 'it'\\''s'/xinetd-two.socket 'it'\\''s'/xinetd-two@.service /etc/systemd/system/
systemctl disable --now xinetd.service
systemctl daemon-reload
systemctl enable --now xinetd-one.socket xinetd-two.socket" ] || fail "$(<"$err")"
  # One service stays with xinetd.
  service three 'flags = SENSOR' 'port = 7002' >>xinetd.conf
  ask convert -n -o "it's" --systemd 255 --format json xinetd.conf
  [ "$(jq -r '.commands[1:-1][]' "$err")" = '# one in xinetd.conf, line 1: set disable = yes
# two in xinetd.conf, line 11: set disable = yes
systemctl reload xinetd.service
systemctl daemon-reload' ] || fail "$(<"$err")"
}

@test "the commands stop the inetd that is installed: inetd.service, or inetutils-inetd.service" {
  need_root
  need unshare mount
  echo '7000 stream tcp nowait root /bin/cat cat' >inetd.conf
  within=(unshare --mount sh -c 'mount -t tmpfs none /usr/sbin && exec "$@"' -)
  ask convert -n -o "$units" --systemd 255 inetd.conf
  assert_file_matches "$err" '^  systemctl disable --now inetd\.service$'
  within=(unshare --mount sh -c 'mount -t tmpfs none /usr/sbin && ln -s /bin/true /usr/sbin/inetutils-inetd && exec "$@"' -)
  ask convert -n -o "$units" --systemd 255 inetd.conf
  assert_file_matches "$err" '^  systemctl disable --now inetutils-inetd\.service$'
}

@test "names of installed units are quoted in the commands" {
  printf '[Socket]\nListenStream=7000\nAccept=yes\n' >"$SYSTEMD_UNIT_PATH/a;b c.socket"
  printf '[Service]\nExecStart=-/bin/cat\n' >"$SYSTEMD_UNIT_PATH/a;b c@.service"
  service one >xinetd.conf
  ask convert -o "$units" --systemd 255 --format json xinetd.conf
  [ "$(jq -r '.commands[-1]' "$err")" = "systemctl enable --now 'a;b c.socket'" ] || fail "$(<"$err")"
}

@test "convert fails without a directory, files or a place for the output, and rejects wrong arguments" {
  service one >xinetd.conf
  ask convert -o missing xinetd.conf
  assert_complaint 1 'missing: not a directory; create it, or give another to -o'
  ask convert -n xinetd.conf
  assert_complaint 2 "convert: -n needs -o; without -o nothing is written; see 'inetkit help convert'"
  ask convert --systemd 242 xinetd.conf
  assert_complaint 2 "convert: --systemd 242: not a version of systemd from 243, which has ExecCondition=; see 'inetkit help convert'"
  ask convert --format yaml xinetd.conf
  assert_complaint 2 "convert: --format yaml: not one of text|json; see 'inetkit help convert'"
}
