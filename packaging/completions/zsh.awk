# SPDX-License-Identifier: ISC
# Tables for zsh: NAME:TEXT for _describe, and specifications for _arguments.

function table(name,   i) {
	if (name == "services")
		for (i = 1; i <= service_count; i++)
			print "\t\t" described(services[i], about_service[services[i]])
	if (name == "commands")
		for (i = 1; i <= command_count; i++)
			print "\t\t" described(commands[i], about_command[commands[i]])
	if (name == "options")
		for (i = 1; i <= command_count; i++)
			print_command(commands[i])
}

function described(name, text) {
	return quoted(escaped(name, "\\:") ":" escaped(text, "\\"))
}

# action: what completes an argument of this kind
function action(kind) {
	if (kind == "port")
		return "_inetkit_services"
	if (kind == "host")
		return "_inetkit_hosts"
	if (kind == "file")
		return "_files"
	return index(kind, "|") ? "(" quoted_list(kind, "|") ")" : " "
}

function print_command(name,   i, n, words) {
	printf "\t%s)\n\t\t_arguments -s -S :", name
	for (i = 1; i <= option_count; i++)
		if (has_option(name, i))
			printf " \\\n\t\t\t%s", option(i)
	n = split(operands[name], words, " ")
	for (i = 1; i <= n; i++)
		if (without_brackets(words[i]) != "...")
			printf " \\\n\t\t\t%s", operand(words, i)
	print "\n\t\t;;"
}

function option(i,   text, name) {
	text = "[" escaped(about[i], "\\[]:") "]"
	if (argument[i] != "")
		text = text (is_optional[i] ? "::" : ":") escaped(argument[i], "\\:") ":" action(kind[i])
	name = long[i] (argument[i] == "" ? "" : is_optional[i] ? "=-" : "=")
	if (long[i] == "--help")
		return quoted("(- : *)") "{" letter[i] "," name "}" quoted(text)
	if (letter[i] == "")
		return quoted(name text)
	return quoted("(" letter[i] " " long[i] ")") \
		"{" letter[i] (argument[i] == "" ? "" : is_optional[i] ? "-" : "+") "," name "}" quoted(text)
}

# operand: "1:host:..." for one that is required, "1::..." from the first bracket on, "*:..." before "..."
function operand(words, i,   j, number, kind) {
	number = i
	for (j = 1; j <= i; j++)
		if (words[j] ~ /^\[/)
			number = i ":"
	if (without_brackets(words[i + 1]) == "...")
		number = "*"
	kind = without_brackets(words[i])
	return quoted(number ":" escaped(kind, "\\:") ":" action(kind))
}
