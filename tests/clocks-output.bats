#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks --output: the file is replaced in one step, or stays as it was. output-file.bats has more kinds of files.
# bats file_tags=long
load helpers/load
load helpers/client
load helpers/clocks
load helpers/rows

@test "--output replaces the file in one step after the last row" {
  need jq
  file_with_old
  serve_gated one 100
  one=127.0.0.1:$port
  serve_clock -v
  inode=$(stat -c %i "$file")
  for format in "${formats[@]}"; do
    : >"$log"
    start_clocks --format "$format" --output "$file" "127.0.0.1:$port" "$one"
    until_match "$log" '^tcp'
    until_all_but_one
    # Nothing that a killed process could leave.
    assert_alone
    [ "$(stat -c %i "$file")" = "$inode" ]
    open_gate one
    end_clocks
    assert_status 0
    assert_text "$out"
    assert_text "$err"
    [ "$(stat -c %i "$file")" != "$inode" ]
    inode=$(stat -c %i "$file")
    assert_alone
    out=$file
    assert_hosts_in "$format" "127.0.0.1:$port" "$one"
  done
}

@test "--output creates a file in the current directory with the mode that umask(2) leaves" {
  serve_clock
  cd "$BATS_TEST_TMPDIR"
  for mask in 022:644 027:640 077:600 000:666; do
    rm -f new
    (umask "${mask%:*}" && ask clocks --output new "127.0.0.1:$port" && assert_status 0)
    [ "$(stat -c %a new)" = "${mask#*:}" ] || fail "$(stat new)"
  done
  out=new before=$((before - 60)) after=$(date +%s)
  [ "$(wc -l <new)" -eq 2 ]
}

@test "with an unwritable --output clocks still writes the plot and the spread, prints the rows, and fails" {
  need xmllint
  three_clocks
  for path in /none/clocks "$BATS_TEST_TMPDIR"; do
    ask clocks --output "$path" --plot="$BATS_TEST_TMPDIR/plot.svg" --spread "$even" "$fast"
    assert_status 1
    assert_hosts_in table "$even" "$fast" spread:
    cause='No such file or directory'
    [ -e "${path%/*}" ] && cause='Is a directory'
    assert_file_matches "$err" "^inetkit: $path: $cause\$"
    assert_file_matches "$out" "^spread: $fast is "
    xmllint --noout --nonet "$BATS_TEST_TMPDIR/plot.svg"
    rm "$BATS_TEST_TMPDIR/plot.svg"
  done
  ask clocks --output /none/clocks --warning 60 "$even"
  assert_status 3
  [ "$(head -n 1 "$out")" = 'CLOCKS UNKNOWN - the file of --output could not be written' ] || fail "$(<"$out")"
  assert_file_matches "$out" '^CLOCKS OK - '
  ask clocks --output /none/clocks --warning 60 "$fast"
  assert_status 1
}

@test "--watch writes the file of --output again after a round in which it could not" {
  serve_clock
  start_clocks --watch 0.1 --format csv --output "$BATS_TEST_TMPDIR/later/file" "127.0.0.1:$port"
  until_match "$err" 'later/file: No such file or directory'
  mkdir "$BATS_TEST_TMPDIR/later"
  until_true test -s "$BATS_TEST_TMPDIR/later/file"
  kill -TERM "$asked"
  end_clocks
  assert_text "$out"
}

@test "--output to a read-only file in a read-only directory keeps the old file" {
  need_root
  need setpriv
  file_with_old
  serve_clock
  chmod 444 "$file"
  chmod 555 "$directory"
  within=(setpriv --bounding-set "-dac_override" --inh-caps "-all")
  ask clocks --output "$file" "127.0.0.1:$port"
  chmod 755 "$directory"
  assert_status 1
  assert_text "$err" "inetkit: $file: Permission denied" "inetkit: $file: standard output gets the rows instead"
  assert_alone
  assert_text "$file" old
}

@test "--output on a full disk keeps the old file and leaves no temporary file" {
  need_root
  need unshare mount
  file_with_old
  serve_clock
  within=(unshare --mount sh -c 'mount -t tmpfs -o size=8k tmpfs "$0" && cp /etc/hostname "$0/clocks.prom" &&
    ! cat /dev/zero >"$0/full" 2>/dev/null || exit 9
    status=0; "$@" || status=$?; ls -A "$0"; cmp /etc/hostname "$0/clocks.prom" && exit $status' "$directory")
  ask clocks --output "$file" "127.0.0.1:$port"
  assert_status 1
  [ "$(tail -n 2 "$out")" = clocks.prom$'\n'full ] || fail "$(<"$out")"
  assert_file_matches "$out" "^127.0.0.1:$port "
  assert_text "$err" "inetkit: $file: No space left on device" "inetkit: $file: standard output gets the rows instead"
}

@test "--output to a symbolic link replaces the target of the link" {
  file_with_old
  serve_clock
  ln -s "$file" "$BATS_TEST_TMPDIR/link"
  ask clocks --output "$BATS_TEST_TMPDIR/link" "127.0.0.1:$port"
  assert_said ''
  [ -L "$BATS_TEST_TMPDIR/link" ]
  [ "$(wc -l <"$file")" -eq 2 ]
  assert_alone
}

@test "--output to a device, a FIFO or standard output writes into it instead of replacing it" {
  serve_clock
  need_root
  # Own device nodes: a defect in the program must not replace those of the system.
  mknod "$BATS_TEST_TMPDIR/null" c 1 3
  mknod "$BATS_TEST_TMPDIR/full" c 1 7
  ln -s /proc/self/fd/1 "$BATS_TEST_TMPDIR/stdout"
  ask clocks --output "$BATS_TEST_TMPDIR/null" "127.0.0.1:$port"
  assert_said ''
  [ -c "$BATS_TEST_TMPDIR/null" ]
  mkfifo "$BATS_TEST_TMPDIR/fifo"
  cat "$BATS_TEST_TMPDIR/fifo" >"$BATS_TEST_TMPDIR/read" &
  until_true grep -qs fifo "/proc/$!/cmdline"
  until_true is_opening "$!"
  ask clocks --output "$BATS_TEST_TMPDIR/fifo" "127.0.0.1:$port"
  assert_said ''
  wait "$!"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/read")" -eq 2 ]
  [ -p "$BATS_TEST_TMPDIR/fifo" ]
  # A FIFO without a reader is an error, not a reason to wait.
  start_clocks --output "$BATS_TEST_TMPDIR/fifo" "127.0.0.1:$port"
  end_clocks
  assert_status 1
  assert_text "$err" "inetkit: $BATS_TEST_TMPDIR/fifo: No such device or address" "inetkit: $BATS_TEST_TMPDIR/fifo: standard output gets the rows instead"
  ask clocks --output "$BATS_TEST_TMPDIR/full" "127.0.0.1:$port"
  assert_status 1
  assert_text "$err" "inetkit: $BATS_TEST_TMPDIR/full: No space left on device" "inetkit: $BATS_TEST_TMPDIR/full: standard output gets the rows instead"
  [ -c "$BATS_TEST_TMPDIR/full" ]
  run --separate-stderr bash -c "'$client' clocks --output $BATS_TEST_TMPDIR/stdout 127.0.0.1:$port | cat"
  assert_status 0
  [ "${#lines[@]}" -eq 2 ]
  [ -L "$BATS_TEST_TMPDIR/stdout" ]
}

# is_opening PID: the process waits for the other end of a FIFO
is_opening() {
  grep -q -e wait_for_partner -e fifo_open "/proc/$1/wchan" || grep -q '^257 ' "/proc/$1/syscall"
}

@test "--output accepts a file name of 255 bytes" {
  serve_clock
  cd "$BATS_TEST_TMPDIR"
  name=$(printf 'n%.0s' {1..255})
  ask clocks --output "$name" "127.0.0.1:$port"
  assert_said ''
  [ "$(wc -l <"$name")" -eq 2 ]
}

@test "--watch --output replaces the file in each round" {
  file_with_old
  serve_clock
  for format in prometheus csv; do
    start_clocks --watch 0.1 --format "$format" --output "$file" "127.0.0.1:$port"
    seen=()
    for _ in 1 2 3; do
      until_true is_another "${seen[@]}"
      seen+=("$(stat -c %i:%Y:%Z:%z "$file")")
      # Not cp(1), which fails if the file is replaced meanwhile.
      cat "$file" >"$BATS_TEST_TMPDIR/copy"
    done
    kill -TERM "$asked"
    end_clocks
    assert_alone
    out=$BATS_TEST_TMPDIR/copy
    assert_hosts_in "$format" "127.0.0.1:$port"
  done
  [ "$(grep -c host,address "$file")" -eq 1 ]
}

# is_another STATE...: the state of the file differs from each of these
is_another() {
  local state now
  now=$(stat -c %i:%Y:%Z:%z "$file")
  [ "$(wc -l <"$file")" -gt 1 ] || return 1
  for state; do
    [ "$state" != "$now" ] || return 1
  done
}
