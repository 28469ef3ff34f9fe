# Shells that are asked, each as it is used, what they offer for a command line, and the lists that they are to offer.

# What is completed: the files that make made, or those of another description after describe.
completions=$build/completions
description=$BATS_TEST_DIRNAME/../src/commands/commands.tsv
registry=$BATS_TEST_DIRNAME/../services/services.tsv

# describe <COMMANDS.TSV: the completions of these commands take the place of the client's
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

# prepare_home: shells are started in a folder with two files, and have a home with one known host
prepare_home() {
  export HOME=$BATS_TEST_TMPDIR/home HOSTFILE=$BATS_TEST_TMPDIR/home/hosts
  mkdir -p "$HOME/.ssh" "$HOME/here"
  echo 'known.example.org ssh-ed25519 AAAA' >"$HOME/.ssh/known_hosts"
  echo '192.0.2.1 known.example.org' >"$HOSTFILE"
  touch "$HOME/here/file" "$HOME/here/My notes"
  cd "$HOME/here" || return
}

# offers_of SHELL <LINES: ask it to complete each of them. The file $offers gets a row for each offer: the line, what
# is offered in place of what comes after the last "=" or ":" of the word at the cursor, and the description. Lines for
# which nothing is offered have a row without. $typed has the lines as a Tab leaves them, not for fish.
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

# On a terminal of its own, one line after the other: in between it is not known who would read them.
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

# On a terminal that zsh has from another zsh.
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

# expected_offers: rows "line, offer" for all that the descriptions of commands and services say, and for what they do
# not; "HOST" stands for hosts, whatever they are called
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
