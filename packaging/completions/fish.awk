# SPDX-License-Identifier: ISC
# Tables for fish: calls of complete, of printf, and the cases of a switch.

function table(name,   i) {
	if (name == "services")
		for (i = 1; i <= service_count; i++)
			print described(services[i], about_service[services[i]])
	if (name == "commands")
		for (i = 1; i <= command_count; i++)
			print described(commands[i], about_command[commands[i]])
	if (name == "operands")
		for (i = 1; i <= command_count; i++)
			print_command(commands[i])
	if (name == "options")
		for (i = 1; i <= option_count; i++)
			print option(i)
}

function described(name, text) {
	return "    printf " apostrophe "%s\\t%s\\n" apostrophe " " quoted(name) " " quoted(text)
}

function print_command(name,   i, options, needing, names) {
	for (i = 1; i <= option_count; i++) {
		if (!has_option(name, i))
			continue
		names = long[i] (letter[i] == "" ? "" : " " letter[i])
		options = options " " names
		if (argument[i] != "" && !is_optional[i])
			needing = needing " " names
	}
	printf "        case %s\n            set operands %s\n", name, quoted_list(without_brackets(operands[name]), " ")
	printf "            set options%s\n            set needing%s\n", options, needing
}

function option(i,   names, text, values) {
	names = commands_of[i]
	gsub(/,/, " ", names)
	text = "complete -c inetkit -n " quoted("__inetkit_command" substr(names, 1, length(names) - 1))
	if (letter[i] != "")
		text = text " -s " substr(letter[i], 2)
	text = text " -l " substr(long[i], 3)
	# fish offers "--option=" only for an option with values; the empty list of (true) is enough.
	values = is_optional[i] ? "(true)" : ""
	if (kind[i] == "port")
		values = "(__inetkit_services)"
	else if (index(kind[i], "|"))
		values = quoted_list(kind[i], "|")
	if (argument[i] != "")
		text = text (is_optional[i] ? "" : " -r") (kind[i] == "file" ? " -F" : " -f")
	if (values != "")
		text = text " -a " quoted(values)
	return text " -d " quoted(about[i])
}
