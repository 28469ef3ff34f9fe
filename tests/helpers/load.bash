# SPDX-License-Identifier: ISC
# Loaded by every suite: sets the paths of the programs under test, and loads the helpers that every suite needs.
# INETKIT_BUILD is the build directory; the default is build/ beside tests/.

bats_require_minimum_version 1.5.0

build=${INETKIT_BUILD:-$(cd "$BATS_TEST_DIRNAME/.." && pwd)/build}
# Some tests change the directory.
[[ $build = /* ]] || build=$PWD/$build
client=$build/inetkit
services=$build/services
functions=$build/tests/functions
listen=$build/tests/listen
readings=$build/tests/readings

source "$BATS_TEST_DIRNAME/helpers/assert.bash"
source "$BATS_TEST_DIRNAME/helpers/processes.bash"
source "$BATS_TEST_DIRNAME/helpers/servers.bash"

# In seconds. Some tests take more than a minute on a busy machine.
export BATS_TEST_TIMEOUT=600
export LC_ALL=C.UTF-8
unset TZ NO_COLOR JOURNAL_STREAM REMOTE_ADDR REMOTE_PORT REMOTE_HOST
unset TCPREMOTEIP TCPREMOTEPORT TCPREMOTEADDR TCPREMOTEHOST

# is_sanitized: the programs were built with sanitizers; they cannot run under valgrind or faketime, or with a memory
# limit
is_sanitized() {
  grep -qs -e -fsanitize= "$build/static.flags"
}

# is_counting: the programs are those of make coverage
is_counting() {
  grep -qs -e --coverage "$build/static.flags"
}

# is_emulated: the programs are of another architecture and run under qemu-user; see tests/emulated/build
is_emulated() {
  [ -e "$build/emulator" ]
}

# skip_if_counting: the programs of make coverage make more system calls, and are not hardened
skip_if_counting() {
  ! is_counting || skip "the programs count their lines"
}

teardown() {
  stop_all
}
