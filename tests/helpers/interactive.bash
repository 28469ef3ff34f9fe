# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# Start-up file of the interactive bash that ask_bash of completions.bash runs.
[[ -n ${BARE-} ]] || source /usr/share/bash-completion/bash_completion
source "$COMPLETIONS/inetkit"
[[ -z ${BREAKS+set} ]] || COMP_WORDBREAKS=$BREAKS
bind 'set bell-style none'

note_offers() {
	_inetkit "$@"
	printf "${COMP_LINE//%/%%}\t%s\n" "${COMPREPLY[@]}" >>"$OFFERS_FILE"
}

# Bound to the key that is sent after Tab: writes the line as Tab left it, and clears it.
answer() {
	printf '%s\n' "$READLINE_LINE" >>"$TYPED_FILE"
	READLINE_LINE=
	echo >"$ANSWERS"
}

complete -F note_offers inetkit
bind -x '"\eP": answer'
