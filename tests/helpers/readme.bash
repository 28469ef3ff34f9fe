# SPDX-License-Identifier: ISC
# The commands of the README and of inetkit(7), for tests that run them unchanged.

readme=$(realpath "${BASH_SOURCE[0]%/*}/../../README.md")

# readme_block TEXT: prints the block that follows the line of the README that begins with TEXT
readme_block() {
  awk -v text="$1" '
    found && /^    / { print substr($0, 5); shown = 1; next }
    shown || found && /^[^ ]/ { exit }
    index($0, text) == 1 { found = 1 }' "$readme"
}

# page_block PAGE SUBSECTION: prints the commands of a subsection of an installed manual page, without their prompts
page_block() {
  sed -n "/^\.Ss $2\$/,/^\.S[hs] /s/^\(\.Dl \)\{0,1\}[#\$] //p" "$1"
}
