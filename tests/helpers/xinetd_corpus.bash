# SPDX-License-Identifier: ISC
# Small configurations of xinetd, each about one matter, for reading them with two programs.

# lines PORT [LINE...]: the attributes of a complete service
lines() {
  printf '\t%s\n' 'type = UNLISTED' "port = $1" 'socket_type = stream' 'wait = no' 'user = root' 'server = /bin/cat' \
    "${@:2}"
}

# entry NAME PORT [LINE...]
entry() {
  printf 'service %s\n{\n' "$1"
  lines "${@:2}"
  printf '}\n'
}

# defaults LINE...
defaults() {
  printf 'defaults\n{\n'
  printf '\t%s\n' "$@"
  printf '}\n'
}

# without ATTRIBUTE: removes it
without() {
  grep -v "$1 ="
}

# write_corpus: writes the configurations into the current directory. Ports are below 1024: see the test that binds
# none of them.
write_corpus() {
  mkdir parts parts/directory

  entry a 701 'only_from = 1.2.3.0' 'only_from += 10.0.0.0/8 ::1 fe80::/10' 'only_from -= 1.2.3.0' \
    'no_access = 10.1.2.3' 'no_access += 10.1' 'no_access -= 10.0.0.1' >addresses

  {
    defaults 'only_from = 1.2.3.4' 'no_access = 5.6.7.8 10.0.0.0' 'only_from = 4.3.2.1' 'log_type = FILE /tmp/x' \
      'log_on_success = PID HOST DURATION' 'passenv = PATH' 'umask = 027' 'per_source = 4' 'groups = yes' \
      'bind = 127.0.0.1' 'cps = 5 6' 'instances = 7'
    entry a 701
    entry b 702 'only_from = 9.9.9.9' 'no_access += 7.7.7.7' 'log_on_success = EXIT' 'log_on_failure += HOST' \
      'passenv -= PATH' 'umask = 077' 'per_source = UNLIMITED' 'groups = no' 'bind = ::1' 'cps = 1 2' 'instances = 3' \
      'log_type = SYSLOG auth notice'
    entry c 703 'log_on_success -= PID' 'only_from =' 'env = A=b C=d' 'env += E=f' 'nice = -3' \
      'access_times = 8:00-9:30 10:00-11:00' 'libwrap = foo' 'group = daemon' 'id = sea' 'flags = NODELAY KEEPALIVE' \
      'server_args = "a b" -c'
  } >defaults_and_services

  {
    entry first 701
    defaults 'only_from = 1.2.3.4' 'log_on_failure = HOST' 'log_type = SYSLOG mail' 'passenv = HOME'
    entry second 702
  } >defaults_behind_a_service

  {
    defaults 'enabled = a c' 'disabled = c'
    entry a 701 'disable = yes'
    entry b 702
    entry c 703
    entry d 704 'id = a'
    entry e 705 'nice = x' 'id = a'
  } >enabled

  {
    defaults 'disabled = a' 'disabled += sea' 'disabled -= a'
    entry a 701
    entry b 702
    entry c 703 'id = sea'
  } >disabled

  {
    entry a 701 'nice = x'
    entry b 702 'nice = x' 'disable = no'
    entry c 703 'disable = no' 'nice = x'
    entry d 704 'disable = maybe'
    entry e 705 'disable = yes' 'nonsense'
    entry f 706
  } >bad_values

  {
    entry a 701 'serverr = /bin/sh' 'nice = 3' 'nice = 4' 'server = /bin/sh' 'user += daemon' 'cps = 5' \
      'interface = 127.0.0.1' 'bind = 127.0.0.2'
    entry b 702 'group = a b' 'umask += 022' 'log_on_success = HOST' 'log_on_success = PID' 'enabled = b'
  } >ignored_lines

  {
    entry a 701 'nice=3'
    entry b 702
    entry c 703 'nice'
    entry d 704 'nice 3'
    entry e 705 'nice *= 3'
    entry f 706 'nice =3' 'umask    =   022'
  } >forms

  {
    printf 'service a {\n%s\n}\n' "$(lines 701)"
    entry b 702
    printf 'service c extra\n{ \n%s\n } \n' "$(lines 703)"
    printf '  service\td\n\t{\n%s\n\t}\n' "$(lines 704)"
    printf 'service e\n\n# x\n{\n%s\n #y\n}\n' "$(lines 705)"
  } >braces

  {
    printf 'service a\n{\n%s\n' "$(lines 701)"
    entry b 702
    entry c 703
    printf 'service d\n}\n'
    entry e 705
    entry f 706
    printf 'service g\n{\n%s' "$(lines 707)"
  } >missing_braces

  {
    echo nonsense
    entry a 701
    entry b 702
    echo service
    entry c 703
    entry d 704
    defaults 'umask = 022' 'nonsense x' 'groups = yes'
    entry e 705
    defaults 'nonsense x'
    entry f 706
    entry g 707
  } >nonsense

  {
    defaults 'umask = 022'
    defaults 'groups = yes'
    entry a 701
    entry b 702 'bind = 127.0.0.1'
    entry c 702 'bind = 127.0.0.1'
    entry d 702 'bind = 127.0.0.2'
    entry a 703
  } >twice

  {
    local attribute
    for attribute in socket_type wait user server port type; do
      entry "$attribute" 701 | without "$attribute"
    done
    entry good 702
  } >missing_attributes

  {
    printf 'service echo\n{\n%s\n}\n' ' type = INTERNAL
 id = echo-stream
 socket_type = stream
 wait = no'
    printf 'service echo\n{\n%s\n}\n' ' type = INTERNAL
 id = echo-dgram
 protocol = udp
 wait = yes'
    printf 'service discard\n{\n%s\n}\n' ' type = INTERNAL
 socket_type = dgram
 wait = yes'
  } >internal

  {
    entry a 701 'redirect = 127.0.0.1 22'
    entry b 702 'redirect = 127.0.0.1 22' 'flags = NAMEINARGS' 'server_args = x'
    entry c 703 'log_on_success = TRAFFIC'
    entry d 704 'redirect = 127.0.0.1 22' | sed 's/wait = no/wait = yes/'
    entry e 705 'flags = NAMEINARGS'
    entry f 706 'flags = NAMEINARGS IPv4' 'server_args = x y'
    # With "wait = no", only xinetd before 2.3.15.4 starts it.
    entry g 707 | sed 's/stream/dgram/; s/wait = no/wait = yes/'
    entry h 708 'flags = IPv4 IPv6'
    entry i 709 'type = TCPMUX'
    entry j 710 'flags = LABELED' | sed 's/wait = no/wait = yes/'
  } >refused

  entry good 711 >parts/good
  entry hidden 712 >parts/x.conf
  entry backup 713 >parts/x~
  { defaults 'umask = 077' && entry B 714; } >parts/B
  {
    entry before 701
    echo "includedir $PWD/parts"
    entry after 702
    echo "include $PWD/parts/x.conf"
    echo "include $PWD/none"
    echo "includedir $PWD/none"
    entry last 703
    defaults 'umask = 022' 'groups = yes'
  } >includes
}
