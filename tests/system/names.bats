#!/usr/bin/env bats
# The names by which hello greets: from files, plain DNS and nss-resolve, and none without delay where there are none.
# Here -w lets hello wait for a name for an hour: a greeting without a name has not waited.
load helpers

foreign=${INETKIT_FOREIGN:-$build/foreign}
strict=/usr/share/doc/inetkit/examples/strict.conf

# systemd-resolved has its own names for 127.0.0.0/8 and for the addresses of this system; these are not such, and yet
# can be taken.
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

# serve_names OPTION...: a name server on 127.0.0.1, which is asked
serve_names() {
  need dnsmasq
  background dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file --no-hosts --no-resolv \
    --bind-interfaces --listen-address=127.0.0.1 "$@"
  until_true is_bound "$started"
  replace /etc/resolv.conf <<<'nameserver 127.0.0.1'
}

# is_bound PID: to the UDP port 53
is_bound() {
  local inode
  for inode in $(sockets_of "$1"); do
    ! awk -v inode="$inode" '$10 == inode && $2 ~ /:0035$/ { found = 1 } END { exit !found }' /proc/net/udp || return 0
  done
  return 1
}

# look_up SOURCE...: where names come from
look_up() {
  replace /etc/nsswitch.conf <<<"hosts: $*"
}

# serve_nss_resolve: systemd-resolved and its part of the C library, as unpacked by make deps. It reads hosts(5) itself,
# and the C library does not.
serve_nss_resolve() {
  local package
  for package in systemd-resolved libnss-resolve; do
    # A release that has its own is tested with that.
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

# assert_greets CALLER-4 CALLER-6: by which hello calls 192.0.2.9 and 2001:db8::9
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

@test "hello greets by the name of a file" {
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

@test "with strict.conf hello greets by a name from nss-resolve" {
  drop_in inetkit-.service <"$strict"
  serve_nss_resolve
  assert_greets_name
}

@test "where DNS says that there is no name, hello greets the address without delay" {
  look_up files dns
  serve_names --local=/in-addr.arpa/ip6.arpa/
  assert_greets_address
}

@test "where no name server listens, hello greets the address without delay" {
  look_up files dns
  replace /etc/resolv.conf <<<'nameserver 127.0.0.1'
  assert_greets_address
}

@test "where no name server can be reached, hello greets the address without delay" {
  look_up files dns
  replace /etc/resolv.conf <<<'nameserver 192.0.2.53'
  assert_greets_address
}

@test "where systemd-resolved does not run, hello greets the address without delay" {
  serve_nss_resolve
  systemctl stop 'systemd-resolved*'
  assert_greets_address
}

@test "where a sandbox keeps hello from plain DNS, it greets the address without delay" {
  local directive
  look_up files dns
  serve_names "$knows"
  # The families that a unit names are added up, unless an empty value comes first.
  for directive in PrivateNetwork=yes $'RestrictAddressFamilies=\nRestrictAddressFamilies=AF_UNIX' \
    $'RestrictAddressFamilies=\nRestrictAddressFamilies=none'; do
    echo "$directive:"
    printf '%s\n' '[Service]' "$directive" | drop_in inetkit-.service
    assert_greets_address
  done
}

@test "where a name server never answers, hello greets the address when its limit has come" {
  call_with hello -w 1 true
  look_up files dns
  printf '%s\n' 'nameserver 127.0.0.1' 'options timeout:30 attempts:5' | replace /etc/resolv.conf
  background socat -u UDP4-RECV:53,bind=127.0.0.1 OPEN:/dev/null
  until_true is_bound "$started"
  assert_greets_address
}
