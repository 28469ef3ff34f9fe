#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The generated files for firewalld.
# bats file_tags=once,slow
load helpers/load
load helpers/answers
load helpers/foreign

@test "firewalld reads the file of each service, which opens the ports of the registry" {
  need_firewalld
  run read_by_firewalld "$build"/firewalld/*
  assert_status 0
  expected=$(awk -F'\t' '!/^#/ {
    count = split($3, protocols, ",")
    for (i = 1; i <= count; i++) print "inetkit-" $1, $2, protocols[i]
  }' "$registry")
  output=$(sort <<<"$output")
  assert_output "$(sort <<<"$expected")"
}
