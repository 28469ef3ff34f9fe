#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Measurements as metrics of Prometheus: parsing the output gives back the input.
# bats file_tags=long
load helpers/load
load helpers/foreign
load helpers/measurements

# from_prometheus METRIC: prints the host and value of each sample, with a NUL after each
from_prometheus() {
  need perl
  perl -e '
    my $metric = shift;
    while (<STDIN>) {
      next if !/^\Q$metric\E\{/;
      /^\w+\{host="((?:[^"\\\n]|\\["\\n])*)"\} (-?\d+(?:\.\d+)?)\n\z/ or die "no sample: $_";
      my ($host, $value) = ($1, $2);
      $host =~ s/\\(.)/$1 eq "n" ? "\n" : $1/ge;
      print "$host\0$value\0";
    }' "$1"
}

@test "Prometheus prints each metric once, with the samples of all hosts" {
  give a.example.org 192.0.2.1 37 - -250000000 250000001 1234567 8 1795341259
  give b.example.org - - 'no reply' - - - 3 -
  give c.example.org 192.0.2.3 37 'its replies contradict each other' - - 1000000 4 1795341259
  put_well prometheus
  assert_metrics
  assert_lines "# HELP inetkit_clock_up Whether the offset of the host's clock is known." \
    '# TYPE inetkit_clock_up gauge' \
    'inetkit_clock_up{host="a.example.org"} 1' \
    'inetkit_clock_up{host="b.example.org"} 0' \
    'inetkit_clock_up{host="c.example.org"} 0' \
    "# HELP inetkit_clock_offset_seconds The host's clock minus the local clock." \
    '# TYPE inetkit_clock_offset_seconds gauge' \
    'inetkit_clock_offset_seconds{host="a.example.org"} 0.000000000' \
    '# HELP inetkit_clock_bound_seconds The maximum error of the offset.' \
    '# TYPE inetkit_clock_bound_seconds gauge' \
    'inetkit_clock_bound_seconds{host="a.example.org"} 0.250000001' \
    '# HELP inetkit_clock_rtt_seconds The shortest round-trip time.' \
    '# TYPE inetkit_clock_rtt_seconds gauge' \
    'inetkit_clock_rtt_seconds{host="a.example.org"} 0.001234567' \
    'inetkit_clock_rtt_seconds{host="c.example.org"} 0.001000000' \
    '# HELP inetkit_clock_probes The number of probes sent to the host.' \
    '# TYPE inetkit_clock_probes gauge' \
    'inetkit_clock_probes{host="a.example.org"} 8' \
    'inetkit_clock_probes{host="b.example.org"} 3' \
    'inetkit_clock_probes{host="c.example.org"} 4'
}

@test "Prometheus prints the drift where it is known, and the spread on request" {
  give a 192.0.2.1 37 - -1500000 -500000 5 8 1795341259 0.000001 0.000002
  give b 192.0.2.1 37 - 2000000000 2000000003 5 8 1795341259
  give c - - lost - - - 8 -
  put_well prometheus spread
  assert_metrics
  tail -n 12 "$out" >"$BATS_TEST_TMPDIR/tail"
  mv "$BATS_TEST_TMPDIR/tail" "$out"
  assert_lines '# HELP inetkit_clock_drift_ratio The growth of the offset, in seconds per second.' \
    '# TYPE inetkit_clock_drift_ratio gauge' \
    'inetkit_clock_drift_ratio{host="a"} 0.000001500' \
    '# HELP inetkit_clock_drift_bound_ratio The maximum error of the drift.' \
    '# TYPE inetkit_clock_drift_bound_ratio gauge' \
    'inetkit_clock_drift_bound_ratio{host="a"} 0.000000500' \
    '# HELP inetkit_clock_spread_seconds The largest difference between the clocks of two hosts.' \
    '# TYPE inetkit_clock_spread_seconds gauge' \
    'inetkit_clock_spread_seconds 2.001000001' \
    '# HELP inetkit_clock_spread_bound_seconds The maximum error of the spread.' \
    '# TYPE inetkit_clock_spread_bound_seconds gauge' \
    'inetkit_clock_spread_bound_seconds 0.000500002'
}

@test "Prometheus preserves each byte of a host name that is valid UTF-8" {
  give_all_bytes
  put_well prometheus
  assert_metrics
  from_prometheus inetkit_clock_offset_seconds <"$out" >"$BATS_TEST_TMPDIR/got"
  # All names with an invalid byte give the same label, so only the first is printed.
  printf -v valid 'a\\x%02x\\00000.000000000\\0' {1..127}
  { printf %b "$valid" && printf 'a\xef\xbf\xbd\0000.000000000\0'; } >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
}

@test "Prometheus preserves hostile names" {
  give_offset '"} 1\ninetkit_clock_up{host="x"} 1\n# TYPE y gauge\\\\n\\"\x0d\xe2\x80\xa8' -1 1
  give_offset '' -1 1
  put_well prometheus
  assert_metrics
  from_prometheus inetkit_clock_up <"$out" >"$BATS_TEST_TMPDIR/got"
  printf '"} 1\ninetkit_clock_up{host="x"} 1\n# TYPE y gauge\\\\n\\"\r\xe2\x80\xa8\0001\0\0001\0' >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
}

@test "Prometheus prints a host given twice once, with its first reading" {
  give_offset b 10 10
  give_offset a 20 20
  give_failed c 'no reply'
  give_offset b 30 30
  give_offset c 40 40
  give_offset a 50 50
  give_offset 'x\xff' 60 60
  give_offset 'x\xfe' 70 70
  put_well prometheus
  assert_metrics
  from_prometheus inetkit_clock_offset_seconds <"$out" | tr '\0' ' ' >"$BATS_TEST_TMPDIR/got"
  printf 'b 0.000000010 a 0.000000020 x\xef\xbf\xbd 0.000000060 ' >"$expected"
  assert_same "$BATS_TEST_TMPDIR/got" "$expected"
  [ "$(from_prometheus inetkit_clock_up <"$out" | tr '\0' ' ')" = $'b 1 a 1 c 0 x\xef\xbf\xbd 1 ' ]
}

@test "Prometheus prints twenty thousand hosts, half of them duplicates, without a series twice" {
  printf 'host%s.example.org\t192.0.2.1\t37\t-\t-5\t5\t9\t8\t1795341259\t-\t-\n' {1..10000} {1..10000} >"$in"
  # Comparing each host with each other would take a minute under the sanitizers. promtool 2.53 does that.
  timeout 120 "$readings" prometheus <"$in" >"$out"
  [ "$(grep -c ^inetkit_clock_up "$out")" -eq 10000 ]
  assert_no_series_twice
}

@test "Prometheus prints nothing for no hosts" {
  put_well prometheus
  [ ! -s "$out" ]
}
