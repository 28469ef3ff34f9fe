# SPDX-License-Identifier: ISC
# Helpers of the suites for systemd as PID 1. teardown undoes the changes of each test.

bats_require_minimum_version 1.5.0

build=$INETKIT_BUILD
helpers=$BATS_TEST_DIRNAME/../helpers
source "$helpers/assert.bash"
source "$helpers/processes.bash"
source "$helpers/peers.bash"
source "$helpers/answers.bash"

export BATS_TEST_TIMEOUT=600
export LC_ALL=C.UTF-8
unset TZ JOURNAL_STREAM

teardown() {
  systemctl stop inetkit.target
  stop_all
  restore
  until_true is_empty
}

# --- units ---

# start NAME...: starts the sockets of these services
start() {
  local name
  for name; do
    systemctl start "inetkit-$name.socket"
  done
}

# connections: prints the service units of all connections
connections() {
  systemctl list-units --all --plain --no-legend 'inetkit-*@*'
}

is_empty() {
  [ -z "$(connections)" ]
}

# property UNIT NAME: prints its value
property() {
  systemctl show --property="$2" --value "$1"
}

# drop_in UNIT: writes standard input to a drop-in in /etc, which overrides those of the package. Call reload after it.
# Of two drop-ins with the same file name, systemd reads only that of the more specific unit. So a drop-in for all
# units, such as "inetkit-.service", gets a different name.
drop_in() {
  local directory=/etc/systemd/system/$1.d file=90-one.conf
  [[ $1 != inetkit-.* ]] || file=80-all.conf
  mkdir -p "$directory"
  cat >"$directory/$file"
  echo "$directory" >>"$BATS_TEST_TMPDIR/drop-ins"
}

reload() {
  systemctl daemon-reload
}

# call_with NAME ARG...: sets the arguments of the service
call_with() {
  local name=$1
  shift
  printf '%s\n' '[Service]' ExecStart= "ExecStart=-/usr/libexec/inetkit/$name $*" | drop_in "inetkit-$name@.service"
}

# assert_exposure MOST: the exposure level of each service, from systemd-analyze security, is at most MOST tenths
assert_exposure() {
  local name
  for name in "${all_services[@]}"; do
    run systemd-analyze --no-pager --threshold="$1" security "inetkit-$name@x.service"
    [ "$status" -eq 0 ] || fail "$(tail -n 1 <<<"$output")"
  done
}

# assert_read_only: the program that hello executes cannot write, not even in directories that all users can write to
assert_read_only() {
  need perl
  # landlock_create_ruleset(2) with the flag that returns the version
  perl -e 'exit(syscall(444, 0, 0, 1) < 1)' || skip "this kernel has no Landlock"
  mark
  call_with hello -n sh -c "'>/tmp/new; >/var/tmp/new; ls -d /tmp/new /var/tmp/new 2>/dev/null; id -un'"
  reload
  start hello
  exchange TCP4:127.0.0.1:2345 </dev/null
  run tail -n +2 "$got"
  assert_output inetkit
  until_true has_entries 3 INETKIT_SERVICE=hello PRIORITY=5
  run journal -o cat INETKIT_SERVICE=hello
  assert_match 'cannot create /tmp/new: Permission denied'
  assert_match 'cannot create /var/tmp/new: Permission denied'
}

# --- connections ---

# dial_service NAME: sets $port to that of the service, and dials
dial_service() {
  port=$(port_of "$1")
  dial
}

# is_answered: the echo service at $peer replies
is_answered() {
  local line
  echo 'a line' >&"$peer"
  IFS= read -r -t 60 -u "$peer" line
  [ "$line" = 'a line' ]
}

# --- the journal ---

# mark: makes journal begin here, with an entry that mark adds and that no test selects. --after-cursor is unsuitable:
# together with a match, systemd 252 omits the first matching entry.
mark() {
  logger --tag=mark "$BATS_TEST_NAME"
  journalctl --sync
  cursor=$(journalctl --quiet --lines=0 --show-cursor | sed -n 's/^-- cursor: //p')
}

# journal ARG...: prints entries since mark; the arguments of journalctl(1) must include a match. If the cgroups of the
# machine have no pids controller, systemd 262 logs a warning for each unit, which is left out.
journal() {
  journalctl --quiet --no-pager --cursor="$cursor" "$@" | grep -v 'Failed to read pids\.max' || true
}

# has_entries COUNT [ARG...]: journal prints at least COUNT entries
has_entries() {
  local count=$1
  shift
  [ "$(journal -o cat --output-fields=PRIORITY "$@" | wc -l)" -ge "$count" ]
}

# --- files ---

# replace FILE: replaces its content by standard input until teardown
replace() {
  local copy
  copy=$BATS_TEST_TMPDIR/$(systemd-escape --path "$1").replaced
  if [ -e "$1" ]; then cp --preserve "$1" "$copy"; else : >"$copy.none"; fi
  cat >"$1"
}

restore() {
  local copy
  for copy in "$BATS_TEST_TMPDIR"/*.replaced; do
    [ ! -e "$copy" ] || cat "$copy" >"$(systemd-escape --unescape --path "$(basename "$copy" .replaced)")"
  done
  for copy in "$BATS_TEST_TMPDIR"/*.replaced.none; do
    [ ! -e "$copy" ] || rm "$(systemd-escape --unescape --path "$(basename "$copy" .replaced.none)")"
  done
  [ -f "$BATS_TEST_TMPDIR/drop-ins" ] || return 0
  xargs rm -rf <"$BATS_TEST_TMPDIR/drop-ins"
  systemctl daemon-reload
}
