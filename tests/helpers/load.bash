# What every suite loads: where the programs under test are, and the helpers by topic.
# INETKIT_BUILD names the folder with the build; without it, build/ beside tests/.

bats_require_minimum_version 1.5.0

build=${INETKIT_BUILD:-$(cd "$BATS_TEST_DIRNAME/.." && pwd)/build}
client=$build/inetkit
services=$build/services
functions=$build/tests/functions
listen=$build/tests/listen
readings=$build/tests/readings

source "$BATS_TEST_DIRNAME/helpers/assert.bash"
source "$BATS_TEST_DIRNAME/helpers/processes.bash"
source "$BATS_TEST_DIRNAME/helpers/servers.bash"

# A test that runs for four minutes hangs; on a busy machine some take more than one.
export BATS_TEST_TIMEOUT=240
export LC_ALL=C.UTF-8
unset TZ NO_COLOR JOURNAL_STREAM REMOTE_ADDR REMOTE_PORT REMOTE_HOST
unset TCPREMOTEIP TCPREMOTEPORT TCPREMOTEADDR TCPREMOTEHOST

# is_sanitized: the programs are instrumented, and cannot run under valgrind, faketime or a limit on memory
is_sanitized() {
  grep -qs -e -fsanitize= "$build/static.flags"
}

teardown() {
  stop_all
}
