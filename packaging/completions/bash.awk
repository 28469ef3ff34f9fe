# SPDX-License-Identifier: ISC
# Tables for bash: arrays.

function table(name,   i) {
	if (name == "services")
		for (i = 1; i <= service_count; i++)
			print "\t\t" quoted(services[i])
	if (name == "commands")
		for (i = 1; i <= command_count; i++)
			print "\t\t" quoted(commands[i])
	if (name == "options")
		for (i = 1; i <= command_count; i++)
			print_command(commands[i])
}

function print_command(name,   i, options, required, optional, value) {
	for (i = 1; i <= option_count; i++) {
		if (!has_option(name, i))
			continue
		options = options " " long[i] (letter[i] == "" ? "" : " " letter[i]) (is_optional[i] ? " " long[i] "=" : "")
		if (argument[i] == "")
			continue
		value = "[" long[i] "]=" quoted(kind[i]) (letter[i] == "" ? "" : " [" letter[i] "]=" quoted(kind[i]))
		if (is_optional[i])
			optional = optional " " value
		else
			required = required " " value
	}
	printf "\t%s)\n\t\toperands=(%s)\n", name, quoted_list(without_brackets(operands[name]), " ")
	printf "\t\toptions=(%s)\n", substr(options, 2)
	printf "\t\trequired=(%s)\n\t\toptional=(%s)\n\t\t;;\n", substr(required, 2), substr(optional, 2)
}
