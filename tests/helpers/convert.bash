# SPDX-License-Identifier: ISC
# Services for inetkit convert, and the report about them. Needs helpers/client.

setup() {
  need_no_host_rules
  # No installed socket counts, unless a test writes one.
  export SYSTEMD_UNIT_PATH=$BATS_TEST_TMPDIR/installed
  units=$BATS_TEST_TMPDIR/units
  mkdir "$SYSTEMD_UNIT_PATH" "$units"
  cd "$BATS_TEST_TMPDIR" || return
  eval "$(grep -oE "(LIBEXECDIR|BINDIR)='[^']*'" "$build/directories")"
}

# service NAME [LINE...]: prints a service of xinetd with these lines after the necessary ones, which they can replace;
# a name without "=" takes that line away. The port is $port (7000).
service() {
  local name=$1 line
  declare -A lines=([type]=UNLISTED [port]=${port:-7000} [socket_type]=stream [protocol]=tcp [wait]=no [user]=root [server]=/bin/cat)
  shift
  printf 'service %s\n{\n' "$name"
  for line; do
    unset "lines[${line%% *}]"
  done
  for line in type port socket_type protocol wait user server; do
    [ -z "${lines[$line]+set}" ] || printf '\t%s = %s\n' "$line" "${lines[$line]}"
  done
  for line; do
    [[ $line != *=* ]] || printf '\t%s\n' "$line"
  done
  printf '}\n'
}

# rows FILE: reads "NAME; LINE; LINE..." from standard input, and writes the services into FILE, with ports from 7000
rows() {
  local row words port=7000
  while read -r row; do
    mapfile -t words <<<"${row//; /$'\n'}"
    service "${words[@]}"
    port=$((port + 1))
  done >"$1"
}

# verdicts: prints "ID VERDICT ATTRIBUTE:VERDICT..." for each service of a report in JSON
verdicts() {
  jq -r '.services[] | [.id, .verdict, (.findings[] | .attribute + ":" + .verdict)] | join(" ")' "$err"
}
