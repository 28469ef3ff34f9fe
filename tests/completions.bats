#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Completions of the client in bash, zsh and fish, as the shells themselves offer them.
# bats file_tags=once
load helpers/load
load helpers/client
load helpers/completions

setup() {
  prepare_home
}

# of_all_kinds: prints a description with value types that the client lacks, and with texts that a shell could misread
of_all_kinds() {
  local text="It's a \"text\": \$HOME, \`id\`, \$(id) [b] (c) {d,e} \\f\\\\ 100% %s * ? ~ & | < > # ! ; :: @at -- =e"
  tr '|' '\t' <<EOF | tr '^' '|'
# a comment
command|one|host|$text
command|some|[host [port]]|Some.
command|many|host ...|Many.
option|one,some,many|ipv4|4|-|-|-|use only IPv4
option|one,some,many|ipv6|6|-|-|-|use only IPv6
option|one,some,many|wait|w|seconds|seconds|10|$text
option|one,many|port|p|port|port|@echo|$text
option|many|waits|-|-|-|-|$text
option|many|input|i|file|file|-|$text
option|many|precise|-|[seconds]|seconds|0.01|$text
option|many|plot|-|[file:svg]|file|-|$text
option|many|format|f|a:[b]|table^json^two-words^\$HOME^it's|table|$text
option|many|color|-|[when]|always^never|always|$text
EOF
}

# without_hosts FILE: prints the rows, with the known hosts of a line as one "HOST". zsh and fish also offer hosts of
# the system.
without_hosts() {
  awk -F'\t' -v OFS='\t' '
    BEGIN {
      while ((getline line <"/etc/hosts") > 0) {
        n = split(line, words, /[ \t]+/)
        for (i = 2; i <= n; i++)
          system_host[words[i]] = 1
      }
    }
    $2 == "known.example.org" { $2 = "HOST" }
    !($2 in system_host) { print $1, $2 }' "$1" | sort -u
}

# assert_offers SHELL: for each command line the shell offers what the description implies, and nothing else
assert_offers() {
  local expected=$BATS_TEST_TMPDIR/expected
  expected_offers >"$expected"
  [ "$(wc -l <"$expected")" -gt 60 ]
  offers_of "$1" < <(cut -f 1 "$expected" | uniq)
  case $1 in
  zsh)
    # zsh puts the "=" after the name where a space can replace it, and offers options even where only an operand fits.
    sed -i -E '/\t--.*=$/d' "$expected"
    awk -F'\t' -v OFS='\t' '$1 !~ /-$/ && $2 ~ /^-/ { $2 = "" } { print }' "$offers" >"$offers.zsh"
    mv "$offers.zsh" "$offers"
    ;;
  esac
  # "-" is also the beginning of long options.
  without_hosts "$offers" | grep -vP ' -\t--' >"$BATS_TEST_TMPDIR/actual"
  diff "$expected" "$BATS_TEST_TMPDIR/actual" || fail "above: < what $1 should offer, > what it does"
}

# assert_descriptions SHELL: the shell shows the text of each command, option and service
assert_descriptions() {
  local expected=$BATS_TEST_TMPDIR/expected
  awk -F'\t' -v OFS='\t' '
    /^#/ { next }
    FILENAME ~ /services\.tsv$/ {
      port[$1] = $2
      print "inetkit some host " $1, $1, $5
    }
    $1 == "command" { print "inetkit " $2, $2, $4 }
    $1 == "option" {
      value = $7 ~ /^@/ ? port[substr($7, 2)] : $7
      n = split($2, of, ",")
      for (i = 1; i <= n; i++)
        print "inetkit " of[i] " --" $3, "--" $3, $8 (value == "-" ? "" : " (" value ")")
    }' "$registry" "$description" | sort >"$expected"
  offers_of "$1" < <(cut -f 1 "$expected")
  awk -F'\t' 'FNR == NR { expected[$1, $2] = 1; next } ($1, $2) in expected' "$expected" "$offers" | sort |
    diff "$expected" - || fail "above: < what $1 should show, > what it does"
}

@test "bash offers exactly the commands, options, values, ports and files of the description" {
  assert_offers bash
}

@test "zsh offers exactly the commands, options, values, ports and files of the description" {
  assert_offers zsh
}

@test "fish offers exactly the commands, options, values, ports and files of the description" {
  assert_offers fish
}

@test "bash offers values of every type with shell characters in the texts" {
  describe < <(of_all_kinds)
  assert_offers bash
}

@test "zsh offers values of every type with shell characters in the texts" {
  describe < <(of_all_kinds)
  assert_offers zsh
}

@test "fish offers values of every type with shell characters in the texts" {
  describe < <(of_all_kinds)
  assert_offers fish
}

@test "zsh shows the texts of commands, options and services unchanged" {
  describe < <(of_all_kinds)
  assert_descriptions zsh
}

@test "fish shows the texts of commands, options and services unchanged" {
  describe < <(of_all_kinds)
  assert_descriptions fish
}

# assert_typed SHELL <ROWS "line -> line": Tab turns the first line into the second
assert_typed() {
  local rows=$BATS_TEST_TMPDIR/rows
  cat >"$rows"
  offers_of "$1" < <(sed 's/ -> .*//' "$rows")
  sed 's/.* -> //; s/_$/ /' "$rows" | diff - "$typed" || fail "above: < what a Tab should make in $1, > what it does"
}

# Expected of bash and zsh; "_" stands for a space at the end.
tabs='inetkit cl -> inetkit cl
inetkit som -> inetkit some_
inetkit help ser -> inetkit help services_
inetkit --ver -> inetkit --version_
inetkit many --format=tab -> inetkit many --format=table_
inetkit many --format tab -> inetkit many --format table_
inetkit many --format=t -> inetkit many --format=t
inetkit many -ftab -> inetkit many -ftable_
inetkit many -4ftwo -> inetkit many -4ftwo-words_
inetkit many --color=al -> inetkit many --color=always_
inetkit many --color al -> inetkit many --color al
inetkit many --port=dis -> inetkit many --port=discard_
inetkit many -p dis -> inetkit many -p discard_
inetkit many known.example.o -> inetkit many known.example.org_
inetkit many -- -x known.example.o -> inetkit many -- -x known.example.org_
inetkit many x:dis -> inetkit many x:discard_
inetkit many x:7 y:dis -> inetkit many x:7 y:discard_
inetkit many 2001:db8::dis -> inetkit many 2001:db8::dis
inetkit many unix:dis -> inetkit many unix:dis
inetkit many unix:./f -> inetkit many unix:./f
inetkit some unix:/run/x dis -> inetkit some unix:/run/x discard_
inetkit some x:1 --wait=5 dis -> inetkit some x:1 --wait=5 discard_
inetkit some -- - dis -> inetkit some -- - discard_
inetkit some -- -x dis -> inetkit some -- -x discard_
inetkit many --input=f -> inetkit many --input=file_
inetkit many --input=M -> inetkit many --input=My\ notes_
inetkit many -i My\ n -> inetkit many -i My\ notes_
inetkit many --plot=f -> inetkit many --plot=file_
inetkit many -i x --fi -> inetkit many -i x --fi
inetkit many f -> inetkit many f
inetkit some x <f -> inetkit some x <file_
inetkit some x < f -> inetkit some x < file_
inetkit some x <file dis -> inetkit some x <file discard_
inetkit some <file x 2> M -> inetkit some <file x 2> My\ notes_
A=b inetkit some x dis -> A=b inetkit some x discard_
true; inetkit some x dis -> true; inetkit some x discard_'

@test "bash completes words, including words that readline splits" {
  describe < <(of_all_kinds)
  assert_typed bash <<<"$tabs
inetkit many --precise -> inetkit many --precise
inetkit many '[2001:db8::1]:dis -> inetkit many '[2001:db8::1]:discard'_
inetkit many [::1]:dis -> inetkit many [::1]:discard_
inetkit many --input=\"My -> inetkit many --input=\"My notes\"_
inetkit some -w 5 -w 6 --wait 7 x dis -> inetkit some -w 5 -w 6 --wait 7 x discard_
inetkit some --wa 6 x dis -> inetkit some --wa 6 x discard_
inetkit many --wait dis -> inetkit many --wait dis
inetkit many --form=tab -> inetkit many --form=table_
inetkit some 2>file x dis -> inetkit some 2>file x discard_"
}

@test "bash completes words when COMP_WORDBREAKS lacks = and :" {
  describe < <(of_all_kinds)
  export BREAKS=$' \t\n"\'><;|&('
  # Then readline does not treat the part after "=" as a file name, and does not close its quote.
  assert_typed bash < <(grep -v -e =M <<<"$tabs")
}

@test "bash completes file names where the package bash-completion is missing" {
  describe < <(of_all_kinds)
  export BARE=1
  assert_typed bash <<<'inetkit many f -> inetkit many file_
inetkit many --form -> inetkit many --form
inetkit many -i M -> inetkit many -i My\ notes_'
}

@test "bash offers the known hosts of the package bash-completion" {
  describe < <(of_all_kinds)
  cat >>"$completions/inetkit" <<'EOF'
_known_hosts_real() {
	[[ $1 = -- ]] && COMPREPLY+=("$2.by.ssh" other.example.org)
}
EOF
  assert_typed bash <<<'inetkit some x -> inetkit some x.by.ssh_
inetkit many a -w 5 o -> inetkit many a -w 5 o
inetkit many x: -> inetkit many x:
inetkit some y z -> inetkit some y z'
}

@test "zsh completes words" {
  describe < <(of_all_kinds)
  assert_typed zsh <<<"$tabs
inetkit many --precise -> inetkit many --precise=
inetkit many --form -> inetkit many --format=
inetkit many '[2001:db8::1]:dis -> inetkit many '[2001:db8::1]:discard'_"
}

@test "fish counts operands as the client does" {
  describe < <(of_all_kinds)
  offers_of fish <<'EOF'
inetkit some -w 5 -w 6 --wait 7 x dis
inetkit some --wa 6 x dis
inetkit some -- - dis
inetkit some -- -x dis
A=b inetkit some x dis
inetkit some unix:/run/x dis
inetkit many x:dis
inetkit many [::1]:dis
inetkit many unix:dis
inetkit many 2001:db8::dis
EOF
  cut -f 1,2 "$offers" | sort >"$BATS_TEST_TMPDIR/actual"
  sort >"$BATS_TEST_TMPDIR/expected" <<'EOF'
inetkit some -w 5 -w 6 --wait 7 x dis	discard
inetkit some --wa 6 x dis	discard
inetkit some -- - dis	discard
inetkit some -- -x dis	discard
A=b inetkit some x dis	discard
inetkit some unix:/run/x dis	discard
inetkit many x:dis	discard
inetkit many [::1]:dis	discard
inetkit many unix:dis	
inetkit many 2001:db8::dis	
EOF
  diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/actual"
}

@test "each shell offers exactly the options that the client accepts" {
  local command
  awk -F'\t' '$1 == "command" { print "inetkit", $2, "--" }' "$description" >"$BATS_TEST_TMPDIR/asked"
  [ -s "$BATS_TEST_TMPDIR/asked" ]
  for shell in bash zsh fish; do
    offers_of "$shell" <"$BATS_TEST_TMPDIR/asked"
    while read -r _ command _; do
      diff <("$client" help "$command" | grep -oE '^ .{5}--[a-z0-9-]+' | cut -c 7- | sort) \
        <(awk -F'\t' -v line="inetkit $command --" '$1 == line { sub(/=$/, "", $2); print $2 }' "$offers" | sort -u) ||
        fail "$shell, $command"
    done <"$BATS_TEST_TMPDIR/asked"
  done
}
