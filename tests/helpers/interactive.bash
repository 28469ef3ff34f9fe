# shellcheck shell=bash
# For an interactive bash on a terminal: see offers_of in completions.bash.
[[ -n ${BARE-} ]] || source /usr/share/bash-completion/bash_completion
source "$COMPLETIONS/inetkit"
[[ -z ${BREAKS+set} ]] || COMP_WORDBREAKS=$BREAKS
bind 'set bell-style none'

note_offers() {
	_inetkit "$@"
	printf "${COMP_LINE//%/%%}\t%s\n" "${COMPREPLY[@]}" >>"$OFFERS_FILE"
}

# After the Tab: what it made of the line.
answer() {
	printf '%s\n' "$READLINE_LINE" >>"$TYPED_FILE"
	READLINE_LINE=
	echo >"$ANSWERS"
}

complete -F note_offers inetkit
bind -x '"\eP": answer'
