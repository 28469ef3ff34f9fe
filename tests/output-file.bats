#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# inetkit clocks: which file --output and --plot write, how, and what is left when the program dies.
load helpers/load
load helpers/client
load helpers/clocks

# write_file: lets clocks write about a host that it need not ask, which makes the status 1
write_file() {
  ask clocks --format csv --output "$file" :0
  assert_status 1
}

# assert_written [FILE]: it has the new contents, all of them and nothing else
assert_written() {
  printf '%s\r\n' host,address,port,offset,bound,rtt,probes,time,error,protocol,measured,stratum,root_distance ':0,,37,,,,0,,the host is empty,time,,,' |
    cmp - "${1-$file}" || fail "$(<"$err")"
}

# --- deaths --------------------------------------------------------------------------------------

@test "clocks writes its files although the reader of its messages is gone" {
  file_with_old
  need xmllint
  status=0
  bash -c 'trap - PIPE
    { "$1" clocks --output "$2" --plot="$3" :0 2>&1; echo "$?" >"$4"; } | exec true' - \
    "$client" "$file" "$BATS_TEST_TMPDIR/plot.svg" "$BATS_TEST_TMPDIR/status"
  assert_text "$BATS_TEST_TMPDIR/status" 1
  assert_file_matches "$file" '^:0 '
  assert_alone
  xmllint --noout --nonet "$BATS_TEST_TMPDIR/plot.svg"
}

@test "a signal of any kind leaves no file beside that of --output" {
  file_with_old
  serve_gated gate 0
  for signal in USR1 XCPU KILL; do
    : >"$log"
    start_clocks --output "$file" --plot="$directory/plot.svg" "127.0.0.1:$port"
    until_match "$log" '^Spawned'
    kill "-$signal" "$asked"
    end_clocks
    assert_text "$file" old
    assert_alone
  done
}

@test "with a limit of the file size clocks keeps the old file and prints the cause" {
  file_with_old
  within=(sh -c 'ulimit -f 0; exec "$@"' -)
  status=0
  output=$("${within[@]}" "$client" clocks --format csv --output "$file" :0 2>&1) || status=$?
  assert_status 1
  [ "${output%%$'\n'*}" = "inetkit: $file: File too large" ] || fail "$output"
  assert_match '^:0,'
  assert_text "$file" old
  assert_alone
}

# --- what is kept --------------------------------------------------------------------------------

# set_attribute FILE NAME HEX
set_attribute() {
  python3 -c 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))' "$@"
}

# attributes_of FILE: prints its owner, mode and extended attributes
attributes_of() {
  stat -c '%u %g %a' "$1"
  python3 -c 'import os, sys; print([(name, os.getxattr(sys.argv[1], name)) for name in sorted(os.listxattr(sys.argv[1]))])' "$1"
}

# user::rw- user:12:r-- group::--- mask::r-- other::---
acl=0200000001000600ffffffff020004000c00000004000000ffffffff10000400ffffffff20000000ffffffff

@test "--output and --plot keep owner, mode and extended attributes of the file that they replace" {
  need_root
  need python3
  file_with_old
  chown 12:34 "$file"
  chmod 2604 "$file"
  set_attribute "$file" trusted.inetkit 68657265 || skip "no extended attributes here"
  set_attribute "$file" system.posix_acl_access "$acl"
  for option in --output= --plot=; do
    was=$(attributes_of "$file")
    inode=$(stat -c %i "$file")
    ask clocks "$option$file" :0
    assert_status 1
    [ "$(stat -c %i "$file")" != "$inode" ]
    [ "$(attributes_of "$file")" = "$was" ] || fail "$(attributes_of "$file")" "instead of:" "$was"
  done
  assert_alone
}

@test "a replacement does not inherit an ACL that the old file did not have" {
  need_root
  need python3
  file_with_old
  was=$(attributes_of "$file")
  set_attribute "$directory" system.posix_acl_default "$acl" || skip "no ACL here"
  write_file
  assert_written
  [ "$(attributes_of "$file")" = "$was" ] || fail "$(attributes_of "$file")"
}

# --- what is written in place --------------------------------------------------------------------

@test "--output writes into a file that is a mount point, longer or shorter than before" {
  need_root
  need unshare mount
  file_with_old
  seq 10000 >"$BATS_TEST_TMPDIR/mounted"
  inode=$(stat -c %i "$BATS_TEST_TMPDIR/mounted")
  for mode in '' 'mount --bind -o ro "$0" "$0" && '; do
    within=(unshare --mount sh -c "$mode"'mount --bind "$1" "$2" && mount -o remount,bind,rw "$2" && shift 2 && exec "$@"'
      "$directory" "$BATS_TEST_TMPDIR/mounted" "$file")
    write_file
    assert_written "$BATS_TEST_TMPDIR/mounted"
    assert_alone
    assert_text "$file" old
    echo old >"$BATS_TEST_TMPDIR/mounted"
  done
  [ "$(stat -c %i "$BATS_TEST_TMPDIR/mounted")" = "$inode" ]
}

@test "--output writes into a file with a second name, so that both names show it" {
  file_with_old
  ln "$file" "$BATS_TEST_TMPDIR/second"
  write_file
  assert_written
  assert_written "$BATS_TEST_TMPDIR/second"
  assert_alone
}

@test "--output writes into a writable file in a directory that it may not write, or whose owner it cannot keep" {
  need_root
  need setpriv
  file_with_old
  chmod 755 "$BATS_TEST_TMPDIR" "$BATS_RUN_TMPDIR" "$BATS_SUITE_TMPDIR" "$BATS_FILE_TMPDIR" 2>/dev/null || true
  within=(setpriv --bounding-set "-dac_override,-chown,-fowner" --inh-caps "-all")
  chmod 666 "$file"
  chown 12:34 "$file"
  for mode in 555 755; do
    chmod "$mode" "$directory"
    inode=$(stat -c %i "$file")
    write_file
    chmod 755 "$directory"
    assert_written
    [ "$(stat -c '%i %u %g' "$file")" = "$inode 12 34" ]
    assert_alone
    echo longer than the new contents, and older >>"$file"
  done
}

@test "clocks fails and keeps a file that it may not write and whose owner a new file cannot have" {
  need_root
  need setpriv
  file_with_old
  chown 12:34 "$file"
  chmod 644 "$file"
  within=(setpriv --bounding-set "-dac_override,-chown,-fowner" --inh-caps "-all")
  write_file
  assert_text "$err" "inetkit: $file: Permission denied" "inetkit: $file: standard output gets the rows instead"
  assert_written "$out"
  assert_text "$file" old
  [ "$(stat -c '%u %g %a' "$file")" = '12 34 644' ]
  assert_alone
}

@test "a mounted file on a full disk keeps its old contents, and clocks says why" {
  need_root
  need unshare mount
  file_with_old
  mkdir "$BATS_TEST_TMPDIR/small"
  within=(unshare --mount sh -c 'mount -t tmpfs -o size=8k tmpfs "$0" && echo old >"$0/mounted" &&
    ! cat /dev/zero >"$0/full" 2>/dev/null && mount --bind "$0/mounted" "$1" || exit 9
    cd "$0" && shift && status=0; "$@" || status=$?; cat mounted; exit "$status"' "$BATS_TEST_TMPDIR/small" "$file")
  seq -f 'a-rather-long-name-of-a-host-%g:0' 300 >"$BATS_TEST_TMPDIR/list"
  ask clocks --format csv --output "$file" --hosts "$BATS_TEST_TMPDIR/list"
  assert_status 1
  assert_text "$err" "inetkit: $file: No space left on device" "inetkit: $file: standard output gets the rows instead"
  { cat "$BATS_TEST_TMPDIR/list" && echo old; } | diff - <(tail -n +2 "$out" | cut -d, -f1)
}

@test "--output follows links to a file that is not there yet" {
  file_with_old
  rm "$file"
  ln -s directory/clocks.prom "$BATS_TEST_TMPDIR/first"
  ln -s first "$BATS_TEST_TMPDIR/second"
  for link in "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/second"; do
    rm -f "$file"
    ask clocks --format csv --output "$link" :0
    assert_written
    [ -L "$link" ]
    assert_alone
  done
}

@test "--output to the file that standard output appends to appends" {
  file_with_old
  mkdir "$BATS_TEST_TMPDIR/dev"
  ln -s /proc/self/fd/1 "$BATS_TEST_TMPDIR/dev/stdout"
  for path in "$file" "$BATS_TEST_TMPDIR/dev/stdout"; do
    echo old >"$file"
    "$client" clocks --format csv --output "$path" :0 >>"$file" || true
    [ "$(head -n 1 "$file")" = old ] || fail "$(<"$file")"
    [ "$(wc -l <"$file")" -eq 3 ]
  done
  # A deleted file has no path, and its link must not be replaced.
  : >"$file"
  exec {deleted}<>"$file"
  rm "$file"
  "$client" clocks --format csv --output "$BATS_TEST_TMPDIR/dev/stdout" :0 >&"$deleted" || true
  [ -L "$BATS_TEST_TMPDIR/dev/stdout" ]
  err=/dev/null assert_written "/dev/fd/$deleted"
}

@test "without O_TMPFILE clocks uses a temporary name, and removes it after an error" {
  need strace
  file_with_old
  chmod 640 "$file"
  trace() {
    within=(env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e 'trace=openat,rename,fchmod' "$@")
  }
  # The first openat(2) of the directory with O_TMPFILE: count those before it.
  trace
  write_file
  assert_written
  number=$(grep openat "$BATS_TEST_TMPDIR/trace" | grep -n O_TMPFILE | cut -d: -f1)
  trace -e "inject=openat:error=EOPNOTSUPP:when=$number"
  write_file
  assert_written
  assert_alone
  [ "$(stat -c %a "$file")" = 640 ]
  echo old >"$file"
  trace -e "inject=openat:error=EOPNOTSUPP:when=$number" -e inject=rename:error=EIO
  write_file
  assert_text "$err" "inetkit: $file: Input/output error" "inetkit: $file: standard output gets the rows instead"
  assert_written "$out"
  assert_text "$file" old
  assert_alone
}

# --- the same file twice -------------------------------------------------------------------------

# assert_refused STATUS MISTAKE ARG...: clocks rejects the arguments, and $file keeps its contents
assert_refused() {
  ask clocks "${@:3}"
  assert_status "$1"
  assert_text "$err" "inetkit: clocks: $2; see 'inetkit help clocks'"
  [ ! -e "$file" ] || assert_text "$file" old
}

@test "clocks rejects the same file for two of --hosts, --output and --plot, by any path or link" {
  file_with_old
  cd "$directory"
  ln -s "$file" "$BATS_TEST_TMPDIR/link"
  ln "$file" "$BATS_TEST_TMPDIR/second"
  for other in "$file" ./clocks.prom ../directory/clocks.prom "$BATS_TEST_TMPDIR/link" "$BATS_TEST_TMPDIR/second"; do
    assert_refused 2 '--output and --plot name the same file' --output "$file" "--plot=$other" :0
    assert_refused 2 '--hosts and --output name the same file' --output "$file" --hosts "$other"
    assert_refused 2 '--hosts and --plot name the same file' "--plot=$file" --hosts /dev/null --hosts "$other"
  done
  assert_refused 3 '--output and --plot name the same file' --warning 1 --output "$file" --plot=clocks.prom :0
  rm "$file" "$BATS_TEST_TMPDIR/second"
  for other in "$file" ./clocks.prom "$BATS_TEST_TMPDIR/link"; do
    assert_refused 2 '--output and --plot name the same file' --output "$file" "--plot=$other" :0
  done
  assert_refused 2 '--output and --plot name the same file' --output "$BATS_TEST_TMPDIR/link" --plot=clocks.prom :0
}

@test "clocks rejects standard input and output that are the same as its files" {
  file_with_old
  run --separate-stderr bash -c '"$0" clocks --plot="$1" :0 >>"$1"' "$client" "$file"
  assert_status 2
  [ "$stderr" = "inetkit: clocks: --plot and standard output are the same file; see 'inetkit help clocks'" ] || fail "$stderr"
  run --separate-stderr bash -c '"$0" clocks --hosts "$1" :0 >>"$1"' "$client" "$file"
  assert_status 2
  [ "$stderr" = "inetkit: clocks: --hosts and standard output are the same file; see 'inetkit help clocks'" ] || fail "$stderr"
  run --separate-stderr bash -c '"$0" clocks --hosts - --output "$1" :0 <"$1"' "$client" "$file"
  assert_status 2
  [ "$stderr" = "inetkit: clocks: --hosts and --output name the same file; see 'inetkit help clocks'" ] || fail "$stderr"
  assert_text "$file" old
}

@test "clocks accepts a device for several files" {
  ask clocks --hosts /dev/null --output /dev/null --plot=/dev/null :0
  assert_status 1
  assert_text "$err" 'inetkit: :0: the host is empty'
}
