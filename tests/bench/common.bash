# SPDX-License-Identifier: ISC
# What the benchmarks share: a network of their own, or a container, rounds in which the contenders take turns, the report
# and the CSV. A benchmark begins with: source common.bash; begin NAME "$@"

project=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)

# fail MESSAGE...: also prints the last messages of the servers
fail() {
  printf 'bench: %s\n' "$@" >&2
  [ ! -s "${scratch-}/messages" ] || tail -n 5 "$scratch/messages" >&2
  exit 1
}

# begin NAME BUILD-DIRECTORY: continues in new namespaces, in which the benchmark ends with all its processes; sets $build
# and $scratch, and sources the helpers
begin() {
  bench=$1
  shift
  if [ $# -ne 1 ]; then
    echo "usage: tests/bench/$bench BUILD-DIRECTORY" >&2
    exit 2
  fi
  build=$(realpath "$1")
  if [ -z "${INETKIT_SCRATCH-}" ]; then
    [ "$(id -u)" -eq 0 ] || fail "a network namespace needs root; try: sudo $0 $1"
    make_scratch
    export INETKIT_SCRATCH=$scratch INETKIT_FOREIGN=${INETKIT_FOREIGN:-$build/foreign}
    unshare --net --mount --pid --fork --kill-child --mount-proc "$0" "$build"
    exit
  fi
  scratch=$INETKIT_SCRATCH
  source_helpers
  ip link set lo up
  # Several servers keep a file with a fixed name in /run. libfaketime names its files in /dev/shm after process ids, which
  # this PID namespace reuses.
  mount -t tmpfs none /run
  mount -t tmpfs none /dev/shm
}

# source_helpers: those of the tests that start processes and the servers of other projects
source_helpers() {
  BATS_TEST_DIRNAME=$project/tests
  # shellcheck source=/dev/null
  source "$project/tests/helpers/processes.bash"
  set +o pipefail # some of the programs that it looks for may be missing
  # shellcheck source=/dev/null
  source "$project/tests/helpers/foreign.bash"
  set -o pipefail
}

# make_scratch: sets $scratch, a directory that is removed at the end
make_scratch() {
  scratch=$(mktemp -d)
  trap 'rm -r "$scratch"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# begin_booted NAME BUILD-DIRECTORY [ROOT]: of a benchmark under a booted systemd; sets $build, $root and $scratch. ROOT is
# the system to boot, see tests/system/release; by default the running one.
begin_booted() {
  bench=$1
  shift
  if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: tests/bench/$bench BUILD-DIRECTORY [ROOT]" >&2
    exit 2
  fi
  build=$(realpath "$1")
  root=${2:-/}
  make_scratch
}

# boot NAME=VALUE...: boots the container, and runs tests/bench/NAME-inside in it, with these variables
boot() {
  local version
  version=$(chroot "$root" systemctl --version | awk 'NR == 1 { print $2 }')
  mkdir -p "$scratch/installed"
  # What fits this systemd. make rebuilds everything if the build directory has another name than before.
  make -s -C "$project" install BUILD="$(realpath --relative-to="$project" "$build")" DESTDIR="$scratch/installed" \
    SYSTEMD_VERSION="$version"
  "$project/tests/system/boot" -r "$root" -b "$scratch/installed:/installed" -b "$build:/build" "$scratch" \
    env "$@" "tests/bench/$bench-inside"
}

# begin_inside: of a script that boot runs; installs, and sets $build, $scratch and $units, the directory for units
begin_inside() {
  scratch=/out
  build=/build
  units=/run/systemd/system
  source_helpers
  tar -C /installed -c . | tar -C / -x --no-same-owner --no-overwrite-dir --keep-directory-symlink
  systemd-sysusers 2>/dev/null
  mkdir -p "$units"
}

# can_have CONTENDER PROGRAM...: false if a program is missing, and the report says so
can_have() {
  local program
  for program in "${@:2}"; do
    [ -z "$(command -v "$program")" ] || continue
    echo "left out: $1, because $program is missing; make deps BENCH=1 installs it" >>"$scratch/left-out"
    return 1
  done
}

# timed COMMAND...: sets $seconds and $milliseconds to what it took; returns its status
timed() {
  local began=${EPOCHREALTIME/[.,]/} microseconds status=0
  "$@" || status=$?
  microseconds=$((${EPOCHREALTIME/[.,]/} - began))
  printf -v seconds '%d.%06d' $((microseconds / 1000000)) $((microseconds % 1000000))
  printf -v milliseconds '%d.%03d' $((microseconds / 1000)) $((microseconds % 1000))
  return "$status"
}

# in_turns ROUNDS COMMAND CONTENDER...: calls the command for each contender, in each round, and turns the order round every
# time. Whatever else the machine does disturbs all of them.
in_turns() {
  local rounds=$1 measure=$2 turn
  shift 2
  for ((round = 1; round <= rounds; round++)); do
    for ((turn = 1; turn <= $#; turn++)); do
      "$measure" "${@:round % 2 ? turn : $# + 1 - turn:1}"
    done
  done
}

# record FIGURE CONTENDER VALUE [SIZE]: of this round; SIZE is what the figure grows with
record() {
  printf '%s\t%s\t%d\t%s\t%s\n' "$1" "$2" "$round" "$3" "${4-}" >>"$scratch/values"
}

# target FIGURE CONTENDER OTHER at-least|at-most NUMBER: the report says whether the ratio of the two meets it, or, if OTHER
# is empty, whether the value itself does
target() {
  printf '%s\t' "$@" >>"$scratch/targets"
  echo >>"$scratch/targets"
}

# version_of PACKAGE: prints the version that make deps unpacked, or that is installed
version_of() {
  local package version
  for package in "${INETKIT_FOREIGN-}/$1/$1"_*.deb; do
    if [ -e "$package" ]; then
      dpkg-deb -f "$package" Version
      return
    fi
  done
  version=$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null) || :
  echo "${version:-?}"
}

# describe [PACKAGE...]: prints the date, the machine, and the versions of inetkit and of these packages
describe() {
  local package versions=
  for package; do
    versions+=", $package $(version_of "$package")"
  done
  printf '%s, %s x %s, Linux %s, load %s\ninetkit %s%s\n' "$(date -u '+%Y-%m-%d %H:%M UTC')" "$(nproc)" \
    "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)" "$(uname -r)" "$(cut -d ' ' -f 1 /proc/loadavg)" \
    "$(git -C "$project" describe --always --dirty 2>/dev/null || echo '(not in git)')" "$versions"
}

# report [PACKAGE...]: prints a table of the recorded values, what was left out, and the targets, and writes the values to
# bench/NAME.csv in the build directory
# shellcheck disable=SC2120 # a benchmark that compares with nothing names no package
report() {
  local csv=$build/bench/$bench.csv
  mkdir -p "$build/bench"
  touch "$scratch/targets" "$scratch/left-out" "$scratch/values"
  describe "$@" | cat - "$scratch/left-out" >"$scratch/description"
  echo "$bench: $(<"$scratch/description")"
  sed 's/^/# /' "$scratch/description" >"$csv"
  awk -F'\t' -v csv="$csv" -f "$project/tests/bench/quantiles.awk" -f "$project/tests/bench/report.awk" "$scratch/targets" \
    "$scratch/values"
}
