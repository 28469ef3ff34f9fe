#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The decisions of admit as functions: which rule about addresses decides, and which minutes of the day are in a span.
load helpers/load

# decides PEER RULE...: sets $output to what the function says; see admit() in functions.h for RULE
decides() {
  run "$functions" admit "$@"
  assert_status 0
}

@test "addresses: of all rules that match, the most specific decides, and a tie refuses" {
  local peer rules expected
  while IFS='|' read -r peer rules expected; do
    # shellcheck disable=SC2086 # words
    decides $peer $rules
    [ "$output" = "${expected# }" ] || fail "$peer $rules: $output instead of$expected"
  done <<'END'
192.0.2.7|f192.0.2.0/24| admitted 192.0.2.0/24
192.0.3.7|f192.0.2.0/24| refused -
192.0.2.7|x192.0.2.0/24| refused 192.0.2.0/24
192.0.3.7|x192.0.2.0/24| admitted -
192.0.2.7|f0.0.0.0/0| admitted 0.0.0.0/0
192.0.2.7|f::/0| refused -
192.0.2.127|f192.0.2.0/25| admitted 192.0.2.0/25
192.0.2.128|f192.0.2.0/25| refused -
192.0.2.7|f192.0.2.7| admitted 192.0.2.7
192.0.2.6|f192.0.2.7| refused -
192.0.2.7|f192.0.2.0/24 x192.0.2.0/28| refused 192.0.2.0/28
192.0.2.7|x192.0.2.0/28 f192.0.0.0/16| refused 192.0.2.0/28
192.0.2.7|x192.0.0.0/16 f192.0.2.0/24| admitted 192.0.2.0/24
192.0.9.7|x192.0.0.0/16 f192.0.2.0/24| refused 192.0.0.0/16
192.0.2.7|f192.0.2.0/24 x192.0.2.0/24| refused 192.0.2.0/24
192.0.2.7|f192.0.2.7 x192.0.2.7| refused 192.0.2.7
2001:db8::7|f2001:db8::/32 x2001:db8::/127| admitted 2001:db8::/32
2001:db8::1|f2001:db8::/32 x2001:db8::/127| refused 2001:db8::/127
2001:DB8::7|f2001:db8:0::7| admitted 2001:db8:0::7
::ffff:192.0.2.7|f192.0.2.0/24| admitted 192.0.2.0/24
192.0.2.7|f::ffff:192.0.2.0/120| admitted ::ffff:192.0.2.0/120
192.0.3.7|f::ffff:192.0.2.0/120| refused -
192.0.3.7|f::ffff:0:0/96| admitted ::ffff:0:0/96
fe80::1%1|ffe80::/10| admitted fe80::/10
fe80::1%1|ffe80::%lo/10| admitted fe80::%lo/10
fe80::1%2|ffe80::%lo/10| refused -
fe80::1%1|ffe80::1%1| admitted fe80::1%1
192.0.2.7|f.example.org=yes| admitted .example.org
192.0.2.7|f.example.org=no| refused -
192.0.2.7|x.example.org=yes f.www.example.org=yes| admitted .www.example.org
192.0.2.7|f.example.org=yes x.www.example.org=yes| refused .www.example.org
192.0.2.7|f.example.org=yes x.example.org=yes| refused .example.org
192.0.2.7|f192.0.2.0/24 x.example.org=yes| refused .example.org
192.0.2.7|x0.0.0.0/0 f.example.org=yes| refused 0.0.0.0/0
192.0.2.7|x192.0.2.0/24 f.example.org=yes fwww.example.org=yes| admitted www.example.org
192.0.2.7|f192.0.2.7 x.example.org=yes| admitted 192.0.2.7
192.0.2.7|f192.0.2.7 xwww.example.org=yes| refused www.example.org
192.0.2.7|fweb9=yes| admitted web9
END
}

@test "addresses: a lookup is needed only if a name can change the decision" {
  local peer rules expected
  while IFS='|' read -r peer rules expected; do
    # shellcheck disable=SC2086 # words
    decides $peer $rules
    [ "$output" = "${expected# }" ] || fail "$peer $rules: $output instead of$expected"
  done <<'END'
192.0.2.7|f.example.org=unknown| unknown
192.0.2.7|x.example.org=unknown| unknown
192.0.2.7|f192.0.2.0/24 f.example.org=unknown| admitted 192.0.2.0/24
192.0.3.7|f192.0.2.0/24 f.example.org=unknown| unknown
192.0.2.7|f192.0.2.0/24 x.example.org=unknown| unknown
192.0.3.7|f192.0.2.0/24 x.example.org=unknown| refused .example.org
192.0.2.7|f192.0.2.7 x.example.org=unknown| admitted 192.0.2.7
192.0.2.7|x192.0.2.0/24 f.example.org=unknown| refused 192.0.2.0/24
192.0.2.7|x192.0.2.0/24 fwww.example.org=unknown| unknown
192.0.2.7|x192.0.2.7 fwww.example.org=unknown| refused 192.0.2.7
END
}

@test "addresses: what is no address, network, host or domain is rejected" {
  local rule
  for rule in '' . .. / 10 10.1 10.1.2 10.1.2.300 10.1.2.3.4 010.1.2.3 0x7f.1 10.0.0.0/33 10.0.0.0/ 10.0.0.0/8/8 10.0.0.0/-1 \
    10.0.0.0/255.0.0.0 10.1.2.3/8 '10.{1,2}' '10.1.2.3 ' 2001:db8::/129 2001:db8::1/32 ::ffff:0:0/80 2001:db8::7%lo fe80::1%nowhere \
    fe80::1% '[::1]' 1:2 'a b' a..b -a.example.org ..example.org example.org. .example.org/24 '*' '*.example.org' $'a\nb' .9 \
    "$(printf 'a%.0s' {1..300})" "$(printf '1:%.0s' {1..300})"; do
    run "$functions" admit 192.0.2.7 "f$rule"
    [ "$status" -eq 1 ] || fail "$rule: $output"
  done
  run "$functions" admit 192.0.2.7 f10.1.2.3/8
  assert_output 'functions: the address has bits beyond the prefix; set them to 0, or use a longer prefix'
}

@test "addresses: 256 rules are possible, and no more" {
  decides 192.0.2.7 x192.0.2.{1..6} f192.0.2.{7..255} f192.0.3.1
  assert_output 'admitted 192.0.2.7'
  run "$functions" admit 192.0.2.7 x192.0.2.{1..6} f192.0.2.{7..255} f192.0.3.{1..2}
  assert_output 'functions: more than 256 addresses'
}

@test "a name is in a domain only with a dot before the domain, in upper or lower case" {
  local name expected
  while read -r name expected; do
    run "$functions" check-domain "$name" .example.org
    [ "$output" = "$expected" ] || fail "$name: $output"
  done <<'END'
www.example.org yes
WWW.Example.ORG yes
a.b.example.org yes
example.org no
notexample.org no
www.example.org.invalid no
www.example.com no
END
}

@test "spans of the day add up, can go across midnight, and end before their last minute" {
  run "$functions" list-hours 08:00-17:30 12:00-18:00 23:00-24:00
  assert_output ' 08:00-18:00 23:00-24:00'
  run "$functions" list-hours 22:15-06:00
  assert_output ' 00:00-06:00 22:15-24:00'
  run "$functions" list-hours 22:00-00:00
  assert_output ' 22:00-24:00'
  run "$functions" list-hours 00:00-24:00
  assert_output ' 00:00-24:00'
  run "$functions" list-hours 23:59-00:01
  assert_output ' 00:00-00:01 23:59-24:00'
}

@test "what is no span of the day is rejected" {
  local span
  for span in '' - 08:00 08:00- -08:00 8:00-9:00 08:00-08:00 00:00-00:00 24:00-24:00 24:00-08:00 08:00-24:01 25:00-26:00 08:60-09:00 \
    08:00-09:60 08.00-09.00 08:00-09:00x '08:00 - 09:00' 08:00-09:00-10:00 0800-0900 +8:00-09:00; do
    run "$functions" list-hours "$span"
    [ "$status" -eq 1 ] || fail "$span: $output"
  done
}
