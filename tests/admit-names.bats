#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# admit with rules that are names, and the resolver behind them.
load helpers/load
load helpers/client
load helpers/peers
load helpers/network
load helpers/admit

# serve_names OPTION...: runs a name server in the private network and configures it as the resolver
serve_names() {
  need dnsmasq
  printf '%s\n' 'nameserver 127.0.0.1' | private_file /etc/resolv.conf
  printf '%s\n' 'hosts: dns' | private_file /etc/nsswitch.conf
  background "${within[@]}" dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file --no-hosts --no-resolv \
    --local=/org/net/com/invalid/arpa/ --bind-interfaces --listen-address=127.0.0.1 "$@"
  until_true is_bound "$started"
}

@test "admit believes a name only if it has the peer's address, and counts a failed lookup against the peer" {
  private_network
  serve_names --host-record=www.Example.org,192.0.2.7,2001:db8::7 --host-record=example.org,192.0.2.8 \
    --ptr-record=9.2.0.192.in-addr.arpa,liar.example.org --ptr-record=10.2.0.192.in-addr.arpa,www.example.org \
    --ptr-record=11.2.0.192.in-addr.arpa,www.example.org.invalid --ptr-record=12.2.0.192.in-addr.arpa,127.0.0.1 \
    --host-record=dyn.example.net,192.0.2.13
  local peer rules reason detail
  while IFS='|' read -r peer rules reason detail; do
    echo "$peer $rules:"
    # shellcheck disable=SC2086 # words
    take_in "$peer" $rules
    if [ "$reason" = - ]; then assert_admitted; else assert_refused "$reason" "$detail"; fi
  done <<'END'
192.0.2.7|-f .example.org|-|
2001:db8::7|-f .EXAMPLE.org|-|
192.0.2.7|-x .example.org|address|-x .example.org
192.0.2.8|-f .example.org|address|no -f matches
192.0.2.9|-f .example.org|lookup|-f .example.org: Name or service not known; check the resolver and the name
192.0.2.9|-x .example.org|lookup|-x .example.org: Name or service not known; check the resolver and the name
192.0.2.10|-f .example.org|lookup|-f .example.org: the name of the address does not have the address; check the resolver and the name
192.0.2.10|-x .example.org|lookup|-x .example.org: the name of the address does not have the address; check the resolver and the name
192.0.2.10|-f .example.com|address|no -f matches
192.0.2.11|-f .example.org|address|no -f matches
192.0.2.12|-f .0.0.1x|lookup|-f .0.0.1x: the name of the address is not valid; check the resolver and the name
192.0.2.99|-f .example.org|address|no -f matches
192.0.2.99|-x .example.org|-|
192.0.2.13|-f dyn.example.net|-|
192.0.2.13|-x 192.0.2.0/24 -f dyn.example.net|-|
192.0.2.13|-x dyn.example.net -f 192.0.2.0/24|address|-x dyn.example.net
192.0.2.14|-f dyn.example.net|address|no -f matches
2001:db8::7|-f dyn.example.net|address|no -f matches
2001:db8::7|-x dyn.example.net|-|
192.0.2.9|-f liar.example.org|lookup|-f liar.example.org: Name or service not known; check the resolver and the name
192.0.2.13|-x nowhere.example.org|lookup|-x nowhere.example.org: Name or service not known; check the resolver and the name
192.0.2.13|-f nowhere.example.org -f dyn.example.net|-|
END
}

@test "admit finds an address of a link by name, and takes a name with control characters, or a longer one than a name can be, for a failed lookup" {
  private_network
  printf '%s\n' 'hosts: files' | private_file /etc/nsswitch.conf
  # Without a zone, on every link.
  private_hosts 'fe80::7 gate.example.org'
  take_in fe80::7%1 -f gate.example.org
  assert_admitted
  for name in $'evil\e[31m.example.org' $'a"b.example.org' "$(printf 'a%.0s' {1..300}).example.org"; do
    private_hosts "192.0.2.7 $name"
    for option in -f -x; do
      take_in 192.0.2.7 $option .example.org
      assert_refused lookup "$option .example.org: the name of the address is not valid; check the resolver and the name"
    done
  done
}

@test "admit without a resolver refuses a peer that a name could admit or refuse, and decides at once about all others" {
  private_network
  printf '%s\n' 'nameserver 127.0.0.1' | private_file /etc/resolv.conf
  printf '%s\n' 'hosts: dns' | private_file /etc/nsswitch.conf
  for option in -f -x; do
    take_in 192.0.2.7 $option .example.org
    assert_refused lookup "$option .example.org: Temporary failure in name resolution; check the resolver and the name"
  done
  take_in 192.0.2.7 -f 192.0.2.0/24 -f gate.example.org
  assert_admitted
  take_in 192.0.2.7 -x 192.0.2.0/24 -f .example.org
  assert_refused address '-x 192.0.2.0/24'
}

# copy_admit: sets $admit to a copy, which calls the hello-lookup of its directory $programs
copy_admit() {
  programs=$BATS_TEST_TMPDIR/programs
  mkdir "$programs"
  cp "$admit" "$programs"
  admit=$programs/admit
}

@test "admit refuses after 5 seconds if the resolver hangs, and leaves no process behind" {
  private_network
  serve_no_names
  copy_admit
  cp "$services/hello-lookup" "$programs"
  SECONDS=0
  take_in 192.0.2.7 -x .example.org -s /etc/hostname
  assert_between 4 "$SECONDS" 25
  assert_status 1
  assert_same "$out" /etc/hostname
  assert_output 'admit: refused peer=192.0.2.7 port=unknown reason=lookup program=echo detail="-x .example.org: no answer in time; check the resolver and the name"'
  # The same program may run elsewhere on this machine.
  run pgrep -f "^$programs/hello-lookup "
  assert_status 1
}

@test "admit refuses if hello-lookup is missing, fails or says something else" {
  local text
  copy_admit
  take_in 192.0.2.7 -x .example.org
  assert_refused lookup '-x .example.org: No such file or directory; check the resolver and the name'
  for text in 'exit 1' 'kill -KILL $$' 'echo' 'echo yesno' 'printf yes' 'echo NO' 'head -c 1000 /dev/zero' 'printf "no\0\nno\n"' \
    'printf "failed \"\033[31m\n"'; do
    printf '#!/bin/sh\nPATH=/usr/bin:/bin\n%s\n' "$text" >"$programs/hello-lookup"
    chmod +x "$programs/hello-lookup"
    take_in 192.0.2.7 -x .example.org
    [[ $status -eq 1 && $output = *' reason=lookup '* && $output != *$'\e'* ]] || fail "$text: $output"
    assert_empty "$out"
  done
}

@test "admit gives hello-lookup neither the connection nor its environment" {
  copy_admit
  printf '#!/bin/sh\n/bin/ls -l /proc/$$/fd >%s; /usr/bin/env >>%s; echo yes\n' "$BATS_TEST_TMPDIR"/{found,found} \
    >"$programs/hello-lookup"
  chmod +x "$programs/hello-lookup"
  # Standard error is the connection, too, as under xinetd.
  serve env HOSTALIASES=/nowhere LD_PRELOAD= sh -c 'exec "$@" 2>&1' sh "$admit" -f gate.example.org \
    echo served
  exchange "TCP4:127.0.0.1:$port" </dev/null
  assert_same "$got" - <<<"served"
  run grep -E 'socket:|HOSTALIASES|LD_PRELOAD|REMOTE' "$BATS_TEST_TMPDIR/found"
  assert_output ''
  assert_file_matches "$BATS_TEST_TMPDIR/found" ' 2 -> /dev/null$'
}
