# SPDX-License-Identifier: ISC
# Pictures that build/tests/readings draws, as XML. Needs helpers/readings.

# The bars of hosts have titles; those of the legend do not.
bars='*[local-name()="g"][@class="interval"]/*[local-name()="path"][*]'
legend='*[@class="legend"]'

# draw_svg [WARNING CRITICAL [BEGUN ENDED HOST]]: draws with these thresholds, in nanoseconds; by default 1 s and 60 s
draw_svg() {
  need xmllint
  [ $# -gt 0 ] || set -- 1000000000 60000000000
  draw svg "$@"
  xmllint --noout --nonet "$got" || fail "this is not XML"
}

# xpath EXPRESSION: prints its value in the picture
xpath() {
  xmllint --nonet --xpath "$1" "$got"
}

# assert_xpath EXPRESSION VALUE: the expression has this value in the picture
assert_xpath() {
  local value
  value=$(xpath "$1")
  [ "$value" = "$2" ] || fail "$1 is $value instead of $2"
}
