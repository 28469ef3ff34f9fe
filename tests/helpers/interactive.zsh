# SPDX-License-Identifier: ISC
# Sourced by the interactive zsh that ask_zsh of completions.bash runs.
fpath=($COMPLETIONS $fpath)
autoload -Uz compinit
compinit -u -D
unsetopt beep list_beep auto_menu
COLUMNS=1000

# Wraps the builtin and writes the completions that it adds. With -O, -A or -D it adds none.
compadd() {
	local -a texts shown
	local -i end=${argv[(i)(-|--)]} at=${argv[(I)-[a-zA-Z0-9]#d]} i
	if [[ -z ${(M)argv[1,end-1]:#-[a-zA-Z0-9]#[OAD]} ]]; then
		(( at > 0 && at < end )) && shown=("${(@P)argv[at+1]}")
		builtin compadd -A texts ${shown:+-D} ${shown:+shown} "$@"
		for (( i = 1; i <= $#texts; i++ )); do
			print -r -- "$asked"$'\t'"${(Q)texts[i]}"$'\t'"${shown[i]#* -- }" >>$OFFERS_FILE
		done
	fi
	builtin compadd "$@"
}

# Completes all lines, at the first prompt.
ask_all() {
	local asked
	for asked in "${(@f)$(<$LINES_FILE)}"; do
		BUFFER=$asked
		CURSOR=$#BUFFER
		zle complete-word
		print -r -- "$BUFFER" >>$TYPED_FILE
	done
	BUFFER=exit
	zle accept-line
}
zle -N zle-line-init ask_all
