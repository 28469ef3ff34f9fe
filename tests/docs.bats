#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The documents agree with the programs. The manual pages under test are the generated ones.
# bats file_tags=long,once
load helpers/load
load helpers/client
load helpers/readme

root=$BATS_TEST_DIRNAME/..

# rows: prints the registry without its comments
rows() {
  grep -v '^#' "$root/services/services.tsv"
}

# Filters that execute the program of a service.
mapfile -t unlisted < <(sed -n 's/^unlisted := //p' "$root/Makefile" | tr ' ' '\n')

# synopsis PAGE: prints the SYNOPSIS of a manual page, one line per usage, single-spaced
synopsis() {
  mandoc -T ascii -O width=1000 "$1" | col -b | sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' | sed '1d;$d' |
    tr -s ' ' | sed 's/^ //; s/ $//; /^$/d'
}

# installed_usage NAME: prints the usage text of a program of services/ with the path that make install gives it. Alone,
# echo and time look like commands of the shell.
installed_usage() {
  local LIBEXECDIR
  eval "$(grep -o "LIBEXECDIR='[^']*'" "$build/directories")"
  "$services/$1" -h | sed -n "s|^usage: |$LIBEXECDIR/inetkit/|p"
}

@test "the SYNOPSIS of each filter's manual page is its usage text, with the installed path" {
  need mandoc col
  local name
  while IFS=$'\t' read -r name _; do
    run synopsis "$build/man/$name.8"
    assert_output "$(installed_usage "$name")"
  done < <(rows && printf '%s\n' "${unlisted[@]}")
}

@test "the SYNOPSIS and the options of shared's manual page match its usage text" {
  need mandoc col
  run synopsis "$build/man/shared.8"
  assert_output "$(installed_usage shared)"
  known=$("$services/shared" -h | head -n 1 | grep -oE '[ []-[a-zA-Z0-9]+' | tr -d ' [-' | fold -w 1 | sort -u)
  [ "$(sed -n 's/^\.It Fl \([a-zA-Z0-9]\).*/\1/p' "$build/man/shared.8" | sort -u)" = "$known" ]
}

@test "the SYNOPSIS and the options of check_clocks' manual page match its usage text" {
  need mandoc col
  local PLUGINDIR known
  eval "$(grep -o "PLUGINDIR='[^']*'" "$build/directories")"
  ln -s "$client" "$BATS_TEST_TMPDIR/check_clocks"
  run "$BATS_TEST_TMPDIR/check_clocks" -h
  known=$(grep -oE '^ +(-., )?--[a-z]+' <<<"$output" | grep -oE -- '-[-a-zA-Z]+' | sort)
  output=$(sed -n '1,/^Check/{/^Check/d; s/^usage: //; s/^ *//; p}' <<<"$output" | paste -sd ' ')
  [ "$PLUGINDIR/$output" = "$(synopsis "$build/man/check_clocks.8")" ] || fail "$output"
  output=$(grep '^\.It Fl' "$build/man/check_clocks.8" | grep -oE 'Fl -?[a-zA-Z]+' | sed 's/Fl /-/' | sort)
  [ "$output" = "$known" ] || fail "$output" "instead of" "$known"
}

@test "shared serves exactly the services that the registry lists for it" {
  while IFS=$'\t' read -r name _ _ _ _ _ _ transports; do
    run "$services/shared" "$name" </dev/null
    if [ "$transports" = - ]; then
      assert_match 'shared does not serve this service'
    else
      assert_output "$name: cannot serve $name on descriptor 0: not a socket; start shared from a systemd socket unit, or from inetd or xinetd with wait"
    fi
  done < <(rows)
}

@test "the usage text of each filter is the registry's synopsis" {
  while IFS=$'\t' read -r name _ _ _ description synopsis _; do
    run "$services/$name" -h
    [ "${lines[0]}" = "usage: $name $synopsis" ] || fail "${lines[0]}"
    [[ ${lines[1]} = "$description; see inetkit-$name(8)" ]] || fail "${lines[1]}"
  done < <(rows)
}

@test "the SYNOPSIS of inetkit.1 contains the usage of every command" {
  need mandoc col
  run synopsis "$build/man/inetkit.1"
  for command in get clocks talk ping flow convert; do
    usage=$(usage_of "$command")
    grep -Fxq -- "$usage" <<<"$output" || fail "not in the SYNOPSIS: $usage" "$output"
  done
}

@test "inetkit.1 documents exactly the options of inetkit" {
  known=$(awk -F'\t' '$1 == "option" { print $3 }' "$root/src/commands/commands.tsv" | sort -u)
  documented=$(grep -E '^\.It Fl ' "$build/man/inetkit.1" | grep -oE 'Fl -[a-z0-9-]+|, -[a-z0-9-]+' | sed 's/.* -//' | grep -vx version | sort -u)
  [ "$documented" = "$known" ] || fail "$(diff <(echo "$documented") <(echo "$known"))"
}

@test "each filter's manual page documents exactly the options of the filter" {
  need mandoc
  while IFS=$'\t' read -r name _; do
    known=$("$services/$name" -h | head -n 1 | grep -oE '[ []-[a-zA-Z0-9]+' | tr -d ' [-' | fold -w 1 | sort -u)
    documented=$(sed -n 's/^\.It Fl \([a-zA-Z0-9]\).*/\1/p' "$build/man/$name.8" | sort -u)
    [ "$documented" = "$known" ] || fail "$name.8 documents" "$documented" "instead of" "$known"
  done < <(rows && printf '%s\n' "${unlisted[@]}")
}

@test "the line for inetd.conf in each filter's manual page is the installed one" {
  local name line
  while IFS=$'\t' read -r name _; do
    line=$(tr '\t' ' ' <"$build/inetd.conf" | grep -E " tcp nowait.* $name$")
    run sed -n 's/^\.Dl //; / stream tcp /p' "$build/man/$name.8"
    [[ "$output " = "$line "* ]] || fail "$name.8 has" "$output" "instead of" "$line"
  done < <(rows)
}

@test "the README's table of services matches the registry" {
  run awk -F'\t' '!/^#/ { printf "| %s | %s | %s | %s |\n", $1, $2, $4, $5 }' "$root/services/services.tsv"
  while read -r row; do
    grep -Fxq -- "$row" "$root/README.md" || fail "not in the README: $row"
  done <<<"$output"
  [ "$(grep -cE '^\| [a-z]+ \| [0-9]+ \|' "$root/README.md")" -eq "${#lines[@]}" ]
}

@test "the README has a line for each command of the client" {
  run readme_block '## The client'
  [ "$(awk '$1 == "inetkit" { print $2 }' <<<"$output" | sort)" = \
    "$(awk -F'\t' '$1 == "command" { print $2 }' "$root/src/commands/commands.tsv" | sort)" ] || fail "$output"
}

@test "every command block of the README is in a test" {
  # The tests name a block by the beginning of the line before it.
  mapfile -t named < <(sed -nE "s/.*readme_block '([^']*)'.*/\1/p" "$root"/tests/*.bats "$root"/tests/*/*.bats)
  mapfile -t before < <(awk '/^    / { if (!inside) print line; inside = 1; next } /./ { line = $0; inside = 0 }' "$readme")
  [ "${#before[@]}" -gt 3 ]
  for line in "${before[@]}"; do
    for name in "${named[@]}"; do
      [[ $line != "$name"* ]] || continue 2
    done
    fail "no test has the block after: $line"
  done
}

@test "the README has the output that was drawn beside its picture" {
  run readme_block '<img '
  assert_output "$(<"$root/packaging/pictures/fleet.txt")"
}

@test "every file that the README names exists" {
  local file files
  mapfile -t files < <(grep -oE '(`|")(src|services|units|tests|packaging)/[a-zA-Z0-9_./-]+' "$readme" | tr -d '`"')
  [ "${#files[@]}" -gt 5 ]
  for file in "${files[@]}"; do
    [ -e "$root/$file" ] || fail "$file does not exist"
  done
}

# bats test_tags=slow
@test "the script that draws the picture measures every simulated clock and draws it" {
  need_root
  need unshare ip xmllint
  "$root/packaging/pictures/fleet" "$build" 12 "$BATS_TEST_TMPDIR"
  run xmllint --nonet --xpath '//*[local-name()="title"][1]/text()' "$BATS_TEST_TMPDIR/fleet.svg"
  [ "${lines[0]}" = 'Clock offsets of 12 hosts' ] || fail "$output"
  grep -qF 'Measured from monitor, ' "$BATS_TEST_TMPDIR/fleet.svg"
  [ "$(head -n 1 "$BATS_TEST_TMPDIR/fleet.txt")" = "$(head -n 1 "$root/packaging/pictures/fleet.txt")" ]
  # The bounds are wide on a busy machine; other tests compare them with the truth.
  assert_file_matches "$BATS_TEST_TMPDIR/fleet.txt" '^web3 +\+(3599|3600)\.[0-9]+ ±'
  assert_file_matches "$BATS_TEST_TMPDIR/fleet.txt" '^spread: web3 is 360[0-3]\.[0-9]+ ±[0-9.]+ s ahead of app4$'
}

@test "make help lists the targets, and make accepts each of them" {
  run make -s -C "$root" help
  assert_status 0
  for target in demo check check-arm64 check-releases bench bench-units lint sanitize deps install uninstall help clean; do
    assert_match "^  make $target "
    make -n -s -C "$root" "$target" BUILD="$BATS_TEST_TMPDIR/build" >/dev/null
  done
}
