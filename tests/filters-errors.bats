#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Filters that cannot read or write: broken pipes, full files, closed descriptors.
load helpers/load
load helpers/peers
load helpers/filters

# --- broken pipes, full files and failing reads ---

@test "a broken pipe is a normal end, whether the parent ignored, blocked or reset SIGPIPE" {
  open_broken_pipe
  for name in echo chargen time daytime qotd; do
    for parent in --default-signal=PIPE --ignore-signal=PIPE --block-signal=PIPE; do
      take "$name"
      echo "$parent"
      status=0
      timeout 120 env "$parent" "${filter[@]}" <"$sent" >&9 2>"$errors" || status=$?
      assert_status 0
      assert_empty "$errors"
    done
  done
}

@test "a full standard output is a failure with a message" {
  for name in echo chargen time daytime qotd; do
    take "$name"
    status=0
    timeout 120 "${filter[@]}" <"$sent" >/dev/full 2>"$errors" || status=$?
    assert_status 1
    assert_same "$errors" <(echo "$name: cannot serve the connection: No space left on device")
  done
}

@test "echo and discard fail with a message when reading fails" {
  for name in echo discard; do
    call "$services/$name" <"$BATS_TEST_TMPDIR"
    assert_status 1
    assert_empty "$out"
    assert_output "$name: cannot serve the connection: Is a directory"
  done
}

# --- closed descriptors ---

@test "with descriptor 0 closed echo and discard fail, and the others serve" {
  for name in "${served[@]}"; do
    take "$name"
    case $name in
    echo | discard)
      call sh -c 'exec "$@" <&-' sh "${filter[@]}"
      assert_status 1
      assert_empty "$out"
      assert_output "$name: cannot serve the connection: Bad file descriptor"
      ;;
    *)
      timeout 120 sh -c 'exec "$@" <&-' sh "${filter[@]}" 2>"$errors" | head -c 20000 >"$got"
      assert_empty "$errors"
      assert_served "$name"
      ;;
    esac
  done
}

@test "with descriptor 1 closed all filters but discard fail" {
  for name in "${served[@]}"; do
    take "$name"
    call sh -c 'exec "$@" >&-' sh "${filter[@]}" <"$sent"
    if [ "$name" = discard ]; then
      assert_silent
    else
      assert_status 1
      assert_output "$name: cannot serve the connection: Bad file descriptor"
    fi
  done
  assert_same "$BATS_TEST_TMPDIR/quotation" <(echo 'The only one.')
}

@test "with descriptor 2 closed replies and exit statuses stay the same" {
  for name in "${served[@]}"; do
    take "$name"
    timeout 120 sh -c 'exec "$@" 2>&-' sh "${filter[@]}" <"$sent" | head -c 20000 >"$got"
    assert_served "$name"
  done
  for name in "${all_services[@]}"; do
    call sh -c 'exec "$0" -x 2>&-' "$services/$name" <"$sent"
    assert_status 2
    assert_empty "$out"
  done
  call sh -c 'exec "$0" "$1" missing 2>&-' "$services/qotd" "$BATS_TEST_TMPDIR/quotation" <"$sent"
  assert_status 0
  assert_same "$out" "$BATS_TEST_TMPDIR/quotation"
}

@test "with descriptors 0, 1 and 2 closed each filter fails and ends" {
  for name in "${served[@]}"; do
    take "$name"
    call sh -c 'exec "$@" <&- >&- 2>&-' sh "${filter[@]}"
    assert_status 1
    call sh -c 'exec "$@" -x <&- >&- 2>&-' sh "$services/$name"
    assert_status 2
  done
}
