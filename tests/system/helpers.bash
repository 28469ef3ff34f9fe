# What the suites for systemd as PID 1 share. Each test leaves the system as it found it.

bats_require_minimum_version 1.5.0

build=$INETKIT_BUILD
helpers=$BATS_TEST_DIRNAME/../helpers
source "$helpers/assert.bash"
source "$helpers/processes.bash"
source "$helpers/peers.bash"
source "$helpers/answers.bash"

export BATS_TEST_TIMEOUT=240
export LC_ALL=C.UTF-8
unset TZ JOURNAL_STREAM

teardown() {
  systemctl stop inetkit.target
  stop_all
  restore
  until_true is_empty
}

# --- units ---

# start NAME...: the sockets of these services
start() {
  local name
  for name; do
    systemctl start "inetkit-$name.socket"
  done
}

# connections: the units of all that there are
connections() {
  systemctl list-units --all --plain --no-legend 'inetkit-*@*'
}

is_empty() {
  [ -z "$(connections)" ]
}

# property UNIT NAME
property() {
  systemctl show --property="$2" --value "$1"
}

# drop_in UNIT: lines on standard input; of an administrator, whose word is the last. The manager must be told: reload.
# Of two files with one name only that for fewer units counts, and so that for all, "inetkit-.service", has another.
drop_in() {
  local folder=/etc/systemd/system/$1.d file=90-one.conf
  [[ $1 != inetkit-.* ]] || file=80-all.conf
  mkdir -p "$folder"
  cat >"$folder/$file"
  echo "$folder" >>"$BATS_TEST_TMPDIR/drop-ins"
}

reload() {
  systemctl daemon-reload
}

# call_with NAME ARG...: the service gets these arguments
call_with() {
  local name=$1
  shift
  printf '%s\n' '[Service]' ExecStart= "ExecStart=-/usr/libexec/inetkit/$name $*" | drop_in "inetkit-$name@.service"
}

# assert_exposure MOST: what systemd-analyze says of each service, in tenths
assert_exposure() {
  local name
  for name in "${all_services[@]}"; do
    run systemd-analyze --no-pager --threshold="$1" security "inetkit-$name@x.service"
    [ "$status" -eq 0 ] || fail "$(tail -n 1 <<<"$output")"
  done
}

# assert_read_only: the program after the greeting cannot write, not even where the user inetkit could
assert_read_only() {
  need perl
  # landlock_create_ruleset(2), asked for the version
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

# dial_service NAME: as dial
dial_service() {
  port=$(port_of "$1")
  dial
}

# is_answered: the echo at the other end of $peer answers
is_answered() {
  local line
  echo 'a line' >&"$peer"
  IFS= read -r -t 60 -u "$peer" line
  [ "$line" = 'a line' ]
}

# --- the journal ---

# mark: from here on, journal shows what comes. The mark is an entry that nobody asks for: with --after-cursor and
# a match, systemd 252 leaves out the first entry that matches.
mark() {
  logger --tag=mark "$BATS_TEST_NAME"
  journalctl --sync
  cursor=$(journalctl --quiet --lines=0 --show-cursor | sed -n 's/^-- cursor: //p')
}

# journal ARG...: of journalctl(1); one asks for a field. Where the machine's cgroups have no controller for tasks,
# systemd 262 complains of each unit; that says nothing about ours.
journal() {
  journalctl --quiet --no-pager --cursor="$cursor" "$@" | grep -v 'Failed to read pids\.max' || true
}

# has_entries COUNT [ARG...]: so many entries, or more
has_entries() {
  local count=$1
  shift
  [ "$(journal -o cat --output-fields=PRIORITY "$@" | wc -l)" -ge "$count" ]
}

# --- files ---

# replace FILE: by standard input, for this test
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
