# SPDX-License-Identifier: ISC
# Runs bash, zsh and fish to see what they complete on a command line, and prints what they should complete.

# The completions under test: those in the build directory, or those that describe generated.
completions=$build/completions
description=$BATS_TEST_DIRNAME/../src/commands/commands.tsv
registry=$BATS_TEST_DIRNAME/../services/services.tsv

# describe <COMMANDS.TSV: generates completions for these commands and uses them instead of the client's
describe() {
  completions=$BATS_TEST_TMPDIR/completions
  description=$BATS_TEST_TMPDIR/commands.tsv
  mkdir "$completions"
  cat >"$description"
  local generate=$BATS_TEST_DIRNAME/../packaging/completions/generate
  "$generate" bash "$registry" "$description" >"$completions/inetkit"
  "$generate" zsh "$registry" "$description" >"$completions/_inetkit"
  "$generate" fish "$registry" "$description" >"$completions/inetkit.fish"
}

# prepare_home: changes to a directory with two files, and sets HOME to a directory with one known host
prepare_home() {
  export HOME=$BATS_TEST_TMPDIR/home HOSTFILE=$BATS_TEST_TMPDIR/home/hosts
  mkdir -p "$HOME/.ssh" "$HOME/here"
  echo 'known.example.org ssh-ed25519 AAAA' >"$HOME/.ssh/known_hosts"
  echo '192.0.2.1 known.example.org' >"$HOSTFILE"
  touch "$HOME/here/file" "$HOME/here/My notes"
  cd "$HOME/here" || return
}

# offers_of SHELL <LINES: lets the shell complete each line. Sets $offers to a file with a row for each completion: the
# line, the completion and its description. The completion is without the part of the word up to its last "=" or ":".
# For a line without completions, the row has an empty completion. Sets $typed to a file with the lines as Tab leaves
# them; for fish it is empty.
offers_of() {
  need "$1"
  offers=$BATS_TEST_TMPDIR/offers
  typed=$BATS_TEST_TMPDIR/typed
  cat >"$BATS_TEST_TMPDIR/lines"
  export COMPLETIONS=$completions LINES_FILE=$BATS_TEST_TMPDIR/lines OFFERS_FILE=$BATS_TEST_TMPDIR/raw TYPED_FILE=$typed
  : >"$OFFERS_FILE"
  : >"$typed"
  "ask_$1"
  awk -F'\t' -v OFS='\t' '
    FNR == NR { asked[++count] = $0; next }
    {
      word = $1
      sub(/.* /, "", word)
      if (word ~ /[=:]/) {
        sub(/[^=:]*$/, "", word)
        if (substr($2, 1, length(word)) == word)
          $2 = substr($2, length(word) + 1)
      }
      sub(/\/$/, "", $2)
      if ($2 != "" && !(($1, $2) in seen)) {
        seen[$1, $2] = 1
        any[$1] = 1
        print $1, $2, $3
      }
    }
    END {
      for (i = 1; i <= count; i++)
        if (!any[asked[i]])
          print asked[i], ""
    }' "$LINES_FILE" "$OFFERS_FILE" >"$offers"
}

# bash runs on a new terminal. Each line is sent after the answer to the previous one, because while bash completes,
# another process may read from the terminal.
ask_bash() {
  need script
  [ -e /usr/share/bash-completion/bash_completion ] || skip "bash-completion is not installed"
  local line keys answers
  mkfifo "$BATS_TEST_TMPDIR/keys" "$BATS_TEST_TMPDIR/answers"
  export ANSWERS=$BATS_TEST_TMPDIR/answers
  background bash -c 'script -qec "bash --noprofile --rcfile $0 -i" "$1" <"$2"' \
    "$BATS_TEST_DIRNAME/helpers/interactive.bash" "$BATS_TEST_TMPDIR/terminal" "$BATS_TEST_TMPDIR/keys" >/dev/null 2>&1
  exec {answers}<>"$ANSWERS" {keys}>"$BATS_TEST_TMPDIR/keys"
  while IFS= read -r line; do
    printf '%s\t\eP' "$line" >&"$keys"
    read -r -t 60 -u "$answers" || fail "no answer to: $line" "$(cat "$BATS_TEST_TMPDIR/terminal")"
  done <"$LINES_FILE"
  exec {answers}<&- {keys}>&-
  rm "$BATS_TEST_TMPDIR/keys" "$BATS_TEST_TMPDIR/answers"
}

# zsh runs on a pseudo-terminal that another zsh creates.
ask_zsh() {
  timeout 120 zsh -f -c '
    zmodload zsh/zpty
    zpty inner "zsh -f -i"
    zpty -w inner "source $1"
    while zpty -r inner; do :; done' zsh "$BATS_TEST_DIRNAME/helpers/interactive.zsh" >"$BATS_TEST_TMPDIR/terminal" ||
    fail "$(cat "$BATS_TEST_TMPDIR/terminal")"
  [ "$(wc -l <"$TYPED_FILE")" -eq "$(wc -l <"$LINES_FILE")" ] || fail "$(cat "$BATS_TEST_TMPDIR/terminal")"
}

ask_fish() {
  timeout 120 fish -N -c '
    source $COMPLETIONS/inetkit.fish
    while read line
      for offer in (complete -C $line)
        printf "%s\t%s\n" $line $offer
      end
    end <$LINES_FILE' >"$OFFERS_FILE"
}

# expected_offers: prints rows of a line and a completion, as required by the descriptions of commands and services.
# "HOST" stands for any host name. An empty completion means that the shell must complete nothing.
expected_offers() {
  awk -F'\t' '
    function expect(line, offer) {
      print line "\t" offer
    }
    function expect_values(line, kind,   n, values, i) {
      if (kind == "port")
        for (i = 1; i <= served; i++)
          expect(line, services[i])
      else if (kind == "host")
        expect(line, "HOST")
      else if (kind == "file") {
        expect(line, "file")
        expect(line, "My notes")
      } else if (index(kind, "|")) {
        n = split(kind, values, "|")
        for (i = 1; i <= n; i++)
          expect(line, values[i])
      } else
        expect(line, "")
    }
    BEGIN { before = split("|--wait 5 |--wait=5 -4 |-w5 --ipv4 |-46w 5 |-- |-w 5 -- ", options, "|") }
    /^#/ { next }
    FILENAME ~ /services\.tsv$/ { services[++served] = $1; next }
    $1 == "command" {
      expect("inetkit ", $2)
      expect("inetkit help ", $2)
      expect("inetkit help " $2 " ", "")
      expect("inetkit " $2 " -- -", "")
      expect("inetkit " $2 " -- --", "")
      n = split($3, operands, " ")
      given = ""
      for (i = 1; i <= n; i++) {
        gsub(/[][]/, "", operands[i])
        if (operands[i] == "...")
          operands[i] = operands[i - 1]
        for (j = 1; j <= before; j++)
          expect_values("inetkit " $2 " " options[j] given, operands[i])
        expect_values("inetkit " $2 " " given "--wait 5 ", operands[i])
        given = given "x:1 "
      }
      if ($3 !~ /\.\.\./)
        expect("inetkit " $2 " " given, "")
    }
    $1 == "option" {
      optional = $5 ~ /^\[/
      n = split($2, of, ",")
      for (i = 1; i <= n; i++) {
        line = "inetkit " of[i] " "
        expect(line "--", "--" $3)
        expect(line "a:1 --", "--" $3)
        if ($4 != "-")
          expect(line "-", "-" $4)
        if (optional) {
          expect(line "--", "--" $3 "=")
          expect(line "a:1 --", "--" $3 "=")
        }
        if ($5 == "-")
          continue
        expect_values(line "--" $3 "=", $6)
        expect_values(line "a b:7 --" $3 "=", $6)
        if (!optional)
          expect_values(line "--" $3 " ", $6)
        if ($4 != "-") {
          expect_values(line "-" $4 " ", $6)
          expect_values(line "-4" $4 " ", $6)
        }
      }
    }
    END {
      expect("inetkit ", "help")
      expect("inetkit help ", "services")
      expect("inetkit --", "--help")
      expect("inetkit --", "--version")
      expect("inetkit frobnicate ", "")
      expect("inetkit frobnicate -", "")
      expect("inetkit --help ", "")
    }' "$registry" "$description" | sort -u
}
