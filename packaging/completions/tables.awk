# SPDX-License-Identifier: ISC
# Reads the registry of services and the description of commands into arrays, and fills in the template. The file for
# the shell defines table(NAME), which prints a table.

BEGIN { apostrophe = "'" }

/^#/ { next }

FILENAME ~ /services\.tsv$/ {
	services[++service_count] = $1
	port[$1] = $2
	about_service[$1] = $5
	next
}

$1 == "command" {
	commands[++command_count] = $2
	operands[$2] = $3
	about_command[$2] = $4
}

$1 == "option" {
	option_count++
	commands_of[option_count] = "," $2 ","
	long[option_count] = "--" $3
	letter[option_count] = $4 == "-" ? "" : "-" $4
	argument[option_count] = $5 == "-" ? "" : without_brackets($5)
	is_optional[option_count] = $5 ~ /^\[/
	kind[option_count] = $6
	value = $7 ~ /^@/ ? port[substr($7, 2)] : $7
	about[option_count] = $8 (value == "-" ? "" : " (" value ")")
}

END {
	while ((status = (getline line <template)) > 0)
		if (match(line, /^[ \t]*# @[a-z]+@$/)) {
			sub(/^[ \t]*# @/, "", line)
			table(substr(line, 1, length(line) - 1))
		} else
			print line
	if (status < 0) {
		print template ": cannot be read" >"/dev/stderr"
		exit 1
	}
}

function has_option(command, i) {
	return index(commands_of[i], "," command ",") > 0
}

# without_brackets("[host [port]]") is "host port".
function without_brackets(text) {
	gsub(/[][]/, "", text)
	return text
}

# escaped: text with a backslash before each of the characters
function escaped(text, characters,   i, character, result) {
	for (i = 1; i <= length(text); i++) {
		character = substr(text, i, 1)
		result = result (index(characters, character) ? "\\" : "") character
	}
	return result
}

# replaced: sub(3) would take "what" for a regular expression
function replaced(text, what, by,   at, result) {
	while ((at = index(text, what)) > 0) {
		result = result substr(text, 1, at - 1) by
		text = substr(text, at + length(what))
	}
	return result text
}

# quoted: text as one word of the shell
function quoted(text) {
	if (text ~ /^[a-zA-Z0-9_.\/-]+$/)
		return text
	if (shell == "fish")
		return apostrophe escaped(text, "\\" apostrophe) apostrophe
	return apostrophe replaced(text, apostrophe, apostrophe "\\" apostrophe apostrophe) apostrophe
}

# quoted_list: "a|b" or "a b" as words of the shell
function quoted_list(list, separator,   n, words, i, result) {
	n = split(list, words, separator)
	for (i = 1; i <= n; i++)
		result = result (i > 1 ? " " : "") quoted(words[i])
	return result
}
