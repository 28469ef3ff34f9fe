# SPDX-License-Identifier: ISC
# A private network and private files of /etc for one test: every port is free, and the test defines the host names.

# private_network: creates it; from then on ask runs the client in it. The only host name is localhost. 192.0.2.1 and
# 2001:db8::1 are local addresses; packets to 192.0.2.2 and 2001:db8::2 are lost.
private_network() {
  need_root
  need unshare nsenter mount ip
  new_log
  background unshare --net --mount sh -c '
    ip link set lo up &&
    ip address add 192.0.2.1/32 dev lo &&
    ip route add 192.0.2.2/32 dev lo src 192.0.2.1 &&
    ip -6 address add 2001:db8::1/64 dev lo nodad &&
    echo ready && exec sleep infinity' >"$log" 2>&1
  until_match "$log" '^ready$'
  within=(nsenter "--target=$started" --net --mount --wd=. --)
  printf '%s\n' 'hosts: files' 'services: files' | private_file /etc/nsswitch.conf
  private_hosts '127.0.0.1 localhost' '::1 localhost'
}

# inside COMMAND...: runs it in the private network
inside() {
  "${within[@]}" "$@"
}

# private_file PATH: replaces the file in the private network by standard input
private_file() {
  local copy
  copy=$(mktemp "$BATS_TEST_TMPDIR/file.XXXXXX")
  cat >"$copy"
  chmod 644 "$copy"
  inside mount --bind "$copy" "$1"
}

# private_hosts LINE...: replaces /etc/hosts in the private network
private_hosts() {
  printf '%s\n' "$@" | private_file /etc/hosts
}

# serve_inside ADDRESS:PORT PROGRAM [ARG...]: like serve, in the private network
serve_inside() {
  local address=$1
  shift
  new_log
  background "${within[@]}" systemd-socket-activate --accept --inetd -E PATH="$PATH" -l "$address" "$@" 2>"$log"
  server=$started
  until_match "$log" '^Listening on'
}

# serve_no_names: makes lookups in the private network use a name server that never replies
serve_no_names() {
  need socat
  printf '%s\n' 'nameserver 127.0.0.1' 'options timeout:30 attempts:5' | private_file /etc/resolv.conf
  printf '%s\n' 'hosts: files dns' 'services: files' | private_file /etc/nsswitch.conf
  background "${within[@]}" socat -u UDP4-RECV:53,bind=127.0.0.1 OPEN:/dev/null
  until_true is_bound "$started"
}
