#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# packaging/examples/monitoring/inetkit-alerts.yml, the alert rules for Prometheus. tests/system/monitoring.bats evaluates
# them with the metrics of the service.
load helpers/load
load helpers/foreign

# bats file_tags=once

setup() {
  need_promtool
  rules=$build/examples/monitoring/inetkit-alerts.yml
}

@test "promtool accepts the alert rules" {
  run "$promtool" check rules "$rules"
  assert_status 0
  assert_match 'SUCCESS: 5 rules found'
}

@test "a clock raises the alert of its offset only if it is off by more than the bound, and two that are apart one together" {
  cat >"$BATS_TEST_TMPDIR/tests.yml" <<EOF
rule_files: ['$rules']
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'inetkit_clock_up{host="good",instance="m"}', values: '1x30'}
      - {series: 'inetkit_clock_offset_seconds{host="good",instance="m"}', values: '0.4x30'}
      - {series: 'inetkit_clock_bound_seconds{host="good",instance="m"}', values: '0.5x30'}
      # The middle is beyond 1 s, the nearer end is not.
      - {series: 'inetkit_clock_up{host="vague",instance="m"}', values: '1x30'}
      - {series: 'inetkit_clock_offset_seconds{host="vague",instance="m"}', values: '1.4x30'}
      - {series: 'inetkit_clock_bound_seconds{host="vague",instance="m"}', values: '0.5x30'}
      - {series: 'inetkit_clock_up{host="slow",instance="m"}', values: '1x30'}
      - {series: 'inetkit_clock_offset_seconds{host="slow",instance="m"}', values: '-62x30'}
      - {series: 'inetkit_clock_bound_seconds{host="slow",instance="m"}', values: '0.5x30'}
      - {series: 'inetkit_clock_up{host="silent",instance="m"}', values: '0x30'}
      - {series: 'node_textfile_mtime_seconds{file="/var/lib/x/inetkit.prom",instance="m"}', values: '0x30'}
      - {series: 'node_textfile_mtime_seconds{file="other-inetkit.prom",instance="m"}', values: '0x30'}
    alert_rule_test:
      - eval_time: 4m
        alertname: ClockOff
      - eval_time: 6m
        alertname: ClockOff
        exp_alerts:
          - exp_labels: {severity: warning, host: slow, instance: m}
            exp_annotations: {summary: The clock of slow is off by at least 1m 1s}
      - eval_time: 6m
        alertname: ClockFarOff
        exp_alerts:
          - exp_labels: {severity: critical, host: slow, instance: m}
            exp_annotations: {summary: The clock of slow is off by at least 1m 1s}
      - eval_time: 6m
        alertname: ClocksApart
        exp_alerts:
          - exp_labels: {severity: warning, instance: m}
            exp_annotations: {summary: Two clocks that m measures are at least 1m 2s apart}
      - eval_time: 14m
        alertname: ClockUnknown
      - eval_time: 16m
        alertname: ClockUnknown
        exp_alerts:
          - exp_labels: {severity: warning, host: silent, instance: m}
            exp_annotations: {summary: The clock of silent cannot be measured; the journal of inetkit-clocks.service says why}
      - eval_time: 5m
        alertname: ClocksNotMeasured
      - eval_time: 6m
        alertname: ClocksNotMeasured
        exp_alerts:
          - exp_labels: {severity: warning, file: /var/lib/x/inetkit.prom, instance: m}
            exp_annotations: {summary: inetkit-clocks.service on m has written nothing for 6m 0s}
EOF
  run "$promtool" test rules "$BATS_TEST_TMPDIR/tests.yml"
  assert_status 0
}
