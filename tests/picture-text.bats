#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The picture that inetkit clocks --plot=FILE draws: its text, and how it looks.
load helpers/load
load helpers/readings
load helpers/picture

# --- text ----------------------------------------------------------------------------------------

@test "a picture says when and from where it was measured, in local time with its zone" {
  give 'a\t0\t1000000'
  export TZ=Europe/Berlin
  draw_svg 1 2 1764312507 1764312612 '<monitor>'
  text='Measured from <monitor>, 2025-11-28 07:48:27 +0100 to 2025-11-28 07:50:12 +0100.'
  assert_xpath 'string((//*[@class="summary"])[1])' "$text"
  assert_xpath 'starts-with(/*/*[local-name()="desc"], "'"$text"'")' true
  TZ=America/New_York draw_svg 1 2 1782000000 1782000000 monitor
  assert_xpath 'string((//*[@class="summary"])[1])' 'Measured from monitor, 2026-06-20 20:00:00 -0400.'
  draw_svg 1 2
  assert_xpath 'string((//*[@class="summary"])[1])' 'Measured 1970-01-01 01:00:00 +0100.'
}

@test "all numbers of a picture have the unit of the axis, or a larger one that keeps them short" {
  give_crowd 100
  give_outliers
  draw_svg
  assert_xpath 'count(//*[starts-with(@class, "bound")][not(contains(text(), " ms"))])' 0
  assert_xpath 'count(//*[starts-with(@class, "number")][text()="+3600000.000"])' 1
  assert_xpath "count(//*[local-name()=\"title\"][contains(text(), \":\")][not(contains(text(), \" ms\"))])" 0
  assert_xpath 'substring-after((//*[@class="summary"])[2], "highest ")' '+3600100.000 ms.'
  # In milliseconds, a day would be longer than the column.
  printf 'day\t86400000000000\t86400000000000\n' >>"$readings"
  draw_svg
  assert_xpath 'count(//*[starts-with(@class, "bound")][not(contains(text(), " s"))])' 0
  assert_xpath 'count(//*[starts-with(@class, "number")][text()="+3600.000000"])' 1
  assert_xpath "count(//*[local-name()=\"title\"][contains(text(), \":\")][not(contains(text(), \" s\"))])" 0
}

@test "the first twenty hosts without an offset are listed with their causes" {
  give 'a\t0\t1000000'
  give_failures 33
  draw_svg
  assert_xpath 'count(//*[@class="cause"][text()="no reply"])' 20
  assert_xpath 'string(//*[text()="down-19.example.org"]/@x)' 210
  assert_xpath 'count(//*[text()="No offset: 33 hosts"])' 1
  assert_xpath 'count(//*[text()="and 13 more"])' 1
  : >"$readings"
  give_failures 1
  draw_svg
  assert_xpath 'string(/*/*[local-name()="desc"])' 'Measured 1970-01-01 00:00:00 +0000. No offset is known.'
}

@test "names and causes appear as text, with U+FFFD for invalid and unsafe characters" {
  give '<script>&"\\x27\\x1b[31m\\xff\\xc3(\t0\t1000000' \
    '\\xed\\xa0\\x80]]>\\xe2\\x80\\xaecba\\xc2\\x9b\\xef\\xbf\\xbf\\xe2\\x80\\x8d\t-\t<b>\\x0a&amp;caf\\xc3\\xa9'
  draw_svg
  assert_xpath "string(//$bars/*)" "<script>&\"'�[31m��(: +0.500 ± 0.500 ms"
  assert_xpath 'string((//*[@class="name"])[1])' "<script>&\"'�[31m��("
  assert_xpath 'string((//*[@class="name"])[2])' '���]]>�cba���'
  assert_xpath 'string(//*[@class="cause"])' '<b>�&amp;café'
  assert_xpath 'count(//*[local-name()="script" or local-name()="b"])' 0
}

@test "every byte from 1 to 255 in a name results in well-formed XML" {
  for ((i = 1; i < 256; i++)); do
    printf 'a\\x%02x\\x%02xb\t%d\t%d\n' "$i" "$((i * 37 % 255 + 1))" "$i" "$((i + 10))"
  done >"$readings"
  draw_svg
  assert_xpath "count(//$bars)" 255
  iconv -f UTF-8 -t UTF-8 "$got" >/dev/null
  [ "$(tr -d '\n\40-\176\200-\377' <"$got" | wc -c)" -eq 0 ]
}

@test "long names and causes are shortened" {
  name=$(printf 'x%.0s' {1..300})
  wide=$(printf '中%.0s' {1..40})
  give "$name\t0\t1000000" "$wide\t0\t2000000" "${name:0:30}\t0\t3000000" "a\t-\t$name"
  draw_svg
  assert_xpath 'string((//*[@class="name"])[1])' "${name:0:29}…"
  assert_xpath 'string((//*[@class="name"])[2])' "${wide:0:14}…"
  assert_xpath 'string((//*[@class="name"])[3])' "${name:0:30}"
  assert_xpath "string((//$bars)[1]/*)" "${name:0:99}…: +0.500 ± 0.500 ms"
  assert_xpath 'string(//*[@class="cause"])' "${name:0:99}…"
}

# --- appearance ----------------------------------------------------------------------------------

@test "a picture has no external references, but a background, a title and a description" {
  give_crowd 10
  draw_svg
  assert_xpath 'count(//@*[local-name()="href"])' 0
  run ! grep -E '@import|url\(|<!DOCTYPE|<\?xml-stylesheet|<script' "$got"
  assert_xpath 'count(/*/*[local-name()="rect"][1][@class="page"][@width="100%"])' 1
  assert_xpath 'count(/*/*[local-name()="title"]) + count(/*/*[local-name()="desc"])' 2
  assert_xpath "count(//*[@class=\"zero\"]) - count(//$legend/*[@class=\"zero\"])" 1
}

@test "the text of a picture has a contrast of at least 4.5 with its background, light and dark" {
  need python3
  give 'a\t0\t1000000'
  draw_svg
  xpath 'string(/*/*[local-name()="style"])' >"$BATS_TEST_TMPDIR/style"
  python3 - "$BATS_TEST_TMPDIR/style" <<'END'
import re, sys

def luminance(colour):
    parts = re.findall("..", colour if len(colour) == 6 else "".join(c + c for c in colour))
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (int(p, 16) / 255 for p in parts)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

# The formula of WCAG 2.2.
def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)

light, dark = open(sys.argv[1]).read().split("@media (prefers-color-scheme:dark){")
checked = 0
for scheme in light, dark:
    fills = {}
    for selectors, colour in re.findall(r"([^{}]+)\{[^}]*fill:#(\w+)", scheme):
        for selector in selectors.split(","):
            fills[selector.strip()] = colour
    for text in "text", ".axis", ".more", ".hosts", "text.warning", "text.critical":
        for behind in ".page", ".growing":
            checked += 1
            if contrast(fills[text], fills[behind]) < 4.5:
                sys.exit(f"{text} on {behind}: {contrast(fills[text], fills[behind]):.2f}")
assert checked == 24
END
}

# bats test_tags=once
@test "librsvg renders a picture without a warning" {
  need rsvg-convert
  give_crowd 100
  give_outliers
  give_failures 3
  draw_svg
  RSVG_LOG=1 rsvg-convert -o "$BATS_TEST_TMPDIR/picture.png" "$got" >"$BATS_TEST_TMPDIR/messages" 2>&1
  # The version in Debian 12 does not know media queries for colours.
  sed -i '/AtRuleInvalid("media")/d' "$BATS_TEST_TMPDIR/messages"
  run ! grep -E '^(Invalid|\(ignoring|could not)' "$BATS_TEST_TMPDIR/messages"
  # The width in the header of the PNG.
  [ "$(od -A n -t u1 -j 16 -N 4 "$BATS_TEST_TMPDIR/picture.png" | xargs)" = '0 0 4 76' ]
}
