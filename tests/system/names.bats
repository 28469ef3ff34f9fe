#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The names in hello's greeting: from files, plain DNS and nss-resolve, and addresses without delay when there are none.
# hello may wait an hour for a name here (-w 3600), so a greeting without a name shows that it did not wait.
load helpers

foreign=${INETKIT_FOREIGN:-$build/foreign}
strict=/usr/share/doc/inetkit/examples/strict.conf

# systemd-resolved invents names for 127.0.0.0/8 and for the addresses of the host. These addresses are neither, and
# still connections from them are possible.
setup() {
  ip route add local 192.0.2.0/28 dev lo
  ip -6 route add local 2001:db8::/64 dev lo
  call_with hello -w 3600 true
}

teardown() {
  stop_resolved
  systemctl stop inetkit.target
  stop_all
  restore
  ip route del local 192.0.2.0/28 dev lo
  ip -6 route del local 2001:db8::/64 dev lo
  until_true is_empty
}

knows=--host-record=nine.example.org,192.0.2.9,2001:db8::9

# serve_names OPTION...: runs a name server on 127.0.0.1 and configures it as the resolver
serve_names() {
  need dnsmasq
  background dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file --no-hosts --no-resolv \
    --bind-interfaces --listen-address=127.0.0.1 "$@"
  until_true is_bound "$started"
  replace /etc/resolv.conf <<<'nameserver 127.0.0.1'
}

# is_bound PID: the process is bound to UDP port 53
is_bound() {
  local inode
  for inode in $(sockets_of "$1"); do
    ! awk -v inode="$inode" '$10 == inode && $2 ~ /:0035$/ { found = 1 } END { exit !found }' /proc/net/udp || return 0
  done
  return 1
}

# look_up SOURCE...: sets the sources of host names
look_up() {
  replace /etc/nsswitch.conf <<<"hosts: $*"
}

# serve_nss_resolve: runs systemd-resolved with its NSS module, as unpacked by make deps. Only systemd-resolved reads
# hosts(5) then, and not the C library.
serve_nss_resolve() {
  local package
  for package in systemd-resolved libnss-resolve; do
    # A release with its own systemd-resolved is tested with that one.
    [ ! -x /lib/systemd/systemd-resolved ] || [ -e "$BATS_FILE_TMPDIR/unpacked" ] || break
    : >"$BATS_FILE_TMPDIR/unpacked"
    [ -e "$foreign/$package/unpacked" ] || skip "$package is not here: make deps"
    tar -C "$foreign/$package" --exclude='*.deb' -c . | tar -C / -x --no-same-owner --no-overwrite-dir --keep-directory-symlink
  done
  systemd-sysusers
  systemctl daemon-reload
  replace /etc/hosts <<<$'192.0.2.9 nine.example.org\n2001:db8::9 nine.example.org'
  look_up resolve
  systemctl start systemd-resolved.service
}

stop_resolved() {
  [ ! -e /lib/systemd/system/systemd-resolved.service ] || systemctl stop systemd-resolved.service
}

# assert_greets CALLER-4 CALLER-6: hello greets 192.0.2.9 and 2001:db8::9 by these names
assert_greets() {
  local before
  reload
  start hello
  before=$(date +%s)
  exchange TCP4:127.0.0.1:2345,bind=192.0.2.9 </dev/null
  assert_greeting "$got" "$before" "$1"
  exchange 'TCP6:[::1]:2345,bind=[2001:db8::9],freebind' </dev/null
  assert_greeting "$got" "$before" "$2"
}

assert_greets_name() {
  assert_greets nine.example.org nine.example.org
}

assert_greets_address() {
  assert_greets 192.0.2.9 2001:db8::9
}

@test "hello greets by a name from /etc/hosts" {
  look_up files
  replace /etc/hosts <<<$'192.0.2.9 nine.example.org\n2001:db8::9 nine.example.org'
  assert_greets_name
}

@test "hello greets by a name from plain DNS" {
  look_up files dns
  serve_names "$knows"
  assert_greets_name
}

@test "hello greets by a name from nss-resolve" {
  serve_nss_resolve
  assert_greets_name
}

@test "hello under strict.conf greets by a name from nss-resolve" {
  drop_in inetkit-.service <"$strict"
  serve_nss_resolve
  assert_greets_name
}

@test "hello greets by address without delay when DNS has no name" {
  look_up files dns
  serve_names --local=/in-addr.arpa/ip6.arpa/
  assert_greets_address
}

@test "hello greets by address without delay when no name server listens" {
  look_up files dns
  replace /etc/resolv.conf <<<'nameserver 127.0.0.1'
  assert_greets_address
}

@test "hello greets by address without delay when no name server is reachable" {
  look_up files dns
  replace /etc/resolv.conf <<<'nameserver 192.0.2.53'
  assert_greets_address
}

@test "hello greets by address without delay when systemd-resolved is stopped" {
  serve_nss_resolve
  systemctl stop 'systemd-resolved*'
  assert_greets_address
}

@test "hello greets by address without delay when its sandbox blocks DNS" {
  local directive
  look_up files dns
  serve_names "$knows"
  # systemd merges lists of address families unless an empty value comes first.
  for directive in PrivateNetwork=yes $'RestrictAddressFamilies=\nRestrictAddressFamilies=AF_UNIX' \
    $'RestrictAddressFamilies=\nRestrictAddressFamilies=none'; do
    echo "$directive:"
    printf '%s\n' '[Service]' "$directive" | drop_in inetkit-.service
    assert_greets_address
  done
}

@test "hello greets by address after -w seconds when the name server never answers" {
  call_with hello -w 1 true
  look_up files dns
  printf '%s\n' 'nameserver 127.0.0.1' 'options timeout:30 attempts:5' | replace /etc/resolv.conf
  background socat -u UDP4-RECV:53,bind=127.0.0.1 OPEN:/dev/null
  until_true is_bound "$started"
  assert_greets_address
}
