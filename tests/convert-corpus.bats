#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Every configuration in convert/ becomes what its comments say, and units that systemd accepts:
#   #= ID VERDICT ...  a service: its verdict, "disabled" if it does not run, each finding as ATTRIBUTE:VERDICT, and after
#                      "->" the installed unit to use instead
#   #+ DIRECTIVE       a line of the units of this service
#   #- KEY             they have no such directive
#   #! LINE SEVERITY   a message about the configuration
#   #: OPTION...       an option of convert
load helpers/load

configurations=$BATS_TEST_DIRNAME/convert

# Converts everything, with one process for each configuration: units go to NAME.units, the report to NAME.json.
setup_file() {
  command -v jq >/dev/null || return 0
  local file name options
  write_installed_units
  cd "$configurations" || return
  for file in *; do
    name=$BATS_FILE_TMPDIR/$file
    mapfile -t options < <(sed -n 's/^#: //p' "$file" | tr ' ' '\n')
    SYSTEMD_UNIT_PATH=$BATS_FILE_TMPDIR/installed "${INETKIT_BUILD:-../../build}/inetkit" convert --format json --systemd 252 \
      "${options[@]}" "$file" >"$name.units" 2>"$name.json" && echo 0 >"$name.status" || echo $? >"$name.status"
  done
}

# write_installed_units: sockets that the system seems to have
write_installed_units() {
  local unit listen program at
  mkdir "$BATS_FILE_TMPDIR/installed"
  cd "$BATS_FILE_TMPDIR/installed" || return
  while read -r unit listen program at; do
    printf '%s\n' '[Socket]' "$listen" "Accept=$([ -z "$at" ] && echo no || echo yes)" >"$unit.socket"
    printf '%s\n' '[Service]' "ExecStart=$program" >"$unit$at.service"
  done <<'UNITS'
tftp ListenDatagram=69 /usr/sbin/in.tftpd
telnet ListenStream=23 /usr/sbin/in.telnetd @
cvs ListenStream=2401 /usr/bin/cvs @
check-mk-agent ListenStream=6556 /usr/bin/check_mk_agent @
UNITS
}

setup() {
  need jq
  need_no_host_rules
  cd "$BATS_FILE_TMPDIR" || return
}

@test "the report has the verdict, the findings and the messages that each configuration announces" {
  (cd "$configurations" && grep -E '^#[=!] ' -- *) >announced
  jq -r '(input_filename | ltrimstr("./") | rtrimstr(".json") + ":#") as $start |
    (.services[] | $start + "= " + ([.id, .verdict, (if .enabled then empty else "disabled" end),
      (.findings[] | "\(.attribute):\(.verdict)"), (if .replacement then "-> \(.replacement)" else empty end)] | join(" "))),
    (.messages[] | $start + "! \(.line) \(.severity)")' ./*.json >reported
  [ "$(wc -l <announced)" -gt 120 ]
  diff <(sort announced) <(sort reported)
}

@test "the status is 1 if a file is broken, or a service that ran is refused or becomes weaker" {
  local file status
  jq -r '[(input_filename | ltrimstr("./") | rtrimstr(".json")), ([.messages[].severity, (.services[] |
    select(.enabled).verdict)] | if any(. == "error" or . == "refused" or . == "weaker") then 1 else 0 end)] | join(" ")' ./*.json >expected
  while read -r file status; do
    [ "$(<"$file.status")" = "$status" ] || fail "$file: status $(<"$file.status") instead of $status"
  done <expected
}

@test "the units have the directives that each configuration announces" {
  local LIBEXECDIR BINDIR
  eval "$(grep -oE "(LIBEXECDIR|BINDIR)='[^']*'" "$build/directories")"
  jq -r '(input_filename | ltrimstr("./") | rtrimstr(".json")) as $file | .services[] | .id as $id | .units[] |
    "\($file) \(.name) \($id)"' ./*.json >ids
  run awk -v admit="$LIBEXECDIR/inetkit/admit" -v inetkit="$BINDIR/inetkit" '
    FNR == 1 { file = FILENAME; sub(/.*\//, "", file); sub(/\.units$/, "", file) }
    FILENAME == "ids" { ids[$1, $2] = $3; next }
    FILENAME ~ /\.units$/ {
      if (/^# === /) id = ids[file, $3]
      units[file, id] = units[file, id] "\n" $0
      next
    }
    /^#= / { id = $2 }
    /^#[+-] / {
      checked++
      text = substr($0, 4)
      if ((at = index(text, "@admit@")) > 0) text = substr(text, 1, at - 1) admit substr(text, at + 7)
      if ((at = index(text, "@inetkit@")) > 0) text = substr(text, 1, at - 1) inetkit substr(text, at + 9)
    }
    /^#\+ / && !index(units[file, id] "\n", "\n" text "\n") { print file ": " id " lacks " text; failed++ }
    /^#- / && index(units[file, id], "\n" text "=") { print file ": " id " has " text; failed++ }
    END { exit failed > 0 || checked < 80 }' ids ./*.units "$configurations"/*
  assert_output ''
  assert_status 0
}

# bats test_tags=once
@test "systemd-analyze verify accepts the units of each configuration" {
  need systemd-analyze
  mkdir verify
  # Configurations have services of the same name.
  awk '/^# === / { file = FILENAME; sub(/.*\//, "", file); sub(/\.units$/, "", file); close(to); to = "verify/" file "-" $3 } { print >to }' ./*.units
  [ "$(find verify -name '*.socket' | wc -l)" -gt 80 ]
  # make coverage sets the umask to 0; systemd-analyze reports units that anybody can write.
  chmod go-w verify/*
  run systemd-analyze verify verify/*
  # The servers of distributions are not here, and versions before 255 do not know what is for later ones.
  output=$(grep -vE "Command /[^ ]+ is not executable: No such file or directory\$|Unknown key 'PollLimit" <<<"$output" || true)
  assert_output ''
}

# bats test_tags=once
@test "inetkit-xinetd(7) has every attribute that convert reads, and marks those of inetd.conf(5)" {
  sed -n 's/^\t{"\([a-z0-9_]*\)", .*/\1/p' "$BATS_TEST_DIRNAME/../src/convert/xinetd_attributes.c" | sort >attributes
  [ "$(wc -l <attributes)" -gt 40 ]
  sed -n '/^\.Sh ATTRIBUTES/,/^\.El/p' "$build/man/inetkit-xinetd.7" >section
  run comm -23 attributes <(sed -n 's/^\.It Ic //p' section | sort)
  assert_output ''
  # The reader knows interface as bind, and not mdns.
  run awk 'FNR == NR { known[$1]; next } item != "" && !(item in known) && !/^inetd: / { print item }
    { item = /^\.It Ic / ? $3 : "" }' <(cat attributes && printf '%s\n' interface mdns) section
  assert_output ''
}

# bats test_tags=once
@test "inetkit-xinetd(7) has every attribute of xinetd.conf(5)" {
  local page=${INETKIT_FOREIGN:-$build/foreign}/xinetd/usr/share/man/man5/xinetd.conf.5.gz
  [ -e "$page" ] || skip "the package xinetd is not here: make deps"
  # include and includedir are no attributes.
  zcat "$page" | awk '/^\.TP/ { item = 1; next }
    item && /^\.B "?[a-z0-9_]+"?$/ && !/include/ { gsub(/^\.B |"/, ""); print }
    { item = 0 }' | sort -u >attributes
  [ "$(wc -l <attributes)" -gt 40 ]
  run comm -23 attributes <(sed -n 's/^\.It Ic \([a-z0-9_]*\)$/\1/p' "$build/man/inetkit-xinetd.7" | sort)
  assert_output ''
}

# bats test_tags=once
@test "inetkit(1) names exactly the keys that the reports have" {
  jq -r 'paths | .[] | strings' ./*.json | sort -u >keys
  [ "$(wc -l <keys)" -gt 15 ]
  sed -n '/^\.Ss Report of convert/,/^\.El/p' "$build/man/inetkit.1" >section
  diff keys <(sed 1,4d section | grep -oP '^\.((It|Pq) )?Cm \K[a-z, ]+' | tr -d ' ' | tr ',' '\n' | grep . | sort -u)
}
