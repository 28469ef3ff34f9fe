# SPDX-License-Identifier: ISC
# What the benchmarks share: a network of their own, rounds in which the contenders take turns, the report and the CSV.
# A benchmark begins with: source common.bash; begin NAME "$@"

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
  # Several servers keep a file with a fixed name there.
  mount -t tmpfs none /run
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

# install_for ROOT: installs into $scratch/installed what fits the systemd of a system. make rebuilds everything if the build
# directory has another name than before.
install_for() {
  local version
  version=$(chroot "$1" systemctl --version | awk 'NR == 1 { print $2 }')
  mkdir -p "$scratch/installed"
  make -s -C "$project" install BUILD="$(realpath --relative-to="$project" "$build")" DESTDIR="$scratch/installed" \
    SYSTEMD_VERSION="$version"
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

# target FIGURE CONTENDER OTHER at-least|at-most RATIO: what the report says about the ratio of the two
target() {
  printf '%s\t' "$@" >>"$scratch/targets"
  echo >>"$scratch/targets"
}

# version_of PACKAGE: prints the version that make deps unpacked, or that is installed
version_of() {
  local package
  for package in "${INETKIT_FOREIGN-}/$1/$1"_*.deb; do
    if [ -e "$package" ]; then
      dpkg-deb -f "$package" Version
      return
    fi
  done
  dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo '?'
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

# report [PACKAGE...]: prints a table of the recorded values, and writes it to bench/NAME.csv in the build directory
# shellcheck disable=SC2120 # a benchmark that compares with nothing names no package
report() {
  local csv=$build/bench/$bench.csv
  mkdir -p "$build/bench"
  describe "$@" >"$scratch/description"
  echo "$bench: $(<"$scratch/description")"
  touch "$scratch/targets"
  sed 's/^/# /' "$scratch/description" >"$csv"
  awk -F'\t' -v csv="$csv" -f "$project/tests/bench/quantiles.awk" -f "$project/tests/bench/report.awk" "$scratch/targets" \
    "$scratch/values"
}

# save NAME FIGURE...: of a benchmark that prints its own report, writes only the CSV. For the FIGURE "time, s", $scratch/time
# has a value of inetkit clocks for each round.
save() {
  local figure
  bench=$1
  for figure in "${@:2}"; do
    awk -v figure="$figure" '{ printf "%s\tinetkit clocks\t%d\t%s\n", figure, NR, $1 }' "$scratch/${figure%, *}"
  done >"$scratch/values"
  # shellcheck disable=SC2119
  report >"$scratch/table"
}
