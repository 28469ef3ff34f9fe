#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit(1) describes the formats as they are: its examples are real output, and it lists every metric.
load helpers/load
load helpers/foreign
load helpers/measurements

# example_of SECTION: the example in this section of inetkit(1)
example_of() {
  sed -n "/^\.Ss $1\$/,/^\.Ed/p" "$BATS_TEST_DIRNAME/../src/commands/inetkit.1" | sed '1,/^\.Bd/d; /^\.Ed/d; s/^\\&//'
}

@test "the examples in the manual page are real output" {
  need_promtool
  give b.example.org:2037 192.0.2.2 2037 - 3599704000000 3600704000000 88000 8 1795344859 - - time 1795341255000000000 - -
  give c.example.org - 37 'connection refused: nothing listens on port 37' - - - 1 -
  put_well json
  [ "$(example_of JSON | tr -d '\n' | sed 's/}{/}\n{/g')" = "$(<"$out")" ] || fail "$(<"$out")"
  put_well csv
  [ "$(example_of CSV)" = "$(tr -d '\r' <"$out" | sed 2d)" ] || fail "$(<"$out")"
  : >"$in"
  give_offset a.example.org 0 0
  give_offset b.example.org:2037 3599704000000 3600704000000
  give c.example.org - 37 'connection refused: nothing listens on port 37' - - - 1 -
  put_well prometheus
  [ "$(example_of Prometheus)" = "$(head -n 5 "$out")" ] || fail "$(<"$out")"
  example_of Prometheus >"$out"
  "$promtool" check metrics <"$out"
  put plugin 1000000000 60000000000
  [ "$(example_of 'Monitoring plugin' | tr '\n' ' ')" = "$(<"$out") " ] || fail "$(<"$out")"
}

@test "the manual page lists exactly the metrics that Prometheus gets" {
  give a.example.org 192.0.2.1 37 - -1 1 1000000 2 1795341259 0.000001 0.000002
  give_offset b.example.org -2 2
  put_well prometheus spread
  [ "$(grep -oE '^\.It Cm inetkit_clock_.*' "$BATS_TEST_DIRNAME/../src/commands/inetkit.1" | grep -oE 'inetkit_clock_[a-z_]+' | sort)" = \
    "$(sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' "$out" | sort)" ] || fail "$(<"$out")"
}
